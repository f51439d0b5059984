using AutoBackprop.Tests.Diagnostics;
using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Locals that are given one new array after another, as the state of a recurrent network is.</summary>
public sealed class RenewedBufferTests
{
    private const string Cell =
        """
        [Differentiable]
        public static double[] Cell(double[] h, double x)
        {
            var next = new double[h.Length];
            for (int i = 0; i < h.Length; i++)
                next[i] = Math.Tanh(h[i] * x + h[h.Length - 1 - i]);
            return next;
        }

        """;

    private static double[] H() => [0.3, -0.4, 0.8];

    [Theory]
    [InlineData("double[] h = [.. a]; for (int i = 0; i < 4; i++) h = Cell(h, x * i); return h[0] * h[1] + h[2];")]
    [InlineData("double[] h = Cell(a, 0.5); h[1] *= x; h = Cell(h, x); h[0] += a[0]; return h[0] * h[1];")]
    [InlineData("var h = (double[])a.Clone(); double s = 0; for (int i = 0; i < 4; i++) { double[] n = Cell(h, x); n[0] += h[1]; if (n[2] > 0.6) continue; s += n[1] * h[2]; h = n; } return h[0] * h[1] + s;")]
    [InlineData("double[] h = [x, x * x, 1]; int k = 0; while (h[0] < 0.9 && k++ < 5) { var n = Cell(h, 1 + x); n[1] = a[0]; h = n; } return h[0] * h[1];")]
    [InlineData("double[] h = (double[])a.Clone(); if (x > 0.5) h = Cell(h, x); else h = Cell(Cell(h, 2 * x), x); h[1] += x; return h[1] * h[^1] + h.Length;")]
    [InlineData("double[] h = [.. a]; h = Cell(h, x); double s = h[0]; h = new double[3]; h[0] = a[0] * x; h = [h[0], s, h[2]]; return h[0] * h[1] + h[2];")]
    public void A_local_is_given_new_arrays(string body) => Check.Members($"{Cell}[Differentiable] public static double F(double[] a, double x) {{ {body} }}", H(), 0.7);

    [Fact]
    public void A_matrix_is_multiplied_again_and_again() => Check.Members(
        """
        [Differentiable]
        static double[,] Product(double[,] a, double[,] b)
        {
            var c = new double[a.GetLength(0), b.GetLength(1)];
            for (int i = 0; i < c.GetLength(0); i++)
                for (int j = 0; j < c.GetLength(1); j++)
                    for (int k = 0; k < b.GetLength(0); k++)
                        c[i, j] += a[i, k] * b[k, j];
            return c;
        }
        [Differentiable]
        public static double F(double[,] a, int n)
        {
            var p = (double[,])a.Clone();
            double trace = 0;
            for (int i = 0; i < n; i++)
            {
                p = Product(p, a);
                trace += p[0, 0] * p[1, 1];
            }
            return trace;
        }
        """,
        new[,] { { 0.3, -0.4 }, { 1.2, 0.7 } }, 4);

