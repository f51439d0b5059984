using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A scalar recurrence of 1000 steps without a call: as cheap as a step can be.</summary>
[BenchmarkCategory(nameof(RecurrenceArithmetic))]
public class RecurrenceArithmetic() : CallShape([0.7], Draw(1, 1000, 2.9, 3.1), Draw(2, 1000, -1.05, -0.95))
{
    protected override double RunPrimal() => Growth.Grow(Inputs[0][0], Inputs[1], Inputs[2]);

    protected override double RunGenerated(double[][] gradients)
    {
        (double value, gradients[0][0]) = Growth.GrowBackward(Inputs[0][0], Inputs[1], Inputs[2], 1, gradients[1], gradients[2]);
        return value;
    }

    protected override double RunByHand(double[][] gradients)
    {
        (double value, gradients[0][0]) = Growth.ByHand(Inputs[0][0], Inputs[1], Inputs[2], 1, gradients[1], gradients[2]);
        return value;
    }
}

/// <summary>Growth towards a capacity, both different every year.</summary>
internal static partial class Growth
{
    [Differentiable]
    public static double Grow(double s, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        for (int i = 0; i < x.Length; i++)
            s = s * x[i] + y[i] * s * s;
        return s;
    }

    /// <summary>One factor for the slope of a step, so that the chain through the steps is one multiplication.</summary>
    public static (double value, double dS) ByHand(double s, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double dOut, Span<double> dX, Span<double> dY)
    {
        using Workspace workspace = Workspace.Rent();
        return ByHand(s, x, y, dOut, dX, dY, workspace.Take<double>(x.Length));
    }

    private static (double value, double dS) ByHand(
        double s, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double dOut, Span<double> dX, Span<double> dY, Span<double> starts)
    {
        y = y[..x.Length];
        dX = dX[..x.Length];
        dY = dY[..x.Length];
        starts = starts[..x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            starts[i] = s;
            s = s * x[i] + y[i] * s * s;
        }

        double dS = dOut;
        for (int i = x.Length - 1; i >= 0; i--)
        {
            double start = starts[i];
            double dStart = dS * start;
            dX[i] += dStart;
            dY[i] += dStart * start;
            dS *= x[i] + 2 * start * y[i];
        }

        return (s, dS);
    }
}
