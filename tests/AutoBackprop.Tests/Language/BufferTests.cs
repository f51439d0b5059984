using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Arrays and spans as results, arguments and locals: each against the oracle and central differences.</summary>
public sealed class BufferTests
{
    private const string Squares = "[Differentiable] public static double[] G(double[] a, double t) { var r = new double[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i] * a[i] * t; return r; } ";
    private const string Dot = "[Differentiable] public static double H(double[] a, double[] b) { double s = 0; for (int i = 0; i < a.Length; i++) s += a[i] * b[i] * a[i]; return s; } ";

    [Theory]
    [InlineData("var r = new double[x.Length]; for (int i = 0; i < x.Length; i++) { r[i] = x[i] * x[i] * t; if (r[i] > 2) return r; } return r;")]
    [InlineData("var r = new double[x.Length]; var q = new double[2]; for (int i = 0; i < x.Length; i++) { r[i] = x[i] * x[i] * t; q[0] += r[i] * x[i]; if (r[i] > 0.5) return q; } return r;")]
    [InlineData("for (int i = 0; i < x.Length; i++) { var r = new double[i + 1]; r[i] = x[i] * t; if (x[i] < 0) return r; } return [t];")]
    [InlineData("if (t > 0.5) { var r = new double[2]; r[0] = x[0] * t; r[1] = x[1] * x[2]; return r; } return [x[0], t];")]
    public void An_array_is_returned_from_anywhere(string body) => Check.Members($"[Differentiable] public static double[] F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Theory]
    [InlineData("return H(G(x, t), G(x, t * t)) * t;")]
    [InlineData("var y = G(G(x, t), t); return y[0] + y[1] * y[2];")]
    [InlineData("return G(x, t)[2] * t;")]
    [InlineData("double s = 0; for (int k = 0; k < 3; k++) { s += G(x, t)[k] * t; var q = G(x, s * 0.1); s *= q[0]; foreach (double e in G(q, t)) s += e; } return s;")]
    public void Array_results_are_nested_in_expressions(string body) => Check.Members($"{Squares}{Dot}[Differentiable] public static double F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Fact]
    public void A_called_array_result_is_returned() => Check.Members(Squares + "[Differentiable] public static double[] F(double[] x, double t) => G(G(x, t), t);", X(), 0.7);

    [Theory]
    [InlineData("var b = new double[2]; b[0] = x[k] * t; b[1] = b[0] * x[0]; b[0] = b[1] * b[0]; s += H(b, b) * b[1];")]
    [InlineData("var c = new double[2]; c[1] = k; var b = new double[2]; b[0] = x[k] * t; b[1] = b[0] * x[0]; s += H(b, c) * b[1]; b[0] = b[1];")]
    [InlineData("var b = (double[])x.Clone(); b[0] = x[k] * t; s += H(b, x) * b[1]; b[1] *= b[0]; s += H(x, b);")]
    public void A_buffer_made_by_each_iteration_is_given_to_a_callee(string body) =>
        Check.Members($"{Dot}[Differentiable] public static double F(double[] x, double t) {{ double s = 0; for (int k = 0; k < 3; k++) {{ {body} }} return s; }}", X(), 0.7);

    [Fact]
    public void A_callee_writes_a_rectangular_array() => Check.Members(
        """
        [Differentiable] public static double G(double[,] a, double t) { a[0, 0] *= a[1, 1] * t; a[0, 1] = a[0, 0] * a[0, 1]; return a[0, 1]; }
        [Differentiable] public static double F(double[,] a, double t) { double s = 0; for (int k = 0; k < 3; k++) s += G(a, t) * a[0, 0]; return s; }
        """,
        new double[,] { { 1, 2 }, { 3, 4 } }, 0.3);

    [Fact]
    public void A_callee_writes_a_rectangular_array_that_each_iteration_makes() => Check.Members(
        """
        [Differentiable] public static double G(double[,] a, double t) { a[0, 0] *= a[1, 1] * t; a[0, 1] = a[0, 0] * a[0, 1]; return a[0, 1]; }
        [Differentiable] public static double F(double[] x, double t) { double s = 0; for (int k = 0; k < 3; k++) { var a = new double[2, 2]; a[0, 0] = x[k]; a[0, 1] = x[0]; a[1, 1] = t; s += G(a, t) * a[0, 0]; } return s; }
        """,
        X(), 0.3);

    [Fact]
    public void A_callee_writes_a_jagged_array() => Check.Members(
        """
        [Differentiable] public static double G(double[][] a, double t) { a[0][0] *= a[1][1] * t; a[1][2] = a[0][0] * a[0][1]; return a[1][2]; }
        [Differentiable] public static double F(double[][] a, double t) { double s = 0; for (int k = 0; k < 3; k++) s += G(a, t) * a[0][0]; return s; }
        """,
        new double[][] { [1, 2], [3, 4, 5] }, 0.3);

    [Theory]
    [InlineData("ReadOnlySpan<double> a = [t, t * t]; double s = 0; foreach (double e in a) s += e * e; return s;")]
    [InlineData("ReadOnlySpan<double> a = x; ReadOnlySpan<double> b = new double[] { t, 2 }; return a[0] * b[0] * a[1];")]
    [InlineData("double[] a; a = new double[2]; a[0] = t; double[] b, c; b = [t, x[0]]; c = new double[] { t }; return a[0] * b[1] * c[0] * b[0];")]
    [InlineData("Span<double> a = [t, t * t]; a[0] *= a[1]; double s = 0; foreach (double e in a) s += e * e; return s;")]
    public void A_span_is_made_of_elements(string body) => Check.Members($"[Differentiable] public static double F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Theory]
    [InlineData("double s = 1; for (long i = 0; i < x.Length; i++) s *= x[i] * t; return s;")]
    [InlineData("double s = 1; for (uint i = 0; i < 3; i++) s *= x[i] * t * i + 1; return s;")]
    [InlineData("double s = 1; long k = 2; while (k >= 0) { s *= x[k] * t * k + 1; k--; } return s;")]
    [InlineData("double s = 1; for (byte i = 0; i < 3; i++) s *= x[i] * t * i + 1; for (short i = 2; i >= 0; i--) s += s * x[i]; return s;")]
    [InlineData("var y = new double[3]; for (long i = 0; i < 3; i++) y[i] = x[i] * t; y[1L] *= y[2L]; return y[0] * y[1];")]
    [InlineData("byte n = 3; Span<double> y = stackalloc double[n]; var z = new double[n]; for (int i = 0; i < n; i++) { y[i] = x[i] * t; z[i] = y[i] * y[i]; } return z[0] * y[1] * z[2];")]
    [InlineData("short n = 2; char m = (char)3; const byte k = 3; double s = 1; for (int j = 0; j < 2; j++) { var y = new double[n, m]; y[1, 2] = x[j] * s; Span<double> z = stackalloc double[k]; z[1] = y[1, 2]; s += z[1] * t; } return s;")]
    public void An_index_is_of_any_integer_type(string body) => Check.Members($"[Differentiable] public static double F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Theory]
    [InlineData("double[] row = rows[0]; double[][] z = Zeros(2, rows[1][1]); z[0][1] = row[0]; return z[0][0] * row[1] * z[0][1] * t;")]
    [InlineData("double Of(double x) { var made = new double[1][]; made[0] = new double[] { x }; return made[0][0]; } return Of(rows[0][1]) * rows[0][0] * t;")]
    [InlineData("var act = new double[3][]; act[0] = [.. rows[0]]; for (int l = 0; l < 2; l++) { double[] w = rows[l]; act[l + 1] = new double[2]; for (int i = 0; i < 2; i++) act[l + 1][i] = act[l][i] * w[i] * t; } return act[2][0] * act[2][1];")]
    public void A_row_has_a_name_while_rows_are_put_into_other_arrays(string body) => Check.Members(
        $$"""
        [Differentiable] static double[][] Zeros(int n, double q) { var z = new double[n][]; for (int i = 0; i < n; i++) z[i] = new double[n]; z[0][0] = q; return z; }
        [Differentiable] public static double F(double[][] rows, double t) { {{body}} }
        """, new double[][] { [1, 2], [5, 6] }, 3.0);

    [Fact]
    public void A_loop_goes_through_the_row_that_it_was_given() => Check.Members(
        "[Differentiable] public static double F(double[][] rows, double t) { double s = 0; int i = 0; foreach (double e in rows[i]) { s += e * t; i = 1; } return s; }", new double[][] { [1, 2], [5, 6] }, 3.0);

    [Theory]
    [InlineData("var a = new double[3][]; double c = x[0]; for (int i = 0; i < 3; i++) c *= 1.1; for (int i = 0; i < 3; i++) a[i] = new double[i + 1]; for (int i = 0; i < 3; i++) a[i][i] = x[i] * x[0]; double s = 0; for (int i = 0; i < 3; i++) s += a[i][i] * c; return s;")]
    [InlineData("var a = new double[3][]; for (int i = 0; i < 3; i++) { if (i > 0) a[i] = new double[i + 1]; else a[i] = [x[0], x[1]]; a[i][i] = x[i] * x[0]; } double s = 0; for (int i = 0; i < 3; i++) s += a[i][i] * a[i][0]; return s;")]
    [InlineData("var a = new double[3][]; a[1] = new double[2]; a[1][0] = x[0] * t; return a[1][0] * t;")]
    [InlineData("double s = 0; for (int k = 0; k < 2; k++) { var a = new double[3][]; for (int i = 0; i < 3; i++) { if (i % 2 == 0) a[i] = new double[i + 1]; else a[i] = new double[3]; a[i][0] = x[i] * x[k]; } for (int i = 0; i < 3; i++) s += a[i][0] * a[0][0]; } return s;")]
    [InlineData("double s = 0; for (int k = 0; k < 2; k++) { var a = new double[3][]; for (int i = 0; i < 3; i++) { int m = 2 * i; m += 1; a[i] = new double[m]; a[i][2 * i] = x[i] * x[k]; } for (int i = 0; i < 3; i++) for (int j = 0; j < a[i].Length; j++) s += a[i][j] * a[0][0] + s * a[i][j]; } return s;")]
    // Of what they replace.
    [InlineData("double[][] a = [[x[0], t]]; a[0] = [a[0][1], 2 * a[0][0]]; return a[0][0] * x[1] + a[0][1];")]
    [InlineData("double[][] a = [[x[0], t]]; a[0] = (double[])a[0].Clone(); a[0][0] *= t; a[0] = [.. a[0]]; return a[0][0] * a[0][1];")]
    [InlineData("double[][] a = [[x[0], t], [t, x[1]]]; int i = 0; a[i] = [i++, a[i][1] * t]; for (int k = 1; k < 2; k++) { a[k] = (double[])a[k - 1].Clone(); a[k][0] += t; } return a[0][0] + a[0][1] * a[1][0];")]
    [InlineData("var h = new double[3][]; for (int i = 0; i < 3; i++) { h[i] = [.. x]; h[i][i] *= t; } return h[0][0] * h[1][1] + h[2][2] * h[2][0];")]
    public void The_rows_of_a_jagged_array_are_made_anywhere(string body) => Check.Members($"[Differentiable] public static double F(double[] x, double t) {{ {body} }}", X(), 0.7);

    [Fact]
    public void A_negative_length_throws_as_in_the_function()
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(
            "[Differentiable] public static double F(double[] x, int n) { var a = new double[n]; double s = 0; for (int i = 0; i < n; i++) { a[i] = x[i] * x[0]; s += a[i] * x[1]; } return s; }")).Compile();

        Assert.Throws<OverflowException>(() => program.Invoke("P.F", X(), -1));
        Assert.Throws<OverflowException>(() => program.Invoke("P.FGradient", X(), -1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_gradient_of_an_array_result_has_its_length(int length)
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(
            Squares + "public static void Call(double[] x, double[] dOut, double[] dX) => GBackward(x, 2, dOut, dX);")).Compile();
        double[] dX = [1, 2, 3];

        Assert.Equal("dOut", Assert.Throws<ArgumentException>(() => program.Invoke("P.Call", X(), new double[length], dX)).ParamName);
        Assert.Equal([1.0, 2, 3], dX);
    }

    private static double[] X() => [1.5, -2, 0.5];
}
