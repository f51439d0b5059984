using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The Euclidean norm of all elements: √Σ x².</summary>
    /// <remarks>∂/∂x = dOut x / norm; at 0, the kink, 0, the subgradient of least norm.</remarks>
    /// <param name="x">The input, of any shape.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static float Norm(in ReadOnlyTensorSpan<float> x) => NormOf<float>(x);

    /// <inheritdoc cref="Norm(in ReadOnlyTensorSpan{float})"/>
    public static double Norm(in ReadOnlyTensorSpan<double> x) => NormOf<double>(x);

    /// <summary>Backward pass of Norm.</summary>
    /// <param name="x">The input.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dX">The same shape; ∂/∂x is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static void NormBackward(in ReadOnlyTensorSpan<float> x, float dOut, in TensorSpan<float> dX) => NormAdd<float>(x, dOut, dX);

    /// <inheritdoc cref="NormBackward(in ReadOnlyTensorSpan{float}, float, in TensorSpan{float})"/>
    public static void NormBackward(in ReadOnlyTensorSpan<double> x, double dOut, in TensorSpan<double> dX) => NormAdd<double>(x, dOut, dX);

    private static T NormOf<T>(in ReadOnlyTensorSpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TensorPrimitives.Norm(Operand.Read("Norm", nameof(x), x));

    private static void NormAdd<T>(in ReadOnlyTensorSpan<T> x, T dOut, in TensorSpan<T> dX)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "NormBackward";
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(x), x);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dX), dX, nameof(x), x.Lengths);
        Operand.Apart(Layer, nameof(dX), dXs, nameof(x), xs);
        if (dXs.IsEmpty || TensorPrimitives.Norm(xs) is var norm && T.IsZero(norm))
            return;
        Elements.MultiplyAdd(xs, dOut / norm, dXs, dXs);
    }
}
