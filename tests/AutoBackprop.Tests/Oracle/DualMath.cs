using System.Numerics;
using static System.Math;

namespace AutoBackprop.Tests;

/// <summary>
/// The functions of Math, MathF, double and float on <see cref="Dual{T}"/>. Slopes are written from the definitions, in double and
/// where it can be in another form than a table of rules would have them: this is what the table is checked against.
/// </summary>
public static class DualMath
{
    /// <summary>How often Min, Max and their kind met a tie on this thread.</summary>
    [field: ThreadStatic]
    public static int Ties { get; set; }

    public static Dual<double> Of(double value) => value;

    public static Dual<float> Of(float value) => value;

    public static Dual<double> Widen(Dual<float> x) => new(x.Value, x.Tangent);

    public static Dual<float> Narrow(Dual<double> x) => new((float)x.Value, x.Tangent);

    public static Dual<T> Stop<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x.Value;

    public static Dual<T>[] Stop<T>(Dual<T>[] x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Array.ConvertAll(x, Stop);

    public static ReadOnlySpan<Dual<T>> Stop<T>(ReadOnlySpan<Dual<T>> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Stop(x.ToArray());

    public static TVector Stop<TVector>(TVector x) where TVector : struct, IDualVector => (TVector)DualParts.Lift(x.Primal, _ => default)!;

    // Exponentials and logarithms

    public static Dual<T> Exp<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.Exp(x.Value), x, Math.Exp(x.Real));

    public static Dual<T> ExpM1<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.ExpM1(x.Value), x, Math.Exp(x.Real));

