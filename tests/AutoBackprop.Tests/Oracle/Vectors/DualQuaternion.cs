using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The twin of <see cref="Quaternion"/>.</summary>
public struct DualQuaternion(Dual<float> x, Dual<float> y, Dual<float> z, Dual<float> w) : IDualVector
{
    public Dual<float> X = x;

    public Dual<float> Y = y;

    public Dual<float> Z = z;

    public Dual<float> W = w;

    public DualQuaternion(DualVector3 v, Dual<float> w) : this(v.X, v.Y, v.Z, w)
    {
    }

    public readonly Quaternion Value => new(X.Value, Y.Value, Z.Value, W.Value);

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

    public static DualQuaternion Identity => new(0, 0, 0, 1);

    public static DualQuaternion Zero => new(0, 0, 0, 0);

    public static DualQuaternion Of(Quaternion value, Dual<double>[] parts) => new(
        DualParts.Narrow(value.X, parts[0]), DualParts.Narrow(value.Y, parts[1]), DualParts.Narrow(value.Z, parts[2]), DualParts.Narrow(value.W, parts[3]));

    public static DualQuaternion Create(Dual<float> x, Dual<float> y, Dual<float> z, Dual<float> w) => new(x, y, z, w);

    public static DualQuaternion Create(DualVector3 v, Dual<float> w) => new(v, w);

    public static DualQuaternion operator -(DualQuaternion a) => Of(-a.Value, DualParts.Each(a.Parts, x => -x));

    public static DualQuaternion operator +(DualQuaternion a, DualQuaternion b) => Of(a.Value + b.Value, DualParts.Each(a.Parts, b.Parts, (x, y) => x + y));

    public static DualQuaternion operator -(DualQuaternion a, DualQuaternion b) => Of(a.Value - b.Value, DualParts.Minus(a.Parts, b.Parts));

    public static DualQuaternion operator *(DualQuaternion a, Dual<float> b) => Of(a.Value * b.Value, DualParts.Each(a.Parts, x => x * DualMath.Widen(b)));

    public static DualQuaternion operator *(DualQuaternion a, DualQuaternion b) => Of(a.Value * b.Value, DualParts.Hamilton(a.Parts, b.Parts));

    public static DualQuaternion operator /(DualQuaternion a, DualQuaternion b) => Of(a.Value / b.Value, DualParts.Hamilton(a.Parts, DualParts.Inverse(b.Parts)));

    public static DualQuaternion Negate(DualQuaternion a) => -a;

    public static DualQuaternion Add(DualQuaternion a, DualQuaternion b) => a + b;

    public static DualQuaternion Subtract(DualQuaternion a, DualQuaternion b) => a - b;

    public static DualQuaternion Multiply(DualQuaternion a, Dual<float> b) => a * b;

    public static DualQuaternion Multiply(DualQuaternion a, DualQuaternion b) => a * b;

    public static DualQuaternion Divide(DualQuaternion a, DualQuaternion b) => a / b;

    public static DualQuaternion Concatenate(DualQuaternion a, DualQuaternion b) => Of(Quaternion.Concatenate(a.Value, b.Value), DualParts.Hamilton(b.Parts, a.Parts));

    public static DualQuaternion Conjugate(DualQuaternion a) => Of(Quaternion.Conjugate(a.Value), DualParts.Conjugate(a.Parts));

    public static DualQuaternion Inverse(DualQuaternion a) => Of(Quaternion.Inverse(a.Value), DualParts.Inverse(a.Parts));

    public static DualQuaternion Normalize(DualQuaternion a) => Of(Quaternion.Normalize(a.Value), DualParts.Each(a.Parts, x => x / DualParts.Length(a.Parts)));

    public static Dual<float> Dot(DualQuaternion a, DualQuaternion b) => DualParts.Narrow(Quaternion.Dot(a.Value, b.Value), DualParts.Dot(a.Parts, b.Parts));

    public readonly Dual<float> Length() => DualParts.Narrow(Value.Length(), DualParts.Length(Parts));

    public readonly Dual<float> LengthSquared() => DualParts.Narrow(Value.LengthSquared(), DualParts.Dot(Parts, Parts));

    public static DualQuaternion Lerp(DualQuaternion a, DualQuaternion b, Dual<float> c)
    {
        Dual<double> t = DualMath.Widen(c);
        double sign = Quaternion.Dot(a.Value, b.Value) >= 0 ? 1 : -1;
        Dual<double>[] between = DualParts.Each(a.Parts, b.Parts, (x, y) => x * (1 - t) + y * sign * t);
        return Of(Quaternion.Lerp(a.Value, b.Value, c.Value), DualParts.Each(between, x => x / DualParts.Length(between)));
    }

    public static DualQuaternion Slerp(DualQuaternion a, DualQuaternion b, Dual<float> c)
    {
        Dual<double> t = DualMath.Widen(c), cosine = DualParts.Dot(a.Parts, b.Parts);
        double sign = Quaternion.Dot(a.Value, b.Value) < 0 ? -1 : 1;
        // Close to each other, it goes straight.
        if (Quaternion.Dot(a.Value, b.Value) * sign > 1 - 1e-6f)
            return Of(Quaternion.Slerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x * (1 - t) + y * sign * t));
        Dual<double> angle = DualMath.Acos(cosine * sign), first = DualMath.Sin((1 - t) * angle) / DualMath.Sin(angle), second = sign * DualMath.Sin(t * angle) / DualMath.Sin(angle);
        return Of(Quaternion.Slerp(a.Value, b.Value, c.Value), DualParts.Each(a.Parts, b.Parts, (x, y) => x * first + y * second));
    }

    public static DualQuaternion CreateFromAxisAngle(DualVector3 a, Dual<float> b)
    {
        Dual<double> half = DualMath.Widen(b) * 0.5;
        return Of(Quaternion.CreateFromAxisAngle(a.Value, b.Value), [.. DualParts.Each(a.Parts, x => x * DualMath.Sin(half)), DualMath.Cos(half)]);
    }

    public static DualQuaternion CreateFromYawPitchRoll(Dual<float> yaw, Dual<float> pitch, Dual<float> roll)
    {
        Dual<double> y = DualMath.Widen(yaw) * 0.5, p = DualMath.Widen(pitch) * 0.5, r = DualMath.Widen(roll) * 0.5;
        return Of(
            Quaternion.CreateFromYawPitchRoll(yaw.Value, pitch.Value, roll.Value),
            DualParts.Hamilton(DualParts.Hamilton([0, DualMath.Sin(y), 0, DualMath.Cos(y)], [DualMath.Sin(p), 0, 0, DualMath.Cos(p)]), [0, 0, DualMath.Sin(r), DualMath.Cos(r)]));
    }
}
