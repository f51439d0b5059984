using System.Runtime.CompilerServices;

namespace AutoBackprop;

/// <summary>What a differentiable function can say about its own gradient.</summary>
public static class Gradient
{
    /// <summary>Returns <paramref name="x"/>, as a constant: ∂Stop(x)/∂x = 0.</summary>
    /// <param name="x">The value through which no gradient flows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Stop(double x) => x;

    /// <inheritdoc cref="Stop(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Stop(float x) => x;

    /// <inheritdoc cref="Stop(double)"/>
    /// <typeparam name="T">The type of the value: a vector, or a type parameter that stands for a number.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Stop<T>(T x) => x;
}
