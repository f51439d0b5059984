using AutoBackprop.Tests.Numerics;
using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Rectangular and jagged arrays as results: the gradient that comes in is an array of the same shape.</summary>
public sealed class MatrixResultTests
{
    private const string Product =
        """
        [Differentiable]
        public static double[,] Product(double[,] a, double[,] b)
        {
            var c = new double[a.GetLength(0), b.GetLength(1)];
            for (int i = 0; i < c.GetLength(0); i++)
                for (int j = 0; j < c.GetLength(1); j++)
                    for (int k = 0; k < b.GetLength(0); k++)
                        c[i, j] += a[i, k] * b[k, j];
            return c;
        }

        """;

    private const string Waves =
        """
        [Differentiable]
        public static double[][] Waves(double[][] a, double t)
        {
            var c = new double[a.Length][];
            for (int i = 0; i < a.Length; i++)
            {
                c[i] = new double[a[i].Length + 1];
                for (int j = 0; j < a[i].Length; j++)
                    c[i][j] = Math.Sin(a[i][j] * t);
                c[i][^1] = t * t;
            }
            return c;
        }

        """;

    private static double[,] A() => new[,] { { 0.3, -0.4 }, { 1.2, 0.7 } };

    [Theory]
    [InlineData("var r = new double[2, 3]; for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) r[i, j] = a * i + Math.Sin(t * j); return r;", "double[,]")]
    [InlineData("if (t < 0) return new double[1, 1]; return new double[,] { { a * t, a }, { t, 1 } };", "double[,]")]
    [InlineData("double[][] r = [[a, t], [a * t], []]; r[0][1] *= r[1][0]; return r;", "double[][]")]
    [InlineData("var r = new double[2][]; r[1] = new double[2]; r[1][0] = a * t; return r;", "double[][]")]
    public void A_result_is_an_array_of_numbers(string body, string type) => Check("", $$"""
        [Differentiable] public static {{type}} F(double a, double t) { {{body}} }
        public static object[] At() => new object[] { 0.3, 0.9 };
        """);

    [Theory]
    [InlineData("double[,] p = Product(a, a); return Product(p, a)[0, 1] * p[1, 1] * t;")]
    [InlineData("double s = 0; for (int k = 0; k < 3; k++) { var p = Product(a, a); for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) { a[i, j] = p[i, j] * t + k; s += a[i, j] * s + p[j, i]; } } return s;")]
    public void A_caller_hands_the_gradient_of_a_rectangle_back(string body) => Numerics.Check.Members(
        $"{Product}[Differentiable] public static double F(double[,] a, double t) {{ {body} }}", A(), 0.8);

    [Fact]
    public void A_caller_hands_the_gradients_of_rows_back() => Numerics.Check.Members(
        Waves + "[Differentiable] public static double F(double[][] a, double t) { var b = Waves(a, t); var c = Waves(b, t * 0.5); double s = 0; foreach (double[] row in c) foreach (double x in row) s += x * x; return s + b[1][0] * c[0][2]; }",
        new double[][] { [0.3, -0.4], [1.2] }, 0.8);

    [Fact]
    public void A_gradient_of_another_shape_is_refused_when_it_is_run()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program("", """
            [Differentiable] public static double[,] F(double a) => new double[,] { { a, 1, 2 }, { 3, a, 4 } };
            [Differentiable] public static double[][] G(double a) { double[][] r = [[a], [a, a]]; return r; }
            public static void Turned() => FBackward(1, new double[3, 2]);
            public static void Short() => GBackward(1, [[1], [1]]);
            public static void Missing() => GBackward(1, new double[2][]);
            """)).Compile();

        Assert.StartsWith("'dOut' is the gradient of the result and must have its shape [2, 3], but has [3, 2].", Assert.Throws<ArgumentException>(() => program.Invoke("P.Turned")).Message, StringComparison.Ordinal);
        Assert.StartsWith("'dOut' is the gradient of the result: its row 1 must have 2 elements, but has 1.", Assert.Throws<ArgumentException>(() => program.Invoke("P.Short")).Message, StringComparison.Ordinal);
        Assert.StartsWith("'dOut' is the gradient of the result: its row 0 must have 1 elements, but is missing.", Assert.Throws<ArgumentException>(() => program.Invoke("P.Missing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_jagged_result_in_a_loop_is_refused() => Diagnostics.Refused.InClass(
        Waves + "[Differentiable] public static double F(double[][] a, double t) { double s = 0; for (int i = 0; i < 3; i++) { var b = [|Waves(a, t)|]; s += b[0][0]; } return s; }",
        Diagnostics.Refused.Construct("A call in a loop that returns a jagged array", "return a rectangular array, T[,], or write into rows that are made before the loop"));

    [Fact]
    public void A_page_that_returns_a_rectangle() => Snapshot.Verify(Program("", Product + """
        [Differentiable]
        public static double F(double[,] a)
        {
            double[,] square = Product(a, a);
            return square[0, 0] + square[1, 1];
        }
        """));
}
