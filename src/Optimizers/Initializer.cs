using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>
/// Random weights to start training from. The same seed gives the same weights on every run and every version of .NET: the
/// generator is SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", 2014).
/// Seeds that differ by one give unrelated weights. Floats are the rounded doubles.
/// </summary>
public static class Initializer
{
    /// <summary>
    /// Weights for a layer before a Relu: normal with variance 2 / inputs.
    /// K. He, X. Zhang, S. Ren and J. Sun, "Delving Deep into Rectifiers", 2015, equation 10.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="inputs">The layer's inputs, 1 or more.</param>
    /// <param name="outputs">The layer's outputs, 1 or more.</param>
    /// <param name="seed">Which weights.</param>
    /// <returns>[inputs, outputs], as Affine takes its weights.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no inputs or no outputs.</exception>
    public static Tensor<T> He<T>(int inputs, int outputs, ulong seed)
        where T : struct, IFloatingPointIeee754<T>
    {
        Tensor<T> weights = New<T>(inputs, outputs);
        He(Operand.ReadWrite<T>(nameof(He), nameof(weights), weights), inputs, seed);
        return weights;
    }

    /// <summary>Fills weights as <see cref="He{T}(int, int, ulong)"/> does.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="weights">Receives the weights.</param>
    /// <param name="inputs">The layer's inputs, 1 or more.</param>
    /// <param name="seed">Which weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no inputs.</exception>
    public static void He<T>(Span<T> weights, int inputs, ulong seed)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        FillNormal(weights, Math.Sqrt(2.0 / inputs), seed);
    }

    /// <summary>
    /// Weights for a layer before a Tanh or Sigmoid: normal with variance 2 / (inputs + outputs).
    /// X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, equation 12.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="inputs">The layer's inputs, 1 or more.</param>
    /// <param name="outputs">The layer's outputs, 1 or more.</param>
    /// <param name="seed">Which weights.</param>
    /// <returns>[inputs, outputs], as Affine takes its weights.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no inputs or no outputs.</exception>
    public static Tensor<T> Xavier<T>(int inputs, int outputs, ulong seed)
        where T : struct, IFloatingPointIeee754<T>
    {
        Tensor<T> weights = New<T>(inputs, outputs);
        Xavier(Operand.ReadWrite<T>(nameof(Xavier), nameof(weights), weights), inputs, outputs, seed);
        return weights;
    }

    /// <summary>Fills weights as <see cref="Xavier{T}(int, int, ulong)"/> does.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="weights">Receives the weights.</param>
    /// <param name="inputs">The layer's inputs, 1 or more.</param>
    /// <param name="outputs">The layer's outputs, 1 or more.</param>
    /// <param name="seed">Which weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no inputs or no outputs.</exception>
    public static void Xavier<T>(Span<T> weights, int inputs, int outputs, ulong seed)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        FillNormal(weights, Math.Sqrt(2.0 / ((double)inputs + outputs)), seed);
    }

    private static Tensor<T> New<T>(int inputs, int outputs)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        return Tensor.CreateFromShapeUninitialized<T>([inputs, outputs]);
    }

    /// <summary>Pairs of normal numbers from pairs of uniform ones: G. E. P. Box and M. E. Muller, 1958.</summary>
    private static void FillNormal<T>(Span<T> values, double deviation, ulong seed)
        where T : struct, IFloatingPointIeee754<T>
    {
        SplitMix64 random = new(seed);
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = T.CreateTruncating(radius * cosine);
            if (i + 1 < values.Length)
            {
                values[i + 1] = T.CreateTruncating(radius * sine);
            }
        }
    }
}
