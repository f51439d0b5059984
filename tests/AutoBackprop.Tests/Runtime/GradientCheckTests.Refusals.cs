using Xunit;

namespace AutoBackprop.Tests.Runtime;

/// <content>What cannot be checked is refused, with a way out.</content>
public sealed partial class GradientCheckTests
{
    [Fact]
    public void A_wrong_number_of_arguments_is_refused() => Assert.StartsWith(
        "Total takes 5 arguments (double apple, double appleCount, double orange, double orangeCount, double tax), but 2 were given",
        Refusal(() => GradientCheck.Verify(Total, TotalGradient, 1.0, 2.0)),
        StringComparison.Ordinal);

    [Fact]
    public void An_argument_of_a_wrong_type_is_refused() => Assert.StartsWith(
        "The parameter 'y' of Dot is double[], but the argument given for it is float[]: give double[].",
        Refusal(() => GradientCheck.Verify(Dot, DotGradient, new double[1], new float[1])),
        StringComparison.Ordinal);

    [Fact]
    public void A_point_that_is_not_finite_is_refused() => Assert.StartsWith(
        "x[1] is NaN, where no difference can be taken",
        Refusal(() => GradientCheck.Verify(Dot, DotGradient, (double[])[1, double.NaN], new double[2])),
        StringComparison.Ordinal);

    [Fact]
    public void A_gradient_with_too_few_elements_is_refused()
    {
        (double, double) Few(double apple, double appleCount, double orange, double orangeCount, double tax) => (0, 0);
        string message = Refusal(() => GradientCheck.Verify(Total, Few, 1.0, 2.0, 3.0, 4.0, 5.0));
        Assert.StartsWith(
            "Few returns 2 elements, but a gradient of Total returns 6, (value, dApple, dAppleCount, dOrange, dOrangeCount, dTax)",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_returns_no_tuple_is_refused() => Assert.StartsWith(
        "Square returns double, but a gradient of Square returns the tuple (value, dX)",
        Refusal(() => GradientCheck.Verify(Square, Square, 3.0)),
        StringComparison.Ordinal);

    [Fact]
    public void A_gradient_with_other_parameters_is_refused()
    {
        (double, double) Backward(double x, double dOut) => (x * x, 2 * x * dOut);
        Assert.StartsWith(
            "Backward takes (double x, double dOut), but Square takes (double x)",
            Refusal(() => GradientCheck.Verify(Square, Backward, 3.0)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_of_another_type_than_its_parameter_is_refused()
    {
        (double, float) Narrow(double x) => (x * x, (float)(2 * x));
        Assert.StartsWith(
            "dX of Narrow is float, but the parameter 'x' is double",
            Refusal(() => GradientCheck.Verify(Square, Narrow, 3.0)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_are_refused_with_a_way_out()
    {
        double Sum(ReadOnlySpan<double> x) => x[0];
        (double, double[]) G(ReadOnlySpan<double> x) => (x[0], [1]);
        string message = Refusal(() => GradientCheck.Verify(Sum, G, new double[1]));
        Assert.StartsWith(
            "The parameter 'x' of Sum is ReadOnlySpan<double>, which cannot be passed to a delegate: check a [Differentiable] "
            + "function that takes an array and calls Sum.",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Results_that_are_not_one_number_are_refused_with_a_way_out()
    {
        double[] F(double x) => [x];
        (double[], double) G(double x) => ([x], 1);
        Assert.StartsWith(
            "F returns double[], but a gradient check needs one float or double: check a [Differentiable] function that calls F",
            Refusal(() => GradientCheck.Verify(F, G, 1.0)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Structs_and_references_are_refused_with_a_way_out()
    {
        double F(Pair p) => p.A;
        (double, Pair) G(Pair p) => (p.A, new Pair(1));
        double ByReference(ref double x) => x;
        (double, double) ByReferenceGradient(ref double x) => (x, 1);
        Assert.Contains("takes the fields as scalars", Refusal(() => GradientCheck.Verify(F, G, new Pair(1))), StringComparison.Ordinal);
        Assert.Contains(
            "takes it by value", Refusal(() => GradientCheck.Verify(ByReference, ByReferenceGradient, 1.0)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_constants_alone_is_refused()
    {
        double F(int n) => n;
        (double, double) G(int n) => (n, 1);
        Assert.StartsWith("F has no differentiable parameter", Refusal(() => GradientCheck.Verify(F, G, 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_without_points_bounds_or_lengths_are_refused()
    {
        string count = Refusal(() => GradientCheck.VerifySampled(Total, TotalGradient, 1, 0, 0, 1));
        string bounds = Refusal(() => GradientCheck.VerifySampled(Total, TotalGradient, 1, 5, 1, 1));
        string lengths = Refusal(() => GradientCheck.VerifySampled(Dot, DotGradient, 1, 5, 0, 1));
        Assert.StartsWith("0 points check nothing", count, StringComparison.Ordinal);
        Assert.StartsWith("There is nothing to sample between 1 and 1", bounds, StringComparison.Ordinal);
        Assert.StartsWith("Dot has parameters that are arrays or constants", lengths, StringComparison.Ordinal);
    }

    private static string Refusal(Action check) => Assert.Throws<ArgumentException>(check).Message;
}
