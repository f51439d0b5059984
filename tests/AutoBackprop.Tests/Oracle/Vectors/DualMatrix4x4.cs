using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The twin of <see cref="Matrix4x4"/>.</summary>
public struct DualMatrix4x4(
    Dual<float> m11, Dual<float> m12, Dual<float> m13, Dual<float> m14, Dual<float> m21, Dual<float> m22, Dual<float> m23, Dual<float> m24, Dual<float> m31, Dual<float> m32, Dual<float> m33, Dual<float> m34, Dual<float> m41, Dual<float> m42, Dual<float> m43, Dual<float> m44) : IDualVector
{
    public Dual<float> M11 = m11;

    public Dual<float> M12 = m12;

    public Dual<float> M13 = m13;

    public Dual<float> M14 = m14;

    public Dual<float> M21 = m21;

    public Dual<float> M22 = m22;

    public Dual<float> M23 = m23;

    public Dual<float> M24 = m24;

    public Dual<float> M31 = m31;

    public Dual<float> M32 = m32;

    public Dual<float> M33 = m33;

    public Dual<float> M34 = m34;

    public Dual<float> M41 = m41;

    public Dual<float> M42 = m42;

    public Dual<float> M43 = m43;

    public Dual<float> M44 = m44;

    public DualVector4 X
    {
        readonly get => new(M11, M12, M13, M14);
        set => (M11, M12, M13, M14) = (value.X, value.Y, value.Z, value.W);
    }

    public DualVector4 Y
    {
        readonly get => new(M21, M22, M23, M24);
        set => (M21, M22, M23, M24) = (value.X, value.Y, value.Z, value.W);
    }

    public DualVector4 Z
    {
        readonly get => new(M31, M32, M33, M34);
        set => (M31, M32, M33, M34) = (value.X, value.Y, value.Z, value.W);
    }

    public DualVector4 W
    {
        readonly get => new(M41, M42, M43, M44);
        set => (M41, M42, M43, M44) = (value.X, value.Y, value.Z, value.W);
    }

    public DualVector3 Translation
    {
        readonly get => new(M41, M42, M43);
        set => (M41, M42, M43) = (value.X, value.Y, value.Z);
    }

    public readonly Matrix4x4 Value => new(M11.Value, M12.Value, M13.Value, M14.Value, M21.Value, M22.Value, M23.Value, M24.Value, M31.Value, M32.Value, M33.Value, M34.Value, M41.Value, M42.Value, M43.Value, M44.Value);

    public Dual<float> this[int row, int column]
    {
        readonly get => row switch
        {
            0 => X[column],
            1 => Y[column],
            2 => Z[column],
            _ => W[column],
        };
        set
        {
            Dual<float>[] all = [M11, M12, M13, M14, M21, M22, M23, M24, M31, M32, M33, M34, M41, M42, M43, M44];
            all[row * 4 + column] = value;
            this = new(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8], all[9], all[10], all[11], all[12], all[13], all[14], all[15]);
        }
    }

    public readonly DualVector4 this[int row] => row switch { 0 => X, 1 => Y, 2 => Z, _ => W };

    readonly object IDualVector.Primal => Value;

    public readonly Dual<double>[] Parts => DualParts.Wide(M11, M12, M13, M14, M21, M22, M23, M24, M31, M32, M33, M34, M41, M42, M43, M44);

    public static DualMatrix4x4 Identity => new(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

    public static DualMatrix4x4 Of(Matrix4x4 value, Dual<double>[] parts) => new(
        DualParts.Narrow(value.M11, parts[0]), DualParts.Narrow(value.M12, parts[1]), DualParts.Narrow(value.M13, parts[2]), DualParts.Narrow(value.M14, parts[3]), DualParts.Narrow(value.M21, parts[4]), DualParts.Narrow(value.M22, parts[5]), DualParts.Narrow(value.M23, parts[6]), DualParts.Narrow(value.M24, parts[7]), DualParts.Narrow(value.M31, parts[8]), DualParts.Narrow(value.M32, parts[9]), DualParts.Narrow(value.M33, parts[10]), DualParts.Narrow(value.M34, parts[11]), DualParts.Narrow(value.M41, parts[12]), DualParts.Narrow(value.M42, parts[13]), DualParts.Narrow(value.M43, parts[14]), DualParts.Narrow(value.M44, parts[15]));

    public static DualMatrix4x4 Create(Dual<float> m11, Dual<float> m12, Dual<float> m13, Dual<float> m14, Dual<float> m21, Dual<float> m22, Dual<float> m23, Dual<float> m24, Dual<float> m31, Dual<float> m32, Dual<float> m33, Dual<float> m34, Dual<float> m41, Dual<float> m42, Dual<float> m43, Dual<float> m44) =>
        new(m11, m12, m13, m14, m21, m22, m23, m24, m31, m32, m33, m34, m41, m42, m43, m44);

    public static DualMatrix4x4 operator -(DualMatrix4x4 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualMatrix4x4 Negate(DualMatrix4x4 a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualMatrix4x4 operator +(DualMatrix4x4 a, DualMatrix4x4 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualMatrix4x4 Add(DualMatrix4x4 a, DualMatrix4x4 b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualMatrix4x4 operator -(DualMatrix4x4 a, DualMatrix4x4 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualMatrix4x4 Subtract(DualMatrix4x4 a, DualMatrix4x4 b) => Of(a.Value - b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x - y));

    public static DualMatrix4x4 operator *(DualMatrix4x4 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualMatrix4x4 operator *(DualMatrix4x4 a, DualMatrix4x4 b) => Of(a.Value * b.Value, DualParts.Product(a.Parts, b.Parts, 4));

    public static DualMatrix4x4 Multiply(DualMatrix4x4 a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualMatrix4x4 Multiply(DualMatrix4x4 a, DualMatrix4x4 b) => Of(a.Value * b.Value, DualParts.Product(a.Parts, b.Parts, 4));

    public static DualMatrix4x4 Lerp(DualMatrix4x4 a, DualMatrix4x4 b, Dual<float> c) =>
        Of(Matrix4x4.Lerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x * (1 - DualMath.Widen(c)) + y * DualMath.Widen(c)));

    public static DualMatrix4x4 CreateRotationX(Dual<float> angle)
    {
        Dual<double> s = DualMath.Sin(DualMath.Widen(angle)), c = DualMath.Cos(DualMath.Widen(angle));
        return Of(Matrix4x4.CreateRotationX(angle.Value), [1, 0, 0, 0, 0, c, s, 0, 0, -s, c, 0, 0, 0, 0, 1]);
    }

    public static DualMatrix4x4 CreateRotationY(Dual<float> angle)
    {
        Dual<double> s = DualMath.Sin(DualMath.Widen(angle)), c = DualMath.Cos(DualMath.Widen(angle));
        return Of(Matrix4x4.CreateRotationY(angle.Value), [c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, 0, 0, 0, 1]);
    }

    public static DualMatrix4x4 CreateRotationZ(Dual<float> angle)
    {
        Dual<double> s = DualMath.Sin(DualMath.Widen(angle)), c = DualMath.Cos(DualMath.Widen(angle));
        return Of(Matrix4x4.CreateRotationZ(angle.Value), [c, s, 0, 0, -s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    }

    public static DualMatrix4x4 Transpose(DualMatrix4x4 a) => Of(Matrix4x4.Transpose(a.Value), Enumerable.Range(0, 16).Select(i => a.Parts[i % 4 * 4 + i / 4]).ToArray());

    public static DualMatrix4x4 CreateTranslation(DualVector3 a) => CreateTranslation(a.X, a.Y, a.Z);

    public static DualMatrix4x4 CreateTranslation(Dual<float> a, Dual<float> b, Dual<float> c) => new(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, a, b, c, 1);

    public static DualMatrix4x4 CreateScale(Dual<float> a) => CreateScale(a, a, a);

    public static DualMatrix4x4 CreateScale(DualVector3 a) => CreateScale(a.X, a.Y, a.Z);

    public static DualMatrix4x4 CreateScale(Dual<float> a, Dual<float> b, Dual<float> c) => new(a, 0, 0, 0, 0, b, 0, 0, 0, 0, c, 0, 0, 0, 0, 1);

    public static DualMatrix4x4 Create(DualVector4 a, DualVector4 b, DualVector4 c, DualVector4 d) =>
        new(a.X, a.Y, a.Z, a.W, b.X, b.Y, b.Z, b.W, c.X, c.Y, c.Z, c.W, d.X, d.Y, d.Z, d.W);

    public static DualMatrix4x4 CreateFromQuaternion(DualQuaternion a) => Of(Matrix4x4.CreateFromQuaternion(a.Value), Rotation(a.Parts));

    public static DualMatrix4x4 Transform(DualMatrix4x4 a, DualQuaternion b) => Of(Matrix4x4.Transform(a.Value, b.Value), DualParts.Product(a.Parts, Rotation(b.Parts), 4));

    public static DualMatrix4x4 CreateFromAxisAngle(DualVector3 a, Dual<float> b) => Of(Matrix4x4.CreateFromAxisAngle(a.Value, b.Value), Rotation(DualQuaternion.CreateFromAxisAngle(a, b).Parts));

    public static DualMatrix4x4 CreateFromYawPitchRoll(Dual<float> a, Dual<float> b, Dual<float> c) =>
        Of(Matrix4x4.CreateFromYawPitchRoll(a.Value, b.Value, c.Value), Rotation(DualQuaternion.CreateFromYawPitchRoll(a, b, c).Parts));

    public static DualMatrix4x4 CreateRotationX(Dual<float> a, DualVector3 center) => About(Matrix4x4.CreateRotationX(a.Value, center.Value), CreateRotationX(a), center);

    public static DualMatrix4x4 CreateRotationY(Dual<float> a, DualVector3 center) => About(Matrix4x4.CreateRotationY(a.Value, center.Value), CreateRotationY(a), center);

    public static DualMatrix4x4 CreateRotationZ(Dual<float> a, DualVector3 center) => About(Matrix4x4.CreateRotationZ(a.Value, center.Value), CreateRotationZ(a), center);

    public static DualMatrix4x4 CreateScale(Dual<float> a, DualVector3 center) => About(Matrix4x4.CreateScale(a.Value, center.Value), CreateScale(a), center);

    public static DualMatrix4x4 CreateScale(DualVector3 a, DualVector3 center) => About(Matrix4x4.CreateScale(a.Value, center.Value), CreateScale(a), center);

    public static DualMatrix4x4 CreateScale(Dual<float> a, Dual<float> b, Dual<float> c, DualVector3 center) => About(Matrix4x4.CreateScale(a.Value, b.Value, c.Value, center.Value), CreateScale(a, b, c), center);

    public static DualMatrix4x4 CreatePerspectiveFieldOfView(Dual<float> angle, Dual<float> aspect, Dual<float> near, Dual<float> far)
    {
        Dual<double> height = 1 / DualMath.Tan(DualMath.Widen(angle) / 2), n = DualMath.Widen(near), range = DualMath.Widen(far) / (n - DualMath.Widen(far));
        return Of(Matrix4x4.CreatePerspectiveFieldOfView(angle.Value, aspect.Value, near.Value, far.Value), Projection(height / DualMath.Widen(aspect), height, range, -1, range * n, 0));
    }

    public static DualMatrix4x4 CreatePerspectiveFieldOfViewLeftHanded(Dual<float> angle, Dual<float> aspect, Dual<float> near, Dual<float> far)
    {
        Dual<double> height = 1 / DualMath.Tan(DualMath.Widen(angle) / 2), n = DualMath.Widen(near), range = DualMath.Widen(far) / (DualMath.Widen(far) - n);
        return Of(Matrix4x4.CreatePerspectiveFieldOfViewLeftHanded(angle.Value, aspect.Value, near.Value, far.Value), Projection(height / DualMath.Widen(aspect), height, range, 1, -range * n, 0));
    }

    public static DualMatrix4x4 CreatePerspective(Dual<float> width, Dual<float> height, Dual<float> near, Dual<float> far)
    {
        Dual<double> n = DualMath.Widen(near), range = DualMath.Widen(far) / (n - DualMath.Widen(far));
        return Of(Matrix4x4.CreatePerspective(width.Value, height.Value, near.Value, far.Value), Projection(2 * n / DualMath.Widen(width), 2 * n / DualMath.Widen(height), range, -1, range * n, 0));
    }

    public static DualMatrix4x4 CreateOrthographic(Dual<float> width, Dual<float> height, Dual<float> near, Dual<float> far)
    {
        Dual<double> n = DualMath.Widen(near), range = 1 / (n - DualMath.Widen(far));
        return Of(Matrix4x4.CreateOrthographic(width.Value, height.Value, near.Value, far.Value), Projection(2 / DualMath.Widen(width), 2 / DualMath.Widen(height), range, 0, range * n, 1));
    }

    public readonly Dual<float> GetDeterminant() => DualParts.Narrow(Value.GetDeterminant(), DualParts.Determinant(Parts, 4));

    public static bool Invert(DualMatrix4x4 a, out DualMatrix4x4 inverse)
    {
        bool isInvertible = Matrix4x4.Invert(a.Value, out Matrix4x4 value);
        inverse = Of(value, DualParts.Inverse(a.Parts, 4));
        return isInvertible;
    }

    public static DualMatrix4x4 CreateLookAt(DualVector3 a, DualVector3 b, DualVector3 up) => Of(Matrix4x4.CreateLookAt(a.Value, b.Value, up.Value), View(a.Parts, DualParts.Minus(a.Parts, b.Parts), up.Parts));

    public static DualMatrix4x4 CreateLookAtLeftHanded(DualVector3 a, DualVector3 b, DualVector3 up) => Of(Matrix4x4.CreateLookAtLeftHanded(a.Value, b.Value, up.Value), View(a.Parts, DualParts.Minus(b.Parts, a.Parts), up.Parts));

    public static DualMatrix4x4 CreateLookTo(DualVector3 a, DualVector3 b, DualVector3 up) => Of(Matrix4x4.CreateLookTo(a.Value, b.Value, up.Value), View(a.Parts, DualParts.Each(b.Parts, part => -part), up.Parts));

    public static DualMatrix4x4 CreateLookToLeftHanded(DualVector3 a, DualVector3 b, DualVector3 up) => Of(Matrix4x4.CreateLookToLeftHanded(a.Value, b.Value, up.Value), View(a.Parts, b.Parts, up.Parts));

    private static Dual<double>[] View(Dual<double>[] position, Dual<double>[] axis, Dual<double>[] up)
    {
        Dual<double>[] z = DualParts.Normalized(axis), x = DualParts.Normalized(DualParts.Cross(up, z)), y = DualParts.Cross(z, x);
        return [x[0], y[0], z[0], 0, x[1], y[1], z[1], 0, x[2], y[2], z[2], 0, -DualParts.Dot(x, position), -DualParts.Dot(y, position), -DualParts.Dot(z, position), 1];
    }

    public static DualMatrix4x4 CreatePerspectiveLeftHanded(Dual<float> width, Dual<float> height, Dual<float> near, Dual<float> far)
    {
        Dual<double> n = DualMath.Widen(near), range = DualMath.Widen(far) / (DualMath.Widen(far) - n);
        return Of(Matrix4x4.CreatePerspectiveLeftHanded(width.Value, height.Value, near.Value, far.Value), Projection(2 * n / DualMath.Widen(width), 2 * n / DualMath.Widen(height), range, 1, -range * n, 0));
    }

    public static DualMatrix4x4 CreateOrthographicLeftHanded(Dual<float> width, Dual<float> height, Dual<float> near, Dual<float> far)
    {
        Dual<double> n = DualMath.Widen(near), range = 1 / (DualMath.Widen(far) - n);
        return Of(Matrix4x4.CreateOrthographicLeftHanded(width.Value, height.Value, near.Value, far.Value), Projection(2 / DualMath.Widen(width), 2 / DualMath.Widen(height), range, 0, -range * n, 1));
    }

    public static DualMatrix4x4 CreatePerspectiveOffCenter(Dual<float> left, Dual<float> right, Dual<float> bottom, Dual<float> top, Dual<float> near, Dual<float> far) =>
        Of(Matrix4x4.CreatePerspectiveOffCenter(left.Value, right.Value, bottom.Value, top.Value, near.Value, far.Value), Perspective(1, DualParts.Wide(left, right, bottom, top, near, far)));

    public static DualMatrix4x4 CreatePerspectiveOffCenterLeftHanded(Dual<float> left, Dual<float> right, Dual<float> bottom, Dual<float> top, Dual<float> near, Dual<float> far) =>
        Of(Matrix4x4.CreatePerspectiveOffCenterLeftHanded(left.Value, right.Value, bottom.Value, top.Value, near.Value, far.Value), Perspective(-1, DualParts.Wide(left, right, bottom, top, near, far)));

    public static DualMatrix4x4 CreateOrthographicOffCenter(Dual<float> left, Dual<float> right, Dual<float> bottom, Dual<float> top, Dual<float> near, Dual<float> far) =>
        Of(Matrix4x4.CreateOrthographicOffCenter(left.Value, right.Value, bottom.Value, top.Value, near.Value, far.Value), Orthographic(1, DualParts.Wide(left, right, bottom, top, near, far)));

    public static DualMatrix4x4 CreateOrthographicOffCenterLeftHanded(Dual<float> left, Dual<float> right, Dual<float> bottom, Dual<float> top, Dual<float> near, Dual<float> far) =>
        Of(Matrix4x4.CreateOrthographicOffCenterLeftHanded(left.Value, right.Value, bottom.Value, top.Value, near.Value, far.Value), Orthographic(-1, DualParts.Wide(left, right, bottom, top, near, far)));

    /// <summary>The sides left, right, bottom, top, near and far; the hand is 1 for the right.</summary>
    private static Dual<double>[] Perspective(double hand, Dual<double>[] s)
    {
        Dual<double> width = s[1] - s[0], height = s[3] - s[2], range = s[5] / (s[4] - s[5]);
        return [2 * s[4] / width, 0, 0, 0, 0, 2 * s[4] / height, 0, 0, hand * (s[0] + s[1]) / width, hand * (s[2] + s[3]) / height, hand * range, -hand, 0, 0, s[4] * range, 0];
    }

    private static Dual<double>[] Orthographic(double hand, Dual<double>[] s)
    {
        Dual<double> width = s[1] - s[0], height = s[3] - s[2], range = 1 / (s[4] - s[5]);
        return [2 / width, 0, 0, 0, 0, 2 / height, 0, 0, 0, 0, hand * range, 0, -(s[0] + s[1]) / width, -(s[2] + s[3]) / height, s[4] * range, 1];
    }

    private static Dual<double>[] Projection(Dual<double> m11, Dual<double> m22, Dual<double> m33, Dual<double> m34, Dual<double> m43, Dual<double> m44) =>
        [m11, 0, 0, 0, 0, m22, 0, 0, 0, 0, m33, m34, 0, 0, m43, m44];

    /// <summary>A linear map, moved so that the center stays where it is.</summary>
    private static DualMatrix4x4 About(Matrix4x4 value, DualMatrix4x4 linear, DualVector3 center)
    {
        Dual<double>[] parts = linear.Parts;
        Dual<double>[] moved = DualParts.Times([.. center.Parts, 0], parts);
        for (int i = 0; i < 3; i++)
            parts[12 + i] = center.Parts[i] - moved[i];
        return Of(value, parts);
    }

    private static Dual<double>[] Rotation(Dual<double>[] q)
    {
        (Dual<double> x, Dual<double> y, Dual<double> z, Dual<double> w) = (q[0], q[1], q[2], q[3]);
        return
        [
            1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w), 0,
            2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w), 0,
            2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y), 0,
            0, 0, 0, 1,
        ];
    }
}
