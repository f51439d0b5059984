using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.Optimizers;

/// <summary>Every optimizer against steps computed by hand.</summary>
public sealed class OptimizerTests
{
    [Fact]
    public void Sgd_goes_down_the_gradient()
    {
        double[] w = [1, -2];
        new Sgd<double>(0.1).Update(w, [10, 20]);
        Assert.Equal([0, -4], w);
    }

    [Fact]
    public void Sgd_decays_the_weights()
    {
        // w − η (g + λ w) = 2 − 0.1 (10 + 0.5 · 2) = 0.9
        double[] w = [2];
        new Sgd<double>(0.1, 0.5).Update(w, [10]);
        Assert.Equal(0.9, w[0], 1e-15);
    }

    [Fact]
    public void Momentum_remembers_the_velocity()
    {
        // v: −1, then 0.9 · −1 − 1 = −1.9
        double[] w = [5];
        Momentum<double> momentum = new(0.1, 0.9);
        momentum.Update(0, w, [10]);
        Assert.Equal(4, w[0], 1e-15);
        momentum.Update(0, w, [10]);
        Assert.Equal(2.1, w[0], 1e-15);
    }

    [Fact]
    public void Momentum_decays_the_weights()
    {
        // v = −0.1 (10 + 0.5 · 4) = −1.2
        double[] w = [4];
        new Momentum<double>(0.1, 0.9, 0.5).Update(0, w, [10]);
        Assert.Equal(2.8, w[0], 1e-15);
    }

    [Fact]
    public void Adam_takes_the_steps_of_the_paper()
    {
        // Eleven parameters, so that both the vectors and the rest are seen; two steps by the formulas of Algorithm 1.
        double[] w = new double[11], expected = new double[11], m = new double[11], v = new double[11];
        for (int i = 0; i < 11; i++)
        {
            w[i] = expected[i] = i - 4;
        }

        Adam<double> adam = new(0.01);
        for (int step = 1; step <= 3; step++)
        {
            double[] g = new double[11];
            for (int i = 0; i < 11; i++)
            {
                g[i] = ((i + step) % 5) - 1.5;
                m[i] = (0.9 * m[i]) + (0.1 * g[i]);
                v[i] = (0.999 * v[i]) + (0.001 * g[i] * g[i]);
                double mHat = m[i] / (1 - Math.Pow(0.9, step)), vHat = v[i] / (1 - Math.Pow(0.999, step));
                expected[i] -= 0.01 * mHat / (Math.Sqrt(vHat) + 1e-8);
            }

            adam.Update(0, w, g);
            for (int i = 0; i < 11; i++)
            {
                Assert.Equal(expected[i], w[i], 1e-14);
            }
        }
    }

    [Fact]
    public void The_first_step_of_Adam_is_the_learning_rate_in_float_too()
    {
        float[] w = [1, 1];
        new Adam<float>(0.001f).Update(0, w, [1e-3f, -1e3f]);
        Assert.Equal(0.999f, w[0], 1e-6f);
        Assert.Equal(1.001f, w[1], 1e-6f);
    }

    [Fact]
    public void The_weight_decay_of_Adam_is_decoupled()
    {
        // 2 (1 − 0.1 · 0.5) − 0.1 = 1.8
        double[] w = [2];
        new Adam<double>(0.1, 0.5).Update(0, w, [3]);
        Assert.Equal(1.8, w[0], 1e-8);
    }

    [Fact]
    public void Slots_have_states_of_their_own()
    {
        double[] a = [0], b = [0, 0];
        Momentum<double> momentum = new(1, 0.5);
        momentum.Update(1, b, [1, 1]);
        momentum.Update(0, a, [1]);
        momentum.Update(1, b, [0, 0]);
        Assert.Equal([-1], a);
        Assert.Equal([-1.5, -1.5], b);
        Assert.StartsWith(
            "Slot 1 has 2 parameters, so there must be as many, but there are 1",
            Assert.Throws<ArgumentException>(() => momentum.Update(1, a, [1])).Message);
    }

    [Fact]
    public void Tensors_are_updated_as_spans_are()
    {
        Tensor<float> w = Tensor.Create((float[])[1, 2, 3, 4], [2, 2]), g = Tensor.Create((float[])[1, 1, 1, 1], [2, 2]);
        new Sgd<float>(0.5f).Update(w, g);
        new Momentum<float>(0.5f, 0.9f).Update(0, w, g);
        new Adam<float>(1).Update(0, w, g);
        Assert.Equal(-1f, w[0, 0], 1e-5f);
        Assert.Equal(2f, w[1, 1], 1e-5f);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd<double>(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum<double>(0.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam<double>(0.1, 0.9, 1, 1e-8, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum<double>(0.1, 0.9).Update(-1, [1], [1]));
        double[] shared = [1, 2, 3];
        Assert.StartsWith(
            "There are 2 parameters, so there must be as many gradients, but there are 1",
            Assert.Throws<ArgumentException>(() => new Sgd<double>(0.1).Update([1, 2], [1])).Message);
        Assert.Throws<ArgumentException>(() => new Sgd<double>(0.1).Update(shared.AsSpan(0, 2), shared.AsSpan(1, 2)));
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_step()
    {
        float[] w = new float[100], g = new float[100];
        Sgd<float> sgd = new(0.1f, 0.1f);
        Momentum<float> momentum = new(0.1f, 0.9f, 0.1f);
        Adam<float> adam = new(0.1f, 0.1f);
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            GradientClipping.ClipByGlobalNorm(1, w, g);
            sgd.Update(w, g);
            momentum.Update(0, w, g);
            momentum.Update(1, w, g);
            adam.Update(0, w, g);
        }
    }
}
