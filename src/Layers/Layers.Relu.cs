using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The rectified linear unit of every element: max(x, 0). NaN stays NaN.</summary>
    /// <remarks>∂/∂x = 1 for x &gt; 0, otherwise 0; at the kink, 0, the subgradient of least norm.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Relu(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(ReluLayer<float>), x, workspace);

    /// <inheritdoc cref="Relu(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Relu(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(ReluLayer<double>), x, workspace);

    /// <inheritdoc cref="Relu(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Relu(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(ReluLayer<float>), x, destination);

    /// <inheritdoc cref="Relu(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Relu(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(ReluLayer<double>), x, destination);

    /// <summary>Backward pass of Relu.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void ReluBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(ReluLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="ReluBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void ReluBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(ReluLayer<double>), y, dOut, dX);

    private readonly struct ReluLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Relu";

        public string BackwardName => "ReluBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => TensorPrimitives.Max(x, T.Zero, y);

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elementwise.AddScaled(default(ReluSlope<T>), y, dOut, dX);
    }

    private readonly struct ReluSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T y) => y > T.Zero ? T.One : T.Zero;

        public Vector<T> Of(Vector<T> y) => Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
    }
}
