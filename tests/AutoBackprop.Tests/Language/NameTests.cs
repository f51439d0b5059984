using Xunit;
using static AutoBackprop.Tests.Language.GeneratedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Names that generated code would like to have itself: the user's come first and mean what they meant.</summary>
public sealed class NameTests
{
    [Fact]
    public void Parameters_are_called_like_generated_names() => Check(
        "[Differentiable] public static double F(double value, double dOut, double dX, double x, double X) => value * dOut * dX * x * X + x;", 1.5, 0.3, 2.0, 0.7, 0.2);

    [Fact]
    public void Colliding_gradients_get_a_trailing_underscore()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x, double X, double dX) => x * X * dX;"));

        Assert.Contains("(double value, double dX_, double dX__, double dDX) FGradient(double x, double X, double dX)", gradient.Generation["P.F"]);
    }

    [Fact]
    public void Locals_are_called_like_generated_names() => Check(
        """
        static readonly double larger = 2;
        [Differentiable] public static double F(double x, double exp)
        {
            double sum = x + exp, product = sum * x, root = Math.Sqrt(product), value = root * 2, dOut = value + 1, dX = dOut * x, choice = dX > 0 ? dX : x;
            return Math.Exp(sum * x) * Math.Sqrt(root * exp) * Math.Max(x * exp, larger) + choice * dX + Math.Exp(x);
        }
        """,
        1.5, 0.3);

    [Fact]
    public void Fields_are_called_like_generated_names() => Check(
        "static readonly double value = 3, dX = 4, sum = 5, square = 6; [Differentiable] public static double F(double x) => x * value * dX + (x + sum) * (x + sum) * x + square * (x * x);", 1.5);

    [Fact]
    public void Locals_are_keywords_elsewhere() => Check(
        "[Differentiable] public static double F(double x) { double @int = x * 2; var @return = @int * x; double var = @return * @int; double nameof = var * 2; double dynamic = nameof + x; return dynamic * @return; }", 1.5);

    [Fact]
    public void Names_are_Greek_or_an_underscore() => Check(
        "[Differentiable] public static double F(double α, double _) { double π2 = α * _; double __ = π2 * α; return __ * π2; }", 1.5, 0.3);

    [Fact]
    public void A_method_of_the_user_is_called_Sin()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            [Differentiable] public static double F(double x) => Sin(x) + Math.Sin(x) * Cos(x);
            [Differentiable] private static double Sin(double x) => x * x * x;
            [Differentiable] private static double Cos(double x) => x + 1;
            """));

        gradient.Agrees("P.F", 1.5);
    }

    [Fact]
    public void A_type_of_the_user_is_called_Math() => Check(
        """
        public static partial class Math { [Differentiable] public static double Sin(double x) => x * x; public static double Cos(double x) => 77; }
        [Differentiable] public static double F(double x) => Math.Sin(x) + System.Math.Sin(x) + System.Math.Exp(2 * x);
        """,
        1.5);

    [Fact]
    public void A_variable_is_called_Math() => Check(
        "[Differentiable] public static double F(double Math) { double MathF = Math * Math; return System.Math.Sin(MathF) * System.Math.Exp(Math); }", 0.5);

    [Fact]
    public void A_local_shares_its_name_with_a_static_method() => Check(
        "static int exp(int n) => n + 1; [Differentiable] public static double F(double x, int n) => Math.Exp(x) * exp(n) + Math.Exp(2 * x) * Math.Exp(2 * x);", 0.5, 2);

    [Fact]
    public void Nameof_of_a_variable_that_was_declared_twice_still_names_it()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            [Differentiable] public static double F(double x)
            {
                double r = 0;
                { double t = x * x; r += t; }
                { double t = Math.Sin(x) * r; t *= t; if (t > 100) throw new ArgumentException("", nameof(t)); r += t; }
                return r;
            }
            """));

        gradient.Agrees("P.F", 1.5);
        Assert.Equal("t", Assert.Throws<ArgumentException>(() => gradient.Program.Invoke("P.FGradient", 30.0)).ParamName);
    }

    [Fact]
    public void Comment_signs_and_quotes_in_strings_stay_in_them() => Check(
        """
        [Differentiable] public static double G(double x, string s, char c) => x * s.Length + c;
        [Differentiable] public static double F(double x) => G(x, "*/ // \n \" {0}", '\'') /* why */ * x // because
            ;
        """,
        1.5);

    [Fact]
    public void A_nullable_parameter_stays_nullable()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x, string? label) => label is null ? x : label == \"a\" ? x * x : label.Length * x;"));

        gradient.Agrees("P.F", 1.5, "a");
        gradient.AgreesWithDifferences("P.F", 1.5, null);
        Assert.Contains("FBackward(double x, string? label, double dOut)", gradient.Generation["P.F"]);
    }

    [Fact]
    public void A_field_is_called_like_the_upstream_gradient() => Check("static readonly double dOut = 2; [Differentiable] public static double F(double x) => x * dOut;", 1.5);

    [Fact]
    public void A_method_is_called_like_the_upstream_gradient() => Check("[Differentiable] static double dOut(double x) => x * x; [Differentiable] public static double F(double x) => dOut(x) * x;", 1.5);

    [Fact]
    public void Parameters_are_called_like_keywords() => Check(
        "[Differentiable] public static double F(double @class, double @double) { double @int = @class * @double; return @int * @class; }", 1.5, 0.3);

    [Fact]
    public void A_local_is_called_like_a_backward_method() => Check(
        "[Differentiable] public static double G(double x) => x * x; [Differentiable] public static double F(double x) { double GBackward = x * 2; return G(GBackward) * GBackward; }", 0.5);

    [Fact]
    public void Two_functions_differ_by_case_alone()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x) => x * x; [Differentiable] public static double f(double x) => x * x * x;"));
        gradient.Agrees("P.F", 1.5);
        gradient.Agrees("P.f", 1.5);
    }

    [Fact]
    public void Two_overloads_differ_by_type_parameters() => GeneratorHarness.Run(InClass(
        "[Differentiable] public static double F(double x) => x * x; [Differentiable] public static double F<T>(double x) => x * x * x;")).Compile().Dispose();

    [Fact]
    public void Two_overloads_differ_by_in() => GeneratorHarness.Run(InClass(
        "[Differentiable] public static double F(double x) => x * x; [Differentiable] public static double F(in double x) => x * x * x;")).Compile().Dispose();

    [Fact]
    public void Two_overloads_differ_by_types_of_one_name() => GeneratorHarness.Run(InClass(
        "public enum Mode { A } public static class Q { public enum Mode { A } } [Differentiable] public static double F(double x, Mode m) => x * x; [Differentiable] public static double F(double x, Q.Mode m) => x * x * x;")).Compile().Dispose();

    [Fact]
    public void Two_overloads_have_each_others_types() => GeneratorHarness.Run(InClass(
        "[Differentiable] public static float F(double x) => (float)x; [Differentiable] public static double F(float x) => x * x;")).Compile().Dispose();
}
