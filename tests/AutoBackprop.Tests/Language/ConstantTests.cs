using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Tables, data and objects without gradient, handed on to functions that would have one for them.</summary>
public sealed class ConstantTests
{
    private const string Members = """
        static readonly double[] Table = [1, 2, 3];
        static readonly Dense Frozen = new();
        static readonly Pair Fixed = new(2, 3);
        static ReadOnlySpan<double> Tableau => [35.0 / 384, 0, 500.0 / 1113];
        static double[] Begun { get; } = [1, 2];
        [Differentiable] static double Given(double x, double[]? a = null) => a is null ? x : a[0];
        static double Bias(Dense? dense, int n) => (dense?.B ?? 0) * n;
        [Differentiable] static double Horner(ReadOnlySpan<double> w, double x) { double s = 0; for (int i = 0; i < w.Length; i++) s = s * x + w[i]; return s; }
        [Differentiable] static double Through(double[] w, double x) { double s = 0; for (int i = 0; i < w.Length; i++) s = s * x + w[i]; return s * Horner(w, x); }
        [Differentiable] static double Second([NoGradient] double[] w, double x) => w[1] * x;
        [Differentiable] static double Corner(double[][] w, double[,] m, double x) => w[1][0] * x * m[0, 0];
        [Differentiable] static double Of(Dense dense, double x) => dense.Sum(x) * dense.W[1];
        [Differentiable] static double Waves(Pair pair, double x) { double s = x; for (int i = 0; i < 3; i++) s = Math.Sin(s * pair.X + pair.Y); for (int i = 0; i < 3; i++) s = Math.Sin(s * pair.X + pair.Y); return s; }
        """;

    [Theory]
    [InlineData("double[] t = Table; return Horner(Table, x) * Through(Table, x) * Second(Table, x) * t[1] + Horner(t, x);")]
    [InlineData("return Horner(w, x) * Through(w, x) * Second(w, x);")]
    [InlineData("return Corner(rows, matrix, x) * x;")]
    [InlineData("return Of(Frozen, x) * Frozen.Sum(x) + Bias(Frozen, 3) * x;")]
    [InlineData("double[] y = Frozen.Apply([x, x * x, 2]); return y[0] * y[1] * y[2];")]
    [InlineData("return Waves(Fixed, x) + Fixed.Product() * x;")]
    [InlineData("return Pair.Up.Y * x + Pair.Half.X * x * x + Tableau[0] * x + Begun[1] * x;")]
    [InlineData("double[] t = settings.Table; var u = settings.Steps; double[] g = settings.Get(2), l = settings.List.ToArray(), c = [.. settings.Table]; double s = 0; for (int i = 0; i < 3; i++) s += t[i] * u[i] * g[i] * l[i] * c[i] * x; return s * x;")]
    [InlineData("double[] y = plant.Pair(x, 2); return y[0] * y[1] * plant.Use(x);")]
    [InlineData("return Given(x) * x + Given(x, [x]);")]
    public void Constants_are_handed_on(string body)
    {
        using CompiledProgram program = GeneratorHarness.Run($$"""
            using System;
            using AutoBackprop;
            [Differentiable] public partial class Dense
            {
                public double[] W = [1, 2, 3];
                public double B = 4;
                [Differentiable] public double[] Apply(double[] x) { var y = new double[x.Length]; for (int i = 0; i < x.Length; i++) y[i] = x[i] * W[i] + B; return y; }
                [Differentiable] public double Sum(double x) => W[0] * x * B;
            }
            [Differentiable] public readonly record struct Pair(double X, double Y)
            {
                public static Pair Up { get; } = new(0, 1);
                public static Pair Half => new(0.5, 2);
                public double Product() => X * Y;
            }
            public sealed class Settings
            {
                public double[] Table = [1, 2, 3];
                public double[] Steps { get; } = [4, 5, 6];
                public System.Collections.Generic.List<double> List = [1, 2, 3];
                public double[] Get(int i) => [i, 2 * i, 3];
            }
            public partial class Plant(double gain)
            {
                private readonly double[] own = [1, 2];
                [Differentiable] public double[] Pair(double x, double y) => [x * gain, y * x];
                [Differentiable] public double Use(double x) { double[] y = Pair(x, 2), t = own; return y[0] * y[1] * t[1]; }
            }
            public static partial class P
            {
                {{Members}}
                [Differentiable] public static double F([NoGradient] double[] w, [NoGradient] double[][] rows, [NoGradient] double[,] matrix, Settings settings, Plant plant, double x) { {{body}} }
                public static double Value(double x) => F([0.3, 2, 1.5], [[1, 2], [0.7]], new double[,] { { 1.2, 3 } }, new(), new(2), x);
                public static (double, double) Gradient(double x) => FGradient([0.3, 2, 1.5], [[1, 2], [0.7]], new double[,] { { 1.2, 3 } }, new(), new(2), x);
            }
            """).Compile();
        double Value(double step) => (double)program.Invoke("P.Value", 0.7 + step)!;

        (double value, double slope) = ((double, double))program.Invoke("P.Gradient", 0.7)!;

        Assert.Equal(Value(0), value);
        Assert.Equal((Value(1e-6) - Value(-1e-6)) / 2e-6, slope, 1e-7 * Math.Max(1, Math.Abs(slope)));
    }
}
