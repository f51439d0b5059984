using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A scalar recurrence of 1000 steps with a sine: what a step overwrites has to be kept.</summary>
[BenchmarkCategory(nameof(Recurrence))]
public class Recurrence() : CallShape([0.7], [1.9], [0.4])
{
    private const int Steps = 1000;

    // The map is chaotic for some slopes; a short step keeps the difference quotient a derivative.
    protected override double Step => 1e-6;

    protected override double RunPrimal() => SineMap.Iterate(Inputs[0][0], Inputs[1][0], Inputs[2][0], Steps);

    protected override double RunGenerated(double[][] gradients)
    {
        (double value, gradients[0][0], gradients[1][0], gradients[2][0]) = SineMap.IterateBackward(Inputs[0][0], Inputs[1][0], Inputs[2][0], Steps, 1);
        return value;
    }

    protected override double RunByHand(double[][] gradients)
    {
        (double value, gradients[0][0], gradients[1][0], gradients[2][0]) = SineMap.ByHand(Inputs[0][0], Inputs[1][0], Inputs[2][0], Steps, 1);
        return value;
    }
}

/// <summary>A sine map.</summary>
internal static partial class SineMap
{
    [Differentiable]
    public static double Iterate(double s, double a, double b, int steps)
    {
        for (int i = 0; i < steps; i++)
            s = Math.Sin(s) * a + b * s;
        return s;
    }

    /// <summary>The cosine comes with the sine; a step's slope, its sine and its start are kept.</summary>
    public static (double value, double dS, double dA, double dB) ByHand(double s, double a, double b, int steps, double dOut)
    {
        using Workspace workspace = Workspace.Rent();
        return ByHand(s, a, b, dOut, workspace.Take<double>(steps), workspace.Take<double>(steps), workspace.Take<double>(steps));
    }

    private static (double value, double dS, double dA, double dB) ByHand(
        double s, double a, double b, double dOut, Span<double> starts, Span<double> sines, Span<double> slopes)
    {
        sines = sines[..starts.Length];
        slopes = slopes[..starts.Length];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = s;
            (double sin, double cos) = Math.SinCos(s);
            sines[i] = sin;
            slopes[i] = cos * a + b;
            s = sin * a + b * s;
        }

        double dS = dOut, dA = 0, dB = 0;
        for (int i = starts.Length - 1; i >= 0; i--)
        {
            dA += dS * sines[i];
            dB += dS * starts[i];
            dS *= slopes[i];
        }

        return (s, dS, dA, dB);
    }
}
