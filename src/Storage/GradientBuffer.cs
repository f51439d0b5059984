using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>What a generated backward pass asks of the spans that it adds gradients into, before it writes anything.</summary>
public static partial class GradientBuffer
{
    /// <summary>Checks that a gradient's span fits the buffer that it is the gradient of, and is not that buffer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The span that gradients are added into.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="gradientName">The span's name, for the message.</param>
    /// <param name="bufferName">The buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the two overlap.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check<T>(Span<T> gradient, ReadOnlySpan<T> buffer, string gradientName, string bufferName)
    {
        if (gradient.Length != buffer.Length)
            ThrowLength(gradient.Length, buffer.Length, gradientName, bufferName);
        CheckApart(gradient, buffer, gradientName, bufferName);
    }

    /// <summary>Checks that a span fits the gradients of a buffer, one behind the other, and is not that buffer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradients">The span that gradients are added into.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="gradientsName">The span's name, for the message.</param>
    /// <param name="bufferName">The buffer's name, for the message.</param>
    /// <param name="rows">How many gradients there are.</param>
    /// <exception cref="ArgumentException">The length is not that of the buffer, so many times; or the two overlap.</exception>
    public static void Check<T>(Span<T> gradients, ReadOnlySpan<T> buffer, string gradientsName, string bufferName, int rows)
    {
        if (gradients.Length != (long)rows * buffer.Length)
            throw new ArgumentException($"'{gradientsName}' takes {rows} gradients of '{bufferName}' and must have {rows} times its length {buffer.Length}, but has {gradients.Length}.", gradientsName);
        CheckApart(gradients, buffer, gradientsName, bufferName);
    }

    /// <summary>Checks that a gradient's span does not share memory with another buffer.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The span that gradients are added into.</param>
    /// <param name="other">The other buffer.</param>
    /// <param name="gradientName">The span's name, for the message.</param>
    /// <param name="otherName">The other buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">The two overlap.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckApart<T>(Span<T> gradient, ReadOnlySpan<T> other, string gradientName, string otherName)
    {
        if (((ReadOnlySpan<T>)gradient).Overlaps(other))
            ThrowOverlap(gradientName, otherName);
    }

    /// <summary>Checks that a buffer that is written does not share memory with another: what is read from the one would change with the other.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="written">The buffer that is written.</param>
    /// <param name="other">The other buffer.</param>
    /// <param name="writtenName">The written buffer's name, for the message.</param>
    /// <param name="otherName">The other buffer's name, for the message.</param>
    /// <exception cref="ArgumentException">The two overlap.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckWritten<T>(ReadOnlySpan<T> written, ReadOnlySpan<T> other, string writtenName, string otherName)
    {
        if (written.Overlaps(other))
            ThrowWritten(writtenName, otherName);
    }

    // Messages are made in methods of their own: so the checks, of which a short backward pass has many, are a few comparisons in it.
    [DoesNotReturn]
    private static void ThrowLength(int length, int expected, string gradientName, string bufferName) => throw new ArgumentException(
        $"'{gradientName}' takes the gradient of '{bufferName}' and must have its length {expected}, but has {length}.", gradientName);

    [DoesNotReturn]
    private static void ThrowOverlap(string gradientName, string otherName) =>
        throw new ArgumentException($"'{gradientName}' overlaps '{otherName}'; gradients need memory of their own.", gradientName);

    [DoesNotReturn]
    private static void ThrowWritten(string writtenName, string otherName) =>
        throw new ArgumentException($"'{writtenName}' is written and overlaps '{otherName}'; a gradient needs them apart.", writtenName);

    /// <summary>Checks that a gradient has the shape of the tensor that it is the gradient of, and is not that tensor.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The tensor that gradients are added into.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="tensorName">The tensor's name, for the message.</param>
    /// <param name="others">Other tensors that it must not share memory with.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the gradient overlaps one of the tensors.</exception>
    public static void Check<T>(in TensorSpan<T> gradient, in ReadOnlyTensorSpan<T> tensor, string gradientName, string tensorName, params ReadOnlySpan<Tensor<T>> others)
    {
        if (!gradient.Lengths.SequenceEqual(tensor.Lengths))
        {
            throw new ArgumentException(
                $"'{gradientName}' takes the gradient of '{tensorName}' and must have its shape {Operand.Shape(tensor.Lengths)}, but has {Operand.Shape(gradient.Lengths)}.", gradientName);
        }
        CheckApart(gradient, tensor, gradientName, tensorName);
        foreach (Tensor<T> other in others)
        {
            if (Overlap<T>(gradient, other))
                throw new ArgumentException($"'{gradientName}' overlaps an input, a tensor {Operand.Shape(other.Lengths)}; gradients need memory of their own.", gradientName);
        }
    }

    /// <summary>Checks that a tensor's gradient does not share memory with another tensor.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The tensor that gradients are added into.</param>
    /// <param name="other">The other tensor.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The other tensor's name, for the message.</param>
    /// <exception cref="ArgumentException">The two overlap.</exception>
    public static void CheckApart<T>(in TensorSpan<T> gradient, in ReadOnlyTensorSpan<T> other, string gradientName, string otherName)
    {
        if (Overlap<T>(gradient, other))
            throw new ArgumentException($"'{gradientName}' overlaps '{otherName}'; gradients need memory of their own.", gradientName);
    }

    /// <summary>Adds one gradient of a tensor to another.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The gradient that is added to.</param>
    /// <param name="term">What is added, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or one of them has gaps.</exception>
    public static void Add<T>(in TensorSpan<T> gradient, in ReadOnlyTensorSpan<T> term)
        where T : unmanaged, INumber<T>
    {
        Operand.SameShape("The gradient", nameof(gradient), gradient.Lengths, nameof(term), term.Lengths);
        Span<T> sum = Operand.ReadWrite("The gradient", nameof(gradient), gradient);
        TensorPrimitives.Add(sum, Operand.Read("The gradient", nameof(term), term), sum);
    }

