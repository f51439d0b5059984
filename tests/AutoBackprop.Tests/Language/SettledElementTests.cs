using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Elements that are read again in the reverse, since what is written after them lies elsewhere; and those that are not, since it may not.</summary>
public sealed class SettledElementTests
{
    private static double[] A() => [0.9, 1.2, 0.7, 1.1, 0.8, 1.3];

    private static double[,] M() => new[,] { { 2.1, 0.3, 0.5, 0.2 }, { 0.4, 1.9, 0.6, 0.7 }, { 0.2, 0.8, 2.3, 0.1 }, { 0.6, 0.3, 0.4, 1.8 } };

    [Theory]
    [InlineData("var t = new double[6]; t[0] = a[0]; for (int i = 1; i < 6; i++) t[i] = t[i - 1] * a[i];")]
    [InlineData("var t = new double[6]; t[5] = a[0]; for (int i = 4; i >= 0; i--) t[i] = t[i + 1] * a[i];")]
    [InlineData("var t = new double[6]; t[0] = a[0]; t[1] = a[1]; for (int i = 2; i < 6; i++) { double u = t[i - 1], v = t[i - 2]; t[i] = u * v + a[i]; }")]
    [InlineData("var t = new double[6]; t[0] = a[0]; for (int i = 0; i < 5; i++) { int next = i + 1; t[next] = t[i] * t[i] * a[i]; }")]
    [InlineData("var t = new double[6]; t[1] = a[0]; t[0] = 1; for (int i = 2; i < 6; i += 2) { t[i] = t[i - 2] * t[i - 1]; t[i + 1] = t[i] * a[i]; }")]
    [InlineData("var t = new double[6]; for (int i = 0; i < 6; i++) { double s = a[i]; for (int j = 0; j < i; j++) s -= t[j] * t[j] * 0.1; t[i] = s; }")]
    [InlineData("var t = new double[6]; for (int i = 5; i > 0; i--) { double s = a[i]; for (int j = i + 1; j <= 5; j++) s -= t[j] * t[j] * 0.1; t[i] = s; }")]
    [InlineData("var t = new double[6]; for (int i = 0; i < 6; i++) { double e = Math.Exp(a[i]); t[i] = e; }")]
    [InlineData("var t = new double[6]; t[0] = a[0]; double p = t[0] * t[0]; for (int i = 1; i < 6; i++) t[i] = p * a[i];")]
    [InlineData("var t = new double[6]; for (int k = 0; k < 3; k++) { t[2 * k] = 1; } for (int i = 1; i < 6; i++) t[i] = t[i - 1] * a[i];")]
    [InlineData("var t = new double[6]; for (int i = 0; i < 3; i++) for (int j = 0; j < 2; j++) t[i + 3] = a[i] * t[j] * t[j];")]
    [InlineData("var t = (double[])a.Clone(); for (int i = 0; i < 3; i++) { double u = t[i] * t[i]; t[3] = u * a[i]; }")]
    [InlineData("var t = (double[])a.Clone(); for (int i = 5; i > 3; i--) { double u = t[i] * t[i]; t[3] = u * a[i]; }")]
    public void What_is_written_later_lies_elsewhere(string body) => Holds($"[Differentiable] public static double F(double[] a) {{ {body} return t[0] + 2 * t[1] + 3 * t[2] + t[3] * t[4] + t[5]; }}", isKept: false, A());

    [Theory]
    [InlineData("for (int i = 1; i < 4; i++) for (int j = 0; j < i; j++) { double f = u[i, j]; for (int k = j + 1; k < 4; k++) u[i, k] -= f * u[j, k]; }")]
    [InlineData("for (int i = 0; i < 4; i++) for (int j = 1; j < 4; j++) u[i, j] = u[i, j - 1] * m[i, j];")]
    [InlineData("for (int i = 1; i < 4; i++) for (int j = 1; j < 4; j++) { double e = Math.Exp(0.1 * m[i, j]); u[i, j] = e; u[i, j] *= 1; }", true)]
    [InlineData("for (int i = 1; i < 4; i++) for (int j = 0; j < 4; j++) { double e = Math.Tanh(u[i - 1, j]); u[i, j] = e; }")]
    public void Rows_below_or_columns_beyond_are_written(string body, bool isKept = false) =>
        Holds($"[Differentiable] public static double F(double[,] m) {{ var u = (double[,])m.Clone(); {body} double s = 0; for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) s += (i + 2 * j) * u[i, j]; return s; }}", isKept, M());

