using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The twin of <see cref="Vector2"/>.</summary>
public struct DualVector2(Dual<float> x, Dual<float> y) : IDualVector, IEquatable<DualVector2>
{
    public Dual<float> X = x;

    public Dual<float> Y = y;

    public DualVector2(Dual<float> s) : this(s, s)
    {
    }

    public readonly Vector2 Value => new(X.Value, Y.Value);

    public Dual<float> this[int index]
    {
        readonly get => index switch
        {
            0 => X,
            _ => Y,
        };
        set
        {
            switch (index)
            {
                case 0: X = value; break;
                case 1: Y = value; break;
            }
        }
    }

    readonly object IDualVector.Primal => Value;

    public readonly Dual<double>[] Parts => DualParts.Wide(X, Y);

    public static DualVector2 Zero => Of(Vector2.Zero);

    public static DualVector2 One => Of(Vector2.One);

    public static DualVector2 UnitX => Of(Vector2.UnitX);

    public static DualVector2 UnitY => Of(Vector2.UnitY);

    public static DualVector2 Of(Vector2 value) => new(value.X, value.Y);

    public static DualVector2 Of(Vector2 value, Dual<double>[] parts) =>
        new(DualParts.Narrow(value.X, parts[0]), DualParts.Narrow(value.Y, parts[1]));

    public static DualVector2 operator +(DualVector2 a) => a;

    public static DualVector2 operator -(DualVector2 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualVector2 Negate(DualVector2 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualVector2 operator +(DualVector2 a, DualVector2 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualVector2 Add(DualVector2 a, DualVector2 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualVector2 operator -(DualVector2 a, DualVector2 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualVector2 Subtract(DualVector2 a, DualVector2 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualVector2 operator *(DualVector2 a, DualVector2 b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x * y));

    public static DualVector2 Multiply(DualVector2 a, DualVector2 b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x * y));

    public static DualVector2 operator /(DualVector2 a, DualVector2 b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x / y));

    public static DualVector2 Divide(DualVector2 a, DualVector2 b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x / y));

    public static DualVector2 operator *(DualVector2 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualVector2 Multiply(DualVector2 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualVector2 operator /(DualVector2 a, Dual<float> b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, x => x / DualMath.Widen(b)));

    public static DualVector2 Divide(DualVector2 a, Dual<float> b) => Of(a.Value / b.Value, DualParts.Each(a.Parts, x => x / DualMath.Widen(b)));

    public static DualVector2 operator *(Dual<float> a, DualVector2 b) => Of(a.Value * b.Value, DualParts.Each(b.Parts, x => DualMath.Widen(a) * x));

    public static DualVector2 Multiply(Dual<float> a, DualVector2 b) => Of(a.Value * b.Value, DualParts.Each(b.Parts, x => DualMath.Widen(a) * x));

    public static bool operator ==(DualVector2 a, DualVector2 b) => a.Value == b.Value;

    public static bool operator !=(DualVector2 a, DualVector2 b) => a.Value != b.Value;

    public static DualVector2 Abs(DualVector2 a) => Of(Vector2.Abs(a.Value), DualParts.Each(a.Parts, x => DualMath.Abs(x)));

    public static DualVector2 SquareRoot(DualVector2 a) => Of(Vector2.SquareRoot(a.Value), DualParts.Each(a.Parts, x => DualMath.Sqrt(x)));

    public static DualVector2 Exp(DualVector2 a) => Of(Vector2.Exp(a.Value), DualParts.Each(a.Parts, x => DualMath.Exp(x)));

    public static DualVector2 Log(DualVector2 a) => Of(Vector2.Log(a.Value), DualParts.Each(a.Parts, x => DualMath.Log(x)));

    public static DualVector2 Log2(DualVector2 a) => Of(Vector2.Log2(a.Value), DualParts.Each(a.Parts, x => DualMath.Log2(x)));

    public static DualVector2 Sin(DualVector2 a) => Of(Vector2.Sin(a.Value), DualParts.Each(a.Parts, x => DualMath.Sin(x)));

    public static DualVector2 Cos(DualVector2 a) => Of(Vector2.Cos(a.Value), DualParts.Each(a.Parts, x => DualMath.Cos(x)));

    public static DualVector2 DegreesToRadians(DualVector2 a) => Of(Vector2.DegreesToRadians(a.Value), DualParts.Each(a.Parts, x => DualMath.DegreesToRadians(x)));

    public static DualVector2 RadiansToDegrees(DualVector2 a) => Of(Vector2.RadiansToDegrees(a.Value), DualParts.Each(a.Parts, x => DualMath.RadiansToDegrees(x)));

    public static DualVector2 Round(DualVector2 a) => Of(Vector2.Round(a.Value));

    public static DualVector2 Truncate(DualVector2 a) => Of(Vector2.Truncate(a.Value));

    public static DualVector2 Max(DualVector2 a, DualVector2 b) => Of(Vector2.Max(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Max(x, y)));

    public static DualVector2 Min(DualVector2 a, DualVector2 b) => Of(Vector2.Min(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Min(x, y)));

    public static DualVector2 MaxNative(DualVector2 a, DualVector2 b) => Of(Vector2.MaxNative(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxNative(x, y)));

    public static DualVector2 MinNative(DualVector2 a, DualVector2 b) => Of(Vector2.MinNative(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinNative(x, y)));

    public static DualVector2 MaxNumber(DualVector2 a, DualVector2 b) => Of(Vector2.MaxNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxNumber(x, y)));

    public static DualVector2 MinNumber(DualVector2 a, DualVector2 b) => Of(Vector2.MinNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinNumber(x, y)));

    public static DualVector2 MaxMagnitude(DualVector2 a, DualVector2 b) => Of(Vector2.MaxMagnitude(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxMagnitude(x, y)));

    public static DualVector2 MinMagnitude(DualVector2 a, DualVector2 b) => Of(Vector2.MinMagnitude(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinMagnitude(x, y)));

    public static DualVector2 Hypot(DualVector2 a, DualVector2 b) => Of(Vector2.Hypot(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.Hypot(x, y)));

    public static DualVector2 CopySign(DualVector2 a, DualVector2 b) => Of(Vector2.CopySign(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.CopySign(x, y)));

    public static DualVector2 MaxMagnitudeNumber(DualVector2 a, DualVector2 b) => Of(Vector2.MaxMagnitudeNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MaxMagnitude(x, y)));

