using System.Numerics;

namespace AutoBackprop;

/// <summary>What is a layer's own, of one tensor whose shape it keeps: the rest, <see cref="Layers"/> does for all of them.</summary>
internal interface IShapeKeepingLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How messages name it.</summary>
    string Name { get; }

    /// <summary>How messages name its backward pass.</summary>
    string BackwardName { get; }

    /// <summary>What its backward pass takes: the input, x, or the result, y.</summary>
    string Saved { get; }

    /// <summary>Computes the result, which may lie where the input does.</summary>
    /// <param name="x">The input.</param>
    /// <param name="row">The length of the last axis.</param>
    /// <param name="y">Receives the result.</param>
    void Forward(ReadOnlySpan<T> x, int row, Span<T> y);

    /// <summary>Adds to the gradient.</summary>
    /// <param name="saved">The input or the result, as <see cref="Saved"/> says.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="row">The length of the last axis.</param>
    /// <param name="dX">Is added to.</param>
    void Backward(ReadOnlySpan<T> saved, ReadOnlySpan<T> dOut, int row, Span<T> dX);
}
