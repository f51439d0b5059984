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
        ReluNew<float>(x, workspace);

    /// <inheritdoc cref="Relu(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Relu(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ReluNew<double>(x, workspace);

    /// <inheritdoc cref="Relu(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Relu(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ReluInto<float>(x, destination);

    /// <inheritdoc cref="Relu(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Relu(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ReluInto<double>(x, destination);

    /// <summary>Backward pass of Relu.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void ReluBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ReluAdd<float>(y, dOut, dX);

    /// <inheritdoc cref="ReluBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void ReluBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ReluAdd<double>(y, dOut, dX);

    private static Tensor<T> ReluNew<T>(in ReadOnlyTensorSpan<T> x, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, x.Lengths);
        ReluInto<T>(x, y);
        return y;
    }

    private static void ReluInto<T>(in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("Relu", nameof(x), x);
        Span<T> ys = Operand.Write("Relu", destination, x.Lengths);
        Operand.ApartOrSame("Relu", nameof(destination), ys, nameof(x), xs);
        TensorPrimitives.Max(xs, T.Zero, ys);
    }

    private static void ReluAdd<T>(in ReadOnlyTensorSpan<T> y, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "ReluBackward";
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
        Elementwise.AddScaled(default(ReluSlope<T>), ys, dOuts, dXs);
    }

    private readonly struct ReluSlope<T> : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T y) => y > T.Zero ? T.One : T.Zero;

        public Vector<T> Of(Vector<T> y) => Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
    }
}
