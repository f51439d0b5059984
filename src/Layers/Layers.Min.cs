using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The smallest of all elements; NaN where one is NaN.</summary>
    /// <remarks>∂/∂x = dOut for the smallest, otherwise 0; equal ones share it, the subgradient of least norm.</remarks>
    /// <param name="x">The input, of any shape, not empty.</param>
    /// <exception cref="ArgumentException">x is empty or has gaps.</exception>
    public static float Min(in ReadOnlyTensorSpan<float> x) => MinOf<float>(x);

    /// <inheritdoc cref="Min(in ReadOnlyTensorSpan{float})"/>
    public static double Min(in ReadOnlyTensorSpan<double> x) => MinOf<double>(x);

    /// <summary>Backward pass of Min.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static void MinBackward(in ReadOnlyTensorSpan<float> x, float y, float dOut, in TensorSpan<float> dX) => ChosenAdd<float>("MinBackward", x, y, dOut, dX);

    /// <inheritdoc cref="MinBackward(in ReadOnlyTensorSpan{float}, float, float, in TensorSpan{float})"/>
    public static void MinBackward(in ReadOnlyTensorSpan<double> x, double y, double dOut, in TensorSpan<double> dX) => ChosenAdd<double>("MinBackward", x, y, dOut, dX);

    private static T MinOf<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> xs = Operand.Read("Min", nameof(x), x);
        return xs.IsEmpty ? throw new ArgumentException("Min: x is empty, and has no smallest.", nameof(x)) : TensorPrimitives.Min(xs);
    }
}
