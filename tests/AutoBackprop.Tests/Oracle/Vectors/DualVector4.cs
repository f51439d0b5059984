using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The twin of <see cref="Vector4"/>.</summary>
public struct DualVector4(Dual<float> x, Dual<float> y, Dual<float> z, Dual<float> w) : IDualVector, IEquatable<DualVector4>
{
    public Dual<float> X = x;

    public Dual<float> Y = y;

    public Dual<float> Z = z;

    public Dual<float> W = w;

    public DualVector4(Dual<float> s) : this(s, s, s, s)
    {
    }

    public DualVector4(DualVector3 v, Dual<float> w) : this(v.X, v.Y, v.Z, w)
    {
    }

    public DualVector4(DualVector2 v, Dual<float> z, Dual<float> w) : this(v.X, v.Y, z, w)
    {
    }

    public readonly Vector4 Value => new(X.Value, Y.Value, Z.Value, W.Value);

    public Dual<float> this[int index]
    {
        readonly get => index switch
        {
            0 => X,
            1 => Y,
            2 => Z,
            _ => W,
        };
        set
        {
            switch (index)
            {
                case 0: X = value; break;
                case 1: Y = value; break;
                case 2: Z = value; break;
                case 3: W = value; break;
            }
        }
    }

    readonly object IDualVector.Primal => Value;

    public readonly Dual<double>[] Parts => DualParts.Wide(X, Y, Z, W);

    public static DualVector4 Zero => Of(Vector4.Zero);

    public static DualVector4 One => Of(Vector4.One);

    public static DualVector4 UnitX => Of(Vector4.UnitX);

    public static DualVector4 UnitY => Of(Vector4.UnitY);

    public static DualVector4 UnitZ => Of(Vector4.UnitZ);

    public static DualVector4 UnitW => Of(Vector4.UnitW);

    public static DualVector4 Of(Vector4 value) => new(value.X, value.Y, value.Z, value.W);

    public static DualVector4 Of(Vector4 value, Dual<double>[] parts) =>
        new(DualParts.Narrow(value.X, parts[0]), DualParts.Narrow(value.Y, parts[1]), DualParts.Narrow(value.Z, parts[2]), DualParts.Narrow(value.W, parts[3]));

    public static DualVector4 operator +(DualVector4 a) => a;

