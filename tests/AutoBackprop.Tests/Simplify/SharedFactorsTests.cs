using AutoBackprop.Tests.Language;
using Xunit;

namespace AutoBackprop.Tests.Simplify;

/// <summary>What gradients share of what they divide by, and the names that they do without.</summary>
public sealed class SharedFactorsTests
{
    [Fact]
    public void A_value_that_two_branches_set_is_inverted_once()
    {
        string page = Page("double F(double a, double b, double x) { double z; if (x > 1) z = x * x; else z = 2 + x; return a / z * 2 + b / z * 3; }", 1.5, 0.5, 2.0);
        Assert.Contains("double inverseZ = 1 / z;", page, StringComparison.Ordinal);
        Assert.Contains("2 * dOut * inverseZ", page, StringComparison.Ordinal);
        Assert.Contains("3 * dOut * inverseZ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_number_cancels_also_where_the_gradient_is_zero_otherwise()
    {
        string page = Page("double F(double x, double y) { double Norm(double a, double b) { double squared = a * a + b * b; if (squared > 1) return Math.Sqrt(squared); return 1; } return Norm(x, y) * x; }", 1.5, 0.5);
        Assert.DoesNotContain("/ (2 *", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_whole_number_cancels_once() => GeneratedGradient.Check(
        "[Differentiable] public static double F(double x, double z, double w) => Math.Sqrt(x * x + Math.Pow(Math.Sqrt(z * z + Math.Pow(Math.Sqrt(w * w + x), 2)), 2));", 1.2, 3.0, 2.0);

    [Fact]
    public void What_a_difference_hands_on_negated_is_subtracted()
    {
        string page = Page("double F(double x, double y) { double s = Math.Sin(x); s -= x * y; return s * y * x; }", 1.5, 0.5);
        Assert.DoesNotContain("= -dS;", page, StringComparison.Ordinal);
        Assert.Contains("-= dS * ", page, StringComparison.Ordinal);
    }

    /// <summary>The page of <c>P.F</c>, whose gradient at a point is right.</summary>
    private static string Page(string function, params object?[] at)
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass("[Differentiable] public static " + function));
        gradient.Agrees("P.F", at);
        return gradient.Generation.Sources["P.F.g.cs"];
    }
}
