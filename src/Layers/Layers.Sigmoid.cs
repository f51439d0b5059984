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
        SigmoidNew<float>(x, workspace);

    /// <inheritdoc cref="Sigmoid(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Sigmoid(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        SigmoidNew<double>(x, workspace);

    /// <inheritdoc cref="Sigmoid(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Sigmoid(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        SigmoidInto<float>(x, destination);

    /// <inheritdoc cref="Sigmoid(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Sigmoid(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        SigmoidInto<double>(x, destination);

    /// <summary>Backward pass of Sigmoid.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SigmoidBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        SigmoidAdd<float>(y, dOut, dX);

    /// <inheritdoc cref="SigmoidBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SigmoidBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        SigmoidAdd<double>(y, dOut, dX);

    private static Tensor<T> SigmoidNew<T>(in ReadOnlyTensorSpan<T> x, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, x.Lengths);
        SigmoidInto<T>(x, y);
        return y;
    }

    private static void SigmoidInto<T>(in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("Sigmoid", nameof(x), x);
        Span<T> ys = Operand.Write("Sigmoid", destination, x.Lengths);
        Operand.ApartOrSame("Sigmoid", nameof(destination), ys, nameof(x), xs);
        TensorPrimitives.Sigmoid(xs, ys);
    }

    private static void SigmoidAdd<T>(in ReadOnlyTensorSpan<T> y, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SigmoidBackward";
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
        Elementwise.AddScaled(default(SigmoidSlope<T>), ys, dOuts, dXs);
    }

    private readonly struct SigmoidSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T y) => y * (T.One - y);

        public Vector<T> Of(Vector<T> y) => y * (Vector<T>.One - y);
    }
}
