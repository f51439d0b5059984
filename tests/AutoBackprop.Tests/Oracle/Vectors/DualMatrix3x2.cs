using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The twin of <see cref="Matrix3x2"/>.</summary>
public struct DualMatrix3x2(
    Dual<float> m11, Dual<float> m12, Dual<float> m21, Dual<float> m22, Dual<float> m31, Dual<float> m32) : IDualVector
{
    public Dual<float> M11 = m11;

    public Dual<float> M12 = m12;

    public Dual<float> M21 = m21;

    public Dual<float> M22 = m22;

    public Dual<float> M31 = m31;

    public Dual<float> M32 = m32;

    public DualVector2 X
    {
        readonly get => new(M11, M12);
        set => (M11, M12) = (value.X, value.Y);
    }

    public DualVector2 Y
    {
        readonly get => new(M21, M22);
        set => (M21, M22) = (value.X, value.Y);
    }

    public DualVector2 Z
    {
        readonly get => new(M31, M32);
        set => (M31, M32) = (value.X, value.Y);
    }

    public DualVector2 Translation
    {
        readonly get => new(M31, M32);
        set => (M31, M32) = (value.X, value.Y);
    }

    public readonly Matrix3x2 Value => new(M11.Value, M12.Value, M21.Value, M22.Value, M31.Value, M32.Value);

    public Dual<float> this[int row, int column]
    {
        readonly get => row switch
        {
            0 => X[column],
            1 => Y[column],
            _ => Z[column],
        };
        set
        {
            Dual<float>[] all = [M11, M12, M21, M22, M31, M32];
            all[row * 2 + column] = value;
            this = new(all[0], all[1], all[2], all[3], all[4], all[5]);
        }
    }

    readonly object IDualVector.Primal => Value;

    public readonly Dual<double>[] Parts => DualParts.Wide(M11, M12, M21, M22, M31, M32);

    public static DualMatrix3x2 Identity => new(1, 0, 0, 1, 0, 0);

    public static DualMatrix3x2 Of(Matrix3x2 value, Dual<double>[] parts) => new(
        DualParts.Narrow(value.M11, parts[0]), DualParts.Narrow(value.M12, parts[1]), DualParts.Narrow(value.M21, parts[2]), DualParts.Narrow(value.M22, parts[3]), DualParts.Narrow(value.M31, parts[4]), DualParts.Narrow(value.M32, parts[5]));

    public static DualMatrix3x2 Create(Dual<float> m11, Dual<float> m12, Dual<float> m21, Dual<float> m22, Dual<float> m31, Dual<float> m32) =>
        new(m11, m12, m21, m22, m31, m32);

    public static DualMatrix3x2 operator -(DualMatrix3x2 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualMatrix3x2 Negate(DualMatrix3x2 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualMatrix3x2 operator +(DualMatrix3x2 a, DualMatrix3x2 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualMatrix3x2 Add(DualMatrix3x2 a, DualMatrix3x2 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualMatrix3x2 operator -(DualMatrix3x2 a, DualMatrix3x2 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualMatrix3x2 Subtract(DualMatrix3x2 a, DualMatrix3x2 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualMatrix3x2 operator *(DualMatrix3x2 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualMatrix3x2 operator *(DualMatrix3x2 a, DualMatrix3x2 b) => Of(a.Value * b.Value, DualParts.Affine(DualParts.Product(DualParts.Square(a.Parts), DualParts.Square(b.Parts), 3)));

    public static DualMatrix3x2 Multiply(DualMatrix3x2 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualMatrix3x2 Multiply(DualMatrix3x2 a, DualMatrix3x2 b) => Of(a.Value * b.Value, DualParts.Affine(DualParts.Product(DualParts.Square(a.Parts), DualParts.Square(b.Parts), 3)));

    public static DualMatrix3x2 Lerp(DualMatrix3x2 a, DualMatrix3x2 b, Dual<float> c) =>
        Of(Matrix3x2.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x * (1 - DualMath.Widen(c)) + y * DualMath.Widen(c)));

    public static DualMatrix3x2 CreateRotation(Dual<float> angle)
    {
        Dual<double> s = DualMath.Sin(DualMath.Widen(angle)), c = DualMath.Cos(DualMath.Widen(angle));
        return Of(Matrix3x2.CreateRotation(angle.Value), [c, s, -s, c, 0, 0]);
    }

    public static DualMatrix3x2 Create(DualVector2 a, DualVector2 b, DualVector2 c) => new(a.X, a.Y, b.X, b.Y, c.X, c.Y);

    public readonly Dual<float> GetDeterminant() => DualParts.Narrow(Value.GetDeterminant(), Parts[0] * Parts[3] - Parts[1] * Parts[2]);

    public static bool Invert(DualMatrix3x2 a, out DualMatrix3x2 inverse)
    {
        bool isInvertible = Matrix3x2.Invert(a.Value, out Matrix3x2 value);
        inverse = Of(value, DualParts.Affine(DualParts.Inverse(DualParts.Square(a.Parts), 3)));
        return isInvertible;
    }

    public static DualMatrix3x2 CreateRotation(Dual<float> angle, DualVector2 center)
    {
        Dual<double> s = DualMath.Sin(DualMath.Widen(angle)), c = DualMath.Cos(DualMath.Widen(angle));
        return About(Matrix3x2.CreateRotation(angle.Value, center.Value), [c, s, -s, c], center);
    }

    public static DualMatrix3x2 CreateScale(Dual<float> a, DualVector2 center) => About(Matrix3x2.CreateScale(a.Value, center.Value), DualParts.Wide(a, 0, 0, a), center);

    public static DualMatrix3x2 CreateScale(DualVector2 a, DualVector2 center) => About(Matrix3x2.CreateScale(a.Value, center.Value), DualParts.Wide(a.X, 0, 0, a.Y), center);

    public static DualMatrix3x2 CreateScale(Dual<float> a, Dual<float> b, DualVector2 center) => About(Matrix3x2.CreateScale(a.Value, b.Value, center.Value), DualParts.Wide(a, 0, 0, b), center);

    public static DualMatrix3x2 CreateSkew(Dual<float> a, Dual<float> b) => CreateSkew(a, b, new DualVector2(0, 0));

    public static DualMatrix3x2 CreateSkew(Dual<float> a, Dual<float> b, DualVector2 center) =>
        About(Matrix3x2.CreateSkew(a.Value, b.Value, center.Value), [1, DualMath.Tan(DualMath.Widen(b)), DualMath.Tan(DualMath.Widen(a)), 1], center);

    /// <summary>Linear, and such that the center stays where it is.</summary>
    private static DualMatrix3x2 About(Matrix3x2 value, Dual<double>[] linear, DualVector2 center) =>
        Of(value, [.. linear, .. DualParts.Minus(center.Parts, DualParts.Times(center.Parts, linear))]);

    public static DualMatrix3x2 CreateTranslation(DualVector2 a) => new(1, 0, 0, 1, a.X, a.Y);

    public static DualMatrix3x2 CreateTranslation(Dual<float> a, Dual<float> b) => new(1, 0, 0, 1, a, b);

    public static DualMatrix3x2 CreateScale(Dual<float> a) => new(a, 0, 0, a, 0, 0);

    public static DualMatrix3x2 CreateScale(Dual<float> a, Dual<float> b) => new(a, 0, 0, b, 0, 0);

    public static DualMatrix3x2 CreateScale(DualVector2 a) => new(a.X, 0, 0, a.Y, 0, 0);
}
