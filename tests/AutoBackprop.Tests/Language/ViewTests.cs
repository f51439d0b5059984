using AutoBackprop.Tests.Diagnostics;
using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Buffers by other names: parts, choices, and locals that stand for now one buffer, now another.</summary>
public sealed class ViewTests
{
    private const string Norm = "[Differentiable] public static double G(ReadOnlySpan<double> a) { double s = 0; for (int i = 0; i < a.Length; i++) s += a[i] * a[i]; return s; } ";
    private const string Run = "[Differentiable] public static void G(Span<double> a, double t) { for (int i = 1; i < a.Length; i++) a[i] = a[i] * a[i - 1] * t; } ";

    [Theory]
    [InlineData("var s = x.AsSpan(1, 2); double r = 0; for (int i = 0; i < s.Length; i++) r += s[i] * s[i] * t; return r * x[1];")]
    [InlineData("Span<double> s = x.AsSpan(1); double r = 0; s[0] *= x[1] * t; x[2] = s[0] * s[1]; for (int i = 0; i < s.Length; i++) r += s[i] * x[i] * t; return r * x[1];")]
    [InlineData("double s = 0; for (int k = 0; k < 2; k++) { var row = x.AsSpan(k * 2, 2); s += row[0] * row[1] * t; } return s;")]
    [InlineData("double s = 0; for (int k = 0; k < 3; k++) { if (x[k] > 0) { var row = x.AsSpan(k, 2); row[1] *= t; s += row[0] * row[1] * s + row[1]; } else s += x[k]; } return s;")]
    [InlineData("double s = 1; for (int i = 0; i < 2; i++) { Span<double> r = x.AsSpan(i * 2, 2); for (int j = 0; j < i; j++) { Span<double> q = x.AsSpan(j * 2, 2); r[0] -= q[0] * q[1] * t; r[1] += q[1] * r[0]; } s *= r[0] + r[1]; } return s;")]
    public void A_part_of_a_buffer_is_no_copy(string body) => Check.Members($"[Differentiable] public static double F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Theory]
    [InlineData("double s = 0; for (int i = 0; i < 3; i++) s += G(x.AsSpan(i, 2)) * t * s + G(x.AsSpan(i)); return s * G(x);", Norm)]
    [InlineData("for (int i = 0; i < 3; i++) G(x.AsSpan(i, 2), t); G(x.AsSpan()[1..], t); G(x.AsSpan(1..^1), t); return x[1] * x[2] + x[3];", Run)]
    public void A_part_of_a_buffer_is_an_argument(string body, string callee) => Check.Members($"{callee}[Differentiable] public static double F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Fact]
    public void A_span_is_sliced_by_ranges() => Check.Members(
        "[Differentiable] public static double F(Span<double> x, double t) { var a = x[..2]; var b = x[2..]; double s = 0; for (int k = 0; k < 2; k++) { b[0] = a[1] * b[1] * t; a[k] *= b[0]; s += x[2] * x[k]; } return s + x[^1]; }", X(), 0.7);

    [Theory]
    [InlineData("double a = F(x[..h]), b = F(x.Slice(h)); return a * b + Math.Sin(a);")]
    // Called by its whole name, its gradient known before.
    [InlineData("return P.F(x[..h]) + 2 * P.F(x[h..]);")]
    public void A_recursion_halves_a_span(string halves) => Check.Members(
        $"[Differentiable] public static double F(ReadOnlySpan<double> x) {{ int n = x.Length; if (n == 1) return x[0]; int h = n / 2; {halves} }}", X());

    [Fact]
    public void Two_parts_go_to_a_callee_that_writes_one() => Check.Members(
        """
        [Differentiable] public static double G(Span<double> a, ReadOnlySpan<double> b) { double s = 0; for (int i = 0; i < a.Length; i++) { a[i] *= b[i]; s += a[i]; } return s; }
        [Differentiable] public static double F(double[] x, double t) { var all = x.AsSpan(); var low = all.Slice(0, 2); var high = all.Slice(2); return G(low, high) * x[0] + G(high, low) * x[3] * t; }
        """,
        X(), 0.7);

    [Theory]
    [InlineData("double s = 0; for (int i = 0; i < a.Length; i++) { a[i] *= b[i]; s += a[i]; } return s;")]
    // One that keeps more than it writes, and is run again.
    [InlineData("double s = a[0]; for (int k = 0; k < 3; k++) for (int i = 0; i < b.Length; i++) s = Math.Sin(s * b[i]); a[0] = s; return s;")]
    public void Parts_that_overlap_are_refused_where_a_callee_writes_one(string body)
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(
            $$"""
            [Differentiable] public static double G(Span<double> a, ReadOnlySpan<double> b) { {{body}} }
            [Differentiable] public static double F(double[] x) => G(x.AsSpan(0, 2), x.AsSpan(1, 2)) * x[0];
            """)).Compile();

        Assert.Contains("is written and overlaps", Assert.Throws<ArgumentException>(() => program.Invoke("P.FGradient", X())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_an_array_is_a_copy() => Check.Members(
        "[Differentiable] public static double F(double[] x, double t) { var a = x[1..3]; a[0] *= t; double[] b = x[^2..]; return a[0] * a[1] * x[1] + b[0] * b[1] * a.Length; }", X(), 0.7);

    [Theory]
    [InlineData("for (int k = 0; k < 3; k++) { Array.Copy(x, 0, x, 1, 3); x[0] = x[3] * t + x[1]; } x.AsSpan(1, 2).CopyTo(x.AsSpan(2)); return x[0] * x[1] + x[3];")]
    [InlineData("var a = (double[])x.Clone(); Array.Clear(a, 1, 2); Array.Fill(a, t * t, 2, 1); a.AsSpan(0, 1).Fill(t * x[0]); x.AsSpan(3).Clear(); Array.Copy(x, 1, a, 1, 1); a.AsSpan().Slice(1, 2).CopyTo(x); return a[0] * a[1] * x[0] + a[2] * a[3] + x[3];")]
    public void Parts_are_copied_filled_and_cleared(string body) => Check.Members($"[Differentiable] public static double F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Theory]
    [InlineData("(prev, cur) = (cur, prev);")]
    [InlineData("var tmp = prev; prev = cur; cur = tmp;")]
    [InlineData("if (k != 1) (prev, cur) = (cur, prev);")]
    public void Two_buffers_change_places(string swap) => Check.Members(
        $$"""
        [Differentiable] public static double F(double[] x, double t)
        {
            int n = x.Length; double[] prev = (double[])x.Clone(), cur = new double[n];
            for (int k = 0; k < 3; k++) { cur[0] = prev[0] * t; for (int i = 1; i < n; i++) cur[i] = prev[i] * prev[i - 1] * t + cur[i - 1]; {{swap}} }
            return prev[n - 1] + prev[1] * cur[0];
        }
        """,
        X(), 0.7);

    [Theory]
    [InlineData("void swap() { (a, b) = (b, a); } for (int i = 0; i < 2; i++) { s += a[0] * (i + 1); swap(); }")]
    [InlineData("Action swap = () => (a, b) = (b, a); for (int i = 0; i < 2; i++) { s += a[0] * (i + 1); swap(); }")]
    public void A_local_function_lets_two_buffers_change_places(string body) => Check.Members(
        $"[Differentiable] public static double F(double[] x, double t) {{ double[] a = [x[0]], b = [t]; double s = 0; {body} return s; }}", X(), 0.7);

    [Theory]
    [InlineData("for (int k = 0; k < 3; k++) { double[] next = new double[a.Length]; for (int i = 0; i < a.Length; i++) next[i] = t * a[i] * a[a.Length - 1 - i]; a = next; } return a[0] * a[1];")]
    [InlineData("int n = x.Length; double[] o = [.. x]; for (int k = 0; k < 3; k++) { double[] next = new double[n]; for (int i = 0; i < n; i++) next[i] = t * a[i] * o[n - 1 - i]; o = a; a = next; } return a[0] * o[1];")]
    public void Iterations_make_buffers_of_one_length_and_hand_them_on(string body) => Check.Members($"[Differentiable] public static double F(double[] x, double t) {{ double[] a = [.. x]; {body} }}", X(), 0.7);

    [Theory]
    [InlineData("for (int k = 0; k < 2; k++) { double[] next = new double[a.Length + 1]; for (int i = 0; i < a.Length; i++) next[i] = t * a[i]; [|a|] = next; } return a[0] * a.Length;")]
    [InlineData("int m = 1; void more() { m++; } for (int k = 0; k < 2; k++) { more(); double[] next = new double[m]; next[0] = a[0]; [|a|] = next; } return a[0] * a.Length;")]
    [InlineData("int m = 1; void more(ref int of) { of++; } for (int k = 0; k < 2; k++) { more(ref m); double[] next = new double[m]; next[0] = a[0]; [|a|] = next; } return a[0] * a.Length;")]
    public void Iterations_do_not_hand_on_buffers_of_other_lengths(string body) => Diagnostics.Refused.InClass(
        $"[Differentiable] public static double F(double[] x, double t) {{ double[] a = [.. x]; {body} }}",
        Diagnostics.Refused.Construct("Letting a variable stand for another buffer", "declare another variable, or copy the elements"));

    /// <summary>By another name it is still known when an iteration takes its memory for what it makes.</summary>
    [Theory]
    [InlineData("for (int k = 0; k < 2; k++) { double[] old = a; for (int i = 0; i < 3; i++) { double[] next = new double[1]; next[0] = a[0] * t; [|a|] = next; } s = s * 9 + old[0]; }")]
    [InlineData("for (int k = 0; k < 2; k++) { Span<double> old = a.AsSpan(); for (int i = 0; i < 3; i++) { double[] next = new double[1]; next[0] = a[0] * t; [|a|] = next; } s = s * 9 + old[0]; }")]
    [InlineData("for (int k = 0; k < 2; k++) { ref double old = ref a[0]; for (int i = 0; i < 3; i++) { double[] next = new double[1]; next[0] = a[0] * t; [|a|] = next; } s = s * 9 + old; }")]
    [InlineData("foreach (double old in a) { double[] next = new double[3]; next[0] = a[0] * t; [|a|] = next; s += old; }")]
    [InlineData("double of(double[] old) { for (int i = 0; i < 3; i++) { double[] next = new double[1]; next[0] = a[0] * t; a = next; } return old[0]; } s = [|of(a)|];", "In 'of', letting")]
    public void What_is_handed_on_has_no_other_name(string body, string construct = "Letting") => Diagnostics.Refused.InClass(
        $"[Differentiable] public static double F(double[] x, double t) {{ double[] a = [.. x]; double s = 0; {body} return s; }}",
        Diagnostics.Refused.Construct(construct + " a variable stand for another buffer", "declare another variable, or copy the elements"));

    [Fact]
    public void What_is_handed_on_has_another_name_in_an_iteration() => Check.Members(
        "[Differentiable] public static double F(double[] x, double t) { double[] a = [.. x]; double s = 0; for (int i = 0; i < 4; i++) { double[] old = a; double[] next = new double[2]; next[0] = a[0] * t; next[1] = s; a = next; s += old[0] * a[1] + old[1]; } return s; }", X(), 0.7);

    [Fact]
    public void Three_buffers_rotate_and_are_given_to_a_callee() => Check.Members(
        """
        [Differentiable] public static void G(double[] a, double[] b, double[] c, double t) { for (int i = 1; i < a.Length; i++) c[i] = a[i] * b[i - 1] * t + c[i]; }
        [Differentiable] public static double F(double[] x, double t) { var a = new double[4]; var b = new double[4]; var c = new double[4]; x.CopyTo(a, 0); b[2] = t; b[1] = x[0]; for (int k = 0; k < 4; k++) { G(a, b, c, t); (a, b, c) = (b, c, a); } return a[1] * b[2] + c[3] + a[3]; }
        """,
        X(), 0.7);

    [Fact]
    public void Rectangular_arrays_change_places() => Check.Members(
        "[Differentiable] public static double F(double[,] x, double t) { var a = new double[2, 2]; var b = new double[2, 2]; for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) a[i, j] = x[i, j]; for (int k = 0; k < 3; k++) { for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) b[i, j] = a[i, j] * a[j, i] * t + a[1 - i, j]; (a, b) = (b, a); } return a[0, 1] + b[1, 1] * a[1, 0]; }",
        new double[,] { { 1.5, -2 }, { 0.5, 0.8 } }, 0.7);

    [Fact]
    public void Stack_buffers_change_places() => Check.Members(
        "[Differentiable] public static double F(ReadOnlySpan<double> x, double t) { Span<double> prev = stackalloc double[4]; Span<double> cur = stackalloc double[4]; x.CopyTo(prev); for (int k = 0; k < 3; k++) { for (int i = 1; i < 4; i++) cur[i] = prev[i] * prev[i - 1] * t; cur[0] = t; var tmp = prev; prev = cur; cur = tmp; } return prev[3] * prev[1]; }",
        X(), 0.7);

    [Fact]
    public void What_has_changed_places_is_returned() => Check.Members(
        "[Differentiable] public static double[] F(double[] x, double t) { var a = new double[4]; var b = new double[4]; x.CopyTo(a, 0); for (int k = 0; k < 3; k++) { for (int i = 0; i < 4; i++) b[i] = a[i] * t + a[(i + 1) % 4] * a[i]; (a, b) = (b, a); } return a; }", X(), 0.7);

    [Fact]
    public void Parameters_change_places() => Check.Members(
        "[Differentiable] public static double F(double[] x, double[] y) { double s = 0; for (int k = 0; k < 3; k++) { if (x[0] > y[0]) (x, y) = (y, x); x[k] *= y[k + 1]; s += x[k] * y[0]; } return s; }", X(), Y());

    [Fact]
    public void A_buffer_is_chosen() => Check.Members(
        "[Differentiable] public static double F(double[] x, double[] y) { double s = 0; for (int k = 0; k < 4; k++) { var from = k % 2 == 0 ? x : y; var to = x[k] > 0 ? y : x; s += from[k] * to[(k + 1) % 4]; to[k] *= s; } return s; }", X(), Y());

    [Fact]
    public void Rows_are_gone_through() => Check.Members(
        "[Differentiable] public static double F(double[][] a, double t) { double s = 1; foreach (var row in a) { for (int i = 1; i < row.Length; i++) row[i] *= row[i - 1] * t; foreach (double e in row) s = s * 0.3 + e * e * t; } return s; }",
        new double[][] { [1, 2], [3, 4, 5] }, 0.3);

    [Fact]
    public void Rows_are_chosen_by_parity() => Check.Members(
        "[Differentiable] public static double F(double[] x, double t) { double[][] b = [new double[4], new double[4]]; x.CopyTo(b[0], 0); for (int k = 0; k < 3; k++) { var src = b[k % 2]; var dst = b[(k + 1) % 2]; for (int i = 1; i < 4; i++) dst[i] = src[i] * src[i - 1] * t; dst[0] = t; } return b[1][3] * b[0][1]; }", X(), 0.7);

    [Fact]
    public void A_constant_buffer_and_another_are_not_chosen_between() => Refused.InClass(
        "[Differentiable] public static double F(double[] x, [NoGradient] double[] c, bool b) { var a = [|b ? x : c|]; return a[0]; }",
        Refused.Construct("Choosing between a buffer marked [NoGradient] and another", "drop the mark, or copy the elements"));

    private static double[] X() => [1.5, -2, 0.5, 0.8];

    private static double[] Y() => [0.5, 1.2, -0.3, 2];
}
