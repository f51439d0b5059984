using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// A shape of a function that works for a microsecond or more: a way is one call. Its inputs are arrays (a scalar input is an
/// array of one); a gradient is an array for each of them, cleared and then added to.
/// </summary>
public abstract class CallShape : Shape
{
    private readonly double[][] generated;
    private readonly double[][] byHand;
    private double value;
    private double generatedValue;
    private double byHandValue;

    protected CallShape(params double[][] inputs)
    {
        Inputs = inputs;
        generated = [.. inputs.Select(input => new double[input.Length])];
        byHand = [.. inputs.Select(input => new double[input.Length])];
    }

    [Benchmark(Baseline = true)]
    public sealed override void Primal() => value = RunPrimal();

    [Benchmark]
    public sealed override void Generated()
    {
        foreach (double[] gradient in generated)
            Array.Clear(gradient);
        generatedValue = RunGenerated(generated);
    }

    [Benchmark]
    public sealed override void ByHand()
    {
        foreach (double[] gradient in byHand)
            Array.Clear(gradient);
        byHandValue = RunByHand(byHand);
    }

    public sealed override int Count => 1;

    /// <summary>What the gradient is taken with respect to.</summary>
    protected double[][] Inputs { get; }

    /// <summary>The step of the central differences that the gradients are compared with, relative to the input.</summary>
    protected virtual double Step => 1e-5;

    protected abstract double RunPrimal();

    protected abstract double RunGenerated(double[][] gradients);

    protected abstract double RunByHand(double[][] gradients);

    protected sealed override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results =>
        (generated.SelectMany(static gradient => gradient).Append(generatedValue), byHand.SelectMany(static gradient => gradient).Append(byHandValue));

    /// <summary>Fails unless the two gradients are the same function, and the slope of the primal along some of the axes.</summary>
    public sealed override void Check()
    {
        base.Check();
        Primal();
        double result = value;
        Agree("the primal", result, "the gradient by hand", byHandValue, 1e-12 * (1 + Math.Abs(byHandValue)));
        double largest = byHand.Max(static gradient => gradient.Max(Math.Abs));
        foreach ((double[] input, double[] gradient) in Inputs.Zip(byHand))
        {
            for (int i = 0; i < input.Length; i += Math.Max(1, input.Length / 5))
            {
                double here = input[i];
                double step = Step * Math.Max(1, Math.Abs(here));
                input[i] = here + step;
                double above = RunPrimal();
                input[i] = here - step;
                double slope = (above - RunPrimal()) / (2 * step);
                input[i] = here;
                Agree("the gradient by hand", gradient[i], "the central difference", slope, 1e-5 * largest + 1e-9 * Math.Abs(result));
            }
        }
    }

    /// <summary>The same numbers in every run.</summary>
    protected static double[] Draw(int seed, int count, double low, double high)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => low + (high - low) * random.NextDouble())];
    }
}
