using AutoBackprop.Benchmarks.Shapes;

namespace AutoBackprop.Benchmarks;

/// <summary>A shape that grows: its sizes, and what the work grows with.</summary>
/// <param name="Name">What is computed, and what the sizes count.</param>
/// <param name="Unit">What the work is counted in.</param>
/// <param name="Sizes">From small to large.</param>
/// <param name="At">The shape of a size.</param>
/// <param name="Work">The work of a size.</param>
internal sealed record Series(string Name, string Unit, int[] Sizes, Func<int, Shape> At, Func<int, double> Work)
{
    /// <summary>GradBench's evals; the size of the benchmark itself is near the middle.</summary>
    public static IReadOnlyList<Series> All { get; } =
    [
        Linear("gmm", "points", 100, static size => new GaussianMixture(size)),
        Linear("ba", "observations", 1000, static size => new BundleAdjustment(size)),
        Linear("ht", "correspondences", 100, static size => new HandTracking(size)),
        Linear("lstm", "characters", 100, static size => new LongShortTermMemory(size)),
        Linear("lse", "numbers", 4000, static size => new LogSumExp(size)),
        Linear("llsq", "points", 100, static size => new LeastSquares(size)),
        Linear("ode", "equations", 1000, static size => new OdeRungeKutta(size)),
        // Ten times the size would be more than a lifetime.
        new("det", "rows!", [6, 8, 10], static size => new Determinant(size), static size => Enumerable.Range(1, size).Aggregate(1.0, static (a, b) => a * b)),
    ];

    private static Series Linear(string name, string unit, int size, Func<int, Shape> at) =>
        new(name, unit, [size, 10 * size, 100 * size], at, static size => size);
}

/// <summary>The times at a size, in seconds.</summary>
internal readonly record struct ScalingPoint(int Size, double Work, double Primal, double Gradient, double Ratio);