    [Theory]
    [InlineData("for (int i = 1; i < 5; i++) t[i] = t[i - 1] * t[i + 1];")]
    [InlineData("for (int i = 0; i < 5; i++) t[i] = t[i + 1] * t[i + 1];")]
    [InlineData("for (int k = 0; k < 2; k++) for (int i = 1; i < 6; i++) t[i] = t[i - 1] * t[i - 1] * a[i];")]
    [InlineData("for (int i = 1; i < 6; i++) t[i] = t[i - 1] * t[i - 1]; t[2] *= a[2];")]
    [InlineData("for (int i = 1; i < 6; i++) t[i] = t[i - 1] * t[i - 1]; t.AsSpan(1).Fill(a[1]);")]
    [InlineData("int k = 1; while (k < 6) { t[k] = t[k - 1] * t[k - 1]; k++; }")]
    [InlineData("for (int i = 1; i < 6; i++) { t[i] = t[i - 1] * t[i - 1]; t[i % 3] += a[i]; }")]
    [InlineData("for (int i = 1; i < 6; i++) { double u = t[i - 1]; t[i - 1] = u * u; t[i] = u * a[i]; }")]
    [InlineData("Span<double> v = t; for (int i = 1; i < 6; i++) { double u = t[i - 1]; v[i - 1] = u * u * a[i]; }")]
    [InlineData("for (int i = 1; i < 6; i++) { double u = t[i - 1]; if (u > 1) t[i - 1] = u * u * a[i]; }")]
    [InlineData("for (int i = 1; i < 6; i++) { double u = t[i - 1]; Double(t); t[i] += u * u; }")]
    [InlineData("for (int i = 0; i < 6; i++) { double e = Math.Exp(a[i] * 0.3); t[i] = e; if (e > 1.3) t[5 - i] = e * e; }")]
    [InlineData("for (int i = 0; i < 3; i++) for (int j = 0; j < 2; j++) { double e = Math.Exp(a[i + j] * 0.3); t[i + j] = e; }")]
    [InlineData("for (int i = 0; i < 5; i++) for (int j = i; j < 5; j++) { double e = t[j] * t[j]; t[j + 1] = e * 0.5 + a[i]; }")]
    [InlineData("int[] none = []; for (int i = 0; i < 1; i++) { double u = t[i] * t[i]; t[none.Length] = u * a[1]; }")]
    [InlineData("for (int i = 0; i < 4; i++) { double u = t[i] * t[i]; t[i + 2147483647 + 2147483647 + 2] = u * a[i]; }")] // which wraps around to i
    [InlineData("for (int i = 0; i <= 3; i++) { double u = t[i] * t[i]; t[3] = u * a[i]; }")]
    [InlineData("for (int i = 5; i >= 3; i--) { double u = t[i] * t[i]; t[3] = u * a[i]; }")]
    public void What_may_be_overwritten_is_kept(string body) => Holds(
        $"[Differentiable] public static void Double(Span<double> x) {{ for (int i = 0; i < x.Length; i++) x[i] *= 2; }}"
        + $"[Differentiable] public static double F(double[] a) {{ var t = (double[])a.Clone(); {body} return t[0] + 2 * t[1] + 3 * t[2] + t[3] * t[4] + t[5]; }}", isKept: true, A());

    private const string Searched = "int p = k; for (int i = k + 1; i < n; i++) if (u[i * n + k] * u[i * n + k] > u[p * n + k] * u[p * n + k]) p = i;";

