using System.Numerics;

namespace AutoBackprop.Tests.Runtime;

/// <summary>The functions of <see cref="Elements"/>, each beside that of one number.</summary>
internal static class SpanFunctions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Of a span, into a span.</summary>
    public delegate void Of(ReadOnlySpan<T> x, Span<T> destination);

    public static Dictionary<string, (Of Own, Func<T, T> Scalar)> All { get; } = new(StringComparer.Ordinal)
    {
        ["Exp"] = (Elements.Exp, T.Exp),
        ["Log"] = (Elements.Log, T.Log),
        ["Sin"] = (Elements.Sin, T.Sin),
        ["Cos"] = (Elements.Cos, T.Cos),
    };
}
