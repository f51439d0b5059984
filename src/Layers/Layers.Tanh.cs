using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The hyperbolic tangent of every element.</summary>
    /// <remarks>∂/∂x = 1 − y².</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Tanh(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(TanhLayer<float>), x, workspace);

    /// <inheritdoc cref="Tanh(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Tanh(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(TanhLayer<double>), x, workspace);

    /// <inheritdoc cref="Tanh(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Tanh(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(TanhLayer<float>), x, destination);

    /// <inheritdoc cref="Tanh(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Tanh(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(TanhLayer<double>), x, destination);

    /// <summary>Backward pass of Tanh.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void TanhBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(TanhLayer<float>), y, dOut, dX);

    /// <inheritdoc cref="TanhBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void TanhBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(TanhLayer<double>), y, dOut, dX);

    private readonly struct TanhLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Tanh";

        public string BackwardName => "TanhBackward";

        public string Saved => "y";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y)
        {
            TensorPrimitives.Tanh(x, y);
            // It is e⁻²ˣ − 1 there, which near zero has few digits left.
            T small = T.CreateChecked(0.125);
            for (int i = 0; i < x.Length; i++)
            {
                if (T.Abs(x[i]) < small)
                    y[i] = NearZero(x[i]);
            }
        }

        /// <summary>The series of Abramowitz and Stegun 4.5.64 up to x¹⁵: what is left out is below 10⁻¹⁷ of the whole for |x| below ⅛.</summary>
        private static T NearZero(T x)
        {
            T square = x * x;
            T sum = T.CreateChecked(-929569 / 638512875.0);
            sum = (sum * square) + T.CreateChecked(21844 / 6081075.0);
            sum = (sum * square) - T.CreateChecked(1382 / 155925.0);
            sum = (sum * square) + T.CreateChecked(62 / 2835.0);
            sum = (sum * square) - T.CreateChecked(17 / 315.0);
            sum = (sum * square) + T.CreateChecked(2 / 15.0);
            sum = (sum * square) - T.CreateChecked(1 / 3.0);
            return x * (T.One + (square * sum));
        }

        public void Backward(ReadOnlySpan<T> y, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elementwise.AddScaled(default(TanhSlope<T>), y, dOut, dX);
    }

    private readonly struct TanhSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T y) => T.One - (y * y);

        public Vector<T> Of(Vector<T> y) => Vector<T>.One - (y * y);
    }
}
