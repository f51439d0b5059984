using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Rectangular and jagged arrays that are given twice: read they may be, but where one is written the backward pass says so before anything is written.</summary>
public sealed class SharedMemoryTests
{
    private const string Functions =
        """
        [Differentiable] public static double Rows(double[][] m) { m[0][0] *= 2; return m[1][0]; }
        [Differentiable] public static double RowAndArray(double[][] m, double[] v) { v[0] *= 2; return m[0][0]; }
        [Differentiable] public static double ArrayAndRow(double[][] m, double[] v) { m[0][0] *= 2; return v[0]; }
        [Differentiable] public static double TwoJagged(double[][] m, double[][] v) { m[0][0] *= 2; return v[0][0]; }
        [Differentiable] public static double TwoRectangles(double[,] m, double[,] v) { m[0, 0] *= 2; return v[0, 0]; }
        [Differentiable] public static double Read(double[][] m, double[] v) => m[0][0] * m[1][0] * v[0];
        [Differentiable] public static void Into(double[] v, Span<double> written) { for (int i = 0; i < 2; i++) { double[][] p = [[v[i]], [1]]; (p[0], p[i]) = (p[i], p[0]); written[0] *= p[0][0] * v[0]; } }
        [Differentiable] public static double Caller(double[] v) { Into(v, v); v[0] *= v[1]; return v[0]; }
        [Differentiable] public static double ConstantWritten([NoGradient] double[] a, double[] b, double x) { for (int i = 0; i < a.Length; i++) { double t = b[i]; a[i] = 3; x = Math.Sin(x * t); } return x; }
        [Differentiable] public static double BothConstant([NoGradient] double[] a, [NoGradient] Span<double> b, double x) { for (int i = 1; i < a.Length; i++) { a[i] = b[i - 1]; x *= a[i]; } return x; }
        [Differentiable] public static double Numbers(int[] a, int[] b, double x) { for (int i = 0; i < a.Length; i++) { int t = b[i]; a[i] = 3; x *= t; } return x; }
        [Differentiable] public static double NumbersOfRows(int[][] a, int[] b, double x) { for (int i = 0; i < b.Length; i++) { int t = b[i]; a[0][i] = 3; x *= t; } return x; }
        [Differentiable] public static double Scratched(double x, [NoGradient] Span<double> scratch, [NoGradient] ReadOnlySpan<double> a) { for (int i = 0; i < a.Length; i++) scratch[i] = a[i] * (a[i] + 3 * a[i]); double sum = 0; for (int i = 0; i < a.Length; i++) sum += scratch[i] * x; return sum; }
        [Differentiable] public static double InNumber(double[] x, in double t) { double sum = 0; for (int i = 0; i < x.Length; i++) sum += x[i] * x[i] * t; return sum; }
        [Differentiable] public static double InConstant(double[] x, [NoGradient] in double t) { double sum = 0; for (int i = 0; i < x.Length; i++) sum += x[i] * x[i] * t; return sum; }
        [Differentiable] public sealed partial class Net
        {
            public double[] W = [1, 2];
            [NoGradient] public double[] Scratch = [2, 3];
            public int[] Ints = [2, 3];
            [Differentiable] public double Own(Span<int> a, double x) { for (int i = 0; i < 2; i++) { int t = Ints[i]; a[i] = 1; x *= t; } return x * W[0]; }
        }
        [Differentiable] public static double Whole(Net n, int[] a, double x) { for (int i = 0; i < 2; i++) { int t = n.Ints[i]; a[i] = 1; x *= t; } return x * n.W[0]; }
        [Differentiable] public static double Real(Net n, double[] a, double x) { for (int i = 0; i < 2; i++) { double t = n.Scratch[i]; a[i] = x; x *= t; } return x * n.W[0]; }
        [Differentiable] public static double Weighted(Net n, double[] x) { double sum = 0; for (int i = 0; i < 2; i++) sum += x[i] * n.Scratch[1 - i] * n.W[i]; return sum; }
        static double[] Row() => [3];
        """;

