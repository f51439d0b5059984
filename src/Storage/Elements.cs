namespace AutoBackprop;

/// <summary>The elements of a buffer that a loop runs over: what generated code hands to <c>TensorPrimitives</c> in place of the loop.</summary>
public static class Elements
{
    /// <summary>The elements with the indices from <paramref name="start"/> on.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="buffer">The buffer.</param>
    /// <param name="start">The first index.</param>
    /// <param name="count">How many elements; none for a negative number, as for a loop that does not run.</param>
    /// <returns>The elements.</returns>
    /// <exception cref="IndexOutOfRangeException">One of the indices is outside the buffer.</exception>
    public static Span<T> Of<T>(Span<T> buffer, int start, int count)
    {
        if (count <= 0)
            return default;
        if (start < 0 || start > buffer.Length - count)
            Throw(buffer.Length, start, count);
        return buffer.Slice(start, count);
    }

    /// <inheritdoc cref="Of{T}(Span{T}, int, int)"/>
    public static ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> buffer, int start, int count)
    {
        if (count <= 0)
            return default;
        if (start < 0 || start > buffer.Length - count)
            Throw(buffer.Length, start, count);
        return buffer.Slice(start, count);
    }

    /// <inheritdoc cref="Of{T}(Span{T}, int, int)"/>
    public static Span<T> Of<T>(T[] buffer, int start, int count) => Of(buffer.AsSpan(), start, count);

    private static void Throw(int length, int start, int count) =>
        throw new IndexOutOfRangeException($"The indices {start} to {start + count - 1} are not all inside a buffer of {length} elements.");
}
