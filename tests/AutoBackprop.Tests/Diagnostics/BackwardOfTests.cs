using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>Hand-written backward methods that do not fit: ABP0007, with the declaration that would.</summary>
public sealed class BackwardOfTests
{
    private const string Norm = "[Differentiable] public static double Norm(double x, float y, int n) => x * y * n; ";
    private const string NormExpected = "static (double value, double dX, float dY) Hand(double x, float y, int n, double dOut)";

    [Theory]
    [InlineData("static (double value, double dX) [|Hand|](double x, float y, int n, double dOut) => default;")]
    [InlineData("static (double value, double dX, double dY) [|Hand|](double x, float y, int n, double dOut) => default;")]
    [InlineData("static (double value, double dY, float dX) [|Hand|](double x, float y, int n, double dOut) => default;")]
    [InlineData("static (double, double, float) [|Hand|](double x, float y, int n, double dOut) => default;")]
    [InlineData("static (double value, double dX, float dY, int dN) [|Hand|](double x, float y, int n, double dOut) => default;")]
    [InlineData("static (double value, double dX, float dY) [|Hand|](double x, float y, int n) => default;")]
    [InlineData("static (double value, double dX, float dY) [|Hand|](double dOut, double x, float y, int n) => default;")]
    [InlineData("static (double value, double dX, float dY) [|Hand|](double x, float y, int n, float dOut) => default;")]
    [InlineData("static double [|Hand|](double x, float y, int n, double dOut) => default;")]
    [InlineData("static void [|Hand|](double x, float y, int n, double dOut) { }")]
    public void A_backward_of_another_signature_is_told_the_right_one(string backward) => Refused.InClass(
        $"{Norm}[BackwardOf(nameof(Norm))] {backward}", Expected("Norm", NormExpected));

    [Fact]
    public void The_declaration_that_was_expected_is_accepted()
    {
        Generation generation = GeneratorHarness.Run(Language.GeneratedGradient.InClass($"{Norm}[BackwardOf(nameof(Norm))] {NormExpected} => (7, 1, 2);"));

        Assert.Empty(generation.AnalyzerDiagnostics);
        using CompiledProgram program = generation.Compile();
        Assert.Equal([7.0, 1.0, 2f], program.InvokeTuple("P.NormGradient", 1.0, 2f, 3));
    }

    [Fact]
    public void An_instance_method_is_no_backward() => Refused.InFile(
        "using AutoBackprop; partial class P { static double G(double x) => x; [BackwardOf(nameof(G))] (double value, double dX) [|Hand|](double x, double dOut) => default; }",
        Expected("G", "static (double value, double dX) Hand(double x, double dOut)"));

    [Theory]
    [InlineData("public sealed class Obj { public double G(double x) => x; }", "BackwardOf(typeof(Obj), nameof(Obj.G))", "static (double value, double dX) [|Hand|](double x, double dOut) => default;")]
    [InlineData("public sealed class Obj { public double G(double x) => x; }", "BackwardOf(typeof(Obj), nameof(Obj.G))", "static (double value, double dX) [|Hand|](Obj self, double x, double dOut) => default;")]
    [InlineData("partial class Obj { double rate; double G(double x) => x * rate; ", "BackwardOf(nameof(G))", "(double value, double dX) [|Hand|](double x, double dOut) => default; }")]
    public void A_method_that_is_called_on_an_object_has_no_backward_by_hand(string type, string attribute, string hand) => Refused.InClass(
        $"{type} [{attribute}] internal {hand}",
        Expected("G", "nothing: 'G' is called on an object, which a backward written by hand is not given; write a static method that takes the object and calls it, and the backward of that"));

    [Fact]
    public void A_method_that_is_called_on_an_object_has_no_derivative_by_a_backward_that_is_refused() => Refused.InClass(
        """
        public sealed class Obj { public double G(double x) => x; }
        [BackwardOf(typeof(Obj), nameof(Obj.G))] internal static (double value, double dX) [|Hand|](double x, double dOut) => default;
        [Differentiable] public static double F([NoGradient] Obj o, double x) => [|o.G(x)|] * x;
        """,
        Expected("G", "nothing: 'G' is called on an object, which a backward written by hand is not given; write a static method that takes the object and calls it, and the backward of that"),
        "ABP0003: 'P.Obj.G(double)' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop");

