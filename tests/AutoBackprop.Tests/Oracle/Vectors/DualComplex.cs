using System.Numerics;

namespace AutoBackprop.Tests;

/// <summary>The twin of <see cref="Complex"/>: functions by their real and imaginary parts.</summary>
public readonly struct DualComplex(Dual<double> real, Dual<double> imaginary) : IDualVector, IEquatable<DualComplex>
{
    public Dual<double> Real { get; } = real;

    public Dual<double> Imaginary { get; } = imaginary;

    public Complex Value => new(Real.Value, Imaginary.Value);

    object IDualVector.Primal => Value;

    public Dual<double>[] Parts => [Real, Imaginary];

    public Dual<double> Magnitude => Abs(this);

    public Dual<double> Phase => new(Value.Phase, DualMath.Atan2(Imaginary, Real).Tangent);

    public static DualComplex Zero => new(0, 0);

    public static DualComplex One => new(1, 0);

    public static DualComplex ImaginaryOne => new(0, 1);

    public static implicit operator DualComplex(Dual<double> real) => new(real, 0);

    public static implicit operator DualComplex(Dual<float> real) => new(DualMath.Widen(real), 0);

    public static bool operator ==(DualComplex a, DualComplex b) => a.Value == b.Value;

    public static bool operator !=(DualComplex a, DualComplex b) => a.Value != b.Value;

    public bool Equals(DualComplex other) => Value.Equals(other.Value);

    public override bool Equals(object? obj) => obj is DualComplex other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public static DualComplex operator +(DualComplex a) => a;

    public static DualComplex operator -(DualComplex a) => Of(-a.Value, -a.Real, -a.Imaginary);

    public static DualComplex operator ++(DualComplex a) => Of(a.Value + 1, a.Real + 1, a.Imaginary);

    public static DualComplex operator --(DualComplex a) => Of(a.Value - 1, a.Real - 1, a.Imaginary);

    public static DualComplex operator +(DualComplex a, DualComplex b) => Of(a.Value + b.Value, a.Real + b.Real, a.Imaginary + b.Imaginary);

    public static DualComplex operator -(DualComplex a, DualComplex b) => Of(a.Value - b.Value, a.Real - b.Real, a.Imaginary - b.Imaginary);

    public static DualComplex operator *(DualComplex a, DualComplex b) => Of(a.Value * b.Value, Product(a, b));

    public static DualComplex operator /(DualComplex a, DualComplex b) => Of(a.Value / b.Value, Quotient(a, b));

    public static DualComplex operator +(DualComplex a, Dual<double> b) => Of(a.Value + b.Value, a.Real + b, a.Imaginary);

    public static DualComplex operator +(Dual<double> a, DualComplex b) => Of(a.Value + b.Value, a + b.Real, b.Imaginary);

    public static DualComplex operator -(DualComplex a, Dual<double> b) => Of(a.Value - b.Value, a.Real - b, a.Imaginary);

    public static DualComplex operator -(Dual<double> a, DualComplex b) => Of(a.Value - b.Value, a - b.Real, -b.Imaginary);

    public static DualComplex operator *(DualComplex a, Dual<double> b) => Of(a.Value * b.Value, a.Real * b, a.Imaginary * b);

    public static DualComplex operator *(Dual<double> a, DualComplex b) => Of(a.Value * b.Value, a * b.Real, a * b.Imaginary);

    public static DualComplex operator /(DualComplex a, Dual<double> b) => Of(a.Value / b.Value, a.Real / b, a.Imaginary / b);

    public static DualComplex operator /(Dual<double> a, DualComplex b) => Of(a.Value / b.Value, Quotient(new DualComplex(a, 0), b));

    public static DualComplex Negate(DualComplex a) => -a;

    public static DualComplex Add(DualComplex a, DualComplex b) => a + b;

    public static DualComplex Add(DualComplex a, Dual<double> b) => a + b;

    public static DualComplex Add(Dual<double> a, DualComplex b) => a + b;

    public static DualComplex Subtract(DualComplex a, DualComplex b) => a - b;

    public static DualComplex Subtract(DualComplex a, Dual<double> b) => a - b;

    public static DualComplex Subtract(Dual<double> a, DualComplex b) => a - b;

    public static DualComplex Multiply(DualComplex a, DualComplex b) => a * b;

    public static DualComplex Multiply(DualComplex a, Dual<double> b) => a * b;

    public static DualComplex Multiply(Dual<double> a, DualComplex b) => a * b;

    public static DualComplex Divide(DualComplex a, DualComplex b) => a / b;

    public static DualComplex Divide(DualComplex a, Dual<double> b) => a / b;

    public static DualComplex Divide(Dual<double> a, DualComplex b) => a / b;

    public static Dual<double> Abs(DualComplex a) => new(Complex.Abs(a.Value), DualMath.Hypot(a.Real, a.Imaginary).Tangent);

    public static DualComplex Conjugate(DualComplex a) => Of(Complex.Conjugate(a.Value), a.Real, -a.Imaginary);

    public static DualComplex Reciprocal(DualComplex a) => Of(Complex.Reciprocal(a.Value), Quotient(One, a));

    public static DualComplex FromPolarCoordinates(Dual<double> a, Dual<double> b) =>
        Of(Complex.FromPolarCoordinates(a.Value, b.Value), a * DualMath.Cos(b), a * DualMath.Sin(b));

    public static DualComplex Exp(DualComplex a) => Of(Complex.Exp(a.Value), Exponential(a));

    public static DualComplex Log(DualComplex a) => Of(Complex.Log(a.Value), Logarithm(a));

    public static DualComplex Log10(DualComplex a) => Of(Complex.Log10(a.Value), Logarithm(a).Real / Math.Log(10), Logarithm(a).Imaginary / Math.Log(10));

    public static DualComplex Sqrt(DualComplex a) => Of(Complex.Sqrt(a.Value), Exponential(Product(Logarithm(a), new DualComplex(0.5, 0))));

    public static DualComplex Pow(DualComplex a, DualComplex b) => Of(Complex.Pow(a.Value, b.Value), Exponential(Product(Logarithm(a), b)));

    public static DualComplex Pow(DualComplex a, Dual<double> b) => Of(Complex.Pow(a.Value, b.Value), Exponential(Product(Logarithm(a), new DualComplex(b, 0))));

    public static DualComplex Sin(DualComplex a) => Of(Complex.Sin(a.Value), Sine(a));

    public static DualComplex Cos(DualComplex a) => Of(Complex.Cos(a.Value), Cosine(a));

    public static DualComplex Tan(DualComplex a) => Of(Complex.Tan(a.Value), Quotient(Sine(a), Cosine(a)));

    public static DualComplex Asin(DualComplex a) => Of(Complex.Asin(a.Value), ArcSine(a));

    public static DualComplex Acos(DualComplex a) => Of(Complex.Acos(a.Value), Math.PI / 2 - ArcSine(a).Real, -ArcSine(a).Imaginary);

    // i/2 (log(1 - i z) - log(1 + i z))
    public static DualComplex Atan(DualComplex a)
    {
        DualComplex turned = new(-a.Imaginary, a.Real), less = Logarithm(new DualComplex(1 - turned.Real, -turned.Imaginary)), more = Logarithm(new DualComplex(1 + turned.Real, turned.Imaginary));
        return Of(Complex.Atan(a.Value), (more.Imaginary - less.Imaginary) / 2, (less.Real - more.Real) / 2);
    }

    public static DualComplex Log(DualComplex a, Dual<double> b) => Of(Complex.Log(a.Value, b.Value), Quotient(Logarithm(a), new DualComplex(DualMath.Log(b), 0)));

    public static DualComplex Sinh(DualComplex a) => Of(Complex.Sinh(a.Value), HyperbolicSine(a));

    public static DualComplex Cosh(DualComplex a) => Of(Complex.Cosh(a.Value), HyperbolicCosine(a));

    public static DualComplex Tanh(DualComplex a) => Of(Complex.Tanh(a.Value), Quotient(HyperbolicSine(a), HyperbolicCosine(a)));

    private static DualComplex Of(Complex value, Dual<double> real, Dual<double> imaginary) =>
        new(new Dual<double>(value.Real, real.Tangent), new Dual<double>(value.Imaginary, imaginary.Tangent));

    private static DualComplex Of(Complex value, DualComplex definition) => Of(value, definition.Real, definition.Imaginary);

    private static DualComplex Product(DualComplex a, DualComplex b) =>
        new(a.Real * b.Real - a.Imaginary * b.Imaginary, a.Real * b.Imaginary + a.Imaginary * b.Real);

    private static DualComplex Quotient(DualComplex a, DualComplex b)
    {
        Dual<double> square = b.Real * b.Real + b.Imaginary * b.Imaginary;
        DualComplex product = Product(a, new DualComplex(b.Real, -b.Imaginary));
        return new DualComplex(product.Real / square, product.Imaginary / square);
    }

    private static DualComplex Exponential(DualComplex a) => new(DualMath.Exp(a.Real) * DualMath.Cos(a.Imaginary), DualMath.Exp(a.Real) * DualMath.Sin(a.Imaginary));

    private static DualComplex Logarithm(DualComplex a) => new(DualMath.Log(DualMath.Hypot(a.Real, a.Imaginary)), DualMath.Atan2(a.Imaginary, a.Real));

    // -i log(i z + sqrt(1 - z z))
    private static DualComplex ArcSine(DualComplex a)
    {
        DualComplex square = Product(a, a), root = Exponential(Product(Logarithm(new DualComplex(1 - square.Real, -square.Imaginary)), new DualComplex(0.5, 0)));
        DualComplex logarithm = Logarithm(new DualComplex(root.Real - a.Imaginary, root.Imaginary + a.Real));
        return new DualComplex(logarithm.Imaginary, -logarithm.Real);
    }

    private static DualComplex Sine(DualComplex a) => new(DualMath.Sin(a.Real) * DualMath.Cosh(a.Imaginary), DualMath.Cos(a.Real) * DualMath.Sinh(a.Imaginary));

    private static DualComplex Cosine(DualComplex a) => new(DualMath.Cos(a.Real) * DualMath.Cosh(a.Imaginary), -(DualMath.Sin(a.Real) * DualMath.Sinh(a.Imaginary)));

    private static DualComplex HyperbolicSine(DualComplex a) => new(DualMath.Sinh(a.Real) * DualMath.Cos(a.Imaginary), DualMath.Cosh(a.Real) * DualMath.Sin(a.Imaginary));

    private static DualComplex HyperbolicCosine(DualComplex a) => new(DualMath.Cosh(a.Real) * DualMath.Cos(a.Imaginary), DualMath.Sinh(a.Real) * DualMath.Sin(a.Imaginary));
}
