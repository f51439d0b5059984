namespace AutoBackprop.Tests.Allocation;

/// <summary>Functions of this very project: their derivatives are generated when the tests are compiled.</summary>
public static partial class Scalars
{
    [Differentiable]
    public static double Straight(double apple, double count, double tax)
    {
        double price = apple * count;
        return Math.Exp(price / 100) * tax - Math.Atan2(apple, tax);
    }

    [Differentiable]
    public static double Branching(double x, int n)
    {
        double s = x;
        if (n > 2)
            s *= Math.Sin(x);
        switch (n)
        {
            case 1:
                return s;
            case 3:
                s += x switch { > 1 => x * x, _ => 2 * x };
                break;
        }

        s++;
        return x > 0 ? Math.Sqrt(x) * s : 2 * x;
    }

    [Differentiable]
    public static double Recursive(double x, int n) => n <= 0 ? 1 : x * Recursive(x / 2, n - 1);

    [Differentiable]
    public static double Calling(double x, double y) => Straight(x, y, 1.1) * Branching(x, 3) + Generic<int>.Scaled(y, 2);

    [Differentiable]
    public static float Single(float x, double y) => MathF.Tanh(x) * (float)y;

    [Differentiable]
    public static double Many(double a, double b, double c, double d, double e, double f, double g, double h, double i) => a * b * c + d * e * f + g * h * i;

    /// <summary>A generic type has code of its own for each type argument.</summary>
    public static partial class Generic<T>
    {
        [Differentiable]
        public static double Scaled(double x, [NoGradient] double factor) => x * factor + Math.Max(x, factor);
    }
}
