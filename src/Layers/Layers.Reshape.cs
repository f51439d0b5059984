using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The same elements in the same order with another shape, as a copy.</summary>
    /// <remarks>∂/∂x = dOut in the shape of x.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <param name="lengths">The new shape, with as many elements as x.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the new shape.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Reshape(in ReadOnlyTensorSpan<float> x, scoped ReadOnlySpan<nint> lengths, Workspace workspace = default) =>
        ReshapeNew<float>(x, lengths, workspace);

    /// <inheritdoc cref="Reshape(in ReadOnlyTensorSpan{float}, ReadOnlySpan{nint}, Workspace)"/>
    public static Tensor<double> Reshape(
        in ReadOnlyTensorSpan<double> x, scoped ReadOnlySpan<nint> lengths, Workspace workspace = default) =>
        ReshapeNew<double>(x, lengths, workspace);

    /// <inheritdoc cref="Reshape(in ReadOnlyTensorSpan{float}, ReadOnlySpan{nint}, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Reshape(in ReadOnlyTensorSpan<float> x, scoped ReadOnlySpan<nint> lengths, in TensorSpan<float> destination) =>
        ReshapeInto<float>(x, lengths, destination);

    /// <inheritdoc cref="Reshape(in ReadOnlyTensorSpan{float}, ReadOnlySpan{nint}, in TensorSpan{float})"/>
    public static void Reshape(in ReadOnlyTensorSpan<double> x, scoped ReadOnlySpan<nint> lengths, in TensorSpan<double> destination) =>
        ReshapeInto<double>(x, lengths, destination);

    /// <summary>Backward pass of Reshape.</summary>
    /// <param name="dOut">The upstream gradient, of the new shape.</param>
    /// <param name="dX">The shape of x; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void ReshapeBackward(in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        ReshapeAdd<float>(dOut, dX);

    /// <inheritdoc cref="ReshapeBackward(in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void ReshapeBackward(in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        ReshapeAdd<double>(dOut, dX);

    private static Tensor<T> ReshapeNew<T>(in ReadOnlyTensorSpan<T> x, scoped ReadOnlySpan<nint> lengths, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckReshape(x.Lengths, x.FlattenedLength, lengths);
        Tensor<T> y = NewTensor<T>(workspace, lengths);
        ReshapeInto<T>(x, lengths, y);
        return y;
    }

    private static void ReshapeInto<T>(in ReadOnlyTensorSpan<T> x, scoped ReadOnlySpan<nint> lengths, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckReshape(x.Lengths, x.FlattenedLength, lengths);
        Operand.Read("Reshape", nameof(x), x).CopyTo(Operand.Write("Reshape", destination, lengths));
    }

    private static void ReshapeAdd<T>(in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "ReshapeBackward";
        ReadOnlySpan<T> dOuts = Operand.Read(Layer, nameof(dOut), dOut);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dX), dX, "x", dX.Lengths);
        if (dXs.IsEmpty)
        {
            return;
        }

        if (dXs.Length != dOuts.Length)
        {
            throw new ArgumentException(
                $"{Layer}: dOut is {Operand.Shape(dOut.Lengths)}, "
                + $"so dX must have {dOuts.Length} elements, but is {Operand.Shape(dX.Lengths)}",
                nameof(dX));
        }

        Operand.Apart(Layer, nameof(dX), dXs, nameof(dOut), dOuts);
        Elements.Add(dXs, dOuts, dXs);
    }

    private static void CheckReshape(scoped ReadOnlySpan<nint> x, nint elements, scoped ReadOnlySpan<nint> lengths)
    {
        nint product = 1;
        foreach (nint length in lengths)
        {
            product = checked(product * length);
        }

        if (lengths.IsEmpty || product != elements)
        {
            throw new ArgumentException(
                $"Reshape: x is {Operand.Shape(x)}, so lengths must have the product {elements}, but is {Operand.Shape(lengths)}",
                nameof(lengths));
        }
    }
}
