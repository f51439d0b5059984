using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// The errors of 100 points measured on a hand's surface, and their Jacobian by the pose and by each point's place in its triangle
/// (GradBench's ht, complicated and small). There is no Jacobian by hand beside it.
/// </summary>
[BenchmarkCategory(nameof(HandTracking))]
public class HandTracking(int correspondences) : Shape
{
    private const int Bones = 22;
    private const int Vertices = 544;
    private const int Triangles = 1084;
    private const int Angles = 26;

    private readonly Hand hand = new(Draw(correspondences));
    private readonly HtInput input = Draw(correspondences);
    private double[] errors = [];
    private double[][] jacobian = [];

    public HandTracking()
        : this(100)
    {
    }

    public override int Count => 1;

    public override double? Target => 8;

    public override bool HasByHand => false;

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results => (jacobian.SelectMany(static row => row), []);

    [Benchmark(Baseline = true)]
    public override void Primal() => errors = Ht.Objective(hand);

    [Benchmark]
    public override void Generated() => jacobian = Ht.Jacobian(hand);

    public override void ByHand() => throw new NotSupportedException("There is no gradient by hand of ht.");

    /// <summary>Fails unless the Jacobian is what the errors change by.</summary>
    public override void Check()
    {
        Generated();
        const double Step = 1e-6;
        for (int angle = 0; angle < Angles; angle += 5)
        {
            double[] above = Moved(Step), below = Moved(-Step);
            for (int row = 0; row < above.Length; row += 7)
                Agree("the generated Jacobian", jacobian[row][2 + angle], "the central difference", (above[row] - below[row]) / (2 * Step), 1e-6);

            double[] Moved(double step)
            {
                double[] theta = [.. input.Theta];
                theta[angle] += step;
                return Ht.Objective(new Hand(input with { Theta = theta }));
            }
        }
    }

    /// <summary>A hand of random proportions, the same in every run: 22 bones, the fingers' one after the other.</summary>
    private static HtInput Draw(int correspondences)
    {
        var random = new Random(1);
        double Next() => 2 * random.NextDouble() - 1;
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
        double[][] Map()
        {
            double[][] rows = [.. Enumerable.Range(0, 4).Select(_ => Numbers(4))];
            rows[3] = [0, 0, 0, 1];
            return rows;
        }

        double[] Weights()
        {
            // A vertex belongs to a few bones, and to all of them together once.
            double[] weights = new double[Bones];
            for (int i = 0; i < 4; i++)
                weights[random.Next(Bones)] += 0.25;
            return weights;
        }

        int[] parents = [.. Enumerable.Range(0, Bones).Select(static bone => bone == 21 ? 0 : bone < 2 ? bone - 1 : (bone - 1) % 4 == 0 ? 0 : bone - 1)];
        var model = new HtModel(
            Bones, parents, [.. Enumerable.Range(0, Bones).Select(_ => Map())], [.. Enumerable.Range(0, Bones).Select(_ => Map())],
            [.. Enumerable.Range(0, Vertices).Select(_ => Numbers(4))], [.. Enumerable.Range(0, Vertices).Select(_ => Weights())],
            [.. Enumerable.Range(0, Triangles).Select(_ => (int[])[random.Next(Vertices), random.Next(Vertices), random.Next(Vertices)])], false);
        int[] at = [.. Enumerable.Range(0, correspondences).Select(_ => random.Next(Triangles))];
        double[][] points = [.. at.Select(_ => Numbers(3))], us = [.. at.Select(_ => (double[])[random.NextDouble() / 2, random.NextDouble() / 2])];
        return new HtInput(Numbers(Angles), new HtData(model, at, points), us).Checked();
    }
}
