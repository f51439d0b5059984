using System.Reflection;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>The oracle itself, against central differences of the primal and against the conventions.</summary>
public class OracleTests
{
    /// <summary>Bodies of a class P with a method F of reals, and points.</summary>
    public static TheoryData<string, double[]> Programs => new()
    {
        { "static double F(double x, double y) => x * y - x / y + x % y - -y;", [3.7, 1.3] },
        { "static double F(double x) { var y = x; y *= x; y += 1; y -= x / 2; y /= 3; y++; --y; return y; }", [1.7] },
        { "static double F(double x) { int i = (int)x; i += 2; return i * x + 1 / 2 * x + (1 / 2.0) * x + i / 2 * x; }", [2.6] },
        { "static double F(double x) { int i = 3; i *= (int)x; float f = 2; f += (float)x; f *= i; double d = f; d -= f; d += i; f += (float)d; return f * x + i; }", [2.625] },
        { "static double F(double x, double y) => x > y ? Math.Sqrt(x - y) : x < 0 && !(y < 0) ? x * x : 2;", [1.5, 0.25] },
        { "static double F(double x) => Sin(x) + Math.Sin(x); static double Sin(double x) => x * x;", [0.7] },
        { "static double F(double x) { (double s, double c) = Math.SinCos(x); return s * c * c; }", [0.7] },
        { "const double K = 2; static readonly double R = 0.5; static double F(double x) { const double c = 3; double k = K; var z = c; z *= x; return k * z + R * x * c; }", [0.7] },
        { "static double F(double x) => G(x) + G(x, 3) + H(k: 4, x: x); static double G(double x, double k = 2.5) => x * x * k; static double H(double x, int k = 2) => x / k;", [0.7] },
        { "static double G(int x) => 3; static double G(float x) => x * 2; static double G(double x) => x; static double F(double x) => G(1) * x + G(2f) * x + G(x) * G((float)x);", [0.5] },
        { "static double F(double x) => x switch { > 2 => x * x, < 0 => -x, _ => 1 / x } + (x is > 1 and < 2 ? x : 0);", [1.5] },
        { "static double F(double x) { switch ((int)x) { case 0: return x; case 1: case 2: x *= x; break; default: return 3; } return x + 1; }", [2.5] },
        { "public enum E { A, B } static double F(double x) => G(x, E.B); static double G(double x, E e) => e switch { E.A => x, E.B when x > 1 => x * x * x, _ => 2 };", [1.5] },
        { "static double F(double x) { double p = 1; for (int i = 0; i < 5; i++) { if (i == 3) continue; p = p * x + i; } while (p > 4) p /= 2 + x; return p; }", [1.2] },
        { "static double F(double x, double y) { double[] a = new double[3]; a[0] = x; a[1] = y; a[^1] += a[0] * a[1]; Array.Fill(a, 2, 0, 1); double s = 0; foreach (double v in a) s += v * v; Span<double> b = stackalloc double[2]; b[0] = s; b[1] = x; b.CopyTo(a); return a[0] + a[1] * b[1]; }", [1.2, 0.3] },
        { "static double F(double x) { double[] a = [1, x, 2.5]; var b = new[] { x, 1, 2 }; double[,] m = { { x, 1 }, { 2, x } }; double[][] j = [a, b]; return m[0, 0] * m[1, 1] - m[0, 1] * j[1][0] + j[0][2] * (double)((double[])a.Clone())[1]; }", [1.2] },
        { "static double F(double x, double n) => n <= 0 ? 1 : x * F(x / 2, n - 1);", [1.2, 2.5] },
        { "static double F(double x) => Math.Max(x, 1) + Math.Max(2, 3) + Math.Min((int)x, x) + Math.Abs(-x) + Math.Floor(x) * x + Math.Round(x, 1) * x + Math.Sign(x) * x + (double.IsNaN(x) ? 1 : x);", [1.26] },
        { "static double F(double x, double y) { float f = (float)x; float g = f * f; double d = g * y; return d + MathF.Sqrt(f) + Math.Sqrt(f); }", [1.25, 0.5] },
        { "static double F(double x) { decimal d = (decimal)x; byte b = (byte)(x * 10); char c = 'a'; long l = 3; return x * l + x * c + b + (x, 1) switch { (> 1, 1) => x, _ => 0 }; }", [1.25] },
        { "static double F(double x) => (x) * (3) + ((int)x) - (1) * ((x)); ", [1.25] },
        { "static double F(double x, double y) => Layers.Relu(x) * Layers.Sigmoid(y) + Layers.Relu(-y);", [1.25, -0.5] },
        { "static double F(double x, double y) => Math.Atan2(y, x) + Math.Pow(x, y) + Math.Log(x, 3) + double.Hypot(x, y) + Math.Cbrt(x) + double.RootN(x, 5) + Math.ScaleB(x, 3);", [1.25, 0.5] },
        { "static double F(double x, double y) => Math.Tan(x) + Math.Tanh(y) + Math.Sinh(x) * Math.Cosh(y) + Math.Asin(y) + Math.Acos(y) + Math.Atan(x) + Math.Asinh(x) + Math.Acosh(x) + Math.Atanh(y);", [1.25, 0.5] },
        { "static double F(double x, double y) => double.SinPi(x) + double.CosPi(y) * double.TanPi(x) + double.AsinPi(y) + double.AcosPi(y) * double.AtanPi(x) + double.Atan2Pi(y, x) + double.DegreesToRadians(x) + double.RadiansToDegrees(y);", [1.1, 0.4] },
        { "static double F(double x, double y) => double.Exp2(x) + double.Exp10(y) + double.ExpM1(x) * double.Exp2M1(y) + double.Exp10M1(y) + double.LogP1(x) + double.Log2P1(x) + double.Log10P1(y) + Math.Log2(x) + Math.Log10(y);", [1.1, 0.4] },
        { "static double F(double x, double y) => Math.Clamp(x, 0, 1) * y + Math.Clamp(x, y, 2) + Math.CopySign(x, y) + double.Lerp(x, y, x) + Math.FusedMultiplyAdd(x, y, x) + Math.IEEERemainder(x, y) + Math.MaxMagnitude(x, y) + Math.MinMagnitude(x, y);", [1.1, 0.4] },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Partials_are_the_slopes_of_the_primal(string body, double[] point)
    {
        string source = Source(body);
        object?[] arguments = point.Cast<object?>().ToArray();
        OracleGradient gradient = Oracle.Gradient(source, "P.F", arguments);
        using var stream = new MemoryStream();
        var emitted = GeneratorHarness.Compile([source], []).Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        using var program = new CompiledProgram(stream.ToArray());
        MethodInfo primal = program.Method("P.F", point.Select(_ => typeof(double)).ToArray());

        Assert.Equal(Call(point), (double)gradient.Value!);
        // A float in between is a staircase for central differences; its programs take steps of whole ulps of float.
        double step = body.Contains("float", StringComparison.Ordinal) ? Math.ScaleB(1, -10) : 1e-6;
        for (int i = 0; i < point.Length; i++)
        {
            double numeric = (Call(Moved(step)) - Call(Moved(-step))) / (2 * step);
            Assert.True(Math.Abs(numeric - gradient[i]) <= 1e-5 * Math.Max(1, Math.Abs(numeric)), $"{body}, input {i}: {gradient[i]}, numerically {numeric}");

            double[] Moved(double by) => point.Select((x, j) => j == i ? x + by : x).ToArray();
        }

        double Call(double[] at) => (double)CompiledProgram.Invoke(primal, at.Cast<object?>().ToArray())!;
    }

    [Theory]
    [InlineData("Math.Abs(x)", 0.0, 0.0)]
    [InlineData("Layers.Relu(x)", 0.0, 0.0)]
    [InlineData("Math.Max(x, x * 1)", 2.0, 1.0)]
    [InlineData("Math.Max(x, 2 * x)", 0.0, 1.5)]
    [InlineData("Math.Max(x, 0)", 0.0, 0.0)]
    [InlineData("Math.Min(Gradient.Stop(x), x)", 2.0, 0.0)]
    [InlineData("Math.Sqrt(x)", 0.0, double.PositiveInfinity)]
    [InlineData("x > 0 ? Math.Sqrt(x) : 2 * x", -1.0, 2.0)]
    [InlineData("Math.Sqrt(0 * Gradient.Stop(x)) * x", 3.0, 0.0)]
    [InlineData("(int)x * x", 2.5, 2.0)]
    [InlineData("1 / 2 * x", 2.5, 0.0)]
    [InlineData("G(x, x)", 3.0, 3.0)]
    [InlineData("G((x > 1.0 ? 1.25 : 1.5), x) + G(k: x, x: 2 * x)", 3.0, 6.0)]
    public void Conventions_hold(string expression, double x, double slope)
    {
        string source = Source($"[Differentiable] static double F(double x) => {expression}; [Differentiable] static double G(double x, [NoGradient] double k) => x * k;");

        Assert.Equal(slope, Oracle.Gradient(source, "P.F", x)[0]);
    }

    [Fact]
    public void A_tie_with_a_parameter_without_gradient_is_a_tie_with_a_constant()
    {
        OracleGradient gradient = Oracle.Gradient(Source("static double F(double x, [NoGradient] double y) => Math.Max(x, y);"), "P.F", 1.0, 1.0);

        Assert.Equal(0, gradient[0]);
        Assert.Null(gradient.Partials[1]);
        Assert.Equal(1, gradient.Ties);
    }

    [Fact]
    public void An_array_has_a_partial_per_element_and_upstream_weights_what_is_written()
    {
        const string body = "static double F(double[] x, double y) { double s = x[0] * x[1]; x[0] = y * x[2]; x[2] = 1; return s; }";
        using var oracle = new Oracle(Source(body));

        OracleGradient gradient = oracle.Pullback("P.F", [new[] { 2.0, 3.0, 5.0 }, 7.0], 10.0, new Dictionary<int, double[]> { [0] = [100, 0, 1000] });

        Assert.Equal([30.0, 20.0, 700.0], gradient.Partials[0]!);
        Assert.Equal([500.0], gradient.Partials[1]!);
        Assert.Equal(6.0, gradient.Value);
    }

    private static string Source(string body) => $$"""
        using System;
        using AutoBackprop;
        public static partial class P { {{body.Replace("static double", "public static double", StringComparison.Ordinal)}} }
        """;
}
