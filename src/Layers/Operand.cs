using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>What every layer does at its edge: tensors to spans, with errors that print the shapes and the rule.</summary>
internal static class Operand
{
    /// <summary>The elements of a tensor that a layer reads.</summary>
    public static ReadOnlySpan<T> Read<T>(string layer, string name, in ReadOnlyTensorSpan<T> tensor)
    {
        if (tensor.IsEmpty)
        {
            return [];
        }

        CheckDense(layer, name, tensor.IsDense, tensor.Lengths, tensor.Strides);
        return MemoryMarshal.CreateReadOnlySpan(in tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    /// <summary>The elements of a destination, which must have the given shape.</summary>
    public static Span<T> Write<T>(string layer, in TensorSpan<T> destination, scoped ReadOnlySpan<nint> lengths)
    {
        if (!destination.Lengths.SequenceEqual(lengths))
        {
            throw new ArgumentException(
                $"{layer}: the result is {Shape(lengths)}, so destination must be {Shape(lengths)}, but is {Shape(destination.Lengths)}",
                nameof(destination));
        }

        return ReadWrite(layer, nameof(destination), destination);
    }

    /// <summary>
    /// The elements of a gradient, which must have its operand's shape; none if the gradient is empty, which says that it is not wanted.
    /// </summary>
    public static Span<T> Gradient<T>(string layer, string name, in TensorSpan<T> gradient, string of, scoped ReadOnlySpan<nint> lengths)
    {
        if (gradient.IsEmpty)
        {
            return [];
        }

        if (!gradient.Lengths.SequenceEqual(lengths))
        {
            throw new ArgumentException(
                $"{layer}: {of} is {Shape(lengths)}, so {name} must be {Shape(lengths)}, but is {Shape(gradient.Lengths)}", name);
        }

        return ReadWrite(layer, name, gradient);
    }

    /// <summary>Throws unless two operands have the same shape.</summary>
    public static void SameShape(
        string layer, string name, scoped ReadOnlySpan<nint> lengths, string other, scoped ReadOnlySpan<nint> otherLengths)
    {
        if (!lengths.SequenceEqual(otherLengths))
        {
            throw new ArgumentException(
                $"{layer}: {name} is {Shape(lengths)}, so {other} must be {Shape(lengths)}, but is {Shape(otherLengths)}", other);
        }
    }

    /// <summary>Throws unless an operand has the given number of axes.</summary>
    public static void Rank(string layer, string name, scoped ReadOnlySpan<nint> lengths, string rule, int rank)
    {
        if (lengths.Length != rank)
        {
            throw new ArgumentException($"{layer}: {name} must be {rule}, but is {Shape(lengths)}", name);
        }
    }

    /// <summary>Throws where writing one operand would change the other.</summary>
    public static void Apart<T>(string layer, string name, ReadOnlySpan<T> written, string other, ReadOnlySpan<T> read)
    {
        if (written.Overlaps(read))
        {
            throw new ArgumentException($"{layer}: {name} must share no memory with {other}", name);
        }
    }

    /// <summary>Throws where an elementwise kernel would overwrite what it still has to read: operands that overlap in part.</summary>
    public static void ApartOrSame<T>(string layer, string name, ReadOnlySpan<T> written, string other, ReadOnlySpan<T> read)
    {
        if (written.Overlaps(read, out int offset) && offset != 0)
        {
            throw new ArgumentException($"{layer}: {name} and {other} must be the same elements or share no memory", name);
        }
    }

    /// <summary>A shape as the errors print it: [100, 784].</summary>
    public static string Shape(scoped ReadOnlySpan<nint> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";

    /// <summary>The elements of a tensor that is changed in place.</summary>
    public static Span<T> ReadWrite<T>(string layer, string name, in TensorSpan<T> tensor)
    {
        if (tensor.IsEmpty)
        {
            return [];
        }

        CheckDense(layer, name, tensor.IsDense, tensor.Lengths, tensor.Strides);
        return MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    /// <summary>Throws where a tensor's elements do not lie side by side.</summary>
    public static void CheckDense(
        string layer, string name, bool dense, scoped ReadOnlySpan<nint> lengths, scoped ReadOnlySpan<nint> strides)
    {
        if (!dense)
        {
            throw new ArgumentException(
                $"{layer}: {name} must lie in memory row by row without gaps, but is {Shape(lengths)} with strides {Shape(strides)}; "
                + "ToDenseTensor makes a copy that does",
                name);
        }
    }
}
