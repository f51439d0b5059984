using BenchmarkDotNet.Attributes;
using GradBench.Evals;
using Gradients = (double value, double dX);

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A square (GradBench's hello).</summary>
[BenchmarkCategory(nameof(Square))]
public class Square : PointShape
{
    private readonly double[] points = Draw(static random => random.NextDouble());

    private readonly double[] values = new double[PointCount];
    private readonly Gradients[] generated = new Gradients[PointCount];
    private readonly Gradients[] byHand = new Gradients[PointCount];

    protected override void RunPrimal()
    {
        for (int i = 0; i < points.Length; i++)
            values[i] = Hello.Square(points[i]);
    }

    protected override void RunGenerated()
    {
        for (int i = 0; i < points.Length; i++)
            generated[i] = Hello.SquareGradient(points[i]);
    }

    protected override void RunByHand()
    {
        for (int i = 0; i < points.Length; i++)
            byHand[i] = (points[i] * points[i], 2 * points[i]);
    }

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results => (Flat(generated), Flat(byHand));
}
