using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>
/// What generated code calls in place of a loop that does the same with each element: the elements that it runs over, and what is done with all of them. These are the methods of
/// <see cref="System.Numerics.Tensors.TensorPrimitives"/> of the same names, but for long spans and for functions, which cost here the same wherever memory lies.
/// </summary>
/// <remarks>Inlined even into large methods, where the compiler would not: they are called in loops, once for each short inner one.</remarks>
public static partial class Elements
{
    /// <summary>The elements with the indices from <paramref name="start"/> on.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="buffer">The buffer.</param>
    /// <param name="start">The first index.</param>
    /// <param name="count">How many elements; none for a negative number, as for a loop that does not run.</param>
    /// <returns>The elements.</returns>
    /// <exception cref="IndexOutOfRangeException">One of the indices is outside the buffer.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> Of<T>(Span<T> buffer, int start, int count)
    {
        if (count <= 0)
            return default;
        // A negative start is larger than any length.
        if ((ulong)(uint)start + (uint)count > (uint)buffer.Length)
            Throw(buffer.Length, start, count);
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), start), count);
    }

    /// <inheritdoc cref="Of{T}(Span{T}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> buffer, int start, int count)
    {
        if (count <= 0)
            return default;
        // A negative start is larger than any length.
        if ((ulong)(uint)start + (uint)count > (uint)buffer.Length)
            Throw(buffer.Length, start, count);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), start), count);
    }

    /// <inheritdoc cref="Of{T}(Span{T}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> Of<T>(T[] buffer, int start, int count) => count <= 0 ? default : Of(new Span<T>(buffer, 0, buffer.Length), start, count);

    /// <summary>A row of a jagged array, for the loops that go along it.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="rows">The array.</param>
    /// <param name="row">Which row.</param>
    /// <returns>The row; an empty one where there is none: the loops may not run.</returns>
    public static Span<T> Row<T>(T[][] rows, int row) => (uint)row < (uint)rows.Length ? rows[row] : default;

    /// <summary>A row of a rectangular array, for the loops that go along it.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="rows">The array.</param>
    /// <param name="row">Which row.</param>
    /// <returns>The row; an empty one where there is none: the loops may not run.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> Row<T>(T[,] rows, int row) =>
        (uint)row < (uint)rows.GetLength(0) && rows.GetLength(1) > 0 ? MemoryMarshal.CreateSpan(ref rows[row, 0], rows.GetLength(1)) : default;

    private static void Throw(int length, int start, int count) =>
        throw new IndexOutOfRangeException($"The indices {start} to {start + count - 1} are not all inside a buffer of {length} elements.");
}
