using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The leaky rectified linear unit of every element: x for x &gt; 0, otherwise slope · x.</summary>
    /// <remarks>
    /// ∂/∂x = 1 for x &gt; 0, slope for x &lt; 0; at the kink, the subgradient of least norm, which is the slope if it lies between 0
    /// and 1. The slope is a constant.
    /// </remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="slope">The slope for negative inputs, commonly 0.01.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> LeakyRelu(in ReadOnlyTensorSpan<float> x, float slope, Workspace workspace = default) =>
        LeakyReluNew<float>(x, slope, workspace);

    /// <inheritdoc cref="LeakyRelu(in ReadOnlyTensorSpan{float}, float, Workspace)"/>
    public static Tensor<double> LeakyRelu(in ReadOnlyTensorSpan<double> x, double slope, Workspace workspace = default) =>
        LeakyReluNew<double>(x, slope, workspace);

    /// <inheritdoc cref="LeakyRelu(in ReadOnlyTensorSpan{float}, float, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void LeakyRelu(in ReadOnlyTensorSpan<float> x, float slope, in TensorSpan<float> destination) =>
        LeakyReluInto<float>(x, slope, destination);

    /// <inheritdoc cref="LeakyRelu(in ReadOnlyTensorSpan{float}, float, in TensorSpan{float})"/>
    public static void LeakyRelu(in ReadOnlyTensorSpan<double> x, double slope, in TensorSpan<double> destination) =>
        LeakyReluInto<double>(x, slope, destination);

    /// <summary>Backward pass of LeakyRelu.</summary>
    /// <param name="x">The input of the forward pass.</param>
    /// <param name="slope">The slope for negative inputs, commonly 0.01.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void LeakyReluBackward(
        in ReadOnlyTensorSpan<float> x, float slope, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        LeakyReluAdd<float>(x, slope, dOut, dX);

    /// <inheritdoc cref="LeakyReluBackward(in ReadOnlyTensorSpan{float}, float, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void LeakyReluBackward(
        in ReadOnlyTensorSpan<double> x, double slope, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        LeakyReluAdd<double>(x, slope, dOut, dX);

    private static Tensor<T> LeakyReluNew<T>(in ReadOnlyTensorSpan<T> x, T slope, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, x.Lengths);
        LeakyReluInto<T>(x, slope, y);
        return y;
    }

    private static void LeakyReluInto<T>(in ReadOnlyTensorSpan<T> x, T slope, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("LeakyRelu", nameof(x), x);
        Span<T> ys = Operand.Write("LeakyRelu", destination, x.Lengths);
        Operand.ApartOrSame("LeakyRelu", nameof(destination), ys, nameof(x), xs);
        Elementwise.Map(new LeakyReluValue<T>(slope), xs, ys);
    }

    private static void LeakyReluAdd<T>(in ReadOnlyTensorSpan<T> x, T slope, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "LeakyReluBackward";
        Operand.SameShape(Layer, nameof(x), x.Lengths, nameof(dOut), dOut.Lengths);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(x), x);
        ReadOnlySpan<T> dOuts = Operand.Read(Layer, nameof(dOut), dOut);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dX), dX, nameof(x), x.Lengths);
        if (dXs.IsEmpty)
        {
            return;
        }

        Operand.Apart(Layer, nameof(dX), dXs, nameof(x), xs);
        Operand.Apart(Layer, nameof(dX), dXs, nameof(dOut), dOuts);
        Elementwise.AddScaled(new LeakyReluSlope<T>(slope), xs, dOuts, dXs);
    }

    private readonly struct LeakyReluValue<T>(T slope) : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T Of(T x) => x > T.Zero ? x : slope * x;

        public Vector<T> Of(Vector<T> x) => Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), x, new Vector<T>(slope) * x);
    }

    private readonly struct LeakyReluSlope<T>(T slope) : IElementwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T atKink = T.Clamp(slope, T.Zero, T.One);

        public T Of(T x) => x > T.Zero ? T.One : x == T.Zero ? atKink : slope;

        public Vector<T> Of(Vector<T> x) =>
            Vector.ConditionalSelect(
                Vector.GreaterThan(x, Vector<T>.Zero),
                Vector<T>.One,
                Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.Zero), new Vector<T>(atKink), new Vector<T>(slope)));
    }
}
