using System.Numerics;

namespace AutoBackprop;

/// <summary>What is an operation's own, of two tensors element by element: the rest, broadcasting first, <see cref="Layers"/> does for all of them.</summary>
internal interface IArithmetic<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How messages name it.</summary>
    static abstract string Name { get; }

    /// <summary>How messages name its backward pass.</summary>
    static abstract string BackwardName { get; }

    /// <summary>Computes the result of as many elements.</summary>
    static abstract void Apply(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y);

    /// <summary>dOut times the slope in a.</summary>
    static abstract void GradientA(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dOut, Span<T> gradient);

    /// <summary>dOut times the slope in b.</summary>
    static abstract void GradientB(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dOut, Span<T> gradient);
}
