using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>Vectorised loops for what <see cref="System.Numerics.Tensors.TensorPrimitives"/> does not have in one pass.</summary>
internal static class Elementwise
{
    /// <summary>destination[i] = f(x[i]); the destination may be x itself.</summary>
    public static void Map<T, TFunction>(TFunction function, ReadOnlySpan<T> x, Span<T> destination)
        where T : struct, IFloatingPointIeee754<T>
        where TFunction : struct, IElementwise<T>
    {
        destination = destination[..x.Length];
        if (!Vector<T>.IsSupported || x.Length < Vector<T>.Count)
        {
            for (int i = 0; i < x.Length; i++)
            {
                destination[i] = function.Of(x[i]);
            }

            return;
        }

        ReadOnlySpan<Vector<T>> xs = MemoryMarshal.Cast<T, Vector<T>>(x);
        Span<Vector<T>> vectors = MemoryMarshal.Cast<T, Vector<T>>(destination)[..xs.Length];
        // The last vector shares elements with the one before it: it is read while these are still there.
        bool hasRest = x.Length % Vector<T>.Count != 0;
        Vector<T> last = hasRest ? function.Of(new Vector<T>(x[^Vector<T>.Count..])) : default;
        for (int i = 0; i < xs.Length; i++)
        {
            vectors[i] = function.Of(xs[i]);
        }

        if (hasRest)
            last.CopyTo(destination[^Vector<T>.Count..]);
    }

    /// <summary>gradient[i] += dOut[i] · f(x[i]).</summary>
    public static void AddScaled<T, TFunction>(TFunction function, ReadOnlySpan<T> x, ReadOnlySpan<T> dOut, Span<T> gradient)
        where T : struct, IFloatingPointIeee754<T>
        where TFunction : struct, IElementwise<T>
    {
        dOut = dOut[..x.Length];
        gradient = gradient[..x.Length];
        ReadOnlySpan<Vector<T>> xs = MemoryMarshal.Cast<T, Vector<T>>(x);
        ReadOnlySpan<Vector<T>> dOuts = MemoryMarshal.Cast<T, Vector<T>>(dOut)[..xs.Length];
        Span<Vector<T>> gradients = MemoryMarshal.Cast<T, Vector<T>>(gradient)[..xs.Length];
        for (int i = 0; i < xs.Length; i++)
        {
            gradients[i] += dOuts[i] * function.Of(xs[i]);
        }

        for (int i = xs.Length * Vector<T>.Count; i < x.Length; i++)
        {
            gradient[i] += dOut[i] * function.Of(x[i]);
        }
    }
}
