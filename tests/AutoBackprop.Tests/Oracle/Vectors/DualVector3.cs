using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The twin of <see cref="Vector3"/>.</summary>
public struct DualVector3(Dual<float> x, Dual<float> y, Dual<float> z) : IDualVector, IEquatable<DualVector3>
{
    public Dual<float> X = x;

    public Dual<float> Y = y;

    public Dual<float> Z = z;

    public DualVector3(Dual<float> s) : this(s, s, s)
    {
    }

    public DualVector3(DualVector2 v, Dual<float> z) : this(v.X, v.Y, z)
    {
    }

    public readonly Vector3 Value => new(X.Value, Y.Value, Z.Value);

    public Dual<float> this[int index]
    {
        readonly get => index switch
        {
            0 => X,
            1 => Y,
            _ => Z,
        };
        set
        {
            switch (index)
            {
                case 0: X = value; break;
                case 1: Y = value; break;
                case 2: Z = value; break;
            }
        }
    }

    readonly object IDualVector.Primal => Value;

    public readonly Dual<double>[] Parts => DualParts.Wide(X, Y, Z);

    public static DualVector3 Zero => Of(Vector3.Zero);

    public static DualVector3 One => Of(Vector3.One);

    public static DualVector3 UnitX => Of(Vector3.UnitX);

    public static DualVector3 UnitY => Of(Vector3.UnitY);

    public static DualVector3 UnitZ => Of(Vector3.UnitZ);

    public static DualVector3 Of(Vector3 value) => new(value.X, value.Y, value.Z);

    public static DualVector3 Of(Vector3 value, Dual<double>[] parts) =>
        new(DualParts.Narrow(value.X, parts[0]), DualParts.Narrow(value.Y, parts[1]), DualParts.Narrow(value.Z, parts[2]));

    public static DualVector3 operator +(DualVector3 a) => a;

    public static DualVector3 operator -(DualVector3 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualVector3 Negate(DualVector3 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualVector3 operator +(DualVector3 a, DualVector3 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualVector3 Add(DualVector3 a, DualVector3 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualVector3 operator -(DualVector3 a, DualVector3 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualVector3 Subtract(DualVector3 a, DualVector3 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualVector3 operator *(DualVector3 a, DualVector3 b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x * y));

    public static DualVector3 Multiply(DualVector3 a, DualVector3 b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x * y));

    public static DualVector3 operator /(DualVector3 a, DualVector3 b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x / y));

    public static DualVector3 Divide(DualVector3 a, DualVector3 b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x / y));

    public static DualVector3 operator *(DualVector3 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualVector3 Multiply(DualVector3 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualVector3 operator /(DualVector3 a, Dual<float> b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, x => x / DualMath.Widen(b)));

    public static DualVector3 Divide(DualVector3 a, Dual<float> b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, x => x / DualMath.Widen(b)));

    public static DualVector3 operator *(Dual<float> a, DualVector3 b) => Of(a.Value * b.Value, DualParts.Each(b.Parts, x => DualMath.Widen(a) * x));

    public static DualVector3 Multiply(Dual<float> a, DualVector3 b) => Of(a.Value * b.Value, DualParts.Each(b.Parts, x => DualMath.Widen(a) * x));

    public static bool operator ==(DualVector3 a, DualVector3 b) => a.Value == b.Value;

    public static bool operator !=(DualVector3 a, DualVector3 b) => a.Value != b.Value;

    public static DualVector3 Abs(DualVector3 a) => Of(Vector3.Abs(a.Value), DualParts.Each(a.Parts, x => DualMath.Abs(x)));

    public static DualVector3 SquareRoot(DualVector3 a) => Of(Vector3.SquareRoot(a.Value), DualParts.Each(a.Parts, x => DualMath.Sqrt(x)));

    public static DualVector3 Exp(DualVector3 a) => Of(Vector3.Exp(a.Value), DualParts.Each(a.Parts, x => DualMath.Exp(x)));

    public static DualVector3 Log(DualVector3 a) => Of(Vector3.Log(a.Value), DualParts.Each(a.Parts, x => DualMath.Log(x)));

    public static DualVector3 Log2(DualVector3 a) => Of(Vector3.Log2(a.Value), DualParts.Each(a.Parts, x => DualMath.Log2(x)));

    public static DualVector3 Sin(DualVector3 a) => Of(Vector3.Sin(a.Value), DualParts.Each(a.Parts, x => DualMath.Sin(x)));

    public static DualVector3 Cos(DualVector3 a) => Of(Vector3.Cos(a.Value), DualParts.Each(a.Parts, x => DualMath.Cos(x)));

    public static DualVector3 DegreesToRadians(DualVector3 a) => Of(Vector3.DegreesToRadians(a.Value), DualParts.Each(a.Parts, x => DualMath.DegreesToRadians(x)));

    public static DualVector3 RadiansToDegrees(DualVector3 a) => Of(Vector3.RadiansToDegrees(a.Value), DualParts.Each(a.Parts, x => DualMath.RadiansToDegrees(x)));

    public static DualVector3 Round(DualVector3 a) => Of(Vector3.Round(a.Value));

    public static DualVector3 Truncate(DualVector3 a) => Of(Vector3.Truncate(a.Value));

    public static DualVector3 Max(DualVector3 a, DualVector3 b) => Of(Vector3.Max(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Max(x, y)));

    public static DualVector3 Min(DualVector3 a, DualVector3 b) => Of(Vector3.Min(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Min(x, y)));

    public static DualVector3 MaxNative(DualVector3 a, DualVector3 b) => Of(Vector3.MaxNative(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxNative(x, y)));

    public static DualVector3 MinNative(DualVector3 a, DualVector3 b) => Of(Vector3.MinNative(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinNative(x, y)));

    public static DualVector3 MaxNumber(DualVector3 a, DualVector3 b) => Of(Vector3.MaxNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxNumber(x, y)));

    public static DualVector3 MinNumber(DualVector3 a, DualVector3 b) => Of(Vector3.MinNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinNumber(x, y)));

