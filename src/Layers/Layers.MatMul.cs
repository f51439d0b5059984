using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The matrix product A · B.</summary>
    /// <remarks>∂/∂a = dOut · Bᵀ, ∂/∂b = Aᵀ · dOut.</remarks>
    /// <param name="a">A, [m, k].</param>
    /// <param name="b">B, [k, n].</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>[m, n].</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> MatMul(in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, Workspace workspace = default) =>
        MatMulNew<float>(a, b, false, false, workspace);

    /// <inheritdoc cref="MatMul(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> MatMul(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, Workspace workspace = default) =>
        MatMulNew<double>(a, b, false, false, workspace);

    /// <inheritdoc cref="MatMul(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void MatMul(in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, in TensorSpan<float> destination) =>
        MatMulInto<float>(a, b, false, false, destination);

    /// <inheritdoc cref="MatMul(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void MatMul(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, in TensorSpan<double> destination) =>
        MatMulInto<double>(a, b, false, false, destination);

    /// <summary>Backward pass of MatMul.</summary>
    /// <param name="a">A, [m, k].</param>
    /// <param name="b">B, [k, n].</param>
    /// <param name="dOut">The upstream gradient, [m, n].</param>
    /// <param name="dA">[m, k]; ∂/∂a is added to it. Empty if not wanted.</param>
    /// <param name="dB">[k, n]; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void MatMulBackward(
        in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dA,
        in TensorSpan<float> dB) =>
        MatMulAdd<float>(a, b, false, false, dOut, dA, dB);

    /// <inheritdoc cref="MatMulBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void MatMulBackward(
        in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dA,
        in TensorSpan<double> dB) =>
        MatMulAdd<double>(a, b, false, false, dOut, dA, dB);

    /// <summary>The matrix product A · B of operands of which either may be given transposed; nothing is copied.</summary>
    /// <remarks>∂/∂A = dOut · Bᵀ, ∂/∂B = Aᵀ · dOut, each transposed as its operand is.</remarks>
    /// <param name="a">A, [m, k], or [k, m] if it is to be transposed.</param>
    /// <param name="b">B, [k, n], or [n, k] if it is to be transposed.</param>
    /// <param name="transposeA">Whether a holds the transpose of A.</param>
    /// <param name="transposeB">Whether b holds the transpose of B.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>[m, n].</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> MatMul(
        in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, bool transposeA, bool transposeB, Workspace workspace = default) =>
        MatMulNew<float>(a, b, transposeA, transposeB, workspace);

    /// <inheritdoc cref="MatMul(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, bool, Workspace)"/>
    public static Tensor<double> MatMul(
        in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, bool transposeA, bool transposeB, Workspace workspace = default) =>
        MatMulNew<double>(a, b, transposeA, transposeB, workspace);

    /// <inheritdoc cref="MatMul(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, bool, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void MatMul(
        in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, bool transposeA, bool transposeB,
        in TensorSpan<float> destination) =>
        MatMulInto<float>(a, b, transposeA, transposeB, destination);

    /// <inheritdoc cref="MatMul(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, bool, in TensorSpan{float})"/>
    public static void MatMul(
        in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, bool transposeA, bool transposeB,
        in TensorSpan<double> destination) =>
        MatMulInto<double>(a, b, transposeA, transposeB, destination);

    /// <summary>Backward pass of MatMul.</summary>
    /// <param name="a">A, [m, k], or [k, m] if it is to be transposed.</param>
    /// <param name="b">B, [k, n], or [n, k] if it is to be transposed.</param>
    /// <param name="transposeA">Whether a holds the transpose of A.</param>
    /// <param name="transposeB">Whether b holds the transpose of B.</param>
    /// <param name="dOut">The upstream gradient, [m, n].</param>
    /// <param name="dA">The shape of a; ∂/∂a is added to it. Empty if not wanted.</param>
    /// <param name="dB">The shape of b; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void MatMulBackward(
        in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, bool transposeA, bool transposeB,
        in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dA, in TensorSpan<float> dB) =>
        MatMulAdd<float>(a, b, transposeA, transposeB, dOut, dA, dB);

    /// <inheritdoc cref="MatMulBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, bool, bool, in ReadOnlyTensorSpan{float}, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void MatMulBackward(
        in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, bool transposeA, bool transposeB,
        in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dA, in TensorSpan<double> dB) =>
        MatMulAdd<double>(a, b, transposeA, transposeB, dOut, dA, dB);

    private static Tensor<T> MatMulNew<T>(
        in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<T> b, bool transposeA, bool transposeB, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckMatMul("MatMul", a.Lengths, b.Lengths, transposeA, transposeB);
        Tensor<T> y = NewTensor<T>(workspace, [a.Lengths[transposeA ? 1 : 0], b.Lengths[transposeB ? 0 : 1]]);
        MatMulInto<T>(a, b, transposeA, transposeB, y);
        return y;
    }

    private static void MatMulInto<T>(
        in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<T> b, bool transposeA, bool transposeB, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "MatMul";
        CheckMatMul(Layer, a.Lengths, b.Lengths, transposeA, transposeB);
        ReadOnlySpan<T> aValues = Operand.Read(Layer, nameof(a), a);
        ReadOnlySpan<T> bValues = Operand.Read(Layer, nameof(b), b);
        ReadOnlyMatrixSpan<T> left = Matrix(aValues, a.Lengths, transposeA);
        ReadOnlyMatrixSpan<T> right = Matrix(bValues, b.Lengths, transposeB);
        Span<T> y = Operand.Write(Layer, destination, [left.Rows, right.Columns]);
        Operand.Apart(Layer, nameof(destination), y, nameof(a), aValues);
        Operand.Apart(Layer, nameof(destination), y, nameof(b), bValues);
        Gemm.Multiply(left, right, new MatrixSpan<T>(y, left.Rows, right.Columns), accumulate: false, threads: 1);
    }

    private static void MatMulAdd<T>(
        in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<T> b, bool transposeA, bool transposeB, in ReadOnlyTensorSpan<T> dOut,
        in TensorSpan<T> dA, in TensorSpan<T> dB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "MatMulBackward";
        CheckMatMul(Layer, a.Lengths, b.Lengths, transposeA, transposeB);
        ReadOnlySpan<T> aValues = Operand.Read(Layer, nameof(a), a);
        ReadOnlySpan<T> bValues = Operand.Read(Layer, nameof(b), b);
        ReadOnlySpan<T> dOuts = Operand.Read(Layer, nameof(dOut), dOut);
        Span<T> dAs = Operand.Gradient(Layer, nameof(dA), dA, nameof(a), a.Lengths);
        Span<T> dBs = Operand.Gradient(Layer, nameof(dB), dB, nameof(b), b.Lengths);
        Operand.Apart(Layer, nameof(dA), dAs, nameof(a), aValues);
        Operand.Apart(Layer, nameof(dA), dAs, nameof(b), bValues);
        Operand.Apart(Layer, nameof(dA), dAs, nameof(dOut), dOuts);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(a), aValues);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(b), bValues);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(dOut), dOuts);

        ReadOnlyMatrixSpan<T> left = Matrix(aValues, a.Lengths, transposeA);
        ReadOnlyMatrixSpan<T> right = Matrix(bValues, b.Lengths, transposeB);
        Operand.SameShape(Layer, "the result", [left.Rows, right.Columns], nameof(dOut), dOut.Lengths);
        ReadOnlyMatrixSpan<T> upstream = new(dOuts, left.Rows, right.Columns);
        if (!dAs.IsEmpty)
        {
            MatrixSpan<T> gradient = new(dAs, (int)a.Lengths[0], (int)a.Lengths[1]);
            if (transposeA)
            {
                Gemm.Multiply(right, upstream.Transposed, gradient, accumulate: true, threads: 1);
            }
            else
            {
                Gemm.Multiply(upstream, right.Transposed, gradient, accumulate: true, threads: 1);
            }
        }

        if (!dBs.IsEmpty)
        {
            MatrixSpan<T> gradient = new(dBs, (int)b.Lengths[0], (int)b.Lengths[1]);
            if (transposeB)
            {
                Gemm.Multiply(upstream.Transposed, left, gradient, accumulate: true, threads: 1);
            }
            else
            {
                Gemm.Multiply(left.Transposed, upstream, gradient, accumulate: true, threads: 1);
            }
        }
    }

    private static ReadOnlyMatrixSpan<T> Matrix<T>(ReadOnlySpan<T> values, scoped ReadOnlySpan<nint> lengths, bool transposed)
    {
        ReadOnlyMatrixSpan<T> matrix = new(values, (int)lengths[0], (int)lengths[1]);
        return transposed ? matrix.Transposed : matrix;
    }

    private static void CheckMatMul(string layer, ReadOnlySpan<nint> a, ReadOnlySpan<nint> b, bool transposeA, bool transposeB)
    {
        Operand.Rank(layer, nameof(a), a, transposeA ? "[k, m]" : "[m, k]", 2);
        nint inner = a[transposeA ? 0 : 1];
        if (b.Length != 2 || b[transposeB ? 1 : 0] != inner)
        {
            string rule = transposeB ? $"[n, {inner}], transposed" : $"[{inner}, n]";
            throw new ArgumentException(
                $"{layer}: a is {Operand.Shape(a)}{(transposeA ? ", transposed" : "")}, so b must be {rule}, but is {Operand.Shape(b)}",
                nameof(b));
        }
    }
}