    [Theory]
    [InlineData("double[] r = Row(); return RowsGradient([r, r]);", "'m' is written and has one row twice; a gradient needs them apart.")]
    [InlineData("double[] r = Row(); return RowAndArrayGradient([r], r);", "'v' is written and overlaps 'm'; a gradient needs them apart.")]
    [InlineData("double[] r = Row(); return ArrayAndRowGradient([r], r);", "'m' is written and overlaps 'v'; a gradient needs them apart.")]
    [InlineData("double[] r = Row(); return TwoJaggedGradient([r], [r]);", "'m' is written and overlaps 'v'; a gradient needs them apart.")]
    [InlineData("double[][] r = new double[40][]; for (int i = 0; i < r.Length; i++) r[i] = Row(); double[][] q = (double[][])r.Clone(); return TwoJaggedGradient(r, q);", "'m' is written and overlaps 'v'; a gradient needs them apart.")]
    [InlineData("double[,] r = { { 3 } }; return TwoRectanglesGradient(r, r);", "'m' is written and overlaps 'v'; a gradient needs them apart.")]
    // It is a constant of an object.
    [InlineData("Net n = new(); return WholeGradient(n, n.Ints, 1);", "'a' is written and overlaps 'n.Ints'; a gradient needs them apart.")]
    [InlineData("Net n = new(); return RealGradient(n, n.Scratch, 1);", "'a' is written and overlaps 'n.Scratch'; a gradient needs them apart.")]
    [InlineData("Net n = new(); return n.OwnGradient(n.Ints, 1);", "'a' is written and overlaps 'Ints'; a gradient needs them apart.")]
    // What is written has no gradient.
    [InlineData("double[] r = Row(); return ConstantWrittenGradient(r, r, 1);", "'a' is written and overlaps 'b'; a gradient needs them apart.")]
    [InlineData("double[] r = Row(); return BothConstantGradient(r, r, 1);", "'a' is written and overlaps 'b'; a gradient needs them apart.")]
    [InlineData("double[] r = [3, 2]; return ScratchedBackward(2, r, r.AsSpan(1), 1);", "'scratch' is written and overlaps 'a'; a gradient needs them apart.")]
    [InlineData("int[] r = [2]; return NumbersGradient(r, r, 1);", "'a' is written and overlaps 'b'; a gradient needs them apart.")]
    [InlineData("int[] r = [2]; return NumbersOfRowsGradient([r], r, 1);", "'a' is written and overlaps 'b'; a gradient needs them apart.")]
    [InlineData("int[] r = [2]; return NumbersOfRowsGradient([r, r], [1], 1);", "'a' is written and has one row twice; a gradient needs them apart.")]
    // An array and a span of it, which come back as one.
    [InlineData("return CallerGradient([2, 3]);", "'written' is written and overlaps 'v'; a gradient needs them apart.")]
    public void What_is_written_is_apart_from_what_is_read(string call, string message)
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass($"{Functions}public static object Try() {{ {call} }}")).Compile();

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => program.Invoke("P.Try")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("double[] r = Row(); double[][] d = [[0], r]; return ReadBackward([[1], [1]], r, 1, d, new double[1]);", "'dM' overlaps 'v'; gradients need memory of their own.")]
    [InlineData("double[] r = Row(); double[][] d = [[0], [0]]; return ReadBackward([[1], r], [2], 1, d, r);", "'dV' overlaps 'm'; gradients need memory of their own.")]
    [InlineData("double[,] r = { { 3 } }; return TwoRectanglesBackward(r, new double[1, 1], 1, new double[1, 1], r);", "'dV' overlaps 'm'; gradients need memory of their own.")]
    [InlineData("double[][] r = [[1]]; return TwoJaggedBackward([[2]], r, 1, [r[0]], [[0]]);", "'dM' overlaps 'v'; gradients need memory of their own.")]
    [InlineData("double[] d = [2, 0]; return InNumberBackward([1, 2], in d[0], 1, d);", "'dX' is written and overlaps 't'; a gradient needs them apart.")]
    [InlineData("double[] d = [2, 0]; return InConstantBackward([1, 2], in d[0], 1, d);", "'dX' is written and overlaps 't'; a gradient needs them apart.")]
    [InlineData("Net n = new(); return WeightedBackward(n, [1, 2], 1, n.ZerosLike(), n.Scratch);", "'dX' overlaps 'n.Scratch'; gradients need memory of their own.")]
    public void Gradients_are_apart_from_what_is_read(string call, string message) => What_is_written_is_apart_from_what_is_read(call, message);

    [Theory]
    [InlineData("double[] r = Row(); var g = ReadGradient([r, r], r); return g.dM[0][0] + g.dM[1][0] + g.dV[0];", 27)]
    [InlineData("double[][] r = new double[40][], q = new double[40][]; for (int i = 0; i < 40; i++) { r[i] = Row(); q[i] = Row(); } return TwoJaggedGradient(r, q).dV[0][0];", 1)]
    [InlineData("return RowsGradient([Row(), Row()]).dM[1][0];", 1)]
    [InlineData("return ConstantWrittenGradient([1], [0.0], 1).dX;", 0)]
    [InlineData("return NumbersGradient([2], [5], 1).dX;", 5)]
    [InlineData("return new Net().OwnGradient(new int[2], 1).dX + WeightedGradient(new Net(), [1, 2]).dX[1];", 10)]
    public void What_is_only_read_or_apart_has_its_gradient(string call, double expected)
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass($"{Functions}public static double Try() {{ {call} }}")).Compile();

        Assert.Equal(expected, program.Invoke("P.Try"));
    }
}
