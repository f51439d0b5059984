using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The magnitude of every element.</summary>
    /// <remarks>∂/∂x = the sign of x; at the kink, 0, the subgradient of least norm.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Abs(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(AbsLayer<float>), x, workspace);

    /// <inheritdoc cref="Abs(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Abs(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(AbsLayer<double>), x, workspace);

    /// <inheritdoc cref="Abs(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Abs(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(AbsLayer<float>), x, destination);

    /// <inheritdoc cref="Abs(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Abs(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(AbsLayer<double>), x, destination);

    /// <summary>Backward pass of Abs.</summary>
    /// <param name="x">The input.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void AbsBackward(in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(AbsLayer<float>), x, dOut, dX);

    /// <inheritdoc cref="AbsBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void AbsBackward(in ReadOnlyTensorSpan<double> x, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(AbsLayer<double>), x, dOut, dX);

    private readonly struct AbsLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Abs";

        public string BackwardName => "AbsBackward";

        public string Saved => "x";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => Elements.Abs(x, y);

        public void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elementwise.AddScaled(default(AbsSlope<T>), x, dOut, dX);
    }

    private readonly struct AbsSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T x) => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero;

        public Vector<T> Of(Vector<T> x) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, Vector<T>.Zero));
    }
}
