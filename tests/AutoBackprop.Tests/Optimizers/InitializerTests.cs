using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.Optimizers;

public sealed class InitializerTests
{
    [Fact]
    public void The_generator_is_SplitMix64()
    {
        // The published first values for the seed 1234567.
        SplitMix64 random = new(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423], new[] { random.Next(), random.Next(), random.Next() });
    }

    [Theory]
    [InlineData(true, 0.04)]
    [InlineData(false, 2.0 / 550)]
    public void Weights_have_the_variance_of_the_paper(bool he, double variance)
    {
        double[] weights = new double[50 * 500];
        if (he)
        {
            Initializer.He(weights, 50, seed: 1);
        }
        else
        {
            Initializer.Xavier(weights, 50, 500, seed: 1);
        }

        // Of 25 000 numbers: five standard errors.
        Assert.Equal(0, TensorPrimitives.Sum<double>(weights) / weights.Length, 5 * Math.Sqrt(variance / weights.Length));
        Assert.Equal(variance, TensorPrimitives.SumOfSquares<double>(weights) / weights.Length, 5 * variance * Math.Sqrt(2.0 / weights.Length));
    }

    [Fact]
    public void The_seed_decides_the_weights()
    {
        double[] one = new double[7], same = new double[7], next = new double[7];
        Initializer.He(one, 3, 1);
        Initializer.He(same, 3, 1);
        Initializer.He(next, 3, 2);
        Assert.Equal(one, same);
        Assert.Empty(one.Intersect(next));
        Tensor<float> tensor = Initializer.He<float>(3, 2, 1);
        Assert.Equal((nint[])[3, 2], tensor.Lengths);
        Assert.Equal((float)one[0], tensor[0, 0]);
        Assert.Equal((nint[])[4, 5], Initializer.Xavier<double>(4, 5, 1).Lengths);
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.He<float>(0, 2, 1));
    }
}
