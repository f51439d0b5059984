using Xunit;
using static AutoBackprop.Tests.Language.GeneratedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Numbers of every type among the reals: C#'s own conversions, to the bit.</summary>
public sealed class ConversionTests
{
    [Fact]
    public void A_division_of_integers_is_one() => Check(
        "[Differentiable] public static double F(double x, int n) => 1 / 2 * x + n / 2 * x + (1 / 2.0) * x * x + (n > 2 ? 7 : 8) / 2 * x;", 1.5, 5);

    [Theory]
    [InlineData("double zero = 0; return Math.CopySign(x, -zero) + x * x;", 1)]
    [InlineData("double zero = n; return Math.CopySign(x, -zero) + x * x;", 1)]
    [InlineData("(double A, double B) p = (0, x); double q = -p.A; return Math.CopySign(p.B, q) * x;", -2)]
    public void Zero_of_an_int_is_negated_as_a_real(string body, double slope)
    {
        using var gradient = new GeneratedGradient(InClass($"[Differentiable] public static double F(double x, int n) {{ {body} }}"));
        object?[] result = gradient.Program.InvokeTuple("P.FGradient", 1.0, 0);
        Assert.Equal([gradient.Program.Invoke("P.F", 1.0, 0), slope], result);
    }

    [Fact]
    public void A_cast_to_int_has_no_slope() => Check(
        "[Differentiable] public static double F(double x) => (int)x * x + (int)(x * 2) / 2 * x + (double)(long)x;", 2.7);

    [Fact]
    public void A_function_computes_in_float() => Check(
        """
        [Differentiable] public static float F(float x, float y)
        {
            float s = MathF.Sin(x) * y / 2;
            s += 0.5f * x;
            return Math.Max(s, MathF.Exp(-y)) / 3 + MathF.Pow(x, 2) + Math.Abs(y) + 1 / x + x * x * x + MathF.Sqrt(x) / 2;
        }
        """,
        1.5f, 0.75f);

    [Fact]
    public void A_running_maximum_of_floats() => Check(
        """
        [Differentiable] public static float F(float x, float y)
        {
            float most = x, least = 2;
            for (int i = 5; i >= 0; i -= 2)
            {
                most = MathF.Max(most, y * i);
                least = float.Min(y - i * x, least);
            }
            return most * least;
        }
        """,
        1.5f, 0.75f);

    [Fact]
    public void The_gradient_of_a_float_is_a_float()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(float x, double y) => x * y + (float)y;"));

