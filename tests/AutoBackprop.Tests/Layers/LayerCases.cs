using System.Numerics.Tensors;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>Every layer with random inputs: a new layer is one more entry in one of the tables, and every check runs on it.</summary>
public static partial class LayerCases
{
    public static IReadOnlyDictionary<string, Func<Random, LayerCase>> All { get; } = new Dictionary<string, Func<Random, LayerCase>>([.. OfNetworks, .. OfShapes, .. OfElements]);

    /// <summary>Random numbers of −2 to 2, no nearer to the kinks at 0 than a difference quotient steps.</summary>
    public static Tensor<double> Tensor(Random random, params nint[] lengths)
    {
        nint length = 1;
        foreach (nint one in lengths)
        {
            length *= one;
        }

        double[] values = new double[length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (random.Next(2) == 0 ? 1 : -1) * (0.02 + (1.98 * random.NextDouble()));
        }

        return System.Numerics.Tensors.Tensor.Create(values, lengths);
    }

    /// <summary>As many numbers of −2 to 2, none so near to another that a difference quotient would pass it.</summary>
    private static Tensor<double> Apart(Tensor<double> tensor, Random random)
    {
        Span<double> values = tensor.Values();
        for (int i = 0; i < values.Length; i++)
            values[i] = (4.0 * i / values.Length) - 2;
        random.Shuffle(values);
        return tensor;
    }

    /// <summary>The same numbers, their magnitudes half a unit and more.</summary>
    private static Tensor<double> Positive(Tensor<double> tensor)
    {
        foreach (ref double value in tensor.Values())
        {
            value = 0.5 + Math.Abs(value);
        }

        return tensor;
    }

    /// <summary>Two shapes that broadcast: axes of length 1 or missing in either.</summary>
    private static (Tensor<double> A, Tensor<double> B) Broadcast(Random random)
    {
        nint[] lengths = [Length(random), Length(random), Length(random)];
        return (Tensor(random, Part()), Tensor(random, Part()));

        nint[] Part() => [.. lengths.Select(length => random.Next(3) == 0 ? 1 : length).Skip(random.Next(4) == 0 ? random.Next(1, 3) : 0)];
    }

    private static void AddNumber<T>(Tensor<T>? gradient, T number)
        where T : System.Numerics.INumber<T>
    {
        if (gradient is not null)
        {
            gradient.Values()[0] += number;
        }
    }

    public static TensorSpan<T> Span<T>(Tensor<T>? tensor) => tensor is null ? default : tensor.AsTensorSpan();

    private static Tensor<T> Scalar<T>(T value) => System.Numerics.Tensors.Tensor.Create((T[])[value]);

    private static Tensor<double> AnyRank(Random random) => random.Next(3) switch
    {
        0 => Tensor(random, Length(random)),
        1 => Tensor(random, Length(random), Length(random)),
        _ => Tensor(random, Length(random), Length(random), Length(random)),
    };

    /// <summary>Often 1, mostly odd, sometimes longer than a vector.</summary>
    private static int Length(Random random) => random.Next(4) == 0 ? 1 : random.Next(1, 12);
}
