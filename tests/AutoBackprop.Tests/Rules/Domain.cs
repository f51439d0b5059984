namespace AutoBackprop.Tests.Rules;

/// <summary>Where a rule is compared with numerical derivatives.</summary>
/// <param name="Ranges">The range of each operand.</param>
/// <param name="IsOrdinary">Whether a point keeps its distance from kinks and jumps.</param>
internal sealed record Domain(Domain.Range[] Ranges, Func<double[], bool> IsOrdinary)
{
    /// <summary>How far a point must be from a kink or jump for the numerical derivative not to notice it.</summary>
    public const double Distance = 0.05;

    /// <summary>The largest step of the numerical derivative.</summary>
    public const double Step = 0.01;

    /// <summary>The range of one operand.</summary>
    /// <param name="IsWhole">Whether it is an integer, in which there is no derivative.</param>
    public readonly record struct Range(double Low, double High, bool IsWhole = false);

    /// <summary>A point of the domain.</summary>
    public double[] Sample(Random random)
    {
        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            double[] point = [.. Ranges.Select(range => range.IsWhole
                ? random.Next((int)range.Low, (int)range.High + 1)
                : range.Low + (range.High - range.Low) * random.NextDouble())];
            if (IsOrdinary(point))
                return point;
        }

        throw new InvalidOperationException("No ordinary point found in the domain.");
    }
}
