using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The negative of every element.</summary>
    /// <remarks>∂/∂x = −1.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Negate(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(NegateLayer<float>), x, workspace);

    /// <inheritdoc cref="Negate(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Negate(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(NegateLayer<double>), x, workspace);

    /// <inheritdoc cref="Negate(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Negate(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(NegateLayer<float>), x, destination);

    /// <inheritdoc cref="Negate(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Negate(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(NegateLayer<double>), x, destination);

    /// <summary>Backward pass of Negate.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void NegateBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(NegateLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="NegateBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void NegateBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(NegateLayer<double>), y, dOut, dX);

    private readonly struct NegateLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Negate";

        public string BackwardName => "NegateBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => Elements.Negate(x, y);

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elements.Subtract(dX, dOut, dX);
    }
}