        gradient.Agrees("P.F", 1.5f, 0.75);
        Assert.Equal([typeof(double), typeof(float), typeof(double)], gradient.Program.Method("P.FGradient").ReturnType.GetGenericArguments());
        Assert.Equal([typeof(float), typeof(double), typeof(double)], gradient.Program.Method("P.FBackward").GetParameters().Select(p => p.ParameterType));
    }

    [Fact]
    public void Floats_and_doubles_mix() => Check(
        """
        [Differentiable] public static double F(double x, float y)
        {
            float f = (float)x;
            f += (float)(x * y);
            f *= f;
            double d = f;
            d += 0.1f;
            d *= y;
            return d * f + (x > 1 ? y : x) + Math.Sqrt(y) + Math.Max(x, y);
        }
        """,
        1.5, 0.25f);

    [Fact]
    public void Ints_are_compared_with_reals_and_overflow_silently() => Check(
        """
        [Differentiable] public static double F(double x, int n)
        {
            int m = n + 1, k = n * 3;
            long l = (long)n * n;
            uint u = (uint)n; u += 5;
            ulong v = ulong.MaxValue; v++;
            if (m < x && n > x && n / 4 != 0.5) x *= 2;
            return m * x + k + l * x + u * x + v * x;
        }
        """,
        1.5, int.MaxValue);

    [Fact]
    public void Small_integers_wrap_around() => Check(
        """
        [Differentiable] public static double F(double x, byte b)
        {
            b += 10; byte c = b; c *= 7; c <<= 2; c -= 1; b++; --b; b ^= 3; b |= 8;
            sbyte d = -100; d -= 100;
            short e = 30000; e += 10000;
            ushort g = 3; g -= 5;
            return x * b + x * x * c + d * x + e * x + g;
        }
        """,
        1.5, (byte)250);

    [Fact]
    public void Casts_out_of_range_give_what_they_give() => CheckWithOracle(
        """
        [Differentiable] public static double F(double x)
        {
            byte b = (byte)x; sbyte s = (sbyte)(x + 1); char c = (char)x; uint u = (uint)(-x); long l = (long)x; ulong q = (ulong)(x * x); short h = (short)(int)x;
            return x * b + s * x + c + u * 1e-9 + l * x + q * 1e-3 + h * x;
        }
        """,
        300.7);

    [Fact]
    public void Integer_operators_of_every_kind_count() => Check(
        """
        [Differentiable] public static double F(double x, int n, long l)
        {
            n *= 2; n /= 3; n += (int)x; n <<= 2; n >>= 1; n >>>= 1; n %= 7;
            long m = n * n + l;
            int k = (int)m % 3;
            uint u = (uint)k;
            nint p = n;
            return m * x + k * x * x + u + (n > l ? n : l) * x + p * x + (n & 1) * x + (l >> 1) * x + ~n * x + -l * x + (n ^ 5 | 2) * x + -u * x;
        }
        """,
        1.5, 9, 4L);

    [Fact]
    public void Chars_are_numbers() => Check(
        "[Differentiable] public static double F(double x, char c) { int i = 3; i += 'a'; char d = 'a'; d++; d -= 'b'; return (c - 'a') * x + c * x * x + d + i * x + (char)(c + 1); }", 1.5, 'd');

    [Fact]
    public void Literals_are_written_in_every_way() => Check(
        """
        [Differentiable] public static double F(double x) => x * 1_000 + 0x10 * x + 0b101 / x + 1e3 * x + .5 * x + 2d * x + 'a' * x + 10_000_000_000 * x
            + 1_0.5_0 * x + 5L * x + 6U / x + 7UL * x + x / 1_000 + 4_000_000_000 / x + -2147483648 * x;
        """,
        1.5);

    [Fact]
    public void Constants_are_locals_and_fields() => Check(
        """
        const double Field = 2.5; static readonly double Read = 0.5, Other = Field * 2; const int Count = 7; static readonly int[] Unused = [];
        [Differentiable] public static double F(double x)
        {
            const int N = 5, M = N * 2;
            const double K = 2 * Math.PI, H = 1 / 2;
            const byte B = N;
            const long L = N;
            const char C = 'c';
            return x * N / M + K * x * x + H * x + B * x * L + C + N / 2 * x + Field * x * Read / Other + Count / 2 * x + double.Pi * x + int.MaxValue * x + P.Field * Math.E;
        }
        """,
        1.5);

    [Fact]
    public void Decimal_constants_become_doubles() => Check("const decimal D = 2.5m; [Differentiable] public static double F(double x) => x * (double)1.5m + (double)D * x * x;", 1.5);

    [Fact]
    public void Enums_are_numbers() => Check(
        """
        [Flags] public enum Mode { A = 1, B = 2, C = 4 }
        [Differentiable] public static double F(double x, Mode m)
        {
            Mode k = (Mode)((int)m * 2);
            k = (k | Mode.C) & ~Mode.A;
            k++;
            if (k.HasFlag(Mode.C) && m < Mode.B && (m & Mode.A) != 0) x *= m - Mode.A + 2;
            return x * (int)k;
        }
        """,
        1.5, 1);

    [Fact]
    public void Members_of_constant_objects_are_constants() => CheckWithDifferences(
        """
        public static readonly Version V = new(2, 3);
        public static readonly TimeSpan T = TimeSpan.FromSeconds(2.5);
        [Differentiable] public static double F(double x, double y) => V.Major * x + T.TotalSeconds * y + T.Ticks * 1e-9 * x;
        """,
        1.5, 3.0);

    [Fact]
    public void Integer_operands_of_functions_are_reals_in_their_slopes() => Check(
        "[Differentiable] public static double F(double x, int i, ulong u) => Math.Atan2(x, i) + double.Hypot(i, x) + Math.Pow(x, u) + x % u + u / x + Math.Log(u + x, u) + Math.Clamp(x, -i, 10) + Math.Max(i, x);", 60000.5, 50000, 3ul);

    [Fact]
    public void A_float_is_overwritten_with_a_rounded_double() => Check(
        "[Differentiable] public static float F(float f, double d) { f = (float)(f * d); f = (float)(f * 0.5); return f * f; }", 1.5f, 0.5);

    [Fact]
    public void A_float_is_overwritten_with_a_rounded_sum() => Check(
        "[Differentiable] public static float F(float f) { f = (float)(f + 0.1); return f * f; }", 1.5f);

    [Fact]
    public void Small_integers_are_overwritten_with_cast_sums() => Check(
        "[Differentiable] public static double F(double x, byte b, int n) { b = (byte)(b + n); short s = 3; s = (short)(s * n); char c = 'a'; c = (char)(c + n); c += (char)1; uint u = 5; u = (uint)(u - n); return x * b + s + c * x + u * 1e-9 * x; }", 1.5, (byte)3, 5);

    [Fact]
    public void An_int_is_overwritten_with_a_truncated_product() => Check(
        "[Differentiable] public static double F(double x, int n) { n = (int)(n * 2.5); long l = 3; l = (long)(l * 2.5); return n * x + l; }", 1.5, 3);

    [Fact]
    public void Constants_overflow_where_unchecked_allows_it() => Check(
        "[Differentiable] public static double F(double x) { int i = unchecked(int.MaxValue + 1); byte b = unchecked((byte)300); return x * i + x * b + unchecked((int)0xFFFFFFFF) * x; }", 0.5);
}
