using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>
/// A number with its tangent: forward mode by operator overloading, for the twin of a program in which every <c>double</c> and
/// <c>float</c> is one of these. The value is computed in the primal's own type, so that the twin takes the primal's branches
/// to the bit; the tangent always in double.
/// </summary>
public readonly struct Dual<T>(T value, Tangent tangent) : IEquatable<Dual<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T Value { get; } = value;

    public Tangent Tangent { get; } = tangent;

    /// <summary>The value, for slopes.</summary>
    internal double Real => double.CreateTruncating(Value);

    public static implicit operator Dual<T>(T value) => new(value, default);

    public static implicit operator Dual<T>(int value) => new(T.CreateTruncating(value), default);

    public static Dual<T> operator +(Dual<T> a) => a;

    public static Dual<T> operator -(Dual<T> a) => new(-a.Value, a.Tangent.Times(-1));

    public static Dual<T> operator ++(Dual<T> a) => new(a.Value + T.One, a.Tangent);

    public static Dual<T> operator --(Dual<T> a) => new(a.Value - T.One, a.Tangent);

    public static Dual<T> operator +(Dual<T> a, Dual<T> b) => new(a.Value + b.Value, a.Tangent + b.Tangent);

    public static Dual<T> operator -(Dual<T> a, Dual<T> b) => new(a.Value - b.Value, a.Tangent + b.Tangent.Times(-1));

    public static Dual<T> operator *(Dual<T> a, Dual<T> b) => new(a.Value * b.Value, a.Tangent.Times(b.Real) + b.Tangent.Times(a.Real));

    public static Dual<T> operator /(Dual<T> a, Dual<T> b) =>
        new(a.Value / b.Value, a.Tangent.Times(1 / b.Real) + b.Tangent.Times(-(a.Real / b.Real / b.Real)));

    public static Dual<T> operator %(Dual<T> a, Dual<T> b)
    {
        T remainder = a.Value % b.Value;
        // a = q b + r with a whole q that stays as it is nearby.
        return new(remainder, a.Tangent + b.Tangent.Times(Math.Round((double.CreateTruncating(remainder) - a.Real) / b.Real)));
    }

    public static bool operator <(Dual<T> a, Dual<T> b) => a.Value < b.Value;

    public static bool operator >(Dual<T> a, Dual<T> b) => a.Value > b.Value;

    public static bool operator <=(Dual<T> a, Dual<T> b) => a.Value <= b.Value;

    public static bool operator >=(Dual<T> a, Dual<T> b) => a.Value >= b.Value;

    public static bool operator ==(Dual<T> a, Dual<T> b) => a.Value == b.Value;

    public static bool operator !=(Dual<T> a, Dual<T> b) => a.Value != b.Value;

    public bool Equals(Dual<T> other) => Value.Equals(other.Value);

    public override bool Equals(object? obj) => obj is Dual<T> other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
