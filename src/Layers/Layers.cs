using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>A result: from the workspace, or new where there is none.</summary>
    private static Tensor<T> NewTensor<T>(Workspace workspace, scoped ReadOnlySpan<nint> lengths)
        where T : unmanaged =>
        workspace.IsRented ? workspace.Take<T>(lengths) : Tensor.CreateFromShapeUninitialized<T>(lengths);

    /// <summary>Each row less its maximum, the first step of every softmax that does not overflow.</summary>
    private static void SubtractMaxima<T>(ReadOnlySpan<T> x, int classes, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int start = 0; start < x.Length; start += classes)
        {
            ReadOnlySpan<T> row = x.Slice(start, classes);
            Elements.Subtract(row, TensorPrimitives.Max(row), destination.Slice(start, classes));
        }
    }

    private static void SoftmaxRows<T>(ReadOnlySpan<T> x, int classes, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SubtractMaxima(x, classes, destination);
        Elements.Exp<T>(destination, destination);
        for (int start = 0; start < x.Length; start += classes)
        {
            Span<T> row = destination.Slice(start, classes);
            Elements.Divide(row, TensorPrimitives.Sum<T>(row), row);
        }
    }

    private static void SoftmaxRowsAdd<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int classes, Span<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int start = 0; start < y.Length; start += classes)
        {
            ReadOnlySpan<T> p = y.Slice(start, classes), d = dOut.Slice(start, classes);
            Span<T> row = gradient.Slice(start, classes);
            T mean = TensorPrimitives.Dot(p, d);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] += p[i] * (d[i] - mean);
            }
        }
    }
}
