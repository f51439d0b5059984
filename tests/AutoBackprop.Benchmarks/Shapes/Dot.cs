using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A dot product of 1000 elements.</summary>
[BenchmarkCategory(nameof(Dot))]
public class Dot() : CallShape(Draw(1, 1000, -1, 1), Draw(2, 1000, -1, 1))
{
    protected override double RunPrimal() => DotProduct.Of(Inputs[0], Inputs[1]);

    protected override double RunGenerated(double[][] gradients) =>
        DotProduct.OfBackward(Inputs[0], Inputs[1], 1, gradients[0], gradients[1]);

    protected override double RunByHand(double[][] gradients) =>
        DotProduct.ByHand(Inputs[0], Inputs[1], 1, gradients[0], gradients[1]);
}

/// <summary>A dot product.</summary>
internal static partial class DotProduct
{
    [Differentiable]
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>Three calls of the vector library.</summary>
    public static double ByHand(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double dOut, Span<double> dX, Span<double> dY)
    {
        y = y[..x.Length];
        TensorPrimitives.MultiplyAdd(y, dOut, dX, dX);
        TensorPrimitives.MultiplyAdd(x, dOut, dY, dY);
        return TensorPrimitives.Dot(x, y);
    }
}