    [Fact]
    public void An_array_of_another_length_is_refused_when_it_is_run()
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(
            "[Differentiable] public static double F(double[] a, double x) { double[] h = [x]; h = [.. a]; return h[0] * x; }")).Compile();

        Assert.StartsWith("'h' is given an array of another length", Assert.Throws<InvalidOperationException>(() => program.Invoke("P.FGradient", H(), 0.7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_function_returns_that_is_not_marked_may_not_be_new() => Refused.InClass(
        "static double[] Next(double[] h) => h; [Differentiable] public static double F(double[] a) { double[] h = [.. a]; [|h|] = Next(h); return h[0]; }",
        Refused.Construct("Letting a variable stand for another buffer", "mark 'Next' [Differentiable], so that what it returns is known to be new"));

    [Theory]
    [InlineData("double[] h = [.. a]; double[] old = h; [|h|] = Cell(h, x); return old[0] * h[0];")]
    [InlineData("double[] h = [.. a]; Span<double> old = h; [|h|] = Cell(h, x); return old[0] * h[0];")]
    [InlineData("double[] h = [.. a]; ref double old = ref h[0]; [|h|] = Cell(h, x); return old * h[0];")]
    [InlineData("double[] h = [.. a]; double s = 0; foreach (double v in h) { [|h|] = Cell(h, x); s += v * h[0]; } return s;")]
    [InlineData("double[] h = a; [|h|] = Cell(h, x); return a[0] * h[0];")]
    [InlineData("double[] h = [.. a], n = Cell(h, x); for (int i = 0; i < 2; i++) { n[0] += 5; [|h|] = n; } return h[0] * n[0];", false)]
    public void What_is_known_by_another_name_is_not_renewed(string body, bool isRefused = true)
    {
        string members = $"{Cell}[Differentiable] public static double F(double[] a, double x) {{ {body} }}";
        if (isRefused)
            Refused.InClass(members, Refused.Construct("Letting a variable stand for another buffer", "declare another variable, or copy the elements"));
        else
            Check.Members(members.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal), H(), 0.7);
    }

    [Theory]
    [InlineData("double[] G(double[] a, double x) { if (x > 0) return [|a|]; return [x]; }")]
    [InlineData("double[] G(double[] a, double x) { double[] b = a; b[0] = x; return [|b|]; }")]
    [InlineData("double[] G(double[] a, double[] b, double x) => [|x > 0 ? a : b|];")]
    [InlineData("double[] G(double[] a, double x) { var c = new double[a.Length]; if (x > 0) c = a; return [|c|]; }")]
    [InlineData("double[] G(double[][] a, double x) => [|a[1]|];")]
    [InlineData("double[] G(double[][] a, double x) { var row = a[1]; return [|row|]; }")]
    [InlineData("double[,] G(double[,] a, double x) { a[0, 0] = x; return [|a|]; }")]
    public void A_function_does_not_return_what_it_was_given(string function) => Refused.InClass(
        "[Differentiable] public static " + function, Refused.Construct("Returning an array that the function was given", "return a copy, as [.. a] is of a"));

    [Fact]
    public void A_function_returns_its_own_array_where_another_name_is_for_either() => Check.Members(
        """
        [Differentiable] static double[] G(double[] a, double x) { var s = (double[])a.Clone(); var t = x > 0 ? s : a; t[0] *= x; return s; }
        [Differentiable] public static double F(double[] a, double x) { double[] g = G(a, x); return g[0] * g[1] * a[0]; }
        """,
        H(), 0.7);

    [Fact]
    public void A_page_of_a_recurrent_network() => Snapshot.Verify(GeneratedGradient.InClass(Cell + """
        [Differentiable]
        public static double F(double[] xs, double[] start)
        {
            double[] state = [.. start];
            foreach (double x in xs)
                state = Cell(state, x);
            return state[0];
        }
        """));

    /// <summary>Arrays that a loop in a branch makes and hands on to a local outside of it are there before the branch, as their gradients are: the reverse has the local before it comes to the branch.</summary>
    [Theory]
    [InlineData("double[] v = [x]; if (y > 0) { for (int i = 0; i < 2; i++) { double[] cur = new double[1]; cur[0] = v[0] * x + y; v = cur; } } return v[0] * x;")]
    [InlineData("double[] v = [x, y]; for (int k = 0; k < 3; k++) if (k != 1) for (int i = 0; i < 2; i++) { double[] cur = new double[v.Length]; cur[0] = v[0] * x; cur[1] = v[0] * v[1]; v = cur; } return v[0] * v[1];")]
    [InlineData("double[] v = [x]; switch ((int)(4 * y)) { case 2: for (int i = 0; i < 2; i++) { double[] cur = new double[1]; cur[0] = v[0] * y; v = cur; } break; default: v[0] = 3; break; } return v[0] * x;")]
    [InlineData("double[] v = [x], w = [y]; if (y > 0) { if (x > 0) for (int i = 0; i < 3; i++) { double[] cur = new double[1]; cur[0] = v[0] * w[0]; w = v; v = cur; } } else v = w; return v[0] * x + w[0];")]
    [InlineData("double step(double z) { double[] v = [z]; for (int i = 0; i < 3; i++) { double[] cur = new double[1]; cur[0] = v[0] * x; v = cur; } return v[0]; } double s; if (y > 1) s = step(x); else s = step(2 * y); return s * step(s);")]
    public void Arrays_that_a_loop_in_a_branch_makes_are_handed_on(string body) => GeneratedGradient.Check(
        $"[Differentiable] public static double F(double x, double y) {{ {body} }}", 1.3, 0.7);

    [Theory]
    [InlineData("double[] v = [x]; if (n > 0) { int m = 2 * n; for (int i = 0; i < 2; i++) { double[] cur = new double[m]; cur[0] = v[0] * x; [|v|] = cur; } } return v[0];")]
    [InlineData("double[] v = [x]; for (int k = 0; k < n; k++) { int m = k + 1; for (int i = 0; i < 2; i++) { double[] cur = new double[m]; cur[0] = v[0] * x; [|v|] = cur; } } return v[0];")]
    public void Arrays_of_a_length_that_is_known_only_in_the_branch_are_not_handed_on(string body) => Diagnostics.Refused.InClass(
        $"[Differentiable] public static double F(double x, int n) {{ {body} }}",
        Diagnostics.Refused.Construct("Letting a variable stand for another buffer", "declare another variable, or copy the elements"));
}
