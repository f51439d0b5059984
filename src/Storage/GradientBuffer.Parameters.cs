using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <content>Gradients of classes: objects of the same class.</content>
public static partial class GradientBuffer
{
    internal const int LargestRank = 32;

    private const int MostOnStack = 128;

    /// <summary>Checks that an object that takes gradients has the members of the one that it is the gradient of, in the same shapes, and in memory of its own.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="gradient">The object that gradients are added into.</param>
    /// <param name="parameters">The object.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="parametersName">The object's name, for the message.</param>
    /// <exception cref="ArgumentException">A member is missing or has another shape, or the two share memory.</exception>
    public static void Check<T>(IParameters<T> gradient, IParameters<T> parameters, string gradientName, string parametersName)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(parameters, parametersName);
        ArgumentNullException.ThrowIfNull(gradient, gradientName);
        if (ReferenceEquals(gradient, parameters))
            throw new ArgumentException($"'{gradientName}' is '{parametersName}' itself; gradients need memory of their own.", gradientName);
        int count = parameters.BufferCount;
        if (gradient.BufferCount != count)
            ThrowMissing(gradient, parameters, gradientName, parametersName);
        Span<nint> shape = stackalloc nint[LargestRank], wanted = stackalloc nint[LargestRank];
        for (int i = 0; i < count; i++)
        {
            int rank = gradient.ParameterShape(i, shape), rankWanted = parameters.ParameterShape(i, wanted);
            if (rank != rankWanted || rank > 0 && !shape[..rank].SequenceEqual(wanted[..rank]))
                ThrowShape(gradient, parameters, i, gradientName, parametersName);
        }
        CheckApart(gradient, parameters, gradientName, parametersName);
    }

    /// <summary>Checks that an object that takes gradients shares no memory with another one.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="gradient">The object that gradients are added into.</param>
    /// <param name="other">The other object.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The other object's name, for the message.</param>
    /// <exception cref="ArgumentException">Two members overlap.</exception>
    public static void CheckApart<T>(IParameters<T> gradient, IParameters<T> other, string gradientName, string otherName)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(other, otherName);
        if (AreApart(gradient, other))
            return;
        int count = gradient.BufferCount, others = other.BufferCount;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<T> buffer = gradient.Parameters(i);
            for (int j = 0; j < others; j++)
            {
                if (buffer.Overlaps(other.Parameters(j)))
                    ThrowOverlap($"{gradientName}.{gradient.ParameterName(i)}", $"{otherName}.{other.ParameterName(j)}", gradientName);
            }
        }
    }

    /// <summary>Checks that an object that takes gradients shares no memory with a buffer.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="gradient">The object that gradients are added into.</param>
    /// <param name="other">The buffer.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">A member overlaps the buffer.</exception>
    public static void CheckApart<T>(IParameters<T> gradient, ReadOnlySpan<T> other, string gradientName, string otherName)
        where T : struct
    {
        if (Overlapping(gradient, other) is { } member)
            ThrowOverlap($"{gradientName}.{member}", otherName, gradientName);
    }

    /// <summary>Checks that a gradient's span shares no memory with an object's parameters.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="gradient">The span that gradients are added into.</param>
    /// <param name="other">The object.</param>
    /// <param name="gradientName">The span's name, for the message.</param>
    /// <param name="otherName">The object's name, for the message.</param>
    /// <exception cref="ArgumentException">The span overlaps a member.</exception>
    public static void CheckApart<T>(Span<T> gradient, IParameters<T> other, string gradientName, string otherName)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(other, otherName);
        if (Overlapping(other, gradient) is { } member)
            ThrowOverlap(gradientName, $"{otherName}.{member}", gradientName);
    }

    /// <summary>Checks that an object that takes gradients shares no memory with a tensor.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="gradient">The object that gradients are added into.</param>
    /// <param name="other">The tensor.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The tensor's name, for the message.</param>
    /// <exception cref="ArgumentException">A member overlaps the tensor.</exception>
    public static void CheckTensorApart<T>(IParameters<T> gradient, in ReadOnlyTensorSpan<T> other, string gradientName, string otherName)
        where T : struct
    {
        if (!other.IsEmpty && Overlapping(gradient, Extent(other)) is { } member)
            ThrowOverlap($"{gradientName}.{member}", otherName, gradientName);
    }

    /// <summary>Checks that a tensor's gradient shares no memory with an object's parameters.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="gradient">The tensor that gradients are added into.</param>
    /// <param name="other">The object.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The object's name, for the message.</param>
    /// <exception cref="ArgumentException">The tensor overlaps a member.</exception>
    public static void CheckTensorApart<T>(in TensorSpan<T> gradient, IParameters<T> other, string gradientName, string otherName)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(other, otherName);
        if (!gradient.IsEmpty && Overlapping(other, Extent<T>(gradient)) is { } member)
            ThrowOverlap(gradientName, $"{otherName}.{member}", gradientName);
    }

    /// <summary>Checks that a buffer that is written shares no memory with an object's parameters, which are read.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="written">The buffer that is written.</param>
    /// <param name="other">The object.</param>
    /// <param name="writtenName">The written buffer's name, for the message.</param>
    /// <param name="otherName">The object's name, for the message.</param>
    /// <exception cref="ArgumentException">The buffer overlaps a member.</exception>
    public static void CheckWritten<T>(ReadOnlySpan<T> written, IParameters<T> other, string writtenName, string otherName)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(other, otherName);
        if (Overlapping(other, written) is { } member)
            ThrowWritten(writtenName, $"{otherName}.{member}");
    }

    /// <summary>
    /// Whether all buffers of two objects are certainly apart: by their addresses, which are as good as what they stand for as long as no
    /// collection has moved anything. Comparing the spans themselves would ask for each as often as the other object has buffers.
    /// </summary>
    private static bool AreApart<T>(IParameters<T> one, IParameters<T> other)
        where T : struct
    {
        int count = one.BufferCount, others = other.BufferCount, length = 2 * (count + others);
        nint[]? rented = length <= MostOnStack ? null : ArrayPool<nint>.Shared.Rent(length);
        Span<nint> ends = rented ?? stackalloc nint[MostOnStack];
        int collections = GC.CollectionCount(0);
        PutEnds(one, count, ends);
        PutEnds(other, others, ends[(2 * count)..]);
        bool areApart = true;
        for (int i = 0; i < 2 * count; i += 2)
        {
            for (int j = 2 * count; j < length; j += 2)
                areApart &= ends[i + 1] <= ends[j] || ends[j + 1] <= ends[i];
        }

        if (rented is not null)
            ArrayPool<nint>.Shared.Return(rented);
        return areApart && collections == GC.CollectionCount(0);
    }

    private static void PutEnds<T>(IParameters<T> parameters, int count, Span<nint> ends)
        where T : struct
    {
        for (int i = 0; i < count; i++)
        {
            Span<T> buffer = parameters.Parameters(i);
            ends[2 * i] = Unsafe.ByteOffset(ref Unsafe.NullRef<T>(), ref MemoryMarshal.GetReference(buffer));
            ends[(2 * i) + 1] = ends[2 * i] + (nint)((long)buffer.Length * Unsafe.SizeOf<T>());
        }
    }

    /// <summary>The name of the first member that overlaps a buffer; null where none does.</summary>
    private static string? Overlapping<T>(IParameters<T> parameters, ReadOnlySpan<T> buffer)
        where T : struct
    {
        for (int i = 0; i < parameters.BufferCount; i++)
        {
            if (buffer.Overlaps(parameters.Parameters(i)))
                return parameters.ParameterName(i);
        }
        return null;
    }

    [DoesNotReturn]
    private static void ThrowOverlap(string member, string other, string gradientName) =>
        throw new ArgumentException($"'{member}' overlaps '{other}'; gradients need memory of their own.", gradientName);

    [DoesNotReturn]
    private static void ThrowMissing<T>(IParameters<T> gradient, IParameters<T> parameters, string gradientName, string parametersName)
        where T : struct
    {
        int i = 0;
        while (i < gradient.BufferCount && i < parameters.BufferCount && gradient.ParameterName(i) == parameters.ParameterName(i))
            i++;
        throw new ArgumentException(
            gradient.BufferCount < parameters.BufferCount
                ? $"'{gradientName}' takes the gradient of '{parametersName}' and must have all its members, but '{gradientName}.{parameters.ParameterName(i)}' is missing."
                : $"'{gradientName}' takes the gradient of '{parametersName}' and must have its members alone, but '{parametersName}.{gradient.ParameterName(i)}' is missing.",
            gradientName);
    }

    [DoesNotReturn]
    private static void ThrowShape<T>(IParameters<T> gradient, IParameters<T> parameters, int index, string gradientName, string parametersName)
        where T : struct
    {
        string member = parameters.ParameterName(index);
        throw new ArgumentException(
            $"'{gradientName}.{gradient.ParameterName(index)}' takes the gradient of '{parametersName}.{member}', which {Describe(parameters, index)}, but {Describe(gradient, index)}.", gradientName);
    }

    private static string Describe<T>(IParameters<T> parameters, int index)
        where T : struct
    {
        Span<nint> lengths = stackalloc nint[LargestRank];
        return parameters.ParameterShape(index, lengths) switch
        {
            -1 => "is null",
            0 => "is a number",
            1 => string.Create(CultureInfo.InvariantCulture, $"has length {lengths[0]}"),
            var rank => "has shape " + Operand.Shape(lengths[..rank]),
        };
    }
}
