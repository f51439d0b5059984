using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>Ten Runge–Kutta steps of a chain of equations, 10000 of them (GradBench's ode).</summary>
[BenchmarkCategory(nameof(OdeRungeKutta))]
public class OdeRungeKutta(int equations) : CallShape(Draw(1, equations, 0, 1))
{
    private const int Steps = 10;

    public OdeRungeKutta()
        : this(10000)
    {
    }

    public override double? Target => 3.0;

    protected override double RunPrimal() => Chain.Last(Inputs[0], Steps);

    protected override double RunGenerated(double[][] gradients) => Chain.LastBackward(Inputs[0], Steps, 1, gradients[0]);

    protected override double RunByHand(double[][] gradients) => Chain.ByHand(Inputs[0], Steps, 1, gradients[0]);
}

/// <summary>y₀′ = x₀, yᵢ′ = xᵢ yᵢ₋₁, from zero until time 2.</summary>
internal static partial class Chain
{
    /// <summary>The last component of y(2) and, as it is nearly zero, the first ten.</summary>
    [Differentiable]
    public static double Last(ReadOnlySpan<double> x, int steps)
    {
        int n = x.Length;
        double h = 2.0 / steps;
        double[] y = new double[n];
        double[] k1 = new double[n];
        double[] k2 = new double[n];
        double[] k3 = new double[n];
        double[] k4 = new double[n];
        for (int step = 0; step < steps; step++)
        {
            k1[0] = x[0];
            for (int i = 1; i < n; i++)
                k1[i] = x[i] * y[i - 1];
            k2[0] = x[0];
            for (int i = 1; i < n; i++)
                k2[i] = x[i] * (y[i - 1] + h / 2 * k1[i - 1]);
            k3[0] = x[0];
            for (int i = 1; i < n; i++)
                k3[i] = x[i] * (y[i - 1] + h / 2 * k2[i - 1]);
            k4[0] = x[0];
            for (int i = 1; i < n; i++)
                k4[i] = x[i] * (y[i - 1] + h * k3[i - 1]);
            for (int i = 0; i < n; i++)
                y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }

        double sum = 0;
        for (int i = 0; i < 10; i++)
            sum += y[i];
        return sum + y[n - 1];
    }

    /// <summary>The start of each step is kept and its slopes are computed again; whole rows at a time.</summary>
    public static double ByHand(ReadOnlySpan<double> x, int steps, double dOut, Span<double> dX)
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

        Span<double> last = starts.Slice(steps * n, n);
        double value = TensorPrimitives.Sum(last[..10]) + last[n - 1];

        Span<double> dY = workspace.Zeros<double>(n);
        Span<double> dK = workspace.Take<double>(n);
        Span<double> dAt = workspace.Zeros<double>(n);
        dY[..10].Fill(dOut);
        dY[n - 1] += dOut;
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