    [Theory]
    [InlineData("for (int k = 0; k < n; k++) for (int i = k + 1; i < n; i++) { double f = u[i * n + k]; for (int j = k + 1; j < n; j++) u[i * n + j] -= f * u[k * n + j]; }")]
    [InlineData("for (int i = 1; i < n; i++) { int row = n * i; for (int j = 0; j < n; j++) { int at = row + j; u[at] *= u[at - n] * u[at - n]; } }", true)]
    [InlineData("for (int i = 1; i < n; i++) for (int j = 0; j + 1 < n; j++) u[i * n + j] *= u[i * n - n + j + 1] * u[(i - 1) * n];", true)]
    [InlineData("for (int i = 1; i < 3; i++) for (int j = 0; j <= n; j++) u[i * n + j] *= u[(i - 1) * n + 1] * u[i * n - n];", true)]
    [InlineData("for (int i = 1; i < 2; i++) for (int j = 1; j < 2; j++) for (int k = 0; k < n; k++) { double v = u[(i * 2 + j - 1) * n + k]; u[(i * 2 + j) * n + k] *= v * v; }", true)]
    [InlineData("for (int i = 0; i < 2; i++) for (int j = 1; j < 2; j++) for (int k = 0; k < n; k++) { double v = u[(i * 2 + j - 1) * n + k]; u[(i * 2 + j) * n + k] = v * v; }")]
    [InlineData("int p = 0; for (int k = 0; k < n; k++) { double v = u[k * n] * u[k * n]; if (v > 1) p = k; u[p * n] = v; }", true)]
    [InlineData("for (int k = 0; k < n; k++) { " + Searched + " double v = u[k * n] * u[k * n]; u[p * n + k] = v; }", true)]
    public void Lists_that_are_tables(string body, bool isKept = false) => Holds(
        $"[Differentiable] public static double F(double[] a) {{ int n = 4; var u = (double[])a.Clone(); {body} double s = 0; for (int i = 0; i < u.Length; i++) s += (i % 5 + 1) * u[i]; return s; }}",
        isKept, new[] { 2.1, 0.3, 0.5, 0.2, 0.4, 1.9, 0.6, 0.7, 0.2, 0.8, 2.3, 0.1, 0.6, 0.3, 0.4, 1.8 });

    [Fact]
    public void Of_an_elimination_with_pivots_only_the_pivots_are_kept()
    {
        const string Members =
            "[Differentiable] public static double F(double[] a, int n) { var u = (double[])a.Clone(); for (int k = 0; k < n; k++) { " + Searched
            + " for (int j = k; j < n; j++) { double v = u[k * n + j]; u[k * n + j] = u[p * n + j]; u[p * n + j] = v; }"
            + " for (int i = k + 1; i < n; i++) for (int j = k + 1; j < n; j++) u[i * n + j] -= u[k * n + j] * u[k * n + j]; } return u[5] * u[10] + u[15]; }";

        Check.Members(Members, new[] { 0.1, 0.3, 0.5, 0.2, 0.4, 1.9, 0.6, 0.7, 2.2, 0.8, 2.3, 0.1, 0.6, 0.3, 0.4, 1.8 }, 4);
        Assert.Contains("<remarks>Stores <c>p</c> per iteration of <c>for (k …)</c>, <c>n</c> times 4 bytes: overwritten there, needed by <c>dV</c> and <c>dU</c>.</remarks>",
            GeneratorHarness.Run(GeneratedGradient.InClass(Members))["P.F"], StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_change_places_are_kept() => Holds(
        "[Differentiable] public static double F(double[] a) { double[][] t = [[a[0], a[1]], [a[2], a[3]], [a[4], a[5]]];"
        + " for (int i = 0; i < 2; i++) { double u = t[i][0]; t[i + 1][0] *= u * u; (t[i], t[i + 1]) = (t[i + 1], t[i]); } return t[0][0] + 2 * t[1][0] * t[2][1] + t[2][0]; }", isKept: true, A());

    [Fact]
    public void Rows_that_are_replaced_are_kept() => Holds(
        "[Differentiable] public static double F(double[] a) { double[][] t = [[a[0], a[1]], [a[2], a[3]]]; for (int i = 0; i < 2; i++) { double u = t[i][1] * t[0][0]; t[0] = new double[] { u * a[i], u * u }; } return t[0][0] * t[0][1]; }", isKept: true, A());

    [Fact]
    public void Rows_of_a_jagged_array_are_told_apart() => Holds(
        "[Differentiable] public static double F(double[] a) { double[][] t = [[a[0], a[1]], [a[2], a[3]], [a[4], a[5]]];"
        + " for (int i = 1; i < 3; i++) for (int j = 0; j < 2; j++) t[i][j] *= t[i - 1][j]; return t[0][0] + 2 * t[1][0] * t[2][1] + t[2][0]; }", isKept: true, A());

    private static void Holds(string members, bool isKept, params object[] inputs)
    {
        Check.Members(members, inputs);
        string page = GeneratorHarness.Run(GeneratedGradient.InClass(members))["P.F"];
        Assert.Equal(isKept, !page.Contains("Stores nothing.", StringComparison.Ordinal));
    }
}
