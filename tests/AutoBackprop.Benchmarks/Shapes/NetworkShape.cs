using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// A training step's gradient of a network on a batch of 100. The function is its forward pass in a workspace, so that neither
/// side of the ratio pays for memory; by hand is what one writes over the same kernels.
/// </summary>
public abstract class NetworkShape : Shape
{
    protected const int Batch = 100;

    private float generatedLoss;
    private float byHandLoss;

    /// <param name="widths">The inputs, the width of each layer, the classes.</param>
    protected NetworkShape(params int[] widths)
    {
        var random = new Random(3);
        X = New(random, Batch, widths[0]);
        W = [.. Enumerable.Range(1, widths.Length - 1).Select(i => Initializer.He<float>(widths[i - 1], widths[i], (ulong)i))];
        B = [.. Enumerable.Range(1, widths.Length - 1).Select(i => New(random, widths[i]))];
        Labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(widths[^1]))];
        (GeneratedW, GeneratedB, ByHandW, ByHandB) = (Zeros(W), Zeros(B), Zeros(W), Zeros(B));
    }

    public override int Count => 1;

    protected Tensor<float> X { get; }

    protected Tensor<float>[] W { get; }

    protected Tensor<float>[] B { get; }

    protected int[] Labels { get; }

    protected Tensor<float>[] GeneratedW { get; }

    protected Tensor<float>[] GeneratedB { get; }

    protected Tensor<float>[] ByHandW { get; }

    protected Tensor<float>[] ByHandB { get; }

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results =>
        (Numbers(generatedLoss, GeneratedW, GeneratedB), Numbers(byHandLoss, ByHandW, ByHandB));

    [Benchmark(Baseline = true)]
    public override void Primal() => RunPrimal();

    [Benchmark]
    public override void Generated() => generatedLoss = RunGenerated();

    [Benchmark]
    public override void ByHand() => byHandLoss = RunByHand();

    protected abstract float RunPrimal();

    protected abstract float RunGenerated();

    protected abstract float RunByHand();

    private static Tensor<float> New(Random random, params nint[] lengths)
    {
        Tensor<float> tensor = Tensor.CreateFromShape<float>(lengths);
        foreach (ref float value in tensor)
            value = random.NextSingle() - 0.3f;
        return tensor;
    }

    private static Tensor<float>[] Zeros(Tensor<float>[] tensors) => Array.ConvertAll(tensors, static tensor => Tensor.CreateFromShape<float>(tensor.Lengths));

    private static IEnumerable<double> Numbers(float loss, params Tensor<float>[][] tensors) =>
        tensors.SelectMany(static group => group).SelectMany(static tensor => tensor.ToArray()).Select(static value => (double)value).Prepend(loss);
}
