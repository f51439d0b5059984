using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The sum of all elements.</summary>
    /// <remarks>∂/∂x = dOut for every element.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <exception cref="ArgumentException">x has gaps.</exception>
    public static float Sum(in ReadOnlyTensorSpan<float> x) =>
        SumAll<float>(x);

    /// <inheritdoc cref="Sum(in ReadOnlyTensorSpan{float})"/>
    public static double Sum(in ReadOnlyTensorSpan<double> x) =>
        SumAll<double>(x);

    /// <summary>Backward pass of the sum of all elements.</summary>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dX">The shape of x; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">dX has gaps.</exception>
    public static void SumBackward(float dOut, in TensorSpan<float> dX) =>
        SumAllAdd<float>(dOut, dX);

    /// <inheritdoc cref="SumBackward(float, in TensorSpan{float})"/>
    public static void SumBackward(double dOut, in TensorSpan<double> dX) =>
        SumAllAdd<double>(dOut, dX);

    /// <summary>The sum along one axis, which the result does not have.</summary>
    /// <remarks>∂/∂x = dOut, repeated along the axis.</remarks>
    /// <param name="x">The input, with two axes or more.</param>
    /// <param name="axis">The axis; −1 is the last, −2 the one before it.</param>
    /// <param name="workspace">Where the result is lent from, until it is disposed of; a new tensor is made without one.</param>
    /// <returns>Of the shape of x without the axis.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static Tensor<float> Sum(in ReadOnlyTensorSpan<float> x, int axis, Workspace workspace = default) =>
        SumNew<float>(x, axis, workspace);

    /// <inheritdoc cref="Sum(in ReadOnlyTensorSpan{float}, int, Workspace)"/>
    public static Tensor<double> Sum(in ReadOnlyTensorSpan<double> x, int axis, Workspace workspace = default) =>
        SumNew<double>(x, axis, workspace);

    /// <inheritdoc cref="Sum(in ReadOnlyTensorSpan{float}, int, Workspace)"/>
    /// <remarks>The result is written to the destination, which must have its shape.</remarks>
    public static void Sum(in ReadOnlyTensorSpan<float> x, int axis, in TensorSpan<float> destination) =>
        SumInto<float>(x, axis, destination);

    /// <inheritdoc cref="Sum(in ReadOnlyTensorSpan{float}, int, in TensorSpan{float})"/>
    public static void Sum(in ReadOnlyTensorSpan<double> x, int axis, in TensorSpan<double> destination) =>
        SumInto<double>(x, axis, destination);

    /// <summary>Backward pass of the sum along one axis.</summary>
    /// <param name="axis">The axis; −1 is the last, −2 the one before it.</param>
    /// <param name="dOut">The upstream gradient, of the shape of x without the axis.</param>
    /// <param name="dX">The shape of x; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SumBackward(int axis, in ReadOnlyTensorSpan<float> dOut, in TensorSpan<float> dX) =>
        SumAdd<float>(axis, dOut, dX);

    /// <inheritdoc cref="SumBackward(int, in ReadOnlyTensorSpan{float}, in TensorSpan{float})"/>
    public static void SumBackward(int axis, in ReadOnlyTensorSpan<double> dOut, in TensorSpan<double> dX) =>
        SumAdd<double>(axis, dOut, dX);

    private static T SumAll<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TensorPrimitives.Sum(Operand.Read("Sum", nameof(x), x));

    private static void SumAllAdd<T>(T dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> dXs = Operand.Gradient("SumBackward", nameof(dX), dX, "x", dX.Lengths);
        Elements.Add(dXs, dOut, dXs);
    }

    private static Tensor<T> SumNew<T>(in ReadOnlyTensorSpan<T> x, int axis, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReduceNew<T>("Sum", x, axis, mean: false, workspace);

    private static void SumInto<T>(in ReadOnlyTensorSpan<T> x, int axis, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReduceInto<T>("Sum", x, axis, mean: false, destination);

    private static void SumAdd<T>(int axis, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReduceAdd<T>("SumBackward", axis, mean: false, dOut, dX);

    private static Tensor<T> ReduceNew<T>(string layer, in ReadOnlyTensorSpan<T> x, int axis, bool mean, Workspace workspace)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor<T> y = NewTensor<T>(workspace, WithoutAxis(layer, x.Lengths, axis, stackalloc nint[x.Rank]));
        ReduceInto<T>(layer, x, axis, mean, y);
        return y;
    }

    private static void ReduceInto<T>(string layer, in ReadOnlyTensorSpan<T> x, int axis, bool mean, in TensorSpan<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read(layer, nameof(x), x);
        Span<T> ys = Operand.Write(layer, destination, WithoutAxis(layer, x.Lengths, axis, stackalloc nint[x.Rank]));
        Operand.Apart(layer, nameof(destination), ys, nameof(x), xs);
        (int count, int inner) = AlongAxis(x.Lengths, axis);
        if (mean && count == 0)
        {
            throw new ArgumentException(
                $"{layer}: x is {Operand.Shape(x.Lengths)}, and axis {axis} has no elements to take the mean of", nameof(x));
        }

        ys.Clear();
        for (int start = 0, row = 0; start < xs.Length; start += count * inner, row += inner)
        {
            if (inner == 1)
            {
                ys[row] = TensorPrimitives.Sum(xs.Slice(start, count));
                continue;
            }

            RowSum.Add(xs.Slice(start, count * inner), ys.Slice(row, inner));
        }

        if (mean)
        {
            Elements.Divide(ys, T.CreateTruncating(count), ys);
        }
    }

    private static void ReduceAdd<T>(string layer, int axis, bool mean, in ReadOnlyTensorSpan<T> dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> dOuts = Operand.Read(layer, nameof(dOut), dOut);
        Span<T> dXs = Operand.Gradient(layer, nameof(dX), dX, "x", dX.Lengths);
        if (dXs.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<nint> result = WithoutAxis(layer, dX.Lengths, axis, stackalloc nint[dX.Rank]);
        Operand.SameShape(layer, "the result", result, nameof(dOut), dOut.Lengths);
        Operand.Apart(layer, nameof(dX), dXs, nameof(dOut), dOuts);
        (int count, int inner) = AlongAxis(dX.Lengths, axis);
        T scale = mean ? T.One / T.CreateTruncating(count) : T.One;
        for (int start = 0, row = 0; start < dXs.Length; start += count * inner, row += inner)
        {
            if (inner == 1)
            {
                Span<T> all = dXs.Slice(start, count);
                Elements.Add(all, dOuts[row] * scale, all);
                continue;
            }

            ReadOnlySpan<T> upstream = dOuts.Slice(row, inner);
            for (int i = 0; i < count; i++)
            {
                Span<T> gradient = dXs.Slice(start + (i * inner), inner);
                Elements.MultiplyAdd(upstream, scale, gradient, gradient);
            }
        }
    }

    /// <summary>The length of the axis, and the number of elements from one of its steps to the next.</summary>
    private static (int Count, int Inner) AlongAxis(scoped ReadOnlySpan<nint> lengths, int axis)
    {
        axis = axis < 0 ? axis + lengths.Length : axis;
        nint inner = 1;
        foreach (nint length in lengths[(axis + 1)..])
        {
            inner *= length;
        }

        return ((int)lengths[axis], (int)inner);
    }

    private static Span<nint> WithoutAxis(string layer, scoped ReadOnlySpan<nint> lengths, int axis, Span<nint> result)
    {
        int rank = lengths.Length;
        if (rank < 2)
        {
            throw new ArgumentException(
                $"{layer}: x must have two axes or more, but is {Operand.Shape(lengths)}; without an axis, all elements are taken", "x");
        }

        if (axis < -rank || axis >= rank)
        {
            throw new ArgumentException(
                $"{layer}: x is {Operand.Shape(lengths)}, so axis must be from {-rank} to {rank - 1}, but is {axis}", nameof(axis));
        }

        axis = axis < 0 ? axis + rank : axis;
        lengths[..axis].CopyTo(result);
        lengths[(axis + 1)..].CopyTo(result[axis..]);
        return result[..(rank - 1)];
    }
}
