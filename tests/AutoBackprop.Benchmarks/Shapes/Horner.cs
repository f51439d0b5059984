using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A polynomial of 16 coefficients by Horner's rule: a loop so short that what surrounds it counts.</summary>
[BenchmarkCategory(nameof(Horner))]
public class Horner : PointShape
{
    private readonly double[] points = Draw(static random => 2 * random.NextDouble() - 1);
    private readonly double[] coefficients = [.. Draw(static random => random.NextDouble()).Take(16)];

    private readonly double[] values = new double[PointCount];
    private readonly (double value, double dX)[] generated = new (double, double)[PointCount];
    private readonly (double value, double dX)[] byHand = new (double, double)[PointCount];
    private readonly double[] dGenerated = new double[16];
    private readonly double[] dByHand = new double[16];

    protected override void RunPrimal()
    {
        for (int i = 0; i < points.Length; i++)
            values[i] = Polynomial.At(coefficients, points[i]);
    }

    protected override void RunGenerated()
    {
        Array.Clear(dGenerated);
        for (int i = 0; i < points.Length; i++)
            generated[i] = Polynomial.AtBackward(coefficients, points[i], 1, dGenerated);
    }

    protected override void RunByHand()
    {
        Array.Clear(dByHand);
        for (int i = 0; i < points.Length; i++)
            byHand[i] = Polynomial.ByHand(coefficients, points[i], 1, dByHand);
    }

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results =>
        (Flat(generated).Concat(dGenerated), Flat(byHand).Concat(dByHand));
}

/// <summary>A polynomial.</summary>
internal static partial class Polynomial
{
    [Differentiable]
    public static double At(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            sum = sum * x + coefficients[i];
        return sum;
    }

    /// <summary>What is kept of a short loop lies on the stack.</summary>
    public static (double value, double dX) ByHand(ReadOnlySpan<double> coefficients, double x, double dOut, Span<double> dCoefficients)
    {
        const int Short = 64;
        if (coefficients.Length <= Short)
            return ByHand(coefficients, x, dOut, dCoefficients, stackalloc double[Short]);
        using Workspace workspace = Workspace.Rent();
        return ByHand(coefficients, x, dOut, dCoefficients, workspace.Take<double>(coefficients.Length));
    }

    private static (double value, double dX) ByHand(ReadOnlySpan<double> coefficients, double x, double dOut, Span<double> dCoefficients, Span<double> sums)
    {
        sums = sums[..coefficients.Length];
        dCoefficients = dCoefficients[..coefficients.Length];
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            sums[i] = sum;
            sum = sum * x + coefficients[i];
        }

        double dSum = dOut, dX = 0;
        for (int i = 0; i < coefficients.Length; i++)
        {
            dCoefficients[i] += dSum;
            dX += dSum * sums[i];
            dSum *= x;
        }

        return (sum, dX);
    }
}
