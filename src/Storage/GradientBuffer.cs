using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>What a generated backward pass asks of the spans that it adds gradients into, before it writes anything.</summary>
public static class GradientBuffer
{
    /// <summary>Checks that a gradient's span fits the buffer that it is the gradient of, and is not that buffer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The span that gradients are added into.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="gradientName">The span's name, for the message.</param>
    /// <param name="bufferName">The buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the two overlap.</exception>
    public static void Check<T>(Span<T> gradient, ReadOnlySpan<T> buffer, string gradientName, string bufferName)
    {
        if (gradient.Length != buffer.Length)
        {
            throw new ArgumentException(
                $"'{gradientName}' takes the gradient of '{bufferName}' and must have its length {buffer.Length}, but has {gradient.Length}.", gradientName);
        }
        CheckApart(gradient, buffer, gradientName, bufferName);
    }

    /// <summary>Checks that a gradient's span does not share memory with another buffer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The span that gradients are added into.</param>
    /// <param name="other">The other buffer.</param>
    /// <param name="gradientName">The span's name, for the message.</param>
    /// <param name="otherName">The other buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">The two overlap.</exception>
    public static void CheckApart<T>(Span<T> gradient, ReadOnlySpan<T> other, string gradientName, string otherName)
    {
        if (((ReadOnlySpan<T>)gradient).Overlaps(other))
            throw new ArgumentException($"'{gradientName}' overlaps '{otherName}'; gradients need memory of their own.", gradientName);
    }

    /// <summary>Checks that a buffer that is written does not share memory with another: what is read from the one would change with the other.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="written">The buffer that is written.</param>
    /// <param name="other">The other buffer.</param>
    /// <param name="writtenName">The written buffer's name, for the message.</param>
    /// <param name="otherName">The other buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">The two overlap.</exception>
    public static void CheckWritten<T>(ReadOnlySpan<T> written, ReadOnlySpan<T> other, string writtenName, string otherName)
    {
        if (written.Overlaps(other))
            throw new ArgumentException($"'{writtenName}' is written and overlaps '{otherName}'; a gradient needs them apart.", writtenName);
    }

    /// <summary>Checks that the gradient of a rectangular or jagged array has its shape and is another array.</summary>
    /// <param name="gradient">The array that gradients are added into.</param>
    /// <param name="buffer">The array.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="bufferName">The array's name, for the message.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the two share memory.</exception>
    public static void CheckShape(Array gradient, Array buffer, string gradientName, string bufferName)
    {
        ArgumentNullException.ThrowIfNull(gradient, gradientName);
        ArgumentNullException.ThrowIfNull(buffer, bufferName);
        if (ReferenceEquals(gradient, buffer))
            throw new ArgumentException($"'{gradientName}' is '{bufferName}' itself; gradients need memory of their own.", gradientName);
        for (int dimension = 0; dimension < buffer.Rank; dimension++)
        {
            if (gradient.Rank == buffer.Rank && gradient.GetLength(dimension) == buffer.GetLength(dimension))
                continue;
            throw new ArgumentException($"'{gradientName}' takes the gradient of '{bufferName}' and must have its shape.", gradientName);
        }
        if (buffer is Array[] rows)
        {
            for (int i = 0; i < rows.Length; i++)
                CheckShape(((Array[])gradient)[i], rows[i], $"{gradientName}[{i}]", $"{bufferName}[{i}]");
        }
    }

    /// <summary>Adds what is given for the gradient of a result to the gradient of the buffer that was the result.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The gradient of that buffer.</param>
    /// <param name="upstream">The gradient of the result.</param>
    /// <param name="upstreamName">Its name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddResult<T>(Span<T> gradient, ReadOnlySpan<T> upstream, string upstreamName)
        where T : struct, IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T>
    {
        if (upstream.Length != gradient.Length)
            throw new ArgumentException($"'{upstreamName}' is the gradient of the result and must have its length {gradient.Length}, but has {upstream.Length}.", upstreamName);
        TensorPrimitives.Add(gradient, upstream, gradient);
    }

    /// <summary>A jagged array of zeros, with rows as long as another's; no row where that has none.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="buffer">The other array.</param>
    /// <returns>The zeros.</returns>
    public static T[][] ZerosLike<T>(T[][] buffer) => Array.ConvertAll(buffer, static row => row is null ? null! : new T[row.Length]);
}
