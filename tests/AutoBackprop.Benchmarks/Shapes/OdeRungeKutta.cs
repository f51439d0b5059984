using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>Ten Runge–Kutta steps of a chain of equations, 10000 of them (GradBench's ode).</summary>
[BenchmarkCategory(nameof(OdeRungeKutta))]
public class OdeRungeKutta(int equations) : CallShape(Draw(1, equations, 0, 1))
{
    private const int Steps = 10;

    private readonly double[] weights = [.. Enumerable.Range(0, equations).Select(i => i < 10 || i == equations - 1 ? 1.0 : 0.0)];

    public OdeRungeKutta()
        : this(10000)
    {
    }

    public override double? Target => 3.0;

    protected override double RunPrimal() => Value(Ode.Solution(Inputs[0], Steps));

    protected override double RunGenerated(double[][] gradients) => Value(Ode.SolutionBackward(Inputs[0], Steps, weights, gradients[0]));

    protected override double RunByHand(double[][] gradients) => Value(SolutionGradient.ByHand(Inputs[0], Steps, weights, gradients[0]));

    /// <summary>The last component and, as it is nearly zero, the first ten.</summary>
    private double Value(double[] solution) => TensorPrimitives.Dot<double>(solution, weights);
}

/// <summary>Its gradient by hand.</summary>
internal static class SolutionGradient
{
    /// <summary>The start of each step is kept and its slopes are computed again; whole rows at a time.</summary>
    public static double[] ByHand(ReadOnlySpan<double> x, int steps, ReadOnlySpan<double> dOut, Span<double> dX)
    {
        int n = x.Length;
        double h = 2.0 / steps;
        using Workspace workspace = Workspace.Rent();
        Span<double> starts = workspace.Take<double>((steps + 1) * n);
        Span<double> k1 = workspace.Take<double>(n);
        Span<double> k2 = workspace.Take<double>(n);
        Span<double> k3 = workspace.Take<double>(n);
        Span<double> k4 = workspace.Take<double>(n);
        Span<double> at = workspace.Take<double>(n);
        starts[..n].Clear();
        for (int step = 0; step < steps; step++)
        {
            Span<double> y = starts.Slice(step * n, n);
            Span<double> next = starts.Slice((step + 1) * n, n);
            Slope(x, y, k1);
            TensorPrimitives.MultiplyAdd(k1, h / 2, y, at);
            Slope(x, at, k2);
            TensorPrimitives.MultiplyAdd(k2, h / 2, y, at);
            Slope(x, at, k3);
            TensorPrimitives.MultiplyAdd(k3, h, y, at);
            Slope(x, at, k4);
            TensorPrimitives.MultiplyAdd(k1, h / 6, y, next);
            TensorPrimitives.MultiplyAdd(k2, h / 3, next, next);
            TensorPrimitives.MultiplyAdd(k3, h / 3, next, next);
            TensorPrimitives.MultiplyAdd(k4, h / 6, next, next);
        }

        double[] value = starts.Slice(steps * n, n).ToArray();
        Span<double> dY = workspace.Take<double>(n);
        Span<double> dK = workspace.Take<double>(n);
        Span<double> dAt = workspace.Zeros<double>(n);
        dOut.CopyTo(dY);
        for (int step = steps - 1; step >= 0; step--)
        {
            Span<double> y = starts.Slice(step * n, n);
            Slope(x, y, k1);
            TensorPrimitives.MultiplyAdd(k1, h / 2, y, k1);
            Slope(x, k1, k2);
            TensorPrimitives.MultiplyAdd(k2, h / 2, y, k2);
            Slope(x, k2, k3);
            TensorPrimitives.MultiplyAdd(k3, h, y, k3);
            // k1, k2 and k3 are now where the slopes k2, k3 and k4 were taken.
            Span<double> dSum = k4;
            dY.CopyTo(dSum);
            TensorPrimitives.Multiply(dSum, h / 6, dK);
            SlopeBackward(x, k3, dK, dAt, dX);
            TensorPrimitives.Add(dY, dAt, dY);
            TensorPrimitives.Multiply(dSum, h / 3, dK);
            TensorPrimitives.MultiplyAdd(dAt, h, dK, dK);
            SlopeBackward(x, k2, dK, dAt, dX);
            TensorPrimitives.Add(dY, dAt, dY);
            TensorPrimitives.Multiply(dSum, h / 3, dK);
            TensorPrimitives.MultiplyAdd(dAt, h / 2, dK, dK);
            SlopeBackward(x, k1, dK, dAt, dX);
            TensorPrimitives.Add(dY, dAt, dY);
            TensorPrimitives.Multiply(dSum, h / 6, dK);
            TensorPrimitives.MultiplyAdd(dAt, h / 2, dK, dK);
            SlopeBackward(x, y, dK, dAt, dX);
            TensorPrimitives.Add(dY, dAt, dY);
        }

        return value;
    }

    private static void Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> k)
    {
        k[0] = x[0];
        TensorPrimitives.Multiply(x[1..], y[..^1], k[1..]);
    }

    /// <summary>Adds to x's gradient and sets y's.</summary>
    private static void SlopeBackward(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> dK, Span<double> dY, Span<double> dX)
    {
        dX[0] += dK[0];
        TensorPrimitives.MultiplyAdd(dK[1..], y[..^1], dX[1..], dX[1..]);
        TensorPrimitives.Multiply(dK[1..], x[1..], dY[..^1]);
    }
}
