using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// A shape of a short function. Each way works through the same points and stores what it gets, so that nothing can be left out.
/// </summary>
public abstract class PointShape : Shape
{
    /// <summary>The number of points that one call of a way works through.</summary>
    protected const int PointCount = 64;

    // BenchmarkDotNet does not see the attribute on what is overridden.
    [Benchmark(Baseline = true, OperationsPerInvoke = PointCount)]
    public sealed override void Primal() => RunPrimal();

    [Benchmark(OperationsPerInvoke = PointCount)]
    public sealed override void Generated() => RunGenerated();

    [Benchmark(OperationsPerInvoke = PointCount)]
    public sealed override void ByHand() => RunByHand();

    public sealed override int Count => PointCount;

    protected abstract void RunPrimal();

    protected abstract void RunGenerated();

    protected abstract void RunByHand();

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
