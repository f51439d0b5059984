using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class LearningTests
{
    [Fact]
    public void Log_sum_exp()
    {
        Check.Gradient(Learning.LogSumExp, new[] { 0.3, -1.2, 2.5, 0.9, 2.4 });
        Check.Gradient(Learning.LogSumExp, new[] { 1000.0, 999.0, -1000.0 });
        Check.Gradient(Learning.LogSumExp, new[] { 4.0 });
    }

    [Fact]
    public void Log_sum_exp_in_single_precision() => Check.GradientWithin(1e-5, Learning.LogSumExpSingle, new[] { 0.3f, -1.2f, 2.5f, 0.9f });

    [Fact]
    public void A_mixture_of_Gaussians() => GradientCheck.Verify(
        Learning.Mixture, Learning.MixtureGradient,
        (double[][])[[0.5, 1.0], [-1.0, 0.3], [2.0, -0.4], [0.1, 0.2]], new[] { 0.2, -0.3, 0.5 },
        (double[][])[[0.1, 0.4], [-0.8, 0.9], [1.5, -0.2]], new[] { 0.1, -0.2, 0.3 });

    [Fact]
    public void An_LSTM_along_a_sequence() => Check.Gradient(
        Learning.Lstm,
        new[] { 0.3, -0.2, 0.1, 0.5, 0.4, 1.0, -0.3, 0.6, 0.2, 0.9, -0.7, 0.05 }, new[] { 0.2, 0.7, -0.5, 0.1, 0.9, -0.3, 0.4 }, 0.1, -0.2);

    [Fact]
    public void Soft_dynamic_time_warping() => Check.Gradient(
        Learning.SoftDtw, new[] { 0.1, 0.9, 0.4, -0.3, 0.2 }, new[] { 0.0, 0.3, 1.1, 0.2 }, 0.5);
}
