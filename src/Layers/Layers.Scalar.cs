using System.Runtime.CompilerServices;

namespace AutoBackprop;

/// <summary>The layers of neural networks, with their derivatives known to the generator.</summary>
public static partial class Layers
{
    /// <summary>The rectified linear unit: max(x, 0). NaN stays NaN.</summary>
    /// <remarks>∂/∂x = 1 for x &gt; 0, otherwise 0; at the kink, 0, the subgradient of least norm.</remarks>
    /// <param name="x">The input.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Relu(double x) => Math.Max(x, 0);

    /// <inheritdoc cref="Relu(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Relu(float x) => MathF.Max(x, 0);

    /// <summary>The logistic function: 1 / (1 + e⁻ˣ). NaN stays NaN.</summary>
    /// <remarks>
    /// ∂/∂x = y (1 − y). Computed from e^−|x|, which cannot overflow, as 1 / (1 + e^−|x|) on the right and
    /// e^−|x| / (1 + e^−|x|) on the left, so that the left tail keeps its relative precision down to the smallest number.
    /// </remarks>
    /// <param name="x">The input.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sigmoid(double x)
    {
        double exp = Math.Exp(-Math.Abs(x));
        return (x >= 0 ? 1 : exp) / (1 + exp);
    }

    /// <inheritdoc cref="Sigmoid(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x)
    {
        float exp = MathF.Exp(-MathF.Abs(x));
        return (x >= 0 ? 1 : exp) / (1 + exp);
    }
}
