using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>
/// Bounds the length of a gradient that is spread over several buffers.
/// R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural networks", 2013, Algorithm 1.
/// </summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients by maxNorm / norm if their common Euclidean norm is larger than maxNorm.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="maxNorm">The bound, more than 0.</param>
    /// <param name="gradients">The gradients of all parameters, changed in place.</param>
    /// <returns>The norm before the scaling. If it is NaN, nothing was scaled; if it is infinite, finite gradients are now 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">maxNorm is not more than 0.</exception>
    /// <exception cref="ArgumentException">A gradient has gaps.</exception>
    public static double ClipByGlobalNorm<T>(double maxNorm, params ReadOnlySpan<Tensor<T>> gradients)
        where T : struct, IFloatingPointIeee754<T>
    {
        CheckBound(maxNorm);
        double sum = 0;
        foreach (Tensor<T> gradient in gradients)
        {
            sum += SumOfSquares(Operand.Read<T>(nameof(ClipByGlobalNorm), nameof(gradients), gradient));
        }

        double norm = Math.Sqrt(sum);
        if (norm > maxNorm)
        {
            foreach (Tensor<T> gradient in gradients)
            {
                Scale(Operand.ReadWrite<T>(nameof(ClipByGlobalNorm), nameof(gradients), gradient), maxNorm / norm);
            }
        }

        return norm;
    }

    /// <inheritdoc cref="ClipByGlobalNorm{T}(double, ReadOnlySpan{Tensor{T}})"/>
    public static double ClipByGlobalNorm<T>(double maxNorm, params ReadOnlySpan<T[]> gradients)
        where T : struct, IFloatingPointIeee754<T>
    {
        CheckBound(maxNorm);
        double sum = 0;
        foreach (T[] gradient in gradients)
        {
            sum += SumOfSquares<T>(gradient);
        }

        double norm = Math.Sqrt(sum);
        if (norm > maxNorm)
        {
            foreach (T[] gradient in gradients)
            {
                Scale<T>(gradient, maxNorm / norm);
            }
        }

        return norm;
    }

    /// <summary>Scales an object's gradient by maxNorm / norm if its Euclidean norm, over all members, is larger than maxNorm.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="maxNorm">The bound, more than 0.</param>
    /// <param name="gradient">The gradient, changed in place.</param>
    /// <returns>The norm before the scaling. If it is NaN, nothing was scaled; if it is infinite, finite gradients are now 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">maxNorm is not more than 0.</exception>
    public static double ClipByGlobalNorm<T>(double maxNorm, IParameters<T> gradient)
        where T : struct, IFloatingPointIeee754<T>
    {
        CheckBound(maxNorm);
        ArgumentNullException.ThrowIfNull(gradient);
        double sum = 0;
        for (int i = 0; i < gradient.BufferCount; i++)
        {
            sum += SumOfSquares<T>(gradient.Parameters(i));
        }

        double norm = Math.Sqrt(sum);
        for (int i = 0; norm > maxNorm && i < gradient.BufferCount; i++)
        {
            Scale(gradient.Parameters(i), maxNorm / norm);
        }

        return norm;
    }

    private static void CheckBound(double maxNorm)
    {
        if (!(maxNorm > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "maxNorm must be more than 0");
        }
    }

    /// <summary>In double, so that the squares of large floats do not overflow.</summary>
    private static double SumOfSquares<T>(ReadOnlySpan<T> gradient)
        where T : struct, IFloatingPointIeee754<T>
    {
        double sum = double.CreateTruncating(TensorPrimitives.SumOfSquares(gradient));
        if (double.IsFinite(sum))
        {
            return sum;
        }

        sum = 0;
        foreach (T value in gradient)
        {
            double wide = double.CreateTruncating(value);
            sum += wide * wide;
        }

        return sum;
    }

    private static void Scale<T>(Span<T> gradient, double factor)
        where T : struct, IFloatingPointIeee754<T> =>
        Elements.Multiply(gradient, T.CreateTruncating(factor), gradient);
}
