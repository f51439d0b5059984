using System.Numerics.Tensors;
using AutoBackprop.Tests.LayerKernels;
using Xunit;

namespace AutoBackprop.Tests.Tensors;

/// <summary>Generated gradients of networks in float against an independent implementation: plain loops in double, from the formulas.</summary>
public sealed class ReferenceTests
{
    /// <summary>What float may be off, of the largest number of the same kind.</summary>
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData(100, 784, 50, 10)]
    [InlineData(1, 784, 50, 10)]
    [InlineData(37, 63, 49, 3)]
    [InlineData(5, 17, 1, 2)]
    [InlineData(16, 48, 64, 26)]
    [InlineData(3, 130, 97, 7)]
    public void Two_layers(int batch, int inputs, int hidden, int classes)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            int[] widths = [inputs, hidden, classes];
            (float[] x, float[][] w, float[][] b, int[] labels) = Numbers(seed, batch, widths);
            (Tensor<float> tx, Tensor<float>[] tw, Tensor<float>[] tb) = Tensors(batch, widths, x, w, b);
            var expected = new ReferenceNetwork(widths, "relu", w, b).Gradient(x, labels);
            var actual = Networks.NestedGradient(tx, tw[0], tb[0], tw[1], tb[1], labels);
            Near([expected.Loss], [actual.value], "loss");
            Near(expected.X, actual.dX.Values(), "x");
            Near(expected.W[0], actual.dW1.Values(), "w1");
            Near(expected.B[0], actual.dB1.Values(), "b1");
            Near(expected.W[1], actual.dW2.Values(), "w2");
            Near(expected.B[1], actual.dB2.Values(), "b2");
        }
    }

    [Theory]
    [InlineData("sigmoid", 20, 64, 100, 30, 10)]
    [InlineData("tanh", 20, 64, 100, 30, 10)]
    [InlineData("tanh", 7, 33, 51, 5, 4)]
    [InlineData("sigmoid", 1, 9, 48, 49, 2)]
    public void Three_layers(string activation, int batch, int inputs, int first, int second, int classes)
    {
        for (int seed = 4; seed <= 6; seed++)
        {
            int[] widths = [inputs, first, second, classes];
            (float[] x, float[][] w, float[][] b, int[] labels) = Numbers(seed, batch, widths);
            (Tensor<float> tx, Tensor<float>[] tw, Tensor<float>[] tb) = Tensors(batch, widths, x, w, b);
            var expected = new ReferenceNetwork(widths, activation, w, b).Gradient(x, labels);
            var actual = Networks.ThreeLayersGradient(tx, tw[0], tb[0], tw[1], tb[1], tw[2], tb[2], labels, activation == "tanh");
            Near([expected.Loss], [actual.value], "loss");
            Near(expected.X, actual.dX.Values(), "x");
            Near(expected.W[0], actual.dW1.Values(), "w1");
            Near(expected.B[0], actual.dB1.Values(), "b1");
            Near(expected.W[1], actual.dW2.Values(), "w2");
            Near(expected.B[1], actual.dB2.Values(), "b2");
            Near(expected.W[2], actual.dW3.Values(), "w3");
            Near(expected.B[2], actual.dB3.Values(), "b3");
        }
    }

    private static void Near(double[] expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * Math.Max(largest, 1e-30), $"{what}[{i}]: {actual[i]:R}, not {expected[i]:R}; the largest is {largest:R}");
    }

    private static (float[] X, float[][] W, float[][] B, int[] Labels) Numbers(int seed, int batch, int[] widths)
    {
        var random = new Random(seed);
        float[] New(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => (float)(scale * (2 * random.NextDouble() - 1)))];
        int layers = widths.Length - 1;
        return (New(batch * widths[0], 1),
            [.. Enumerable.Range(0, layers).Select(layer => New(widths[layer] * widths[layer + 1], 2 / Math.Sqrt(widths[layer])))],
            [.. Enumerable.Range(0, layers).Select(layer => New(widths[layer + 1], 0.5))],
            [.. Enumerable.Range(0, batch).Select(_ => random.Next(widths[^1]))]);
    }

    private static (Tensor<float> X, Tensor<float>[] W, Tensor<float>[] B) Tensors(int batch, int[] widths, float[] x, float[][] w, float[][] b) =>
        (Tensor.Create(x, [batch, widths[0]]),
            [.. w.Select((values, layer) => Tensor.Create(values, [widths[layer], widths[layer + 1]]))],
            [.. b.Select(values => Tensor.Create(values, [values.Length]))]);
}
