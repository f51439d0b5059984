using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>What System.Numerics.Tensors' arithmetic of two tensors gives, where its shapes are not those of the layers.</summary>
public static class TensorArithmetic
{
    /// <summary>
    /// Whether the System.Numerics.Tensors in use gives a part of the result (dotnet/runtime#125530): asked of it, so that nothing is
    /// refused where that is mended.
    /// </summary>
    private static readonly bool Truncates =
        Tensor.Add<float>(Tensor.CreateFromShape<float>([2]), Tensor.CreateFromShape<float>([1])).FlattenedLength == 1;

    /// <summary>
    /// Throws where <c>a + b</c>, or another operation of System.Numerics.Tensors on these shapes, gives a part of the broadcast result:
    /// generated code, which computes all of it, would be the derivative of another function.
    /// </summary>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second operand.</param>
    /// <param name="layer">The name of the operation, and of the layer to be written instead.</param>
    /// <exception cref="ArgumentException">The operation gives a part of its result, or the shapes do not fit together.</exception>
    public static void ThrowIfTruncated(in ReadOnlyTensorSpan<float> a, in ReadOnlyTensorSpan<float> b, string layer) =>
        ThrowIfTruncated(a.Lengths, b.Lengths, layer);

    /// <inheritdoc cref="ThrowIfTruncated(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, string)"/>
    public static void ThrowIfTruncated(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, string layer) =>
        ThrowIfTruncated(a.Lengths, b.Lengths, layer);

    private static void ThrowIfTruncated(scoped ReadOnlySpan<nint> a, scoped ReadOnlySpan<nint> b, string layer)
    {
        if (!Truncates || a.SequenceEqual(b))
        {
            return;
        }

        // It takes the shape of one operand: that of more axes, otherwise the second.
        ReadOnlySpan<nint> taken = a.Length > b.Length ? a : b;
        ReadOnlySpan<nint> whole = Broadcast.Shape(layer, a, b, stackalloc nint[taken.Length]);
        if (!whole.SequenceEqual(taken))
        {
            throw new ArgumentException(
                $"Tensor.{layer}: a is {Operand.Shape(a)} and b is {Operand.Shape(b)}, of which System.Numerics.Tensors gives {Operand.Shape(taken)}, "
                + $"a part of {Operand.Shape(whole)} (dotnet/runtime#125530); write Layers.{layer}(a, b), which gives all of it",
                nameof(b));
        }
    }
}
