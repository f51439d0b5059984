using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>
    /// The logarithms of the probabilities of each row: x − log Σ eˣ. The row's maximum is subtracted first, so that nothing overflows.
    /// </summary>
    /// <remarks>∂/∂x = dOut − eʸ Σ dOut, row by row.</remarks>
    /// <param name="x">The scores, [..., classes]: rows along the last axis.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> LogSoftmax(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        LogSoftmaxNew<float>(x, workspace);

    /// <inheritdoc cref="LogSoftmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> LogSoftmax(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        LogSoftmaxNew<double>(x, workspace);

    /// <inheritdoc cref="LogSoftmax(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void LogSoftmax(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        LogSoftmaxInto<float>(x, destination);

    /// <inheritdoc cref="LogSoftmax(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void LogSoftmax(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        LogSoftmaxInto<double>(x, destination);

    /// <summary>Backward pass of LogSoftmax.</summary>
    /// <param name="y">The result of the forward pass.</param>
    /// <param name="dOut">The upstream gradient, of the same shape.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void LogSoftmaxBackward(in ReadOnlyTensorSpan<float> y, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        LogSoftmaxAdd<float>(y, dOut, dX);

    /// <inheritdoc cref="LogSoftmaxBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void LogSoftmaxBackward(in ReadOnlyTensorSpan<double> y, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        LogSoftmaxAdd<double>(y, dOut, dX);

    private static Tensor<T> LogSoftmaxNew<T>(in ReadOnlyTensorSpan<T> x, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, x.Lengths);
        LogSoftmaxInto<T>(x, y);
        return y;
    }

    private static void LogSoftmaxInto<T>(in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("LogSoftmax", nameof(x), x);
        Span<T> ys = Operand.Write("LogSoftmax", destination, x.Lengths);
        Operand.ApartOrSame("LogSoftmax", nameof(destination), ys, nameof(x), xs);
        if (xs.IsEmpty)
        {
            return;
        }

        int classes = (int)x.Lengths[^1];
        Span<T> exps = KernelBuffer<T>.Get(xs.Length);
        SubtractMaxima(xs, classes, ys);
        TensorPrimitives.Exp(ys, exps);
        for (int start = 0; start < xs.Length; start += classes)
        {
            Span<T> row = ys.Slice(start, classes);
            TensorPrimitives.Subtract(row, T.Log(TensorPrimitives.Sum<T>(exps.Slice(start, classes))), row);
        }
    }

    private static void LogSoftmaxAdd<T>(in ReadOnlyTensorSpan<T> y, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "LogSoftmaxBackward";
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
        Span<T> exps = KernelBuffer<T>.Get(ys.Length);
        TensorPrimitives.Exp(ys, exps);
        for (int start = 0; start < ys.Length; start += classes)
        {
            ReadOnlySpan<T> d = dOuts.Slice(start, classes);
            Span<T> row = dXs.Slice(start, classes);
            TensorPrimitives.Add(row, d, row);
            TensorPrimitives.MultiplyAdd(exps.Slice(start, classes), -TensorPrimitives.Sum(d), row, row);
        }
    }
}