    /// <summary>Checks that gradients have the shapes of the tensors that they are the gradients of, and share no memory with them.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradients">The tensors that gradients are added into.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="tensorName">The tensors' name, for the message.</param>
    /// <param name="others">Other tensors that they must not share memory with.</param>
    /// <exception cref="ArgumentException">The number or the shapes differ, or a gradient overlaps a tensor.</exception>
    public static void Check<T>(Span<Tensor<T>> gradients, ReadOnlySpan<Tensor<T>> tensors, string gradientName, string tensorName, params ReadOnlySpan<Tensor<T>> others)
    {
        if (gradients.Length != tensors.Length)
            throw new ArgumentException($"'{gradientName}' takes the gradients of '{tensorName}' and must have its length {tensors.Length}, but has {gradients.Length}.", gradientName);
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is null)
                throw new ArgumentException($"'{gradientName}[{i}]' takes the gradient of '{tensorName}[{i}]', but is null.", gradientName);
            Check(gradients[i], tensors[i], gradientName, tensorName, others);
        }
        CheckApart(gradients, tensors, gradientName, tensorName);
    }

    /// <summary>Checks that a tensor's gradient does not share memory with any of other tensors.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The tensor that gradients are added into.</param>
    /// <param name="others">The other tensors.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="otherName">The other tensors' name, for the message.</param>
    /// <exception cref="ArgumentException">It overlaps one of them.</exception>
    public static void CheckApart<T>(in TensorSpan<T> gradient, ReadOnlySpan<Tensor<T>> others, string gradientName, string otherName)
    {
        foreach (Tensor<T> other in others)
            CheckApart(gradient, other, gradientName, otherName);
    }

    /// <summary>Checks that tensors' gradients do not share memory with other tensors.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradients">The tensors that gradients are added into.</param>
    /// <param name="others">The other tensors.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="otherName">The other tensors' name, for the message.</param>
    /// <exception cref="ArgumentException">One of them overlaps another tensor.</exception>
    public static void CheckApart<T>(Span<Tensor<T>> gradients, ReadOnlySpan<Tensor<T>> others, string gradientName, string otherName)
    {
        foreach (Tensor<T> gradient in gradients)
            CheckApart(gradient, others, gradientName, otherName);
    }

    /// <summary>Checks that tensors' gradients do not share memory with another tensor.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradients">The tensors that gradients are added into.</param>
    /// <param name="other">The other tensor.</param>
    /// <param name="gradientName">The gradients' name, for the message.</param>
    /// <param name="otherName">The other tensor's name, for the message.</param>
    /// <exception cref="ArgumentException">One of them overlaps the other tensor.</exception>
    public static void CheckApart<T>(Span<Tensor<T>> gradients, in ReadOnlyTensorSpan<T> other, string gradientName, string otherName)
    {
        foreach (Tensor<T> gradient in gradients)
            CheckApart(gradient, other, gradientName, otherName);
    }

    private static bool Overlap<T>(in ReadOnlyTensorSpan<T> one, in ReadOnlyTensorSpan<T> other) =>
        !one.IsEmpty && !other.IsEmpty && Extent(one).Overlaps(Extent(other));

    /// <summary>The memory from a tensor's first element to its last.</summary>
    private static ReadOnlySpan<T> Extent<T>(in ReadOnlyTensorSpan<T> tensor)
    {
        nint length = 1;
        for (int axis = 0; axis < tensor.Rank; axis++)
            length += (tensor.Lengths[axis] - 1) * tensor.Strides[axis];
        return MemoryMarshal.CreateReadOnlySpan(in tensor.GetPinnableReference(), (int)length);
    }

    /// <summary>Checks that the gradient of a rectangular or jagged array has its shape and is another array.</summary>
    /// <param name="gradient">The array that gradients are added into.</param>
    /// <param name="buffer">The array.</param>
    /// <param name="gradientName">The gradient's name, for the message.</param>
    /// <param name="bufferName">The array's name, for the message.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the two share memory.</exception>
    public static void CheckShape(Array gradient, Array buffer, string gradientName, string bufferName)
    {
        if (!HasShape(gradient, buffer))
            ExplainShape(gradient, buffer, gradientName, bufferName);
    }

    /// <summary>Without the names of rows, which only a message needs: they would be made for every row of every call.</summary>
    private static bool HasShape(Array? gradient, Array? buffer)
    {
        if (gradient is null || buffer is null || ReferenceEquals(gradient, buffer) || gradient.Rank != buffer.Rank)
            return false;
        for (int dimension = 0; dimension < buffer.Rank; dimension++)
        {
            if (gradient.GetLength(dimension) != buffer.GetLength(dimension))
                return false;
        }

        if (buffer is not Array[] rows)
            return true;
        for (int i = 0; i < rows.Length; i++)
        {
            if (!HasShape(((Array[])gradient)[i], rows[i]))
                return false;
        }

        return true;
    }

    private static void ExplainShape(Array gradient, Array buffer, string gradientName, string bufferName)
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
                ExplainShape(((Array[])gradient)[i], rows[i], $"{gradientName}[{i}]", $"{bufferName}[{i}]");
        }
    }

    /// <summary>A jagged array of zeros, with rows as long as another's; no row where that has none.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="buffer">The other array.</param>
    /// <returns>The zeros.</returns>
    public static T[][] ZerosLike<T>(T[][] buffer) => Array.ConvertAll(buffer, static row => row is null ? null! : new T[row.Length]);
}
