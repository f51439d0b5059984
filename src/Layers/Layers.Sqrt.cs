using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The square root of every element.</summary>
    /// <remarks>∂/∂x = 1 / (2 y); at 0, ∞.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Sqrt(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(SqrtLayer<float>), x, workspace);

    /// <inheritdoc cref="Sqrt(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Sqrt(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(SqrtLayer<double>), x, workspace);

    /// <inheritdoc cref="Sqrt(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Sqrt(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(SqrtLayer<float>), x, destination);

    /// <inheritdoc cref="Sqrt(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Sqrt(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(SqrtLayer<double>), x, destination);

    /// <summary>Backward pass of Sqrt.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SqrtBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(SqrtLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="SqrtBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SqrtBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(SqrtLayer<double>), y, dOut, dX);

    private readonly struct SqrtLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Sqrt";

        public string BackwardName => "SqrtBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => Elements.Sqrt(x, y);

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elementwise.AddScaled(default(SqrtSlope<T>), y, dOut, dX);
    }

    private readonly struct SqrtSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T y) => T.One / (y + y);

        public Vector<T> Of(Vector<T> y) => Vector<T>.One / (y + y);
    }
}
