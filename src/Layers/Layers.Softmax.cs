using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The probabilities eˣ / Σ eˣ of each row. The row's maximum is subtracted first, so that nothing overflows.</summary>
    /// <remarks>∂/∂x = y (dOut − Σ dOut y), row by row.</remarks>
    /// <param name="x">The scores, [..., classes]: rows along the last axis.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Softmax(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        SoftmaxNew<float>(x, workspace);

    /// <inheritdoc cref="Softmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Softmax(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        SoftmaxNew<double>(x, workspace);

    /// <inheritdoc cref="Softmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Softmax(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        SoftmaxInto<float>(x, destination);

    /// <inheritdoc cref="Softmax(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Softmax(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        SoftmaxInto<double>(x, destination);

    /// <summary>Backward pass of Softmax.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SoftmaxBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        SoftmaxAdd<float>(y, dOut, dX);

    /// <inheritdoc cref="SoftmaxBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SoftmaxBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        SoftmaxAdd<double>(y, dOut, dX);

    private static Tensor<T> SoftmaxNew<T>(in ReadOnlyTensorSpan<T> x, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, x.Lengths);
        SoftmaxInto<T>(x, y);
        return y;
    }

    private static void SoftmaxInto<T>(in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("Softmax", nameof(x), x);
        Span<T> ys = Operand.Write("Softmax", destination, x.Lengths);
        Operand.ApartOrSame("Softmax", nameof(destination), ys, nameof(x), xs);
        if (xs.IsEmpty)
        {
            return;
        }

        int classes = (int)x.Lengths[^1];
        SoftmaxRows(xs, classes, ys);
    }

    private static void SoftmaxAdd<T>(in ReadOnlyTensorSpan<T> y, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SoftmaxBackward";
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
        int classes = (int)y.Lengths[^1];
        for (int start = 0; start < ys.Length; start += classes)
        {
            ReadOnlySpan<T> p = ys.Slice(start, classes), d = dOuts.Slice(start, classes);
            Span<T> row = dXs.Slice(start, classes);
            T mean = TensorPrimitives.Dot(p, d);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] += p[i] * (d[i] - mean);
            }
        }
    }
}