    public static DualVector4 operator -(DualVector4 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualVector4 Negate(DualVector4 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualVector4 operator +(DualVector4 a, DualVector4 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualVector4 Add(DualVector4 a, DualVector4 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualVector4 operator -(DualVector4 a, DualVector4 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualVector4 Subtract(DualVector4 a, DualVector4 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualVector4 operator *(DualVector4 a, DualVector4 b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x * y));

    public static DualVector4 Multiply(DualVector4 a, DualVector4 b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x * y));

    public static DualVector4 operator /(DualVector4 a, DualVector4 b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x / y));

    public static DualVector4 Divide(DualVector4 a, DualVector4 b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x / y));

    public static DualVector4 operator *(DualVector4 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualVector4 Multiply(DualVector4 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualVector4 operator /(DualVector4 a, Dual<float> b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, x => x / DualMath.Widen(b)));

    public static DualVector4 Divide(DualVector4 a, Dual<float> b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, x => x / DualMath.Widen(b)));

    public static DualVector4 operator *(Dual<float> a, DualVector4 b) => Of(a.Value * b.Value, DualParts.Each(b.Parts, x => DualMath.Widen(a) * x));

    public static DualVector4 Multiply(Dual<float> a, DualVector4 b) => Of(a.Value * b.Value, DualParts.Each(b.Parts, x => DualMath.Widen(a) * x));

    public static bool operator ==(DualVector4 a, DualVector4 b) => a.Value == b.Value;

    public static bool operator !=(DualVector4 a, DualVector4 b) => a.Value != b.Value;

    public static DualVector4 Abs(DualVector4 a) => Of(Vector4.Abs(a.Value), DualParts.Each(a.Parts, x => DualMath.Abs(x)));

    public static DualVector4 SquareRoot(DualVector4 a) => Of(Vector4.SquareRoot(a.Value), DualParts.Each(a.Parts, x => DualMath.Sqrt(x)));

    public static DualVector4 Exp(DualVector4 a) => Of(Vector4.Exp(a.Value), DualParts.Each(a.Parts, x => DualMath.Exp(x)));

    public static DualVector4 Log(DualVector4 a) => Of(Vector4.Log(a.Value), DualParts.Each(a.Parts, x => DualMath.Log(x)));

    public static DualVector4 Log2(DualVector4 a) => Of(Vector4.Log2(a.Value), DualParts.Each(a.Parts, x => DualMath.Log2(x)));

    public static DualVector4 Sin(DualVector4 a) => Of(Vector4.Sin(a.Value), DualParts.Each(a.Parts, x => DualMath.Sin(x)));

    public static DualVector4 Cos(DualVector4 a) => Of(Vector4.Cos(a.Value), DualParts.Each(a.Parts, x => DualMath.Cos(x)));

    public static DualVector4 DegreesToRadians(DualVector4 a) => Of(Vector4.DegreesToRadians(a.Value), DualParts.Each(a.Parts, x => DualMath.DegreesToRadians(x)));

    public static DualVector4 RadiansToDegrees(DualVector4 a) => Of(Vector4.RadiansToDegrees(a.Value), DualParts.Each(a.Parts, x => DualMath.RadiansToDegrees(x)));

    public static DualVector4 Round(DualVector4 a) => Of(Vector4.Round(a.Value));

    public static DualVector4 Truncate(DualVector4 a) => Of(Vector4.Truncate(a.Value));

    public static DualVector4 Max(DualVector4 a, DualVector4 b) => Of(Vector4.Max(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Max(x, y)));

    public static DualVector4 Min(DualVector4 a, DualVector4 b) => Of(Vector4.Min(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Min(x, y)));

    public static DualVector4 MaxNative(DualVector4 a, DualVector4 b) => Of(Vector4.MaxNative(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxNative(x, y)));

    public static DualVector4 MinNative(DualVector4 a, DualVector4 b) => Of(Vector4.MinNative(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinNative(x, y)));

    public static DualVector4 MaxNumber(DualVector4 a, DualVector4 b) => Of(Vector4.MaxNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxNumber(x, y)));

    public static DualVector4 MinNumber(DualVector4 a, DualVector4 b) => Of(Vector4.MinNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinNumber(x, y)));

    public static DualVector4 MaxMagnitude(DualVector4 a, DualVector4 b) => Of(Vector4.MaxMagnitude(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxMagnitude(x, y)));

    public static DualVector4 MinMagnitude(DualVector4 a, DualVector4 b) => Of(Vector4.MinMagnitude(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinMagnitude(x, y)));

    public static DualVector4 Hypot(DualVector4 a, DualVector4 b) => Of(Vector4.Hypot(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Hypot(x, y)));

    public static DualVector4 CopySign(DualVector4 a, DualVector4 b) => Of(Vector4.CopySign(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.CopySign(x, y)));

