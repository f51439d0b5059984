using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The probabilities eˣ / Σ eˣ of all elements together, as Tensor.SoftMax gives them.</summary>
    /// <remarks>∂/∂x = y (dOut − Σ dOut y).</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> SoftmaxOfAll(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(SoftmaxOfAllLayer<float>), x, workspace);

    /// <inheritdoc cref="SoftmaxOfAll(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> SoftmaxOfAll(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(SoftmaxOfAllLayer<double>), x, workspace);

    /// <inheritdoc cref="SoftmaxOfAll(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void SoftmaxOfAll(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(SoftmaxOfAllLayer<float>), x, destination);

    /// <inheritdoc cref="SoftmaxOfAll(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SoftmaxOfAll(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(SoftmaxOfAllLayer<double>), x, destination);

    /// <summary>Backward pass of SoftmaxOfAll.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SoftmaxOfAllBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(SoftmaxOfAllLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="SoftmaxOfAllBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SoftmaxOfAllBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(SoftmaxOfAllLayer<double>), y, dOut, dX);

    private readonly struct SoftmaxOfAllLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "SoftmaxOfAll";

        public string BackwardName => "SoftmaxOfAllBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => SoftmaxRows(x, x.Length, y);

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => SoftmaxRowsAdd(y, dOut, y.Length, dX);
    }
}
