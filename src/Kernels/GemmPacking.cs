using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>Copies a panel of B into the order in which the tiles read it: a row for each step of k, without gaps.</summary>
/// <remarks>What lies beyond the panel's width is of any content: it reaches only lanes that are thrown away.</remarks>
internal static class GemmPacking<T, TVector, TLanes>
    where T : struct
    where TVector : struct
    where TLanes : ILanes<T, TVector>
{
    /// <summary>Packs a panel.</summary>
    /// <param name="source">The panel's elements; the first is its corner.</param>
    /// <param name="rowStride">From one step of k to the next.</param>
    /// <param name="columnStride">From one column to the next.</param>
    /// <param name="steps">The steps of k.</param>
    /// <param name="width">The columns.</param>
    /// <param name="padded">The columns rounded up to whole vectors.</param>
    /// <param name="target">Receives the panel.</param>
    public static void Pack(ReadOnlySpan<T> source, int rowStride, int columnStride, int steps, int width, int padded, Span<T> target)
    {
        target = target[..(steps * padded)];
        if (columnStride == 1)
        {
            CopyRows(source, rowStride, steps, width, padded, target);
        }
        else if (rowStride == 1)
        {
            Transpose(source, columnStride, steps, width, padded, target);
        }
        else
        {
            Gather(source, rowStride, columnStride, 0, steps, 0, width, padded, target);
        }
    }

    private static void CopyRows(ReadOnlySpan<T> source, int rowStride, int steps, int width, int padded, Span<T> target)
    {
        // Whole vectors, as far as they do not read past the source's end.
        int inside = source.Length < padded ? 0 : rowStride == 0 ? steps : Math.Min(steps, ((source.Length - padded) / rowStride) + 1);
        ref T from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(target);
        for (nint k = 0; k < inside; k++)
        {
            for (nint column = 0; column < padded; column += TLanes.Count)
            {
                TVector vector = TLanes.Load(ref Unsafe.Add(ref from, (k * rowStride) + column), 0);
                TLanes.Store(vector, ref Unsafe.Add(ref to, (k * padded) + column), 0);
            }
        }

        for (int k = inside; k < steps; k++)
        {
            source.Slice(k * rowStride, width).CopyTo(target[(k * padded)..]);
        }
    }

    /// <summary>Columns lie in a row each: blocks of 4 × 4 are transposed in registers.</summary>
    private static void Transpose(ReadOnlySpan<T> source, int columnStride, int steps, int width, int padded, Span<T> target)
    {
        int blockSteps = RegisterTranspose<T>.IsSupported ? steps / 4 * 4 : 0;
        int blockWidth = RegisterTranspose<T>.IsSupported ? width / 4 * 4 : 0;
        ref T from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(target);
        for (nint column = 0; column < blockWidth; column += 4)
        {
            for (nint k = 0; k < blockSteps; k += 4)
            {
                ref T block = ref Unsafe.Add(ref from, (column * columnStride) + k);
                RegisterTranspose<T>.Transpose4x4(ref block, columnStride, ref Unsafe.Add(ref to, (k * padded) + column), padded);
            }
        }

        Gather(source, 1, columnStride, blockSteps, steps, 0, blockWidth, padded, target);
        Gather(source, 1, columnStride, 0, steps, blockWidth, width, padded, target);
    }

    private static void Gather(
        ReadOnlySpan<T> source, int rowStride, int columnStride, int firstStep, int steps, int firstColumn, int width, int padded,
        Span<T> target)
    {
        for (int column = firstColumn; column < width; column++)
        {
            for (int k = firstStep; k < steps; k++)
            {
                target[(k * padded) + column] = source[(k * rowStride) + (column * columnStride)];
            }
        }
    }
}
