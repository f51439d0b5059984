using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The cosine of every element.</summary>
    /// <remarks>∂/∂x = −sin x.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Cos(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        ShapedNew(default(CosLayer<float>), x, workspace);

    /// <inheritdoc cref="Cos(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Cos(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        ShapedNew(default(CosLayer<double>), x, workspace);

    /// <inheritdoc cref="Cos(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Cos(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        ShapedInto(default(CosLayer<float>), x, destination);

    /// <inheritdoc cref="Cos(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Cos(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        ShapedInto(default(CosLayer<double>), x, destination);

    /// <summary>Backward pass of Cos.</summary>
    /// <param name="x">The input.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void CosBackward(in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ShapedAdd(default(CosLayer<float>), x, dOut, dX);

    /// <inheritdoc cref="CosBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void CosBackward(in ReadOnlyTensorSpan<double> x, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ShapedAdd(default(CosLayer<double>), x, dOut, dX);

    private readonly struct CosLayer<T> : IShapeKeepingLayer<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public string Name => "Cos";

        public string BackwardName => "CosBackward";

        public string Saved => "x";

        // TensorPrimitives' cosine depends, in the last bit, on where its operands lie in memory.
        public void Forward(ReadOnlySpan<T> x, int row, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = T.Cos(x[i]);
        }

        public void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> dOut, int row, Span<T> dX)
        {
            for (int i = 0; i < x.Length; i++)
                dX[i] -= dOut[i] * T.Sin(x[i]);
        }
    }
}
