using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The transpose of a matrix, as a copy.</summary>
    /// <remarks>∂/∂x = dOutᵀ. A product does not need it: MatMul takes its operands transposed.</remarks>
    /// <param name="x">The matrix, [m, n].</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>[n, m].</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Transpose(in ReadOnlyTensorSpan<float> x, Workspace workspace = default) =>
        TransposeNew<float>(x, workspace);

    /// <inheritdoc cref="Transpose(in ReadOnlyTensorSpan{float}, Workspace)"/>
    public static Tensor<double> Transpose(in ReadOnlyTensorSpan<double> x, Workspace workspace = default) =>
        TransposeNew<double>(x, workspace);

    /// <inheritdoc cref="Transpose(in ReadOnlyTensorSpan{float}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Transpose(in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination) =>
        TransposeInto<float>(x, destination);

    /// <inheritdoc cref="Transpose(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void Transpose(in ReadOnlyTensorSpan<double> x, in TensorSpan<double> destination) =>
        TransposeInto<double>(x, destination);

    /// <summary>Backward pass of Transpose.</summary>
    /// <param name="dOut">The upstream gradient, [n, m].</param>
    /// <param name="dX">[m, n]; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void TransposeBackward(in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        TransposeAdd<float>(dOut, dX);

    /// <inheritdoc cref="TransposeBackward(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void TransposeBackward(in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        TransposeAdd<double>(dOut, dX);

    private static Tensor<T> TransposeNew<T>(in ReadOnlyTensorSpan<T> x, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Operand.Rank("Transpose", nameof(x), x.Lengths, "[m, n]", 2);
        Tensor<T> y = NewTensor<T>(workspace, [x.Lengths[1], x.Lengths[0]]);
        TransposeInto<T>(x, y);
        return y;
    }

    private static void TransposeInto<T>(in ReadOnlyTensorSpan<T> x, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "Transpose";
        Operand.Rank(Layer, nameof(x), x.Lengths, "[m, n]", 2);
        int rows = (int)x.Lengths[0], columns = (int)x.Lengths[1];
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(x), x);
        Span<T> ys = Operand.Write(Layer, destination, [columns, rows]);
        Operand.Apart(Layer, nameof(destination), ys, nameof(x), xs);
        for (int column = 0; column < columns; column++)
        {
            Span<T> row = ys.Slice(column * rows, rows);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = xs[(i * columns) + column];
            }
        }
    }

    private static void TransposeAdd<T>(in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "TransposeBackward";
        Operand.Rank(Layer, nameof(dOut), dOut.Lengths, "[n, m]", 2);
        int rows = (int)dOut.Lengths[1], columns = (int)dOut.Lengths[0];
        ReadOnlySpan<T> dOuts = Operand.Read(Layer, nameof(dOut), dOut);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dX), dX, "x", [rows, columns]);
        Operand.Apart(Layer, nameof(dX), dXs, nameof(dOut), dOuts);
        for (int column = 0; column < columns && !dXs.IsEmpty; column++)
        {
            ReadOnlySpan<T> row = dOuts.Slice(column * rows, rows);
            for (int i = 0; i < row.Length; i++)
            {
                dXs[(i * columns) + column] += row[i];
            }
        }
    }
}
