using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// A shape of a function that works for a microsecond or more: a way is one call. Its inputs are arrays (a scalar input is an
/// array of one); a gradient is an array for each of them, cleared and then added to.
/// </summary>
public abstract class CallShape(params double[][] inputs) : CallShape<double[][]>(static arrays => arrays, inputs);

/// <summary>Such a shape of a function that takes its arrays otherwise than one after the other.</summary>
/// <typeparam name="T">The arrays as the function takes them, and their gradients.</typeparam>
public abstract class CallShape<T> : Shape
{
    private readonly double[][] inputs;
    private readonly double[][] generated;
    private readonly double[][] byHand;
    private readonly T generatedGradients;
    private readonly T byHandGradients;
    private double value;
    private double generatedValue;
    private double byHandValue;

    /// <param name="arrange">Makes of the inputs, or of their gradients, what the function takes.</param>
    /// <param name="inputs">The inputs.</param>
    protected CallShape(Func<double[][], T> arrange, params double[][] inputs)
    {
        this.inputs = inputs;
        generated = [.. inputs.Select(input => new double[input.Length])];
        byHand = [.. inputs.Select(input => new double[input.Length])];
        (Inputs, generatedGradients, byHandGradients) = (arrange(inputs), arrange(generated), arrange(byHand));
    }

    [Benchmark(Baseline = true)]
    public sealed override void Primal() => value = RunPrimal();

    [Benchmark]
    public sealed override void Generated()
    {
        foreach (double[] gradient in generated)
            Array.Clear(gradient);
        generatedValue = RunGenerated(generatedGradients);
    }

    [Benchmark]
    public sealed override void ByHand()
    {
        foreach (double[] gradient in byHand)
            Array.Clear(gradient);
        byHandValue = RunByHand(byHandGradients);
    }

    public sealed override int Count => 1;

    /// <summary>What the gradient is taken with respect to.</summary>
    protected T Inputs { get; }

    /// <summary>The step of the central differences that the gradients are compared with, relative to the input.</summary>
    protected virtual double Step => 1e-5;

    protected abstract double RunPrimal();

    protected abstract double RunGenerated(T gradients);

    protected abstract double RunByHand(T gradients);

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
        foreach ((double[] input, double[] gradient) in inputs.Zip(byHand))
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

    /// <summary>Rows of such numbers.</summary>
    protected static double[][] Draw(int seed, int rows, int columns, double low, double high) =>
        [.. Draw(seed, rows * columns, low, high).Chunk(columns)];
}
