using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The largest of all elements; NaN where one is NaN.</summary>
    /// <remarks>∂/∂x = dOut for the largest, otherwise 0; equal ones share it, the subgradient of least norm.</remarks>
    /// <param name="x">The input, of any shape, not empty.</param>
    /// <exception cref="ArgumentException">x is empty or has gaps.</exception>
    public static float Max(in ReadOnlyTensorSpan<float> x) => MaxOf<float>(x);

    /// <inheritdoc cref="Max(in ReadOnlyTensorSpan{float})"/>
    public static double Max(in ReadOnlyTensorSpan<double> x) => MaxOf<double>(x);

    /// <summary>Backward pass of Max.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static void MaxBackward(in ReadOnlyTensorSpan<float> x, float y, float dOut, in TensorSpan<float> dX) => ChosenAdd<float>("MaxBackward", x, y, dOut, dX);

    /// <inheritdoc cref="MaxBackward(in ReadOnlyTensorSpan{float}, float, float, in TensorSpan{float})"/>
    public static void MaxBackward(in ReadOnlyTensorSpan<double> x, double y, double dOut, in TensorSpan<double> dX) => ChosenAdd<double>("MaxBackward", x, y, dOut, dX);

    private static T MaxOf<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("Max", nameof(x), x);
        return xs.IsEmpty ? throw new ArgumentException("Max: x is empty, and has no largest.", nameof(x)) : TensorPrimitives.Max(xs);
    }

    /// <summary>Adds the gradient of one of the elements to all that are equal to it, in equal parts.</summary>
    private static void ChosenAdd<T>(string layer, in ReadOnlyTensorSpan<T> x, T y, T dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read(layer, nameof(x), x);
        Span<T> dXs = Operand.Gradient(layer, nameof(dX), dX, nameof(x), x.Lengths);
        Operand.Apart(layer, nameof(dX), dXs, nameof(x), xs);
        if (dXs.IsEmpty)
            return;
        // Where the last one is, need not be looked for again: most have but one.
        int first = Next(xs, 0, y), last = first, count = 0;
        for (int at = first; at < xs.Length; at = Next(xs, at + 1, y))
        {
            last = at;
            count++;
        }
        T share = dOut / T.CreateChecked(count);
        for (int at = first; at < last; at = Next(xs, at + 1, y))
            dXs[at] += share;
        if (count > 0)
            dXs[last] += share;
    }

    /// <summary>The next element that is equal to y, or that is not a number either; the length where there is none.</summary>
    private static int Next<T>(ReadOnlySpan<T> xs, int from, T y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sought = new Vector<T>(y);
        while (!T.IsNaN(y) && xs.Length - from >= Vector<T>.Count && !Vector.EqualsAny(new Vector<T>(xs[from..]), sought))
            from += Vector<T>.Count;
        while (from < xs.Length && !xs[from].Equals(y))
            from++;
        return from;
    }
}
