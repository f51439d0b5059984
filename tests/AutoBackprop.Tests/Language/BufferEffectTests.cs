using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>What is written while an expression is evaluated: reversed, and in C#'s order.</summary>
public sealed class BufferEffectTests
{
    private const string Halve = "[Differentiable] public static double G(double[] a) { a[0] *= 0.5; return a[0]; } ";

    [Theory]
    [InlineData("bool b = G(x) > 0; return x[0] * x[1] + (b ? x[2] : 0);", 1.5 * 0.5)]
    [InlineData("if (G(x) > 0) return x[0] * x[1]; return 0;", 1.5 * 0.5)]
    [InlineData("int k = (int)(4 * G(x)); return x[0] * x[1] * k;", 1.5 * 0.5 * 2)]
    [InlineData("double s = 0; while (System.Math.Abs(G(x)) > 0.2) s += x[1]; return s + x[0];", 0.125)]
    [InlineData("G(x); return x[0] * x[1];", 1.5 * 0.5)]
    public void A_callee_writes_where_only_a_condition_asks(string body, double expected) =>
        Assert.Equal(expected, Slopes(Halve, body)[0], 12);

    [Theory]
    [InlineData("int i = 0; x[i] = x[++i] * 2; return x[0] + 3 * x[1];", new[] { 0.0, 5, 0 })]
    [InlineData("int i = 0; x[i] += x[++i] * 2; return x[0] + 3 * x[1];", new[] { 1.0, 5, 0 })]
    public void A_target_is_chosen_before_the_right_side_is_evaluated(string body, double[] expected) =>
        Assert.Equal(expected, Slopes("", body));

    [Theory]
    [InlineData("int i; double s = 1; for (i = 0; i < 3; i++) s += s * x[i]; return s * i;", 3 * 2.5 * 3)]
    [InlineData("int i = 1; double s = x[0]; for (; i < 3; i++) s += s * x[i]; return s * i;", 3 * 2.5 * 3)]
    public void A_counter_outlives_its_loop(string body, double expected) =>
        Assert.Equal(expected, Slopes("", body)[0], 12);

    [Fact]
    public void A_constant_buffer_that_is_given_a_varying_value_is_refused()
    {
        Generation generation = GeneratorHarness.Run(
            "using AutoBackprop; public static partial class P { [Differentiable] public static double F(double[] x, [NoGradient] double[] y) { y[0] = x[0]; return y[0]; } }");

        Assert.Contains(generation.AnalyzerDiagnostics, static diagnostic => diagnostic.Id == "ABP0004" && diagnostic.GetMessage().Contains("'y', which is marked [NoGradient]", StringComparison.Ordinal));
        Assert.Empty(generation.Sources);
    }

    // What is recalled for a call lies on the stack that the call keeps its own values on.

    private const string Keeps = """
        [Differentiable] public static double G(double x, Span<double> s) { int j = 0; while (j < s.Length) { s[j] = Math.Sin(s[j] * x); j++; } return s[0] + s[^1]; }
        """;

    [Fact]
    public void A_copy_that_is_recalled_for_a_call_is_not_kept_over_by_it() => GeneratedGradient.CheckWithOracle(
        Keeps + "[Differentiable] public static double F(double x, double y) { double[] s = [0.5, -y, 1.1, y * x]; double a = G(x, s.AsSpan(0, 2)); double b = G(x * a, s.AsSpan(1)); s[0] = b; return G(a, s) * b; }",
        1.3, 0.7);

    [Theory]
    [InlineData("double[,,]", "new double[1, 2, 2]", "0, 1, 1")]
    [InlineData("double[,,,]", "new double[2, 1, 1, 2]", "1, 0, 0, 1")]
    public void An_array_of_any_number_of_dimensions_is_kept_where_it_is_written_after_a_call(string type, string made, string at) => GeneratedGradient.CheckWithOracle(
        $$"""
        [Differentiable] public static double G({{type}} s, double x) { double e = 0; for (int i = 0; i < s.GetLength(0); i++) { e += Math.Sin(s[{{at}}] * x); if (e > 0.5) e *= s[{{at}}]; } return e; }
        [Differentiable] public static double F(double x, double y) { var s = {{made}}; double e = 0; for (int t = 1; t < 4; t++) { s[{{at}}] += y * t; e += G(s, x + e); s[{{at}}] *= x; } return e; }
        """,
        1.3, 0.7);

    [Fact]
    public void A_copy_that_is_recalled_for_a_recursion_is_not_kept_over_by_it() => GeneratedGradient.CheckWithOracle(
        """
        [Differentiable] public static double G(double x, Span<double> s)
        {
            if (s.Length < 2)
                return Math.Sin(1.5 * s[0]);
            int half = s.Length / 2;
            for (int k = 0; k < half; k++)
                s[k] = Math.Sin(s[k] * 0.5 + s[k + half] * x);
            double a = G(x * 1.5, s[..half]);
            return a + G(1.25 * x, s[half..]);
        }
        [Differentiable] public static double F(double x, double y) { double[] s = [-1.7, y * x, 0.4, 0.1, y, 0.8, 0.3]; return G(x, s); }
        """,
        0.9, 0.35);