    public static DualVector4 MaxMagnitudeNumber(DualVector4 a, DualVector4 b) => Of(Vector4.MaxMagnitudeNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxMagnitude(x, y)));

    public static DualVector4 MinMagnitudeNumber(DualVector4 a, DualVector4 b) => Of(Vector4.MinMagnitudeNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinMagnitude(x, y)));

    public static DualVector4 Clamp(DualVector4 a, DualVector4 b, DualVector4 c) =>
        Of(Vector4.Clamp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => DualMath.Min(DualMath.Max(x, y), z)));

    public static DualVector4 ClampNative(DualVector4 a, DualVector4 b, DualVector4 c) =>
        Of(Vector4.ClampNative(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => DualMath.Min(DualMath.Max(x, y), z)));

    public static DualVector4 FusedMultiplyAdd(DualVector4 a, DualVector4 b, DualVector4 c) =>
        Of(Vector4.FusedMultiplyAdd(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * y + z));

    public static DualVector4 MultiplyAddEstimate(DualVector4 a, DualVector4 b, DualVector4 c) =>
        Of(Vector4.MultiplyAddEstimate(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * y + z));

    public static DualVector4 Lerp(DualVector4 a, DualVector4 b, DualVector4 c) =>
        Of(Vector4.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * (1 - z) + y * z));

    public static DualVector4 Lerp(DualVector4 a, DualVector4 b, Dual<float> c) =>
        Of(Vector4.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x * (1 - DualMath.Widen(c)) + y * DualMath.Widen(c)));

    public static Dual<float> Dot(DualVector4 a, DualVector4 b) => DualParts.Narrow(Vector4.Dot(a.Value, b.Value), DualParts.Dot(a.Parts, b.Parts));

    public static Dual<float> Sum(DualVector4 a) => DualParts.Narrow(Vector4.Sum(a.Value), DualParts.Sum(a.Parts));

    public readonly Dual<float> Length() => DualParts.Narrow(Value.Length(), DualParts.Length(Parts));

    public readonly Dual<float> LengthSquared() => DualParts.Narrow(Value.LengthSquared(), DualParts.Dot(Parts, Parts));

    public static Dual<float> Distance(DualVector4 a, DualVector4 b) => DualParts.Narrow(Vector4.Distance(a.Value, b.Value), DualParts.Length(DualParts.Minus(a.Parts, b.Parts)));

    public static Dual<float> DistanceSquared(DualVector4 a, DualVector4 b) =>
        DualParts.Narrow(Vector4.DistanceSquared(a.Value, b.Value), DualParts.Dot(DualParts.Minus(a.Parts, b.Parts), DualParts.Minus(a.Parts, b.Parts)));

    public static DualVector4 Normalize(DualVector4 a) => Of(Vector4.Normalize(a.Value), DualParts.Each(a.Parts, x => x / DualParts.Length(a.Parts)));

    public static DualVector4 Transform(DualVector4 a, DualMatrix4x4 b) =>
        Of(Vector4.Transform(a.Value, b.Value), DualParts.Times(a.Parts, b.Parts));

    public static DualVector4 Transform(DualVector3 a, DualMatrix4x4 b) =>
        Of(Vector4.Transform(a.Value, b.Value), DualParts.Times([.. a.Parts, 1], b.Parts));

    public static DualVector4 Transform(DualVector2 a, DualMatrix4x4 b) =>
        Of(Vector4.Transform(a.Value, b.Value), DualParts.Times([.. a.Parts, 0, 1], b.Parts));

    public static DualVector4 Transform(DualVector3 a, DualQuaternion b) =>
        Of(Vector4.Transform(a.Value, b.Value), DualParts.Turn([.. a.Parts, 1], b.Parts));

    public static DualVector4 Transform(DualVector2 a, DualQuaternion b) =>
        Of(Vector4.Transform(a.Value, b.Value), DualParts.Turn([.. a.Parts, 0, 1], b.Parts));

    public static DualVector4 Transform(DualVector4 a, DualQuaternion b) =>
        Of(Vector4.Transform(a.Value, b.Value), DualParts.Turn(a.Parts, b.Parts));

    public static DualVector4 Create(Dual<float> s) => new(s);

    public static DualVector4 Create(Dual<float> x, Dual<float> y, Dual<float> z, Dual<float> w) => new(x, y, z, w);

    public static DualVector4 Create(DualVector3 v, Dual<float> w) => new(v, w);

    public static DualVector4 Create(DualVector2 v, Dual<float> z, Dual<float> w) => new(v, z, w);

    public readonly bool Equals(DualVector4 other) => Value.Equals(other.Value);

    public override readonly bool Equals(object? obj) => obj is DualVector4 other && Equals(other);

    public override readonly int GetHashCode() => Value.GetHashCode();
}
