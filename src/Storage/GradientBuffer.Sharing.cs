using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <content>
/// Rectangular and jagged arrays that share memory with other buffers: what is written in the one would change in the other, and its
/// gradient would go to one of them.
/// </content>
public static partial class GradientBuffer
{
    /// <summary>So many pairs of rows are compared one by one; more of them by way of a set.</summary>
    private const int MostPairs = 256;

    [ThreadStatic]
    private static HashSet<Array>? rowsSeen;

    /// <summary>Checks that the gradient of a rectangular or jagged array does not share memory with another such array.</summary>
    /// <param name="gradient">The array that gradients are added into.</param>
    /// <param name="other">The other array.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The other array's name, for the message.</param>
    /// <exception cref="ArgumentException">One of them is, or has as a row, what the other is or has.</exception>
    public static void CheckApartShape(Array gradient, Array other, string gradientName, string otherName)
    {
        if (Share(gradient, other))
            ThrowOverlap(gradientName, otherName);
    }

    /// <inheritdoc cref="CheckApartShape(Array, Array, string, string)"/>
    /// <typeparam name="T">The type of the elements.</typeparam>
    public static void CheckApartElements<T>(Array gradient, ReadOnlySpan<T> other, string gradientName, string otherName)
    {
        if (Share(gradient, other))
            ThrowOverlap(gradientName, otherName);
    }

    /// <inheritdoc cref="CheckApartShape(Array, Array, string, string)"/>
    /// <typeparam name="T">The type of the elements.</typeparam>
    public static void CheckApartElements<T>(Span<T> gradient, Array other, string gradientName, string otherName)
    {
        if (Share<T>(other, gradient))
            ThrowOverlap(gradientName, otherName);
    }

    /// <summary>Checks that a written array shares no memory with another.</summary>
    /// <param name="written">The array that is written.</param>
    /// <param name="other">The other array.</param>
    /// <param name="writtenName">The written array's name, for the message.</param>
    /// <param name="otherName">The other array's name, for the message.</param>
    /// <exception cref="ArgumentException">One of them is, or has as a row, what the other is or has.</exception>
    public static void CheckWrittenShape(Array written, Array other, string writtenName, string otherName)
    {
        if (Share(written, other))
            ThrowWritten(writtenName, otherName);
    }

    /// <inheritdoc cref="CheckWrittenShape(Array, Array, string, string)"/>
    /// <typeparam name="T">The type of the elements.</typeparam>
    public static void CheckWrittenElements<T>(Array written, ReadOnlySpan<T> other, string writtenName, string otherName)
    {
        if (Share(written, other))
            ThrowWritten(writtenName, otherName);
    }

    /// <inheritdoc cref="CheckWrittenShape(Array, Array, string, string)"/>
    /// <typeparam name="T">The type of the elements.</typeparam>
    public static void CheckWrittenElements<T>(ReadOnlySpan<T> written, Array other, string writtenName, string otherName)
    {
        if (Share(other, written))
            ThrowWritten(writtenName, otherName);
    }

    /// <summary>Checks that no two rows of a jagged array that is written are the same array.</summary>
    /// <param name="written">The array that is written.</param>
    /// <param name="writtenName">Its name, for the message.</param>
    /// <exception cref="ArgumentException">Two rows are one array.</exception>
    public static void CheckWrittenRows(Array[] written, string writtenName)
    {
        HashSet<Array> seen = rowsSeen ??= new HashSet<Array>(ReferenceEqualityComparer.Instance);
        bool isApart = AddRows(written, seen);
        seen.Clear();
        if (!isApart)
            ThrowRows(writtenName);
    }

    [DoesNotReturn]
    private static void ThrowRows(string writtenName) =>
        throw new ArgumentException($"'{writtenName}' is written and has one row twice; a gradient needs them apart.", writtenName);

    private static bool AddRows(Array[] rows, HashSet<Array> seen)
    {
        foreach (Array? row in rows)
        {
            if (row is Array[] inner ? !AddRows(inner, seen) : row is not null && !seen.Add(row))
                return false;
        }

        return true;
    }

    private static bool Share(Array? one, Array? other)
    {
        if (one is null || other is null)
            return false;
        if (ReferenceEquals(one, other))
            return true;
        if (one is Array[] rows && other is Array[] others && (long)rows.Length * others.Length > MostPairs)
        {
            HashSet<Array> seen = rowsSeen ??= new HashSet<Array>(ReferenceEqualityComparer.Instance);
            (Array[] fewer, Array[] more) = rows.Length < others.Length ? (rows, others) : (others, rows);
            AddAll(fewer, seen);
            bool isShared = Any(more, seen);
            seen.Clear();
            return isShared;
        }

        if (other is Array[])
            (one, other) = (other, one);
        if (one is not Array[] parts)
            return false;
        foreach (Array? part in parts)
        {
            if (Share(part, other))
                return true;
        }

        return false;
    }

    private static void AddAll(Array[] rows, HashSet<Array> seen)
    {
        foreach (Array? row in rows)
        {
            if (row is Array[] inner)
                AddAll(inner, seen);
            else if (row is not null)
                seen.Add(row);
        }
    }

    private static bool Any(Array[] rows, HashSet<Array> seen)
    {
        foreach (Array? row in rows)
        {
            if (row is Array[] inner ? Any(inner, seen) : row is not null && seen.Contains(row))
                return true;
        }

        return false;
    }

    private static bool Share<T>(Array? one, ReadOnlySpan<T> other)
    {
        if (one is Array[] rows)
        {
            foreach (Array? row in rows)
            {
                if (Share(row, other))
                    return true;
            }

            return false;
        }

        return one is { Length: > 0 } && MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(one)), one.Length).Overlaps(other);
    }
}
