using Xunit;
using static AutoBackprop.Tests.Language.GeneratedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>The mathematical conventions, in generated code: kinks, poles, edges, constants.</summary>
public sealed class ConventionTests
{
    [Theory]
    [InlineData("Math.Abs(x)", 0, 0)]
    [InlineData("Layers.Relu(x)", 0, 0)]
    [InlineData("Math.Max(x, 0)", 0, 0)]
    [InlineData("Math.Min(0, x)", 0, 0)]
    [InlineData("Math.Max(x, 2 * x)", 0, 1.5)]
    [InlineData("Math.Max(x, x)", 3, 1)]
    [InlineData("Math.Clamp(x, 0, 1)", 0, 0)]
    [InlineData("Math.Clamp(x, 0, 1)", 1, 0)]
    [InlineData("Math.Clamp(x, 0, 1)", 0.5, 1)]
    [InlineData("Math.Sqrt(x)", 0, double.PositiveInfinity)]
    [InlineData("Math.Log(x)", 0, double.PositiveInfinity)]
    [InlineData("Math.Cbrt(x)", 0, double.PositiveInfinity)]
    [InlineData("Math.Pow(x, 2)", 0, 0)]
    [InlineData("Math.Pow(x, 3)", -2, 12)]
    [InlineData("Math.Pow(x, 1)", 0, 1)]
    [InlineData("Math.Pow(x, 0)", 0, 0)]
    [InlineData("Math.Pow(0, x)", 2, 0)]
    [InlineData("Math.Pow(0, x)", 0, 0)]
    [InlineData("Math.Pow(-2, x)", 2, double.NaN)]
    [InlineData("Math.Floor(x) + Math.Ceiling(x) + Math.Round(x) + Math.Truncate(x) + Math.Sign(x)", 2.5, 0)]
    [InlineData("(int)x", 2.5, 0)]
    [InlineData("double.Hypot(x, x)", 0, 0)]
    [InlineData("x - x", 2, 0)]
    [InlineData("x / x", 2, 0)]
    [InlineData("x % 2", 5.5, 1)]
    [InlineData("7 % x", 2.5, -2)]
    [InlineData("-7 % x", 2.5, 2)]
    public void The_slope_is_the_conventions(string expression, double x, double slope) => Assert.Equal(
        [slope], Of($"[Differentiable] public static double F(double x) => {expression};", x));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 2, 0, 0)]
    [InlineData(2, 0, 0, 0.6931471805599453)]
    [InlineData(-2, 3, 12, double.NaN)]
    public void A_power_has_the_conventions_slopes(double x, double y, double dX, double dY) => Assert.Equal(
        [dX, dY], Of("[Differentiable] public static double F(double x, double y) => Math.Pow(x, y);", x, y));

    [Fact]
    public void A_tie_of_two_varying_operands_is_shared() => Assert.Equal(
        [0.5, 0.5], Of("[Differentiable] public static double F(double x, double y) => Math.Max(x, y);", 2.0, 2.0));

    [Theory]
    [InlineData(2, 2, 2, 0.25, 0.25, 0.5)]
    [InlineData(1, 2, 2, 0, 0.5, 0.5)]
    [InlineData(3, 2, 3, 0.5, 0, 0.5)]
    [InlineData(1, 3, 2, 0, 1, 0)]
    [InlineData(1, 1, 2, 0, 0, 1)]
    public void Ties_of_a_running_maximum_are_shared(double a, double b, double c, double dA, double dB, double dC)
    {
        Assert.Equal([dA, dB, dC], Of("[Differentiable] public static double F(double a, double b, double c) { double[] x = [a, b, c]; double m = x[0]; foreach (double item in x) m = Math.Max(m, item); return m; }", a, b, c));
        Assert.Equal([-dA, -dB, -dC], Of("[Differentiable] public static double F(double a, double b, double c) { double[] x = [a, b, c]; double m = -x[0]; for (int i = 0; i < 3; i++) m = Math.Min(-x[i], m); return m; }", a, b, c));
    }

    [Fact]
    public void The_remainder_truncates() => Check("[Differentiable] public static double F(double x, double y) => x % y + (-x) % (y * 2) + 7 % y + x % 2;", -5.5, 2.3);

    [Theory]
    [InlineData("return Math.Min(1, 1 / x);", 0)]
    [InlineData("return Math.Max(Math.Log(x), -20) + x;", 1)]
    [InlineData("return Math.Clamp(1 / x, -1, 1);", 0)]
    [InlineData("return double.Max(-3, 1 / -x) * Math.Min(2, Math.Exp(1 / x));", 0)]
    [InlineData("double r = Math.Sqrt(x); return r > 1 ? r : 2 * x;", 2)]
    [InlineData("double r = Math.Sqrt(x), s = 2; if (x > 0) s = r * 3; return s;", 0)]
    [InlineData("double r = Math.Sqrt(x), s; if (x > 0) s = r; else if (x < 0) s = 2; else s = x; return s;", 1)]
    [InlineData("double r = Math.Sqrt(x), s = x; if (x < 1) s *= 2; else if (x > 2) s += r; return s;", 2)]
    [InlineData("double r = x / Math.Abs(x); return x != 0 ? r : x;", 1)]
    public void What_an_untaken_way_multiplies_zero_by_may_be_infinite(string body, double slope) => Assert.Equal(
        [slope], Of($"[Differentiable] public static double F(double x) {{ {body} }}", 0));

    [Fact]
    public void A_dead_arc_cosine_out_of_its_domain_poisons_nothing() => Check(
        "[Differentiable] public static double F(double x) { double a = Math.Acos(x); double b = Math.Sqrt(-x) * a; return x * x; }", 2.0);

    [Fact]
    public void A_zero_keeps_its_sign() => Assert.Equal(
        [2.0],
        Of("[Differentiable] public struct Pair { public double A, B; } [Differentiable] public static double F(double x) { double q = 1 / (default(Pair).B * -1.5); return q > 0 ? x : 2 * x; }", 3.0));

    [Fact]
    public void An_input_that_is_not_used_has_gradient_zero() => Assert.Equal(
        [3.0, 0.0, 0.0], Of("[Differentiable] public static double F(double x, double unused, double dead) { double t = dead * dead; return x * x; }", 1.5, 2.0, 3.0));

    [Theory]
    [InlineData("3")]
    [InlineData("1 / 2")]
    [InlineData("Math.PI * 2")]
    [InlineData("(int)x * Math.Floor(x)")]
    [InlineData("Gradient.Stop(x * x)")]
    [InlineData("x > 2 ? 1 : 2")]
    public void A_constant_result_has_gradient_zero(string expression)
    {
        using var gradient = new GeneratedGradient(InClass($"[Differentiable] public static double F(double x) => {expression};"));

        Assert.Equal([0.0], gradient.At("P.F", 1.5));
        Assert.Equal(gradient.Program.Invoke("P.F", 1.5), gradient.Program.InvokeTuple("P.FGradient", 1.5)[0]);
    }

    [Fact]
    public void An_upstream_gradient_scales_every_gradient()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x, double y) => x * x * y;"));

        Assert.Equal([18.0, -120.0, -90.0], gradient.Program.InvokeTuple("P.FBackward", 3.0, 2.0, -10.0).Cast<double>());
    }

    [Fact]
    public void A_backward_called_twice_says_the_same()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x, double y) { x *= y; y += x; return x / y; }"));

        Assert.Equal(gradient.At("P.F", 1.5, 0.3), gradient.At("P.F", 1.5, 0.3));
    }

    [Fact]
    public void NaN_goes_through() => Assert.Equal(
        [double.NaN], Of("[Differentiable] public static double F(double x) => Math.Max(x * x, 1);", double.NaN));
}
