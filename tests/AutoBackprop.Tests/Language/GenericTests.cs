using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>
/// Functions of a type parameter that stands for a floating-point number. Put double in its place and the oracle reads them; put
/// float in its place and the generated gradient is that of the function of float, to the bit.
/// </summary>
public partial class GenericTests
{
    private const string Where = "where T : System.Numerics.IFloatingPointIeee754<T>";

    [Theory]
    [InlineData("T F<T>(T x, T y) where => x * y - x / y + -(x - T.One) * T.CreateChecked(3);")]
    [InlineData("T F<T>(T x, T y) where => T.Sin(x) * T.Exp(y) + T.Cos(x) * T.Log(y + T.Pi) - T.Tanh(x * y);")]
    [InlineData("T F<T>(T x, T y) where => T.Pow(x, y) + T.Pow(x, T.CreateChecked(2)) + T.Pow(y, T.CreateChecked(3.5)) + T.Sqrt(x) / T.Cbrt(y);")]
    [InlineData("T F<T>(T x, T y) where => T.Max(x, y) * T.Min(x, T.One) + T.Abs(x - y) + T.Clamp(x, T.Zero, T.CreateChecked(0.5));")]
    [InlineData("T F<T>(T x, T y) where => T.Atan2(x, y) + T.Asin(x) + T.Hypot(x, y) + T.Log2(x) + T.Exp2(y) + T.SinPi(x) + T.Lerp(x, y, x) + T.FusedMultiplyAdd(x, y, x);")]
    [InlineData("T F<T>(T x, T y) where { (T s, T c) = T.SinCos(x); return s * c * c + y * T.DegreesToRadians(x); }")]
    [InlineData("T F<T>(T x, T y) where { T z = x; z += y; z *= T.CreateChecked(2); z -= x / T.E; z /= y; z++; --z; return z; }")]
    [InlineData("T F<T>(T x, T y) where { if (x > y || T.IsNaN(x)) return x; if (x < T.Zero) x = -x; return x <= y ? T.Sqrt(y) * x : y; }")]
    [InlineData("T F<T>(T x, T y) where { T s = T.Zero; for (int i = 0; i < 5; i++) s = T.Sin(s + x * T.CreateChecked(i)) * y; return s; }")]
    [InlineData("T F<T>(T x, T y) where { int n = 0; while (x * x < T.CreateChecked(40) && n++ < 20) x = x * y + T.One; return x; }")]
    [InlineData("T F<T>(T x, T y) where { T[] a = [x, y, x * y]; a[1] *= a[0]; T s = T.Zero; foreach (T v in a) s += v * v; return s; }")]
    [InlineData("T F<T>(T x, T y) where { var a = new T[6]; a[0] = x; a[1] = y; for (int i = 2; i < a.Length; i++) a[i] = a[i - 1] * a[i - 2] + T.Exp(-a[i - 1]); return a[^1]; }")]
    [InlineData("T F<T>(T x, T y) where => G(x, 2) + G<T>(y * x, 3); [Differentiable] public static T G<T>(T a, int n) where { for (int i = 0; i < n; i++) a = a * a + T.One; return a; }")]
    [InlineData("T F<T>(T x, T y) where { double d = double.CreateChecked(x); d *= 2; return T.CreateChecked(d * d) + y * T.CreateChecked((float)d); }", false)]
    [InlineData("T F<T>(T x, T y) where => int.CreateTruncating(y * T.CreateChecked(3)) switch { 1 => x, 2 => x * y, _ => y };")]
    public void A_generic_function_has_the_gradient_that_each_type_has(string members, bool isOneType = true)
    {
        members = members.Replace("where", Where);
        using var generic = new GeneratedProgram("""
            public static (double, double, double) OfDouble(double x, double y) => FGradient(x, y);
            public static (float, float, float) OfFloat(float x, float y) => FGradient(x, y);
            public static (Half, Half, Half) OfHalf(Half x, Half y) => FGradient(x, y);
            [Differentiable] public static 
            """ + members);
        using var ofDouble = new GeneratedGradient(GeneratedGradient.InClass("[Differentiable] public static " + Specialized(members, "double")));
        using var ofFloat = new GeneratedGradient(GeneratedGradient.InClass("[Differentiable] public static " + Specialized(members, "float")));
        ofDouble.AgreesWithOracle("P.F", 0.4, 0.7);

        Assert.Equal(ofDouble.Program.InvokeTuple("P.FGradient", 0.4, 0.7), generic.Program.InvokeTuple("P.OfDouble", 0.4, 0.7));
        if (isOneType)
            Assert.Equal(ofFloat.Program.InvokeTuple("P.FGradient", 0.4f, 0.7f), generic.Program.InvokeTuple("P.OfFloat", 0.4f, 0.7f));

        // A Half has 11 bits.
        double[] half = Numbers(generic.Program.InvokeTuple("P.OfHalf", (Half)0.4, (Half)0.7));
        double[] expected = Numbers(ofDouble.Program.InvokeTuple("P.FGradient", (double)(Half)0.4, (double)(Half)0.7));
        for (int i = 0; i < 3; i++)
            Assert.InRange(half[i], expected[i] - 0.05 * Math.Max(1, Math.Abs(expected[i])), expected[i] + 0.05 * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void A_generic_function_of_spans_and_a_generic_type()
    {
        using var generic = new GeneratedProgram($$"""
            [Differentiable] public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) {{Where}}
            {
                T s = T.Zero;
                for (int i = 0; i < x.Length; i++)
                    s = s * y[i] + x[i];
                return s;
            }
            public static double[] OfDouble(double[] x, double[] y) { (_, double[] dX, double[] dY) = DotGradient<double>(x, y); return [.. dX, .. dY]; }
            public static (double, double) OfModel(double x) => Model<double>.SquareGradient(x);
        }

        public static partial class Model<T> {{Where}}
        {
            [Differentiable] public static T Square(T x) => x * x * P.Twice(x);
        }

        public static partial class P
        {
            [Differentiable] public static T Twice<T>(T x) {{Where}} => x + x;
            [Differentiable] public static double Use(double x) => Model<double>.Square(x) + Twice(x) * Twice<double>(x);
            public static (double, double) OfUse(double x) => UseGradient(x);
        """);
        Assert.Equal(new double[] { 7 * 11, 11, 1, 0, 2 * 11, 2 * 7 + 3 }, (double[])generic.Program.Invoke("P.OfDouble", new double[] { 2, 3, 5 }, new double[] { 99, 7, 11 })!);
        Assert.Equal(new object[] { 2 * 27.0, 6 * 9.0 }, generic.Program.InvokeTuple("P.OfModel", 3.0));
        Assert.Equal(new object[] { 54.0 + 36, 54.0 + 8 * 3 }, generic.Program.InvokeTuple("P.OfUse", 3.0));
    }

    [Fact]
    public void A_generic_page_has_numbers_of_its_type() => Snapshot.Verify($$"""
        using System;
        using System.Numerics;
        using AutoBackprop;

        public static partial class P
        {
            [Differentiable]
            public static T F<T>(ReadOnlySpan<T> x, T rate) where T : IFloatingPointIeee754<T>
            {
                T energy = T.Zero;
                T momentum = T.One;
                for (int i = 0; i < x.Length; i++)
                {
                    momentum = momentum * rate + T.Sin(x[i]);
                    energy += T.CreateChecked(0.5) * T.Pow(momentum, T.CreateChecked(2)) + T.Sqrt(T.Abs(x[i]));
                }
                return energy;
            }
        }
        """);

    [Fact]
    public void Any_number_is_not_a_floating_point_number() => Diagnostics.Refused.InClass(
        "[Differentiable] public static double F<T>(double x, T n) where T : System.Numerics.INumber<T> { T [|m = n|]; return x; }",
        "ABP0005: A value of type 'T' cannot be part of a differentiable computation; constrain 'T' to IFloatingPointIeee754<T>");

    private static double[] Numbers(object?[] items) => items.Select(item => Convert.ToDouble(item is Half half ? (double)half : item, CultureInfo.InvariantCulture)).ToArray();

    /// <summary>The program with a type in the place of T.</summary>
    private static string Specialized(string members, string type)
    {
        string text = members.Replace(Where, "").Replace("<T>", "");
        text = CreateChecked().Replace(text, $"({type})(");
        text = text.Replace("int.CreateTruncating(", "(int)(").Replace("double.CreateChecked(", "(double)(");
        text = text.Replace("T.One", $"(({type})1)").Replace("T.Zero", $"(({type})0)");
        return TypeParameter().Replace(text, type);
    }

    [GeneratedRegex(@"\bT\.CreateChecked\(")]
    private static partial Regex CreateChecked();

    [GeneratedRegex(@"\bT\b")]
    private static partial Regex TypeParameter();

    private sealed class GeneratedProgram : IDisposable
    {
        public GeneratedProgram(string members)
        {
            Generation generation = GeneratorHarness.Run(GeneratedGradient.InClass(members));
            Assert.Empty(generation.Refusals);
            Program = generation.Compile();
        }

        public CompiledProgram Program { get; }

        public void Dispose() => Program.Dispose();
    }
}
