using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>All parameters of an object as one vector; and what the generated code of such classes calls.</summary>
public static class ParameterVector
{
    /// <summary>How many parameters there are, in all buffers together.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="parameters">The object.</param>
    /// <returns>Their number.</returns>
    public static int Count<T>(IParameters<T> parameters)
        where T : struct
    {
        int count = 0;
        for (int i = 0; i < parameters.BufferCount; i++)
            count += parameters.Parameters(i).Length;
        return count;
    }

    /// <summary>Copies all parameters into one vector, buffer after buffer.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="parameters">The object.</param>
    /// <param name="vector">As long as there are parameters.</param>
    /// <exception cref="ArgumentException">The vector has another length; nothing has been written then.</exception>
    public static void CopyTo<T>(IParameters<T> parameters, Span<T> vector)
        where T : struct
    {
        CheckLength(parameters, vector.Length);
        for (int i = 0; i < parameters.BufferCount; i++)
        {
            Span<T> buffer = parameters.Parameters(i);
            buffer.CopyTo(vector);
            vector = vector[buffer.Length..];
        }
    }

    /// <summary>Sets all parameters from one vector, as <see cref="CopyTo{T}"/> writes it.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="parameters">The object.</param>
    /// <param name="vector">As long as there are parameters.</param>
    /// <exception cref="ArgumentException">The vector has another length; nothing has been written then.</exception>
    public static void CopyFrom<T>(IParameters<T> parameters, ReadOnlySpan<T> vector)
        where T : struct
    {
        CheckLength(parameters, vector.Length);
        for (int i = 0; i < parameters.BufferCount; i++)
        {
            Span<T> buffer = parameters.Parameters(i);
            vector[..buffer.Length].CopyTo(buffer);
            vector = vector[buffer.Length..];
        }
    }

    /// <summary>Sets all parameters to zero: what a gradient is before a pass adds to it.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="parameters">The object.</param>
    public static void Clear<T>(this IParameters<T> parameters)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(parameters);
        for (int i = 0; i < parameters.BufferCount; i++)
            parameters.Parameters(i).Clear();
    }

    /// <summary>The elements of an array of any rank, in memory order.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="array">The array, or null.</param>
    /// <returns>Its elements; none of null.</returns>
    /// <exception cref="ArrayTypeMismatchException">The elements are of another type.</exception>
    public static Span<T> View<T>(Array? array)
        where T : struct
    {
        if (array is null)
            return default;
        if (array.GetType().GetElementType() != typeof(T))
            throw new ArrayTypeMismatchException($"The array is a {array.GetType()}, which does not consist of {typeof(T)}.");
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
    }

    /// <summary>The elements of a tensor.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="tensor">The tensor, or null.</param>
    /// <returns>Its elements, in memory order; none of null.</returns>
    /// <exception cref="ArgumentException">The tensor has gaps: it is a part of another.</exception>
    public static Span<T> View<T>(Tensor<T>? tensor)
        where T : struct
    {
        if (tensor is null || tensor.IsEmpty)
            return default;
        Operand.CheckDense("Parameters", nameof(tensor), tensor.IsDense, tensor.Lengths, tensor.Strides);
        return MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    /// <summary>The shape of an array of any rank.</summary>
    /// <param name="array">The array, or null.</param>
    /// <param name="lengths">Takes its lengths.</param>
    /// <returns>Its rank; −1 of null.</returns>
    public static int Shape(Array? array, Span<nint> lengths)
    {
        for (int i = 0; i < array?.Rank; i++)
            lengths[i] = array.GetLength(i);
        return array?.Rank ?? -1;
    }

    /// <summary>The shape of a tensor.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="tensor">The tensor, or null.</param>
    /// <param name="lengths">Takes its lengths.</param>
    /// <returns>Its rank; −1 of null.</returns>
    public static int Shape<T>(Tensor<T>? tensor, Span<nint> lengths)
    {
        if (tensor is null)
            return -1;
        tensor.Lengths.CopyTo(lengths);
        return tensor.Rank;
    }

    /// <summary>How many buffers a part has; none where it is null.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="part">The part, or null.</param>
    /// <returns>Their number.</returns>
    public static int BufferCount<T>(IParameters<T>? part)
        where T : struct => part?.BufferCount ?? 0;

    /// <summary>How many buffers several parts have.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="parts">The parts.</param>
    /// <returns>Their number.</returns>
    public static int BufferCount<T>(IParameters<T>?[]? parts)
        where T : struct
    {
        int count = 0;
        for (int i = 0; i < parts?.Length; i++)
            count += BufferCount(parts[i]);
        return count;
    }

    /// <summary>The part that has a buffer.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="part">The part, or null.</param>
    /// <param name="index">Which buffer, from the part's first on; counted from what comes behind it where it is not the part's.</param>
    /// <returns>The part, or null where the buffer is not the part's.</returns>
    public static IParameters<T>? Find<T>(IParameters<T>? part, ref int index)
        where T : struct
    {
        int count = BufferCount(part);
        if (index < count)
            return part;
        index -= count;
        return null;
    }

    /// <summary>The one of several parts that has a buffer.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="parts">The parts.</param>
    /// <param name="index">Which buffer, from the first part's first on; counted from its part's first after the call.</param>
    /// <param name="at">Which part.</param>
    /// <returns>The part, or null where the buffer is in none of them.</returns>
    public static IParameters<T>? Find<T>(IParameters<T>?[]? parts, ref int index, out int at)
        where T : struct
    {
        for (at = 0; at < parts?.Length; at++)
        {
            if (Find(parts[at], ref index) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>The row of a jagged array that is a buffer.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="index">Which buffer, from the first row on; counted from what comes behind the rows where it is none of them.</param>
    /// <param name="row">The row, which may be null.</param>
    /// <returns>Whether it is a row.</returns>
    public static bool FindRow<T>(T[]?[]? rows, ref int index, out T[]? row)
        where T : struct
    {
        int count = rows?.Length ?? 0;
        bool isRow = index < count;
        row = isRow ? rows![index] : null;
        if (!isRow)
            index -= count;
        return isRow;
    }

    private static void CheckLength<T>(IParameters<T> parameters, int length)
        where T : struct
    {
        int count = Count(parameters);
        if (length != count)
            throw new ArgumentException($"There are {count} parameters, so the vector must be as long, but its length is {length}.", "vector");
    }
}
