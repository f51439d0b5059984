using Xunit;

namespace AutoBackprop.Tests.Runtime;

public sealed class LayersTests
{
    [Theory]
    [InlineData(3.5, 3.5)]
    [InlineData(-3.5, 0)]
    [InlineData(0, 0)]
    [InlineData(double.Epsilon, double.Epsilon)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Relu_keeps_what_is_positive_and_does_not_hide_NaN(double x, double expected)
    {
        Assert.Equal(expected, Layers.Relu(x));
        Assert.Equal((float)expected, Layers.Relu((float)x));
    }

    [Fact]
    public void Relu_of_minus_zero_is_plus_zero()
    {
        Assert.False(double.IsNegative(Layers.Relu(-0.0)));
        Assert.False(float.IsNegative(Layers.Relu(-0.0f)));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(2, 0.8807970779778824)]
    [InlineData(-2, 0.11920292202211756)]
    [InlineData(-50, 1.928749847963918e-22)]
    [InlineData(-700, 9.859676543759771e-305)]
    [InlineData(-740, 4.1886e-322)]
    [InlineData(40, 1)]
    public void Sigmoid_keeps_its_relative_precision_in_the_tails(double x, double expected)
    {
        double tolerance = Math.Max(1e-14 * expected, double.Epsilon);
        Assert.InRange(Layers.Sigmoid(x), expected - tolerance, expected + tolerance);
    }

    [Theory]
    [InlineData(0f, 0.5f)]
    [InlineData(-2f, 0.11920292f)]
    [InlineData(-20f, 2.0611537e-9f)]
    [InlineData(-87f, 1.6458115e-38f)]
    [InlineData(20f, 1f)]
    public void Sigmoid_of_float_keeps_its_relative_precision_in_the_tails(float x, float expected)
    {
        float tolerance = 4e-7f * expected;
        Assert.InRange(Layers.Sigmoid(x), expected - tolerance, expected + tolerance);
    }

    [Fact]
    public void Sigmoid_ends_at_0_and_1_and_does_not_hide_NaN()
    {
        Assert.Equal(0, Layers.Sigmoid(double.NegativeInfinity));
        Assert.Equal(1, Layers.Sigmoid(double.PositiveInfinity));
        Assert.Equal(0, Layers.Sigmoid(-1e300));
        Assert.Equal(1, Layers.Sigmoid(1e300));
        Assert.True(double.IsNaN(Layers.Sigmoid(double.NaN)));
        Assert.Equal(0, Layers.Sigmoid(float.NegativeInfinity));
        Assert.Equal(1, Layers.Sigmoid(float.PositiveInfinity));
        Assert.True(float.IsNaN(Layers.Sigmoid(float.NaN)));
    }

    [Fact]
    public void Stop_is_the_identity()
    {
        Assert.Equal(-1.25, Gradient.Stop(-1.25));
        Assert.Equal(-1.25f, Gradient.Stop(-1.25f));
    }
}
