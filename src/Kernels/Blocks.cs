using System.Runtime.CompilerServices;

namespace AutoBackprop;

/// <summary>
/// Long spans, handed to a method of <see cref="System.Numerics.Tensors.TensorPrimitives"/> a block at a time: in one piece it writes past the caches what is longer than 256 KB,
/// even what it has just read there, and whoever reads it next waits for memory.
/// </summary>
internal static class Blocks
{
    /// <summary>How many elements a block has: less than 256 KB of them, and so many that beside the work a call costs nothing.</summary>
    public const int Length = 16384;

    /// <summary>What is longer has left the caches anyway when it is read next: it is better written past them.</summary>
    private const int MostCachedBytes = 1 << 22;

    /// <summary>Does for all elements, block by block, what an operation does for some.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The first operand.</param>
    /// <param name="y">The second operand, where there is one.</param>
    /// <param name="z">The third operand, where there is one.</param>
    /// <param name="number">An operand that is the same for all elements.</param>
    /// <param name="destination">Where the results go.</param>
    /// <param name="operation">The operation, with the same arguments.</param>
    public static void Each<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, T number, Span<T> destination, Action<ReadOnlySpan<T>, ReadOnlySpan<T>, ReadOnlySpan<T>, T, Span<T>> operation)
    {
        // What does not fit together is refused as a whole, before anything is written.
        if (x.Length > MostCachedBytes / Unsafe.SizeOf<T>() || !Fits(x, x.Length, destination) || !Fits(y, x.Length, destination) || !Fits(z, x.Length, destination))
        {
            operation(x, y, z, number, destination);
            return;
        }

        for (int start = 0; start < x.Length; start += Length)
        {
            int count = Math.Min(Length, x.Length - start);
            operation(x.Slice(start, count), Part(y, start, count), Part(z, start, count), number, destination.Slice(start, count));
        }
    }

    private static bool Fits<T>(ReadOnlySpan<T> operand, int count, Span<T> destination) =>
        operand.IsEmpty || (operand.Length == count && count <= destination.Length && (!operand.Overlaps(destination, out int shift) || shift == 0));

    private static ReadOnlySpan<T> Part<T>(ReadOnlySpan<T> operand, int start, int count) => operand.IsEmpty ? operand : operand.Slice(start, count);
}
