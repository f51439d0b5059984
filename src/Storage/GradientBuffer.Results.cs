using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <content>The gradients of arrays that are results: they come in, and are added to those of the arrays that were returned.</content>
public static partial class GradientBuffer
{
    /// <summary>Adds what is given for the gradient of a result to the gradient of the buffer that was the result.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The gradient of that buffer.</param>
    /// <param name="upstream">The gradient of the result.</param>
    /// <param name="upstreamName">Its name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddResult<T>(Span<T> gradient, ReadOnlySpan<T> upstream, string upstreamName)
        where T : IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T>
    {
        CheckResult(gradient, upstream, upstreamName);
        TensorPrimitives.Add(gradient, upstream, gradient);
    }

    /// <summary><see cref="AddResult{T}(Span{T}, ReadOnlySpan{T}, string)"/> for vectors and matrices of System.Numerics, whose elements are made of floats.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The gradient of that buffer.</param>
    /// <param name="upstream">The gradient of the result.</param>
    /// <param name="upstreamName">Its name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddVectors<T>(Span<T> gradient, ReadOnlySpan<T> upstream, string upstreamName) where T : unmanaged =>
        AddResult(MemoryMarshal.Cast<T, float>(gradient), MemoryMarshal.Cast<T, float>(upstream), upstreamName);

    /// <summary>Checks that what is given for the gradient of a result is as long as the buffer that was the result.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="gradient">The gradient of that buffer.</param>
    /// <param name="upstream">The gradient of the result.</param>
    /// <param name="upstreamName">Its name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void CheckResult<T>(ReadOnlySpan<T> gradient, ReadOnlySpan<T> upstream, string upstreamName)
    {
        if (upstream.Length != gradient.Length)
            throw new ArgumentException($"'{upstreamName}' is the gradient of the result and must have its length {gradient.Length}, but has {upstream.Length}.", upstreamName);
    }

    /// <inheritdoc cref="AddResult{T}(Span{T}, ReadOnlySpan{T}, string)"/>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void AddResult<T>(T[,] gradient, T[,] upstream, string upstreamName)
        where T : IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T>
    {
        ArgumentNullException.ThrowIfNull(upstream, upstreamName);
        if (upstream.GetLength(0) != gradient.GetLength(0) || upstream.GetLength(1) != gradient.GetLength(1))
            throw new ArgumentException($"'{upstreamName}' is the gradient of the result and must have its shape {Shape(gradient)}, but has {Shape(upstream)}.", upstreamName);
        AddResult(ArrayStock.Elements(gradient), ArrayStock.Elements(upstream), upstreamName);
    }

    /// <inheritdoc cref="AddResult{T}(Span{T}, ReadOnlySpan{T}, string)"/>
    /// <exception cref="ArgumentException">The numbers of rows differ, or the lengths of two rows, or a row is missing.</exception>
    public static void AddResult<T>(T[][] gradient, T[][] upstream, string upstreamName)
        where T : IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T>
    {
        CheckResult<T[]>(gradient, upstream, upstreamName);
        for (int i = 0; i < gradient.Length; i++)
        {
            // Where the result has no row, there is none to add to.
            if (gradient[i] is null)
                continue;
            if (upstream[i]?.Length != gradient[i].Length)
                throw new ArgumentException($"'{upstreamName}' is the gradient of the result: its row {i} must have {gradient[i].Length} elements, but {(upstream[i] is { } row ? $"has {row.Length}" : "is missing")}.", upstreamName);
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            if (gradient[i] is { } row)
                AddResult<T>(row, upstream[i], upstreamName);
        }
    }

    private static string Shape<T>(T[,] array) => $"[{array.GetLength(0)}, {array.GetLength(1)}]";
}