    [Theory]
    [InlineData("static double Dot(double[] a, ReadOnlySpan<float> b) => a[0];", "static double Hand(double[] a, ReadOnlySpan<float> b, double dOut, Span<double> dA, Span<float> dB)")]
    [InlineData("static double Dot(double x, double[] a) => a[0];", "static (double value, double dX) Hand(double x, double[] a, double dOut, Span<double> dA)")]
    [InlineData("static double Dot(double x, [NoGradient] double[] a) => a[0];", "static (double value, double dX) Hand(double x, double[] a, double dOut)")]
    [InlineData("static double Dot(double dOut, double value) => value;", "static (double value, double dDOut, double dValue) Hand(double dOut, double value, double dOut_)")]
    [InlineData("static double Dot(in double x) => x;", "static (double value, double dX) Hand(in double x, double dOut)")]
    [InlineData("static (double a, float b) Dot(double x) => (x, 1);", "static ((double a, float b) value, double dX) Hand(double x, (double a, float b) dOut)")]
    [InlineData("static double[] Dot(double x) => [x];", "static (double[] value, double dX) Hand(double x, ReadOnlySpan<double> dOut)")]
    [InlineData("static double[,] Dot(double x, double[,] a) => a;", "static (double[,] value, double dX) Hand(double x, double[,] a, double[,] dOut, double[,] dA)")]
    [InlineData("static double[][] Dot(double[][] a) => a;", "static double[][] Hand(double[][] a, double[][] dOut, double[][] dA)")]
    [InlineData("[Differentiable] public readonly partial record struct V(double A); static V Dot(V v, double x) => v;", "static (V value, V dV, double dX) Hand(V v, double x, V dOut)")]
    [InlineData("static void Dot(double x, Span<double> y) => y[0] = x;", "static double Hand(double x, Span<double> y, Span<double> dY)")]
    [InlineData("static T Dot<T>(T x, int n) where T : System.Numerics.IFloatingPointIeee754<T> => x;", "static (T value, T dX) Hand<T>(T x, int n, T dOut) where T : IFloatingPointIeee754<T>")]
    public void The_declaration_that_is_expected_has_buffers_and_odd_names(string function, string expected) => Refused.InClass(
        $"{function} [BackwardOf(\"Dot\")] static bool [|Hand|]() => true;", Expected("Dot", expected));

    [Fact]
    public void A_backward_of_an_unknown_method_says_so() => Refused.InClass(
        "[BackwardOf(\"Nrom\")] static (double value, double dX) [|Hand|](double x, double dOut) => default;",
        Expected("Nrom", "nothing: there is no method 'Nrom' in 'P'"));

    [Fact]
    public void A_backward_of_an_unknown_method_of_another_type_says_so() => Refused.InClass(
        "[BackwardOf(typeof(Math), \"Sinus\")] static (double value, double dX) [|Hand|](double x, double dOut) => default;",
        Expected("Sinus", "nothing: there is no method 'Sinus' in 'Math'"));

    [Theory]
    [InlineData("private")]
    [InlineData("")]
    public void A_private_backward_of_foreign_code_cannot_be_called(string accessibility) => Refused.InFile(
        $$"""
        using AutoBackprop;
        public static class Lib { public static double Cube(double x) => x * x * x; }
        static class Rules { [BackwardOf(typeof(Lib), nameof(Lib.Cube))] {{accessibility}} static (double value, double dX) [|Hand|](double x, double dOut) => default; }
        """,
        Expected("Cube", "internal static (double value, double dX) Hand(double x, double dOut)"));

    [Fact]
    public void A_call_whose_backward_does_not_fit_has_no_derivative() => Refused.InClass(
        "static double G(double x) => x; [BackwardOf(nameof(G))] static double [|Hand|](double x) => x; [Differentiable] public static double F(double x) => [|G(x)|];",
        Expected("G", "static (double value, double dX) Hand(double x, double dOut)"),
        "ABP0003: 'P.G(double)' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop");

    private static string Expected(string function, string declaration) =>
        $"ABP0007: 'Hand' is the backward of '{function}' and must be declared as: {declaration}";
}
