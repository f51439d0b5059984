using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>Extremes where a formula written down as it stands gives NaN, infinity or nothing; and the conventions at the kinks.</summary>
public sealed class LayerStabilityTests
{
    [Fact]
    public void Softmax_of_scores_of_ten_thousand_is_finite()
    {
        Assert.Equal([1, 0, 0], Layers.Softmax(Row(1e4, 0, -1e4)).ToArray());
        Assert.Equal([0.5, 0.5], Layers.Softmax(Row(-1e4, -1e4)).ToArray());
        Assert.Equal([0, -1e4, -2e4], Layers.LogSoftmax(Row(1e4, 0, -1e4)).ToArray());
        Assert.Equal([1f, 0f, 0f], Layers.Softmax(Single(1e4f, 0, -1e4f)).ToArray());
        Assert.Equal([0f, -1e4f, -2e4f], Layers.LogSoftmax(Single(1e4f, 0, -1e4f)).ToArray());
    }

    [Fact]
    public void The_largest_and_the_smallest_share_their_gradient_with_their_equals()
    {
        Tensor<double> dX = Row(1, 1, 1, 1);
        Layers.MaxBackward(Row(-2, 3, 3, -2), 3, 4, dX);
        Assert.Equal([1, 3, 3, 1], dX.ToArray());
        Layers.MinBackward(Row(-2, 3, 3, -2), -2, 4, dX);
        Assert.Equal([3, 3, 3, 3], dX.ToArray());
    }

    [Fact]
    public void The_largest_are_found_wherever_they_are()
    {
        const int Length = 41;
        for (int first = 0; first < Length; first++)
        {
            for (int second = first; second < Length; second++)
            {
                double[] x = new double[Length], dX = new double[Length], expected = new double[Length];
                (x[first], x[second]) = (7, 7);
                (expected[first], expected[second]) = first == second ? (1, 1) : (0.5, 0.5);
                Layers.MaxBackward(x, Layers.Max(x), 1, dX);
                Assert.Equal(expected, dX);
            }
        }
    }

    [Fact]
    public void The_largest_of_what_is_not_a_number_is_not_a_number()
    {
        Tensor<double> x = Row(1, double.NaN, 2), dX = Row(0, 0, 0);
        Assert.Equal(double.NaN, Layers.Max(x));
        Assert.Equal(double.NaN, Layers.Min(x));
        Layers.MaxBackward(x, double.NaN, 1, dX);
        Assert.Equal([0, 1, 0], dX.ToArray());
    }

    [Fact]
    public void Nothing_has_neither_a_largest_nor_a_smallest()
    {
        Assert.Equal("Max: x is empty, and has no largest. (Parameter 'x')", Assert.Throws<ArgumentException>(() => Layers.Max(Row())).Message);
        Assert.Equal("Min: x is empty, and has no smallest. (Parameter 'x')", Assert.Throws<ArgumentException>(() => Layers.Min(Row())).Message);
    }

    [Fact]
    public void Masked_scores_have_no_probability()
    {
        Assert.Equal([0.5, 0, 0.5], Layers.Softmax(Row(1, double.NegativeInfinity, 1)).ToArray());
        Assert.Equal(Math.Log(2), Layers.SoftmaxCrossEntropy(Row(1, double.NegativeInfinity, 1), (int[])[0]), 1e-15);
        Assert.Equal(Math.Log(2), Layers.SoftmaxCrossEntropy(Row(1, double.NegativeInfinity, 1), Row(1, 0, 0)), 1e-15);
        Assert.Equal(double.PositiveInfinity, Layers.SoftmaxCrossEntropy(Row(1, double.NegativeInfinity, 1), (int[])[1]));
        Tensor<double> dX = Row(0, 0, 0);
        Layers.SoftmaxCrossEntropyBackward(Row(1, double.NegativeInfinity, 1), (int[])[0], 1, dX);
        Assert.Equal([-0.5, 0, 0.5], dX.ToArray());
    }

    [Fact]
    public void SoftmaxCrossEntropy_of_scores_of_ten_thousand_is_exact()
    {
        Assert.Equal(2e4, Layers.SoftmaxCrossEntropy(Row(1e4, 0, -1e4), (int[])[2]));
        Assert.Equal(0, Layers.SoftmaxCrossEntropy(Row(1e4, 0, -1e4), (int[])[0]));
        Assert.Equal(2e4f, Layers.SoftmaxCrossEntropy(Single(1e4f, 0, -1e4f), (int[])[2]));
        Assert.Equal(2e4f, Layers.SoftmaxCrossEntropy(Single(1e4f, 0, -1e4f), Single(0, 0, 1)));
        Tensor<double> dX = Row(0, 0, 0);
        Layers.SoftmaxCrossEntropyBackward(Row(1e4, 0, -1e4), (int[])[2], 1, dX);
        Assert.Equal([1, 0, -1], dX.ToArray());
    }

