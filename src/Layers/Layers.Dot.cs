using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The sum of the products of the elements of two tensors of one shape.</summary>
    /// <remarks>∂/∂a = dOut b, ∂/∂b = dOut a.</remarks>
    /// <param name="a">One tensor.</param>
    /// <param name="b">The other, of its shape.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static float Dot(in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b) => DotOf<float>(a, b);

    /// <inheritdoc cref="Dot(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float})"/>
    public static double Dot(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b) => DotOf<double>(a, b);

    /// <summary>Backward pass of Dot.</summary>
    /// <param name="a">One tensor.</param>
    /// <param name="b">The other, of its shape.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dA">The same shape; ∂/∂a is added to it. Empty if not wanted.</param>
    /// <param name="dB">The same shape; ∂/∂b is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, an operand has gaps, or what is written overlaps what is read.</exception>
    public static void DotBackward(in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, float dOut, in TensorSpan<float> dA, in TensorSpan<float> dB) => DotAdd<float>(a, b, dOut, dA, dB);

    /// <inheritdoc cref="DotBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, float, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void DotBackward(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, double dOut, in TensorSpan<double> dA, in TensorSpan<double> dB) => DotAdd<double>(a, b, dOut, dA, dB);

    private static T DotOf<T>(in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Operand.SameShape("Dot", nameof(a), a.Lengths, nameof(b), b.Lengths);
        return TensorPrimitives.Dot(Operand.Read("Dot", nameof(a), a), Operand.Read("Dot", nameof(b), b));
    }

    private static void DotAdd<T>(in ReadOnlyTensorSpan<T> a, in ReadOnlyTensorSpan<T> b, T dOut, in TensorSpan<T> dA, in TensorSpan<T> dB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "DotBackward";
        Operand.SameShape(Layer, nameof(a), a.Lengths, nameof(b), b.Lengths);
        ReadOnlySpan<T> aValues = Operand.Read(Layer, nameof(a), a), bValues = Operand.Read(Layer, nameof(b), b);
        Span<T> dAs = Operand.Gradient(Layer, nameof(dA), dA, nameof(a), a.Lengths), dBs = Operand.Gradient(Layer, nameof(dB), dB, nameof(b), b.Lengths);
        Operand.Apart(Layer, nameof(dA), dAs, nameof(a), aValues);
        Operand.Apart(Layer, nameof(dA), dAs, nameof(b), bValues);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(a), aValues);
        Operand.Apart(Layer, nameof(dB), dBs, nameof(b), bValues);
        if (!dAs.IsEmpty)
            Elements.MultiplyAdd(bValues, dOut, dAs, dAs);
        if (!dBs.IsEmpty)
            Elements.MultiplyAdd(aValues, dOut, dBs, dBs);
    }
}
