using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>The logarithm of a sum of exponentials, 40000 of them (GradBench's lse).</summary>
[BenchmarkCategory(nameof(LogSumExp))]
public class LogSumExp(int count) : CallShape(Draw(1, count, 0, 1))
{
    public LogSumExp()
        : this(40000)
    {
    }

    public override double? Target => 1.0;

    // A component of the gradient is as small as 1/count; the step is far from the rounding of the value.
    protected override double Step => 1e-3;

    protected override double RunPrimal() => Lse.LogSumExp(Inputs[0]);

    protected override double RunGenerated(double[][] gradients) => Lse.LogSumExpBackward(Inputs[0], 1, gradients[0]);

    protected override double RunByHand(double[][] gradients) => LogSumExpGradient.ByHand(Inputs[0], 1, gradients[0]);
}

/// <summary>Its gradient by hand.</summary>
internal static class LogSumExpGradient
{
    /// <summary>The exponentials are kept; the maximum's own gradient cancels.</summary>
    public static double ByHand(ReadOnlySpan<double> x, double dOut, Span<double> dX)
    {
        using Workspace workspace = Workspace.Rent();
        return ByHand(x, dOut, dX, workspace.Take<double>(x.Length));
    }

    private static double ByHand(ReadOnlySpan<double> x, double dOut, Span<double> dX, Span<double> exponentials)
    {
        double largest = TensorPrimitives.Max(x);
        TensorPrimitives.Subtract(x, largest, exponentials);
        TensorPrimitives.Exp(exponentials, exponentials);
        double sum = TensorPrimitives.Sum<double>(exponentials);
        TensorPrimitives.MultiplyAdd(exponentials, dOut / sum, dX, dX);
        return largest + Math.Log(sum);
    }
}
