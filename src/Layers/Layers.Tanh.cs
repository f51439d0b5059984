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
        TanhNew<float>(x, workspace);

    /// <inheritdoc cref="Tanh(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Tanh(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        TanhNew<double>(x, workspace);

    /// <inheritdoc cref="Tanh(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Tanh(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        TanhInto<float>(x, destination);

    /// <inheritdoc cref="Tanh(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Tanh(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        TanhInto<double>(x, destination);

    /// <summary>Backward pass of Tanh.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void TanhBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        TanhAdd<float>(y, dOut, dX);

    /// <inheritdoc cref="TanhBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void TanhBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        TanhAdd<double>(y, dOut, dX);

    private static Tensor<T> TanhNew<T>(in ReadOnlyTensorSpan<T> x, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, x.Lengths);
        TanhInto<T>(x, y);
        return y;
    }

    private static void TanhInto<T>(in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("Tanh", nameof(x), x);
        Span<T> ys = Operand.Write("Tanh", destination, x.Lengths);
        Operand.ApartOrSame("Tanh", nameof(destination), ys, nameof(x), xs);
        TensorPrimitives.Tanh(xs, ys);
    }

    private static void TanhAdd<T>(in ReadOnlyTensorSpan<T> y, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "TanhBackward";
        Operand.SameShape(Layer, nameof(y), y.Lengths, nameof(dOut), dOut.Lengths);
        ReadOnlySpan<T> ys = Operand.Read(Layer, nameof(y), y);
        ReadOnlySpan<T> dOuts = Operand.Read(Layer, nameof(dOut), dOut);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dX), dX, nameof(y), y.Lengths);
        if (dXs.IsEmpty)
        {
            return;
        }

        Operand.Apart(Layer, nameof(dX), dXs, nameof(y), ys);
        Operand.Apart(Layer, nameof(dX), dXs, nameof(dOut), dOuts);
        Elementwise.AddScaled(default(TanhSlope<T>), ys, dOuts, dXs);
    }

    private readonly struct TanhSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T y) => T.One - (y * y);

        public Vector<T> Of(Vector<T> y) => Vector<T>.One - (y * y);
    }
}