    public static DualVector2 MinMagnitudeNumber(DualVector2 a, DualVector2 b) => Of(Vector2.MinMagnitudeNumber(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => DualMath.MinMagnitude(x, y)));

    public static DualVector2 Clamp(DualVector2 a, DualVector2 b, DualVector2 c) =>
        Of(Vector2.Clamp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => DualMath.Min(DualMath.Max(x, y), z)));

    public static DualVector2 ClampNative(DualVector2 a, DualVector2 b, DualVector2 c) =>
        Of(Vector2.ClampNative(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => DualMath.Min(DualMath.Max(x, y), z)));

    public static DualVector2 FusedMultiplyAdd(DualVector2 a, DualVector2 b, DualVector2 c) =>
        Of(Vector2.FusedMultiplyAdd(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * y + z));

    public static DualVector2 MultiplyAddEstimate(DualVector2 a, DualVector2 b, DualVector2 c) =>
        Of(Vector2.MultiplyAddEstimate(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * y + z));

    public static DualVector2 Lerp(DualVector2 a, DualVector2 b, DualVector2 c) =>
        Of(Vector2.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, c.Parts, (x, y, z) => x * (1 - z) + y * z));

    public static DualVector2 Lerp(DualVector2 a, DualVector2 b, Dual<float> c) =>
        Of(Vector2.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x * (1 - DualMath.Widen(c)) + y * DualMath.Widen(c)));

    public static Dual<float> Dot(DualVector2 a, DualVector2 b) => DualParts.Narrow(Vector2.Dot(a.Value, b.Value), DualParts.Dot(a.Parts, b.Parts));

    public static Dual<float> Sum(DualVector2 a) => DualParts.Narrow(Vector2.Sum(a.Value), DualParts.Sum(a.Parts));

    public readonly Dual<float> Length() => DualParts.Narrow(Value.Length(), DualParts.Length(Parts));

    public readonly Dual<float> LengthSquared() => DualParts.Narrow(Value.LengthSquared(), DualParts.Dot(Parts, Parts));

    public static Dual<float> Distance(DualVector2 a, DualVector2 b) => DualParts.Narrow(Vector2.Distance(a.Value, b.Value), DualParts.Length(DualParts.Minus(a.Parts, b.Parts)));

    public static Dual<float> DistanceSquared(DualVector2 a, DualVector2 b) =>
        DualParts.Narrow(Vector2.DistanceSquared(a.Value, b.Value), DualParts.Dot(DualParts.Minus(a.Parts, b.Parts), DualParts.Minus(a.Parts, b.Parts)));

    public static DualVector2 Normalize(DualVector2 a) => Of(Vector2.Normalize(a.Value), DualParts.Each(a.Parts, x => x / DualParts.Length(a.Parts)));

    public static DualVector2 Reflect(DualVector2 a, DualVector2 b) =>
        Of(Vector2.Reflect(a.Value, b.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x - 2 * DualParts.Dot(a.Parts, b.Parts) * y));

    public static Dual<float> Cross(DualVector2 a, DualVector2 b) =>
        DualParts.Narrow(Vector2.Cross(a.Value, b.Value), a.Parts[0] * b.Parts[1] - a.Parts[1] * b.Parts[0]);

    public static DualVector2 Transform(DualVector2 a, DualMatrix3x2 b) =>
        Of(Vector2.Transform(a.Value, b.Value), DualParts.Times([.. a.Parts, 1], b.Parts));

    public static DualVector2 TransformNormal(DualVector2 a, DualMatrix3x2 b) =>
        Of(Vector2.TransformNormal(a.Value, b.Value), DualParts.Times([.. a.Parts, 0], b.Parts));

    public static DualVector2 Transform(DualVector2 a, DualMatrix4x4 b) =>
        Of(Vector2.Transform(a.Value, b.Value), DualParts.Times([.. a.Parts, 0, 1], b.Parts));

    public static DualVector2 TransformNormal(DualVector2 a, DualMatrix4x4 b) =>
        Of(Vector2.TransformNormal(a.Value, b.Value), DualParts.Times([.. a.Parts, 0, 0], b.Parts));

    public static DualVector2 Transform(DualVector2 a, DualQuaternion b) =>
        Of(Vector2.Transform(a.Value, b.Value), DualParts.Turn([.. a.Parts, 0, 0], b.Parts));

    public static DualVector2 Create(Dual<float> s) => new(s);

    public static DualVector2 Create(Dual<float> x, Dual<float> y) => new(x, y);

    public readonly bool Equals(DualVector2 other) => Value.Equals(other.Value);

    public override readonly bool Equals(object? obj) => obj is DualVector2 other && Equals(other);

    public override readonly int GetHashCode() => Value.GetHashCode();
}