    public static Dual<T> Exp2<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Exp2(x.Value), x, Math.Exp(x.Real * Ln2) * Ln2);

    public static Dual<T> Exp2M1<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Exp2M1(x.Value), x, Math.Exp(x.Real * Ln2) * Ln2);

    public static Dual<T> Exp10<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Exp10(x.Value), x, Math.Exp(x.Real * Ln10) * Ln10);

    public static Dual<T> Exp10M1<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Exp10M1(x.Value), x, Math.Exp(x.Real * Ln10) * Ln10);

    public static Dual<T> Log<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.Log(x.Value), x, 1 / x.Real);

    public static Dual<T> Log<T>(Dual<T> x, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double ln = Math.Log(b.Real);
        return Chain(T.Log(x.Value, b.Value), x, 1 / (x.Real * ln), b, -Math.Log(x.Real) / (ln * ln * b.Real));
    }

    public static Dual<T> Log2<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(Log2Of(x.Value), x, 1 / (x.Real * Ln2));

    public static Dual<T> Log10<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Log10(x.Value), x, 1 / (x.Real * Ln10));

    public static Dual<T> LogP1<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.LogP1(x.Value), x, 1 / (1 + x.Real));

    public static Dual<T> Log2P1<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Log2P1(x.Value), x, 1 / ((1 + x.Real) * Ln2));

    public static Dual<T> Log10P1<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Log10P1(x.Value), x, 1 / ((1 + x.Real) * Ln10));

    // Powers and roots

    public static Dual<T> Sqrt<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Sqrt(x.Value), x, 1 / (2 * Math.Sqrt(x.Real)));

    public static Dual<T> Cbrt<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double root = Math.Cbrt(x.Real);
        return Chain(T.Cbrt(x.Value), x, 1 / (3 * root * root));
    }

    public static Dual<T> RootN<T>(Dual<T> x, int n) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double root = double.RootN(x.Real, n);
        return Chain(T.RootN(x.Value, n), x, 1 / (n * double.Pow(root, n - 1)));
    }

    public static Dual<T> Hypot<T>(Dual<T> x, Dual<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The direction of (x, y); at the tip of the cone the subgradient of least norm.
        double angle = Math.Atan2(y.Real, x.Real);
        bool tip = x.Real == 0 && y.Real == 0;
        return Chain(T.Hypot(x.Value, y.Value), x, tip ? 0 : Math.Cos(angle), y, tip ? 0 : Math.Sin(angle));
    }

    public static Dual<T> Pow<T>(Dual<T> x, Dual<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double power = Math.Pow(x.Real, y.Real);
        double slopeX = y.Real == 0 ? 0 : x.Real != 0 && double.IsNormal(power) ? y.Real * (power / x.Real) : y.Real * Math.Pow(x.Real, y.Real - 1);
        double slopeY = x.Real == 0 && y.Real >= 0 ? 0 : power * Math.Log(x.Real);
        return Chain(T.Pow(x.Value, y.Value), x, slopeX, y, slopeY);
    }

    public static Dual<T> ReciprocalEstimate<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.ReciprocalEstimate(x.Value), x, -1 / (x.Real * x.Real));

    public static Dual<T> ReciprocalSqrtEstimate<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.ReciprocalSqrtEstimate(x.Value), x, -1 / (2 * x.Real * Math.Sqrt(x.Real)));

    public static Dual<T> ScaleB<T>(Dual<T> x, int n) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.ScaleB(x.Value, n), x, Math.Pow(2, n));

    // Trigonometry

    public static Dual<T> Sin<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.Sin(x.Value), x, Math.Cos(x.Real));

    public static Dual<T> Cos<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.Cos(x.Value), x, -Math.Sin(x.Real));

    public static (Dual<T> Sin, Dual<T> Cos) SinCos<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T sin, T cos) = T.SinCos(x.Value);
        return (Chain(sin, x, Math.Cos(x.Real)), Chain(cos, x, -Math.Sin(x.Real)));
    }

    public static Dual<T> Tan<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double cos = Math.Cos(x.Real);
        return Chain(T.Tan(x.Value), x, 1 / (cos * cos));
    }

    public static Dual<T> SinPi<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.SinPi(x.Value), x, PI * double.CosPi(x.Real));

    public static Dual<T> CosPi<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.CosPi(x.Value), x, -PI * double.SinPi(x.Real));

    public static (Dual<T> SinPi, Dual<T> CosPi) SinCosPi<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (T sin, T cos) = T.SinCosPi(x.Value);
        return (Chain(sin, x, PI * double.CosPi(x.Real)), Chain(cos, x, -PI * double.SinPi(x.Real)));
    }

    public static Dual<T> TanPi<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double cos = double.CosPi(x.Real);
        return Chain(T.TanPi(x.Value), x, PI / (cos * cos));
    }

    public static Dual<T> Asin<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Asin(x.Value), x, 1 / Math.Sqrt((1 - x.Real) * (1 + x.Real)));

    public static Dual<T> Acos<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Acos(x.Value), x, -1 / Math.Sqrt((1 - x.Real) * (1 + x.Real)));

    public static Dual<T> Atan<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Atan(x.Value), x, 1 / (1 + x.Real * x.Real));

    public static Dual<T> Atan2<T>(Dual<T> y, Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double square = x.Real * x.Real + y.Real * y.Real;
        return Chain(T.Atan2(y.Value, x.Value), y, x.Real / square, x, -y.Real / square);
    }

    public static Dual<T> AsinPi<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.AsinPi(x.Value), x, 1 / (PI * Math.Sqrt((1 - x.Real) * (1 + x.Real))));

    public static Dual<T> AcosPi<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.AcosPi(x.Value), x, -1 / (PI * Math.Sqrt((1 - x.Real) * (1 + x.Real))));

    public static Dual<T> AtanPi<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.AtanPi(x.Value), x, 1 / (PI * (1 + x.Real * x.Real)));

    public static Dual<T> Atan2Pi<T>(Dual<T> y, Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double square = PI * (x.Real * x.Real + y.Real * y.Real);
        return Chain(T.Atan2Pi(y.Value, x.Value), y, x.Real / square, x, -y.Real / square);
    }

    public static Dual<T> DegreesToRadians<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.DegreesToRadians(x.Value), x, PI / 180);

    public static Dual<T> RadiansToDegrees<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.RadiansToDegrees(x.Value), x, 180 / PI);

    // Hyperbolic functions

    public static Dual<T> Sinh<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.Sinh(x.Value), x, Math.Cosh(x.Real));

    public static Dual<T> Cosh<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.Cosh(x.Value), x, Math.Sinh(x.Real));

    public static Dual<T> Tanh<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double cosh = Math.Cosh(x.Real);
        return Chain(T.Tanh(x.Value), x, 1 / cosh / cosh);
    }

    public static Dual<T> Asinh<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Asinh(x.Value), x, 1 / double.Hypot(1, x.Real));

    public static Dual<T> Acosh<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Acosh(x.Value), x, 1 / (Math.Sqrt(x.Real - 1) * Math.Sqrt(x.Real + 1)));

    public static Dual<T> Atanh<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Atanh(x.Value), x, 1 / ((1 - x.Real) * (1 + x.Real)));

    // Kinks: the subgradient of least norm

    public static Dual<T> Abs<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Chain(T.Abs(x.Value), x, Sign(x.Real));

    public static Dual<T> CopySign<T>(Dual<T> x, Dual<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        // Only the sign of y counts, and that stays.
        Chain(T.CopySign(x.Value, y.Value), x, Sign(x.Real) * Math.CopySign(1, y.Real));

    public static Dual<T> Relu<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(InOwnType(x.Value, Layers.Relu, Layers.Relu), x, x.Real > 0 ? 1 : 0);

    public static Dual<T> Sigmoid<T>(Dual<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double cosh = Math.Cosh(x.Real / 2);
        return Chain(InOwnType(x.Value, Layers.Sigmoid, Layers.Sigmoid), x, 0.25 / cosh / cosh);
    }

    public static Dual<T> Max<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose(T.Max(a.Value, b.Value), a, b, a.Real.CompareTo(b.Real), a.Real == b.Real);

    public static Dual<T> Min<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose(T.Min(a.Value, b.Value), a, b, b.Real.CompareTo(a.Real), a.Real == b.Real);

    public static Dual<T> MaxNumber<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose(T.MaxNumber(a.Value, b.Value), a, b, a.Real.CompareTo(b.Real), a.Real == b.Real);

    public static Dual<T> MinNumber<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose(T.MinNumber(a.Value, b.Value), a, b, T.IsNaN(a.Value) ? -1 : T.IsNaN(b.Value) ? 1 : b.Real.CompareTo(a.Real), a.Real == b.Real);

    public static Dual<T> MaxNative<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose(T.MaxNative(a.Value, b.Value), a, b, a.Real.CompareTo(b.Real), a.Real == b.Real);

    public static Dual<T> MinNative<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Choose(T.MinNative(a.Value, b.Value), a, b, b.Real.CompareTo(a.Real), a.Real == b.Real);

    public static Dual<T> MaxMagnitude<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Choose(
        T.MaxMagnitude(a.Value, b.Value), a, b, Math.Abs(a.Real).CompareTo(Math.Abs(b.Real)), Math.Abs(a.Real) == Math.Abs(b.Real));

    public static Dual<T> MinMagnitude<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Choose(
        T.MinMagnitude(a.Value, b.Value), a, b, Math.Abs(b.Real).CompareTo(Math.Abs(a.Real)), Math.Abs(a.Real) == Math.Abs(b.Real));

    public static Dual<T> Clamp<T>(Dual<T> x, Dual<T> min, Dual<T> max) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Its own value, which keeps the sign of a zero and throws where the bounds cross.
        T value = InOwnType(x.Value, v => Math.Clamp(v, min.Real, max.Real), v => Math.Clamp(v, (float)min.Real, (float)max.Real));
        return new Dual<T>(value, Max(min, Min(x, max)).Tangent);
    }

    // Several operands

    public static Dual<T> FusedMultiplyAdd<T>(Dual<T> a, Dual<T> b, Dual<T> c) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(T.FusedMultiplyAdd(a.Value, b.Value, c.Value), (a * b + c).Tangent);

    public static Dual<T> MultiplyAddEstimate<T>(Dual<T> a, Dual<T> b, Dual<T> c) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(T.MultiplyAddEstimate(a.Value, b.Value, c.Value), (a * b + c).Tangent);

    public static Dual<T> Lerp<T>(Dual<T> a, Dual<T> b, Dual<T> t) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(T.Lerp(a.Value, b.Value, t.Value), (a * (1 - t) + b * t).Tangent);

    public static Dual<T> IEEERemainder<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Chain(T.Ieee754Remainder(a.Value, b.Value), a, 1, b, -Round(a.Real / b.Real, MidpointRounding.ToEven));

    public static Dual<T> Ieee754Remainder<T>(Dual<T> a, Dual<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T> => IEEERemainder(a, b);

    private static readonly double Ln2 = Math.Log(2);

    private static readonly double Ln10 = Math.Log(10);

    private static Dual<T> Chain<T>(T value, Dual<T> x, double slope) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(value, x.Tangent.Times(slope));

    private static Dual<T> Chain<T>(T value, Dual<T> x, double slopeX, Dual<T> y, double slopeY) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(value, x.Tangent.Times(slopeX) + y.Tangent.Times(slopeY));

    private static Dual<T> Choose<T>(T value, Dual<T> a, Dual<T> b, int order, bool tie) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!tie)
            return order > 0 ? Chain(value, a, 1, b, 0) : Chain(value, a, 0, b, 1);
        Ties++;
        double share = a.Tangent.Varies && b.Tangent.Varies ? 0.5 : 0;
        return Chain(value, a, share, b, share);
    }

    // Two interfaces of a binary floating-point number have a Log2.
    private static T Log2Of<T>(T x) where T : ILogarithmicFunctions<T> => T.Log2(x);

    private static double Sign(double x) => double.IsNaN(x) ? x : Math.Sign(x);

    private static T InOwnType<T>(T value, Func<double, double> ofDouble, Func<float, float> ofFloat) where T : unmanaged =>
        value is float single ? (T)(object)ofFloat(single) : (T)(object)ofDouble((double)(object)value);
}
