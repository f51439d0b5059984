using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The leaky rectified linear unit of every element: x for x &gt; 0, otherwise slope · x.</summary>
    /// <remarks>∂/∂x = 1 for x &gt; 0, slope for x &lt; 0; at the kink, the subgradient of least norm, which is the slope if it lies between 0
    /// and 1. The slope is a constant.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="slope">The slope for negative inputs, commonly 0.01.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> LeakyRelu(in ReadOnlyTensorSpan<float> x, float slope, Workspace workspace = default) =>
        ShapedNew(new LeakyReluLayer<float>(slope), x, workspace);

    /// <inheritdoc cref="LeakyRelu(in ReadOnlyTensorSpan{float}, float, Workspace)"/>
    public static Tensor<double> LeakyRelu(in ReadOnlyTensorSpan<double> x, double slope, Workspace workspace = default) =>
        ShapedNew(new LeakyReluLayer<double>(slope), x, workspace);

    /// <inheritdoc cref="LeakyRelu(in ReadOnlyTensorSpan{float}, float, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void LeakyRelu(in ReadOnlyTensorSpan<float> x, float slope, in TensorSpan<float> destination) =>
        ShapedInto(new LeakyReluLayer<float>(slope), x, destination);

    /// <inheritdoc cref="LeakyRelu(in ReadOnlyTensorSpan{float}, float, in TensorSpan{float})"/>
    public static void LeakyRelu(in ReadOnlyTensorSpan<double> x, double slope, in TensorSpan<double> destination) =>
        ShapedInto(new LeakyReluLayer<double>(slope), x, destination);

    /// <summary>Backward pass of LeakyRelu.</summary>
    /// <param name="x">The input.</param>
    /// <param name="slope">The slope for negative inputs, commonly 0.01.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void LeakyReluBackward(in ReadOnlyTensorSpan<float> x, float slope, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(new LeakyReluLayer<float>(slope), x, dOut, dX);

    /// <inheritdoc cref="LeakyReluBackward(in ReadOnlyTensorSpan{float}, float, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void LeakyReluBackward(in ReadOnlyTensorSpan<double> x, double slope, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(new LeakyReluLayer<double>(slope), x, dOut, dX);

    private readonly struct LeakyReluLayer<T>(T slope) : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "LeakyRelu";

        public string BackwardName => "LeakyReluBackward";

        public string Saved => "x";

        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y) => Elementwise.Map(new LeakyReluValue<T>(slope), x, y);

        public void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> dOut, int row, Span<T> dX) => Elementwise.AddScaled(new LeakyReluSlope<T>(slope), x, dOut, dX);
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
