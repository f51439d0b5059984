using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>Shorthands of the layers' tests.</summary>
public static class TensorExtensions
{
    /// <summary>The elements of a dense tensor, to read and write.</summary>
    public static Span<T> Values<T>(this Tensor<T> tensor) =>
        tensor.IsEmpty ? [] : MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), (int)tensor.FlattenedLength);

    /// <summary>The elements of a dense tensor, copied.</summary>
    public static T[] ToArray<T>(this Tensor<T> tensor) => tensor.Values().ToArray();
}
