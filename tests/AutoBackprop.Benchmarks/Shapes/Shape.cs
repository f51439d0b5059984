using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// A shape of code, measured three ways: the function, its generated gradient, and the gradient that a careful colleague
/// would write by hand. Each method works through the same points and stores what it gets, so that nothing can be left out.
/// To add a shape, add a file like <c>StraightLine.cs</c>; both modes of the program find it. Its category, the class's own name,
/// makes it a group with a baseline of its own in the table.
/// </summary>
public abstract class Shape
{
    /// <summary>The number of points that one call of a method works through.</summary>
    protected const int PointCount = 64;

    // BenchmarkDotNet does not see the attribute on what is overridden.
    [Benchmark(Baseline = true, OperationsPerInvoke = PointCount)]
    public void Primal() => RunPrimal();

    [Benchmark(OperationsPerInvoke = PointCount)]
    public void Generated() => RunGenerated();

    [Benchmark(OperationsPerInvoke = PointCount)]
    public void ByHand() => RunByHand();

    protected abstract void RunPrimal();

    protected abstract void RunGenerated();

    protected abstract void RunByHand();

    /// <summary>The number of points, for who divides the time by it.</summary>
    public int Count => PointCount;

    /// <summary>What <see cref="Generated"/> and <see cref="ByHand"/> stored, in the same order.</summary>
    protected abstract (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results { get; }

    /// <summary>Fails unless the two gradients are the same function.</summary>
    [GlobalSetup]
    public void Check()
    {
        Generated();
        ByHand();
        foreach ((double generated, double byHand) in Results.Generated.Zip(Results.ByHand))
        {
            if (!(Math.Abs(generated - byHand) <= 1e-12 * (1 + Math.Abs(byHand))))
                throw new InvalidOperationException($"{GetType().Name}: the generated gradient has {generated:R} where the one by hand has {byHand:R}.");
        }
    }

    /// <summary>The same points in every run.</summary>
    protected static T[] Draw<T>(Func<Random, T> point)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, PointCount).Select(_ => point(random))];
    }

    /// <summary>The elements of tuples, one after the other.</summary>
    protected static IEnumerable<double> Flat<T>(IEnumerable<T> tuples)
        where T : ITuple => tuples.SelectMany(tuple => Enumerable.Range(0, tuple.Length).Select(i => (double)tuple[i]!));
}
