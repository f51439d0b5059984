using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The logarithms of the probabilities of each row: x − log Σ eˣ. The row's maximum is subtracted first, so that nothing overflows.</summary>
    /// <remarks>∂/∂x = dOut − eʸ Σ dOut, row by row.</remarks>
    /// <param name="x">The scores, [..., classes]: rows along the last axis.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> LogSoftmax(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(LogSoftmaxLayer<float>), x, workspace);

    /// <inheritdoc cref="LogSoftmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> LogSoftmax(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(LogSoftmaxLayer<double>), x, workspace);

    /// <inheritdoc cref="LogSoftmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void LogSoftmax(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(LogSoftmaxLayer<float>), x, destination);

    /// <inheritdoc cref="LogSoftmax(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void LogSoftmax(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(LogSoftmaxLayer<double>), x, destination);

    /// <summary>Backward pass of LogSoftmax.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void LogSoftmaxBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(LogSoftmaxLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="LogSoftmaxBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void LogSoftmaxBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(LogSoftmaxLayer<double>), y, dOut, dX);

    private readonly struct LogSoftmaxLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "LogSoftmax";

        public string BackwardName => "LogSoftmaxBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y)
        {
            Span<T> exps = KernelBuffer<T>.Get(x.Length);
            SubtractMaxima(x, row, y);
            Elements.Exp(y, exps);
            for (int start = 0; start < x.Length; start += row)
            {
                Span<T> shifted = y.Slice(start, row);
                Elements.Subtract(shifted, T.Log(TensorPrimitives.Sum<T>(exps.Slice(start, row))), shifted);
            }
        }

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX)
        {
            Span<T> exps = KernelBuffer<T>.Get(y.Length);
            Elements.Exp(y, exps);
            for (int start = 0; start < y.Length; start += row)
            {
                ReadOnlySpan<T> upstream = dOut.Slice(start, row);
                Span<T> gradient = dX.Slice(start, row);
                Elements.Add(gradient, upstream, gradient);
                Elements.MultiplyAdd(exps.Slice(start, row), -TensorPrimitives.Sum(upstream), gradient, gradient);
            }
        }
    }
}