    [Fact]
    public void An_element_is_added_to_after_the_call_that_adds_to_it_as_well() => GeneratedGradient.CheckWithOracle(
        """
        [Differentiable] public static double G(double x, ReadOnlySpan<double> s) { double t = 0; for (int i = 0; i < s.Length; i++) t += s[i] * x; return t; }
        [Differentiable] public static double H(double x, Span<double> s) { s[0] *= x; return s[0] * s[1]; }
        [Differentiable] public static double F(double x, double y) { double[] s = [x, y * x, 0.4]; double a = Math.Sin(G(s[0], s)); double b = s[0]; return H(s[1], s) + b * s[0] + a; }
        """,
        0.9, 0.35);

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.2)]
    public void A_call_adds_to_a_buffer_where_the_gradient_of_its_number_is_not_wanted(double x) => GeneratedGradient.CheckWithOracle(
        """
        [Differentiable] public static double G(double x, ReadOnlySpan<double> s) { double t = 0; for (int i = 0; i < s.Length; i++) t += s[i] * x; return t; }
        [Differentiable] public static double F(double x, double y) { double[] s = [x, y * x, 0.4]; double g = G(Math.Max(x, 0.75), s); return g * g; }
        """,
        x, 0.35);

    [Fact]
    public void A_gradient_that_comes_back_as_it_was_is_not_assigned() => GeneratedGradient.Check(
        "[Differentiable] public static double F(double x, double y) { double[] d = [y, x]; x = d[0] + x; double[] p = new double[5]; p[1] = x; p[4] = d[^1]; return x; }", 1.5, 0.5);

    [Theory]
    [InlineData("Array.Clear(a);")]
    [InlineData("a[1] = 3;")]
    [InlineData("a[1] = y; s += a[1] * a[0];")]
    [InlineData("(a, b) = (b, a); Array.Clear(b);")]
    [InlineData("for (int i = 0; i < 3; i++) a[i] = i;")]
    public void What_is_summed_is_written_afterwards(string after) => GeneratedGradient.CheckWithOracle(
        $"[Differentiable] public static double F(double x, double y) {{ double[] a = [1.5, x * y, x], b = [x, 1, y]; double s = 0; for (int i = 0; i < 3; i++) s += a[i]; {after} return s; }}", 0.7, 1.3);

    [Fact]
    public void What_a_call_summed_is_written_afterwards() => GeneratedGradient.CheckWithOracle(
        """
        [Differentiable] public static double G(double[] a) { double s = 0; for (int i = 0; i < a.Length; i++) s += Math.Sin(a[i]) * a[0]; return s; }
        [Differentiable] public static double F(double x, double y) { double[] a = [1.5, x * y, x]; double s = G(a); Array.Clear(a); return s; }
        """, 0.7, 1.3);

    [Fact]
    public void Values_kept_for_a_condition_are_taken_back_in_the_order_that_it_asks_for() => GeneratedGradient.CheckWithOracle(
        """
        [Differentiable] public static double F(double x, double y)
        {
            int w = 0;
            while (w < 3) { w++; if (Math.Pow(2.0, x) < x switch { > 1.0 => 1.5, < -0.5 or 0.5 => 1.5, _ => y }) x *= 0.5; }
            return x * 0.75;
        }
        """, -0.69, 1.5);

    [Theory]
    [InlineData("a[0] = x; a[i] = y; r = a[0] * a[0];")]
    [InlineData("a[0] = x; v[0] = y; r = a[0] * a[0];")]
    [InlineData("a[0] = x; W(a, y); r = a[0] * a[0];")]
    [InlineData("a[i] = x; i = 1; r = a[i] * a[0];")]
    [InlineData("a[0] = x; for (int k = 0; k < 3; k++) { r += a[0] * x; a[k] = y * r; } r += a[0];")]
    [InlineData("a[0] = x; if (y > 1) { r = a[0]; a[0] = y; } else { a[0] *= x; } r += a[0] * x;")]
    [InlineData("a[0] = x; a = b; r = a[0] * a[0];")]
    [InlineData("a[0] = x; x = y; r = a[0] * a[0];")]
    [InlineData("a[0] = x; r = a[0] * a[0]; a[0] = r * y; r *= a[0]; a[1] = a[0]; r += a[1] * a[0];")]
    public void An_element_that_was_stored_is_what_is_there_when_it_is_read(string body) => GeneratedGradient.CheckWithOracle(
        $$"""
        [Differentiable] static void W(Span<double> s, double t) { s[0] = s[0] * t; }
        [Differentiable] public static double F(double x, double y) { int i = 0; double r = 0; double[] a = [x, y, x * y], b = [y, x, 2]; Span<double> v = a; {{body}} return r + v[1]; }
        """.Replace(body.Contains("a = b", StringComparison.Ordinal) ? "Span<double> v = a;" : "\0", body.Contains("a = b", StringComparison.Ordinal) ? "double[] v = b;" : ""), 0.7, 1.3);

    /// <summary>The gradient of the body in x at (1, 1.5, 2).</summary>
    private static double[] Slopes(string members, string body)
    {
        using CompiledProgram program = GeneratorHarness.Run(
            $"using AutoBackprop; public static partial class P {{ {members}[Differentiable] public static double F(double[] x) {{ {body} }} }}").Compile();
        return (double[])program.InvokeTuple("P.FGradient", new double[] { 1, 1.5, 2 })[1]!;
    }
}
