using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The mean of all elements.</summary>
    /// <remarks>∂/∂x = dOut / the number of elements for every element.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <exception cref="ArgumentException">x is empty, or has gaps.</exception>
    public static float Mean(in ReadOnlyTensorSpan<float> x) =>
        MeanAll<float>(x);

    /// <inheritdoc cref="Mean(in ReadOnlyTensorSpan{float})"/>
    public static double Mean(in ReadOnlyTensorSpan<double> x) =>
        MeanAll<double>(x);

    /// <summary>Backward pass of the mean of all elements.</summary>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dX">The shape of x; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">dX has gaps.</exception>
    public static void MeanBackward(float dOut, in TensorSpan<float> dX) =>
        MeanAllAdd<float>(dOut, dX);

    /// <inheritdoc cref="MeanBackward(float, in TensorSpan{float})"/>
    public static void MeanBackward(double dOut, in TensorSpan<double> dX) =>
        MeanAllAdd<double>(dOut, dX);

    /// <summary>The mean along one axis, which the result does not have.</summary>
    /// <remarks>∂/∂x = dOut / the length of the axis, repeated along the axis.</remarks>
    /// <param name="x">The input, with two axes or more.</param>
    /// <param name="axis">The axis; −1 is the last, −2 the one before it.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x without the axis.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Mean(in ReadOnlyTensorSpan<float> x, int axis, Workspace workspace = default) =>
        MeanNew<float>(x, axis, workspace);

    /// <inheritdoc cref="Mean(in ReadOnlyTensorSpan{float}, int, Workspace)"/>
    public static Tensor<double> Mean(in ReadOnlyTensorSpan<double> x, int axis, Workspace workspace = default) =>
        MeanNew<double>(x, axis, workspace);

    /// <inheritdoc cref="Mean(in ReadOnlyTensorSpan{float}, int, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Mean(in ReadOnlyTensorSpan<float> x, int axis, in TensorSpan<float> destination) =>
        MeanInto<float>(x, axis, destination);

    /// <inheritdoc cref="Mean(in ReadOnlyTensorSpan{float}, int, in TensorSpan{float})"/>
    public static void Mean(in ReadOnlyTensorSpan<double> x, int axis, in TensorSpan<double> destination) =>
        MeanInto<double>(x, axis, destination);

    /// <summary>Backward pass of the mean along one axis.</summary>
    /// <param name="axis">The axis; −1 is the last, −2 the one before it.</param>
    /// <param name="dOut">The upstream gradient, of the shape of x without the axis.</param>
    /// <param name="dX">The shape of x; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void MeanBackward(int axis, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        MeanAdd<float>(axis, dOut, dX);

    /// <inheritdoc cref="MeanBackward(int, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void MeanBackward(int axis, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        MeanAdd<double>(axis, dOut, dX);

    private static T MeanAll<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("Mean", nameof(x), x);
        if (xs.IsEmpty)
        {
            throw new ArgumentException($"Mean: x is {Operand.Shape(x.Lengths)}, and has no elements to take the mean of", nameof(x));
        }

        return TensorPrimitives.Sum(xs) / T.CreateTruncating(xs.Length);
    }

    private static void MeanAllAdd<T>(T dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> dXs = Operand.Gradient("MeanBackward", nameof(dX), dX, "x", dX.Lengths);
        Elements.Add(dXs, dOut / T.CreateTruncating(Math.Max(1, dXs.Length)), dXs);
    }

    private static Tensor<T> MeanNew<T>(in ReadOnlyTensorSpan<T> x, int axis, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReduceNew<T>("Mean", x, axis, mean: true, workspace);

    private static void MeanInto<T>(in ReadOnlyTensorSpan<T> x, int axis, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReduceInto<T>("Mean", x, axis, mean: true, destination);

    private static void MeanAdd<T>(int axis, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReduceAdd<T>("MeanBackward", axis, mean: true, dOut, dX);
}
