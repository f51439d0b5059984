using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The probabilities eˣ / Σ eˣ of each row. The row's maximum is subtracted first, so that nothing overflows.</summary>
    /// <remarks>∂/∂x = y (dOut − Σ dOut y), row by row.</remarks>
    /// <param name="x">The scores, [..., classes]: rows along the last axis.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Softmax(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(SoftmaxLayer<float>), x, workspace);

    /// <inheritdoc cref="Softmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Softmax(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(SoftmaxLayer<double>), x, workspace);

    /// <inheritdoc cref="Softmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Softmax(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(SoftmaxLayer<float>), x, destination);

    /// <inheritdoc cref="Softmax(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Softmax(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(SoftmaxLayer<double>), x, destination);

    /// <summary>Backward pass of Softmax.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SoftmaxBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(SoftmaxLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="SoftmaxBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SoftmaxBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(SoftmaxLayer<double>), y, dOut, dX);

    private readonly struct SoftmaxLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Softmax";

        public string BackwardName => "SoftmaxBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => SoftmaxRows(x, row, y);

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => SoftmaxRowsAdd(y, dOut, row, dX);
    }
}
