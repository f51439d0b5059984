using System.Numerics;

namespace AutoBackprop;

/// <summary>What every optimizer checks before it writes anything.</summary>
internal static class OptimizerArguments
{
    public static T AtLeastZero<T>(T value, string name)
        where T : struct, IFloatingPointIeee754<T> =>
        value >= T.Zero && T.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 0 or more, and finite");

    public static T Fraction<T>(T value, string name)
        where T : struct, IFloatingPointIeee754<T> =>
        value >= T.Zero && value < T.One
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be 0 or more and less than 1");

    public static void CheckPair<T>(ReadOnlySpan<T> parameters, ReadOnlySpan<T> gradients)
    {
        if (parameters.Length != gradients.Length)
        {
            throw new ArgumentException(
                $"There are {parameters.Length} parameters, so there must be as many gradients, but there are {gradients.Length}",
                nameof(gradients));
        }

        if (parameters.Overlaps(gradients))
        {
            throw new ArgumentException("The gradients must share no memory with the parameters", nameof(gradients));
        }
    }

    public static void CheckPair<T>(IParameters<T> parameters, IParameters<T> gradients)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        if (parameters.BufferCount != gradients.BufferCount)
        {
            throw new ArgumentException(
                $"parameters has {parameters.BufferCount} buffers, so gradients must have as many, but has {gradients.BufferCount}", nameof(gradients));
        }

        // All are checked before the first is changed.
        for (int i = 0; i < parameters.BufferCount; i++)
            CheckPair<T>(parameters.Parameters(i), gradients.Parameters(i));
    }
}
