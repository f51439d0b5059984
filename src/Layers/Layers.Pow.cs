using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>Every element to one power.</summary>
    /// <remarks>∂/∂x = power · x to the power − 1. The power is a constant.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="power">The power.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Pow(in ReadOnlyTensorSpan<float> x, float power, Workspace workspace = default) =>
        ShapedNew(new PowLayer<float>(power), x, workspace);

    /// <inheritdoc cref="Pow(in ReadOnlyTensorSpan{float}, float, Workspace)"/>
    public static Tensor<double> Pow(in ReadOnlyTensorSpan<double> x, double power, Workspace workspace = default) =>
        ShapedNew(new PowLayer<double>(power), x, workspace);

    /// <inheritdoc cref="Pow(in ReadOnlyTensorSpan{float}, float, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Pow(in ReadOnlyTensorSpan<float> x, float power, in TensorSpan<float> destination) =>
        ShapedInto(new PowLayer<float>(power), x, destination);

    /// <inheritdoc cref="Pow(in ReadOnlyTensorSpan{float}, float, in TensorSpan{float})"/>
    public static void Pow(in ReadOnlyTensorSpan<double> x, double power, in TensorSpan<double> destination) =>
        ShapedInto(new PowLayer<double>(power), x, destination);

    /// <summary>Backward pass of Pow.</summary>
    /// <param name="x">The input.</param>
    /// <param name="power">The power.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void PowBackward(in ReadOnlyTensorSpan<float> x, float power, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(new PowLayer<float>(power), x, dOut, dX);

    /// <inheritdoc cref="PowBackward(in ReadOnlyTensorSpan{float}, float, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void PowBackward(in ReadOnlyTensorSpan<double> x, double power, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(new PowLayer<double>(power), x, dOut, dX);

    private readonly struct PowLayer<T>(T power) : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Pow";

        public string BackwardName => "PowBackward";

        public string Saved => "x";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y)
        {
            // A square is a product: exact, and many times as fast.
            if (power == T.One + T.One)
                Elements.Multiply(x, x, y);
            else
                TensorPrimitives.Pow(x, power, y);
        }

        public void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> dOut, int row, Span<T> dX)
        {
            if (T.IsZero(power))
                return;
            Span<T> slopes = KernelBuffer<T>.Get(x.Length);
            if (power == T.One + T.One)
            {
                Elements.Add(x, x, slopes);
            }
            else
            {
                TensorPrimitives.Pow(x, power - T.One, slopes);
                Elements.Multiply(slopes, power, slopes);
            }
            Elements.MultiplyAdd(slopes, dOut, dX, dX);
        }
    }
}
