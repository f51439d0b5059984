using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Constants that are other ones each time: random numbers, counters, what a call changes. The gradient is that of what was drawn.</summary>
public sealed class DrawingTests
{
    private const string Types = """
        using System;
        using AutoBackprop;
        public sealed class Counter
        {
            private int n;
            public double Level { get; set; } = 2;
            public double Factor = 3;
            public double Next() => ++n;
            public double Stepping => ++n;
            public int Count => n;
            public double Raise() { Level += 1; Factor *= 2; n++; return Level; }
        }
        [Differentiable] public record struct Pair(double X, double Y);

        """;

    private const string Members = """
        private static int Raise(int[] a) => a[0] += 5;
        [Differentiable] public static void Drop(Span<double> x, Random random) { for (int i = 0; i < x.Length; i++) if (random.NextDouble() > 0.5) x[i] = Math.Sin(x[i] * random.NextDouble()); }
        [Differentiable] public static Pair Two(double x, double[] w, Counter c) { double a = x, b = x; for (int i = 0; i < w.Length; i++) { a *= 0.2 * w[i] * c.Next(); b += Math.Sin(a * c.Next()); } return new Pair(a, b); }
        [Differentiable] public static double Ordered(double a, double b, Counter d) => a * d.Next() + b;
        [Differentiable] public static double[] Scaled(double[] x, Counter c) { double[] y = new double[x.Length]; for (int i = 0; i < x.Length; i++) y[i] = x[i] * x[i] * c.Next(); return y; }
        """;

    [Theory]
    [InlineData("double s = 0; double[] t = [.. x]; for (int i = 0; i < 4; i++) { Drop(t, random); s += t[i] * random.NextDouble() * s + t[i]; } return s;")]
    [InlineData("var p = Two(x[0], x, c); var q = Two(p.Y, x, c); return p.X * q.Y;")]
    [InlineData("return x[0] + c.Stepping * c.Stepping * x[0];")]
    [InlineData("return c.Stepping * x[0] - c.Stepping;")]
    [InlineData("double best = -1; for (int i = 0; i < x.Length; i++) best = Math.Max(best, x[i] * x[i] * c.Stepping); return best;")]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) { s += x[i] * x[i] * c.Level * c.Factor * c.Count; c.Raise(); s *= c.Level + c.Factor; } return s;")]
    [InlineData("double h(double a, double b = 2, double d = 3) => a * b + d; return h(d: c.Next(), a: x[0] * c.Next());")]
    [InlineData("return Ordered(d: c, b: c.Next(), a: x[0] * c.Next());")]
    [InlineData("var pair = new Pair(x[0], c.Next()) { Y = c.Next() }; return pair.X * pair.Y;")]
    [InlineData("double s = x[0]; while (c.Next() < 4 && s < 100) s *= x[1] * c.Count; for (int i = 0; i < 9 - c.Next(); i++) s += x[0] * i; return c.Next() > 7 && x[0] > 0 ? s * c.Next() : s + c.Next() * (x[0] > 5 ? c.Next() : x[0]);")]
    [InlineData("return (x[0], c.Next()).Item1 * c.Next() + new Pair(x[1], c.Next()).X * c.Next();")]
    [InlineData("return x[0] * a[0] * Raise(a) * a[0];")]
    [InlineData("return x[0] * a[0] + Raise(a) + a[0] * x[1];")]
    [InlineData("return a[0] * Raise(a) * x[0] * a[0];")]
    [InlineData("double s = 0; for (int i = 0; i < 3; i++) { s += a[0] * x[i] * s + x[0]; s += Raise(a) * x[1]; s += a[0] * x[0] * s; } return s;")]
    public void What_is_drawn_is_drawn_once(string body)
    {
        using CompiledProgram program = GeneratorHarness.Run(Types + $$"""
            public static partial class P
            {
                {{Members}}
                [Differentiable] public static double F(double[] x, Random random, Counter c, int[] a) { {{body}} }
                public static double Value(double[] x) => F(x, new(5), new(), [2, 3]);
                public static (double, double[]) Gradient(double[] x) => FGradient(x, new(5), new(), [2, 3]);
            }
            """).Compile();
        double[] At(int index, double step) { double[] x = [1.2, 0.7, 0.4, 1.1]; x[index] += step; return x; }
        double Value(int index, double step) => (double)program.Invoke("P.Value", At(index, step))!;

        (double value, double[] gradient) = ((double, double[]))program.Invoke("P.Gradient", At(0, 0))!;

        Assert.Equal(Value(0, 0), value);
        for (int i = 0; i < gradient.Length; i++)
        {
            // The five-point stencil.
            const double Step = 1e-5;
            double slope = (8 * (Value(i, Step) - Value(i, -Step)) - Value(i, 2 * Step) + Value(i, -2 * Step)) / (12 * Step);
            Assert.Equal(slope, gradient[i], 1e-7 * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    [Theory]
    [InlineData("[Differentiable] public static double F(double[] x, Counter c) { double[] t = [|Scaled(x, c)|]; t = [|Scaled(t, c)|]; return t[0]; }", "Scaled", "let it write its result into a span, or pass what it draws")]
    [InlineData("[Differentiable(Derivatives.Gradient | Derivatives.Jacobian)] public static Pair F(double x, double y, Counter c) { var p = [|Once(x * y, c)|]; return new Pair(p.X * y, p.Y); }", "Once", "pass what it draws")]
    public void What_would_be_run_again_may_not_draw(string function, string callee, string instead) => Diagnostics.Refused.InFile(
        Types + $$"""
        public static partial class P
        {
            {{Members}}
            [Differentiable] public static Pair Once(double x, Counter c) { double y = x; for (int i = 0; i < 3; i++) y += Math.Sin(y * c.Next()); return new(x, y); }
            {{function}}
        }
        """,
        [.. Enumerable.Repeat(Diagnostics.Refused.Construct($"A call of '{callee}', which draws what would be another value if it were run again,", instead), function.Split("[|").Length - 1)]);
}
