using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The logistic function of every element: 1 / (1 + e⁻ˣ).</summary>
    /// <remarks>∂/∂x = y (1 − y).</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Sigmoid(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(SigmoidLayer<float>), x, workspace);

    /// <inheritdoc cref="Sigmoid(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Sigmoid(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(SigmoidLayer<double>), x, workspace);

    /// <inheritdoc cref="Sigmoid(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Sigmoid(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(SigmoidLayer<float>), x, destination);

    /// <inheritdoc cref="Sigmoid(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Sigmoid(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(SigmoidLayer<double>), x, destination);

    /// <summary>Backward pass of Sigmoid.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SigmoidBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(SigmoidLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="SigmoidBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SigmoidBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(SigmoidLayer<double>), y, dOut, dX);

    private readonly struct SigmoidLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Sigmoid";

        public string BackwardName => "SigmoidBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => TensorPrimitives.Sigmoid(x, y);

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elementwise.AddScaled(default(SigmoidSlope<T>), y, dOut, dX);
    }

    private readonly struct SigmoidSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T y) => y * (T.One - y);

        public Vector<T> Of(Vector<T> y) => y * (Vector<T>.One - y);
    }
}
