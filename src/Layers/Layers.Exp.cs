using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The exponential of every element.</summary>
    /// <remarks>∂/∂x = y.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Exp(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(ExpLayer<float>), x, workspace);

    /// <inheritdoc cref="Exp(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Exp(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(ExpLayer<double>), x, workspace);

    /// <inheritdoc cref="Exp(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Exp(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(ExpLayer<float>), x, destination);

    /// <inheritdoc cref="Exp(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Exp(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(ExpLayer<double>), x, destination);

    /// <summary>Backward pass of Exp.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void ExpBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(ExpLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="ExpBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void ExpBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(ExpLayer<double>), y, dOut, dX);

    private readonly struct ExpLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Exp";

        public string BackwardName => "ExpBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => Elements.Exp(x, y);

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elements.MultiplyAdd(y, dOut, dX, dX);
    }
}
