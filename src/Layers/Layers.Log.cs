using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The natural logarithm of every element.</summary>
    /// <remarks>∂/∂x = 1 / x.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Log(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(LogLayer<float>), x, workspace);

    /// <inheritdoc cref="Log(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Log(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(LogLayer<double>), x, workspace);

    /// <inheritdoc cref="Log(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Log(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(LogLayer<float>), x, destination);

    /// <inheritdoc cref="Log(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Log(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(LogLayer<double>), x, destination);

    /// <summary>Backward pass of Log.</summary>
    /// <param name="x">The input.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void LogBackward(in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(LogLayer<float>), x, dOut, dX);

    /// <inheritdoc cref="LogBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void LogBackward(in ReadOnlyTensorSpan<double> x, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(LogLayer<double>), x, dOut, dX);

    private readonly struct LogLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Log";

        public string BackwardName => "LogBackward";

        public string Saved => "x";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => Elements.Log(x, y);

        public void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elementwise.AddScaled(default(LogSlope<T>), x, dOut, dX);
    }

    private readonly struct LogSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T x) => T.One / x;

        public Vector<T> Of(Vector<T> x) => Vector<T>.One / x;
    }
}
