using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop.Tests.Runtime;

/// <summary>The arithmetic of <see cref="Elements"/>, each beside the method that does it in one piece.</summary>
internal static class SpanOperations<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Of up to three spans and a number, into a span.</summary>
    public delegate void Operation(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, T number, Span<T> destination);

    public static Dictionary<string, (int Spans, Operation Own, Operation Whole)> All { get; } = new(StringComparer.Ordinal)
    {
        ["x + y"] = (2, static (x, y, _, _, d) => Elements.Add(x, y, d), static (x, y, _, _, d) => TensorPrimitives.Add(x, y, d)),
        ["x + k"] = (1, static (x, _, _, k, d) => Elements.Add(x, k, d), static (x, _, _, k, d) => TensorPrimitives.Add(x, k, d)),
        ["x - y"] = (2, static (x, y, _, _, d) => Elements.Subtract(x, y, d), static (x, y, _, _, d) => TensorPrimitives.Subtract(x, y, d)),
        ["x - k"] = (1, static (x, _, _, k, d) => Elements.Subtract(x, k, d), static (x, _, _, k, d) => TensorPrimitives.Subtract(x, k, d)),
        ["k - x"] = (1, static (x, _, _, k, d) => Elements.Subtract(k, x, d), static (x, _, _, k, d) => TensorPrimitives.Subtract(k, x, d)),
        ["x * y"] = (2, static (x, y, _, _, d) => Elements.Multiply(x, y, d), static (x, y, _, _, d) => TensorPrimitives.Multiply(x, y, d)),
        ["x * k"] = (1, static (x, _, _, k, d) => Elements.Multiply(x, k, d), static (x, _, _, k, d) => TensorPrimitives.Multiply(x, k, d)),
        ["x / y"] = (2, static (x, y, _, _, d) => Elements.Divide(x, y, d), static (x, y, _, _, d) => TensorPrimitives.Divide(x, y, d)),
        ["x / k"] = (1, static (x, _, _, k, d) => Elements.Divide(x, k, d), static (x, _, _, k, d) => TensorPrimitives.Divide(x, k, d)),
        ["k / x"] = (1, static (x, _, _, k, d) => Elements.Divide(k, x, d), static (x, _, _, k, d) => TensorPrimitives.Divide(k, x, d)),
        ["x * y + z"] = (3, static (x, y, z, _, d) => Elements.MultiplyAdd(x, y, z, d), static (x, y, z, _, d) => TensorPrimitives.MultiplyAdd(x, y, z, d)),
        ["x * k + y"] = (2, static (x, y, _, k, d) => Elements.MultiplyAdd(x, k, y, d), static (x, y, _, k, d) => TensorPrimitives.MultiplyAdd(x, k, y, d)),
        ["x * y + k"] = (2, static (x, y, _, k, d) => Elements.MultiplyAdd(x, y, k, d), static (x, y, _, k, d) => TensorPrimitives.MultiplyAdd(x, y, k, d)),
        ["-x"] = (1, static (x, _, _, _, d) => Elements.Negate(x, d), static (x, _, _, _, d) => TensorPrimitives.Negate(x, d)),
        ["|x|"] = (1, static (x, _, _, _, d) => Elements.Abs(x, d), static (x, _, _, _, d) => TensorPrimitives.Abs(x, d)),
        ["√x"] = (1, static (x, _, _, _, d) => Elements.Sqrt(x, d), static (x, _, _, _, d) => TensorPrimitives.Sqrt(x, d)),
    };
}