    public static DualVector3 MaxMagnitude(DualVector3 a, DualVector3 b) => Of(Vector3.MaxMagnitude(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxMagnitude(x, y)));

    public static DualVector3 MinMagnitude(DualVector3 a, DualVector3 b) => Of(Vector3.MinMagnitude(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinMagnitude(x, y)));

    public static DualVector3 Hypot(DualVector3 a, DualVector3 b) => Of(Vector3.Hypot(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Hypot(x, y)));

    public static DualVector3 CopySign(DualVector3 a, DualVector3 b) => Of(Vector3.CopySign(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.CopySign(x, y)));

    public static DualVector3 MaxMagnitudeNumber(DualVector3 a, DualVector3 b) => Of(Vector3.MaxMagnitudeNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxMagnitude(x, y)));

    public static DualVector3 MinMagnitudeNumber(DualVector3 a, DualVector3 b) => Of(Vector3.MinMagnitudeNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinMagnitude(x, y)));

    public static DualVector3 Clamp(DualVector3 a, DualVector3 b, DualVector3 c) =>
        Of(Vector3.Clamp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => DualMath.Min(DualMath.Max(x, y), z)));

    public static DualVector3 ClampNative(DualVector3 a, DualVector3 b, DualVector3 c) =>
        Of(Vector3.ClampNative(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => DualMath.Min(DualMath.Max(x, y), z)));

    public static DualVector3 FusedMultiplyAdd(DualVector3 a, DualVector3 b, DualVector3 c) =>
        Of(Vector3.FusedMultiplyAdd(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * y + z));

    public static DualVector3 MultiplyAddEstimate(DualVector3 a, DualVector3 b, DualVector3 c) =>
        Of(Vector3.MultiplyAddEstimate(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * y + z));

    public static DualVector3 Lerp(DualVector3 a, DualVector3 b, DualVector3 c) =>
        Of(Vector3.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * (1 - z) + y * z));

    public static DualVector3 Lerp(DualVector3 a, DualVector3 b, Dual<float> c) =>
        Of(Vector3.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x * (1 - DualMath.Widen(c)) + y * DualMath.Widen(c)));

    public static Dual<float> Dot(DualVector3 a, DualVector3 b) => DualParts.Narrow(Vector3.Dot(a.Value, b.Value), DualParts.Dot(a.Parts, b.Parts));

    public static Dual<float> Sum(DualVector3 a) => DualParts.Narrow(Vector3.Sum(a.Value), DualParts.Sum(a.Parts));

    public readonly Dual<float> Length() => DualParts.Narrow(Value.Length(), DualParts.Length(Parts));

    public readonly Dual<float> LengthSquared() => DualParts.Narrow(Value.LengthSquared(), DualParts.Dot(Parts, Parts));

    public static Dual<float> Distance(DualVector3 a, DualVector3 b) => DualParts.Narrow(Vector3.Distance(a.Value, b.Value), DualParts.Length(DualParts.Minus(a.Parts, b.Parts)));

    public static Dual<float> DistanceSquared(DualVector3 a, DualVector3 b) =>
        DualParts.Narrow(Vector3.DistanceSquared(a.Value, b.Value), DualParts.Dot(DualParts.Minus(a.Parts, b.Parts), DualParts.Minus(a.Parts, b.Parts)));

    public static DualVector3 Normalize(DualVector3 a) => Of(Vector3.Normalize(a.Value), DualParts.Each(a.Parts, x => x / DualParts.Length(a.Parts)));

    public static DualVector3 Reflect(DualVector3 a, DualVector3 b) =>
        Of(Vector3.Reflect(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x - 2 * DualParts.Dot(a.Parts, b.Parts) * y));

    public static DualVector3 Cross(DualVector3 a, DualVector3 b)
    {
        Dual<double>[] x = a.Parts, y = b.Parts;
        return Of(Vector3.Cross(a.Value, b.Value), [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]]);
    }

    public static DualVector3 Transform(DualVector3 a, DualMatrix4x4 b) =>
        Of(Vector3.Transform(a.Value, b.Value), DualParts.Times([.. a.Parts, 1], b.Parts));

    public static DualVector3 TransformNormal(DualVector3 a, DualMatrix4x4 b) =>
        Of(Vector3.TransformNormal(a.Value, b.Value), DualParts.Times([.. a.Parts, 0], b.Parts));

    public static DualVector3 Transform(DualVector3 a, DualQuaternion b) =>
        Of(Vector3.Transform(a.Value, b.Value), DualParts.Turn([.. a.Parts, 0], b.Parts));

    public static DualVector3 Create(Dual<float> s) => new(s);

    public static DualVector3 Create(Dual<float> x, Dual<float> y, Dual<float> z) => new(x, y, z);

    public static DualVector3 Create(DualVector2 v, Dual<float> z) => new(v, z);

    public readonly bool Equals(DualVector3 other) => Value.Equals(other.Value);

    public override readonly bool Equals(object? obj) => obj is DualVector3 other && Equals(other);

    public override readonly int GetHashCode() => Value.GetHashCode();
}
