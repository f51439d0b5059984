using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The affine map x · w + b, b added to every row.</summary>
    /// <remarks>∂/∂x = dOut · wᵀ, ∂/∂w = xᵀ · dOut, ∂/∂b = the sum of the rows of dOut.</remarks>
    /// <param name="x">The batch, [n, inputs].</param>
    /// <param name="w">The weights, [inputs, outputs].</param>
    /// <param name="b">The bias, [outputs].</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>[n, outputs].</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Affine(
        in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> w, in ReadOnlyTensorSpan<float> b, Workspace workspace = default) =>
        AffineNew<float>(x, w, b, workspace);

    /// <inheritdoc cref="Affine(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Affine(
        in ReadOnlyTensorSpan<double> x, in ReadOnlyTensorSpan<double> w, in ReadOnlyTensorSpan<double> b, Workspace workspace = default) =>
        AffineNew<double>(x, w, b, workspace);

    /// <inheritdoc cref="Affine(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Affine(
        in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> w, in ReadOnlyTensorSpan<float> b, in TensorSpan<float> destination) =>
        AffineInto<float>(x, w, b, destination);

    /// <inheritdoc cref="Affine(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Affine(
        in ReadOnlyTensorSpan<double> x, in ReadOnlyTensorSpan<double> w, in ReadOnlyTensorSpan<double> b,
        in TensorSpan<double> destination) =>
        AffineInto<double>(x, w, b, destination);

    /// <summary>Backward pass of Affine.</summary>
    /// <param name="x">The batch, [n, inputs].</param>
    /// <param name="w">The weights, [inputs, outputs].</param>
    /// <param name="dOut">The upstream gradient, [n, outputs].</param>
    /// <param name="dX">[n, inputs]; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <param name="dW">[inputs, outputs]; ∂/∂w is added to it. Empty if not wanted.</param>
    /// <param name="dB">[outputs]; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void AffineBackward(
        in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> w, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX,
        in TensorSpan<float> dW, in TensorSpan<float> dB) =>
        AffineAdd<float>(x, w, dOut, dX, dW, dB);

    /// <inheritdoc cref="AffineBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float}, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void AffineBackward(
        in ReadOnlyTensorSpan<double> x, in ReadOnlyTensorSpan<double> w, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX,
        in TensorSpan<double> dW, in TensorSpan<double> dB) =>
        AffineAdd<double>(x, w, dOut, dX, dW, dB);

    private static Tensor<T> AffineNew<T>(
        in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> w, in ReadOnlyTensorSpan<T> b, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckAffine("Affine", x.Lengths, w.Lengths);
        Tensor<T> y = NewTensor<T>(workspace, [x.Lengths[0], w.Lengths[1]]);
        AffineInto<T>(x, w, b, y);
        return y;
    }

    private static void AffineInto<T>(
        in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> w, in ReadOnlyTensorSpan<T> b, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "Affine";
        CheckAffine(Layer, x.Lengths, w.Lengths);
        int rows = (int)x.Lengths[0], inputs = (int)x.Lengths[1], outputs = (int)w.Lengths[1];
        if (b.Rank != 1 || b.Lengths[0] != outputs)
        {
            throw new ArgumentException(
                $"{Layer}: w is {Operand.Shape(w.Lengths)}, so b must be [{outputs}], but is {Operand.Shape(b.Lengths)}", nameof(b));
        }

        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(x), x);
        ReadOnlySpan<T> ws = Operand.Read(Layer, nameof(w), w);
        ReadOnlySpan<T> bs = Operand.Read(Layer, nameof(b), b);
        Span<T> ys = Operand.Write(Layer, destination, [rows, outputs]);
        Operand.Apart(Layer, nameof(destination), ys, nameof(x), xs);
        Operand.Apart(Layer, nameof(destination), ys, nameof(w), ws);
        Operand.Apart(Layer, nameof(destination), ys, nameof(b), bs);

        for (int row = 0; row < rows; row++)
        {
            bs.CopyTo(ys.Slice(row * outputs, outputs));
        }

        Gemm.Multiply(new(xs, rows, inputs), new(ws, inputs, outputs), new MatrixSpan<T>(ys, rows, outputs), accumulate: true, threads: 1);
    }

    private static void AffineAdd<T>(
        in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> w, in ReadOnlyTensorSpan<T> dOut,
        in TensorSpan<T> dX, in TensorSpan<T> dW, in TensorSpan<T> dB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "AffineBackward";
        CheckAffine(Layer, x.Lengths, w.Lengths);
        int rows = (int)x.Lengths[0], inputs = (int)x.Lengths[1], outputs = (int)w.Lengths[1];
        Operand.SameShape(Layer, "the result", [rows, outputs], nameof(dOut), dOut.Lengths);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(x), x);
        ReadOnlySpan<T> ws = Operand.Read(Layer, nameof(w), w);
        ReadOnlySpan<T> dOuts = Operand.Read(Layer, nameof(dOut), dOut);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dX), dX, nameof(x), x.Lengths);
        Span<T> dWs = Operand.Gradient(Layer, nameof(dW), dW, nameof(w), w.Lengths);
        Span<T> dBs = Operand.Gradient(Layer, nameof(dB), dB, "b", [outputs]);
        Operand.Apart(Layer, nameof(dX), dXs, nameof(x), xs);
        Operand.Apart(Layer, nameof(dX), dXs, nameof(w), ws);
        Operand.Apart(Layer, nameof(dX), dXs, nameof(dOut), dOuts);
        Operand.Apart(Layer, nameof(dW), dWs, nameof(x), xs);
        Operand.Apart(Layer, nameof(dW), dWs, nameof(w), ws);
        Operand.Apart(Layer, nameof(dW), dWs, nameof(dOut), dOuts);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(x), xs);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(w), ws);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(dOut), dOuts);

        ReadOnlyMatrixSpan<T> batch = new(xs, rows, inputs), weights = new(ws, inputs, outputs), upstream = new(dOuts, rows, outputs);
        if (!dXs.IsEmpty)
        {
            Gemm.Multiply(upstream, weights.Transposed, new MatrixSpan<T>(dXs, rows, inputs), accumulate: true, threads: 1);
        }

        if (!dWs.IsEmpty)
        {
            Gemm.Multiply(batch.Transposed, upstream, new MatrixSpan<T>(dWs, inputs, outputs), accumulate: true, threads: 1);
        }

        if (!dBs.IsEmpty)
        {
            RowSum.Add(dOuts, dBs);
        }
    }

    private static void CheckAffine(string layer, ReadOnlySpan<nint> x, ReadOnlySpan<nint> w)
    {
        Operand.Rank(layer, nameof(x), x, "[n, inputs]", 2);
        if (w.Length != 2 || w[0] != x[1])
        {
            throw new ArgumentException(
                $"{layer}: x is {Operand.Shape(x)}, so w must be [{x[1]}, n], but is {Operand.Shape(w)}", nameof(w));
        }
    }
}
