using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.Optimizers;

public sealed class GradientClippingTests
{
    [Fact]
    public void A_longer_gradient_is_scaled_to_the_bound()
    {
        double[] a = [3, 0], b = [4];
        Assert.Equal(5, GradientClipping.ClipByGlobalNorm(1, a, b), 1e-15);
        Assert.Equal(0.6, a[0], 1e-15);
        Assert.Equal(0.8, b[0], 1e-15);
    }

    [Fact]
    public void A_shorter_gradient_is_left_alone()
    {
        Tensor<float> a = Tensor.Create((float[])[3, 0]), b = Tensor.Create((float[])[4], [1, 1]);
        Assert.Equal(5, GradientClipping.ClipByGlobalNorm(5, a, b), 1e-6);
        Assert.Equal(3, a[0]);
        Assert.Equal(0, GradientClipping.ClipByGlobalNorm(5, (double[])[0, 0]));
    }

    [Fact]
    public void Squares_of_large_floats_do_not_overflow()
    {
        float[] a = [3e30f, 4e30f];
        Assert.Equal(5e30, GradientClipping.ClipByGlobalNorm(1, a), 1e24);
        Assert.Equal(0.6f, a[0], 1e-6f);
    }

    [Fact]
    public void NaN_stays_visible()
    {
        double[] a = [double.NaN, 2];
        Assert.Equal(double.NaN, GradientClipping.ClipByGlobalNorm(1, a));
        Assert.Equal([double.NaN, 2], a);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ClipByGlobalNorm(0, a));
    }
}