    [Fact]
    public void SoftmaxCrossEntropy_is_the_mean_over_the_batch_and_its_gradient_p_minus_t_over_n()
    {
        Tensor<double> scores = Tensor.Create((double[])[0, Math.Log(3), 0, 0], [2, 2]);
        Assert.Equal((Math.Log(4) + Math.Log(2)) / 2, Layers.SoftmaxCrossEntropy(scores, (int[])[0, 1]), 1e-15);
        Tensor<double> dX = Tensor.CreateFromShape<double>([2, 2]);
        Layers.SoftmaxCrossEntropyBackward(scores, (int[])[0, 1], 1, dX);
        double[] expected = [(0.25 - 1) / 2, 0.75 / 2, 0.5 / 2, (0.5 - 1) / 2];
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], dX.ToArray()[i], 1e-15);
        }
    }

    [Fact]
    public void One_hot_targets_give_the_loss_and_gradient_of_labels()
    {
        Tensor<double> scores = LayerCases.Tensor(new Random(1), 3, 4);
        Tensor<double> targets = Tensor.Create((double[])[0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0], [3, 4]);
        int[] labels = [1, 3, 0];
        Assert.Equal(Layers.SoftmaxCrossEntropy(scores, labels), Layers.SoftmaxCrossEntropy(scores, targets), 1e-15);
        Tensor<double> byLabel = Tensor.CreateFromShape<double>([3, 4]), byTarget = Tensor.CreateFromShape<double>([3, 4]);
        Layers.SoftmaxCrossEntropyBackward(scores, labels, 1, byLabel);
        Layers.SoftmaxCrossEntropyBackward(scores, targets, 1, byTarget, default);
        double[] expected = byLabel.ToArray(), actual = byTarget.ToArray();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-15);
        }
    }

    [Theory]
    [InlineData(50, 1, 1.9287498479639178e-22)]
    [InlineData(-50, 1, 50)]
    [InlineData(-50, 0, 1.9287498479639178e-22)]
    [InlineData(1e4, 0, 1e4)]
    [InlineData(1e4, 1, 0)]
    [InlineData(-1e4, 0, 0)]
    [InlineData(0, 0.5, 0.6931471805599453)]
    public void SigmoidCrossEntropy_is_exact_in_both_tails(double score, double target, double loss)
    {
        double actual = Layers.SigmoidCrossEntropy(Row(score), Row(target));
        Assert.True(Math.Abs(actual - loss) <= 1e-14 * loss, $"{actual:R}, not {loss:R}");
    }

    [Theory]
    [InlineData(50, 1, -1.9287498479639178e-22)]
    [InlineData(-50, 0, 1.9287498479639178e-22)]
    [InlineData(1e4, 0, 1)]
    [InlineData(-1e4, 1, -1)]
    [InlineData(0, 0, 0.5)]
    public void The_gradient_of_SigmoidCrossEntropy_keeps_the_tails(double score, double target, double slope)
    {
        Tensor<double> dX = Row(0);
        Layers.SigmoidCrossEntropyBackward(Row(score), Row(target), 1, dX, default);
        Assert.True(Math.Abs(dX.ToArray()[0] - slope) <= 1e-14 * Math.Abs(slope), $"{dX.ToArray()[0]:R}, not {slope:R}");
    }

    [Fact]
    public void Tanh_has_all_its_digits_near_zero()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => (i % 2 == 0 ? 1 : -1) * Math.Pow(10, -i / 25.0)), 0.1249999, 0.125, 0.1250001];
        double[] y = Layers.Tanh(Row(x)).ToArray();
        float[] single = Layers.Tanh(Single([.. x.Select(value => (float)value)])).ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            Assert.True(Math.Abs(y[i] - Math.Tanh(x[i])) <= 3e-15 * Math.Abs(y[i]), $"tanh {x[i]:R} is not {y[i]:R}");
            Assert.True(Math.Abs(single[i] - MathF.Tanh((float)x[i])) <= 1.5e-6f * Math.Abs(single[i]), $"tanh {(float)x[i]:R} is not {single[i]:R}");
        }
        Assert.True(double.IsNegative(Layers.Tanh(Row(-0.0)).ToArray()[0]));
    }

    [Fact]
    public void Saturated_activations_are_finite()
    {
        Assert.Equal([0, 1], Layers.Sigmoid(Row(-1e4, 1e4)).ToArray());
        Assert.Equal([-1, 1], Layers.Tanh(Row(-1e4, 1e4)).ToArray());
        Assert.Equal([0f, 1f], Layers.Sigmoid(Single(-1e4f, 1e4f)).ToArray());
        Assert.Equal([-1f, 1f], Layers.Tanh(Single(-1e4f, 1e4f)).ToArray());
    }

    [Theory]
    [InlineData(0.01, 0.01)]
    [InlineData(3, 1)]
    [InlineData(-0.5, 0)]
    public void LeakyRelu_at_zero_has_the_subgradient_of_least_norm(double slope, double expected)
    {
        // Nine elements, so that both the vectors and the rest are seen.
        Tensor<double> x = Tensor.CreateFromShape<double>([9]), dX = Tensor.CreateFromShape<double>([9]), dOut = Tensor.CreateFromShape<double>([9]);
        dOut.AsTensorSpan().Fill(1);
        Layers.LeakyReluBackward(x, slope, dOut, dX);
        Assert.All(dX.ToArray(), value => Assert.Equal(expected, value));
    }

    [Fact]
    public void Relu_at_zero_has_slope_zero_and_keeps_NaN()
    {
        Tensor<double> dX = Tensor.CreateFromShape<double>([9]), dOut = Tensor.CreateFromShape<double>([9]);
        dOut.AsTensorSpan().Fill(1);
        Layers.ReluBackward(Layers.Relu(Tensor.CreateFromShape<double>([9])), dOut, dX);
        Assert.All(dX.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal([double.NaN, 0, 2], Layers.Relu(Row(double.NaN, -1, 2)).ToArray());
    }

    private static Tensor<double> Row(params double[] values) => Tensor.Create(values, [1, values.Length]);

    private static Tensor<float> Single(params float[] values) => Tensor.Create(values, [1, values.Length]);
}
