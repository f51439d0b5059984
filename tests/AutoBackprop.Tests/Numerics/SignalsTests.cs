using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class SignalsTests
{
    private static readonly double[] Signal = [0.3, -0.8, 1.2, 0.5, -0.1, 0.9, -1.4, 0.6];

    private static readonly double[,] Picture =
    {
        { 0.1, 0.5, 0.9, 0.2 }, { 0.7, 0.3, 0.8, 0.6 }, { 0.4, 0.95, 0.15, 0.35 }, { 0.55, 0.25, 0.65, 0.85 },
    };

    [Fact]
    public void Butterflies_in_place() => Check.Pullback(Signals.Fft, Signal, Signal.Reverse().ToArray());

    [Fact]
    public void A_function_of_a_transform() => Check.Gradient(Signals.PeakPower, Signal);

    [Fact]
    public void A_picture_between_its_pixels() => Check.Gradient(Signals.Bilinear, Picture, 1.3, 2.6);

    [Fact]
    public void A_picture_moved_onto_another() =>
        Check.Gradient(Signals.Misfit, Picture, new double[,] { { 0.2, 0.4, 0.1 }, { 0.9, 0.3, 0.5 }, { 0.6, 0.8, 0.7 } }, 0.31, 0.22, 0.17);

    [Fact]
    public void A_convolution() => Check.Pullback(Signals.Convolve, Signal, new[] { 0.25, 0.5, -0.3 });

    [Fact]
    public void Cumulative_products_in_place()
    {
        Check.Pullback(Signals.CumulativeProduct, new[] { 1.5, -0.4, 2.0, 0.7 });
        Check.Pullback(Signals.CumulativeProduct, new[] { 1.5, 0.0, 2.0, 0.0, 0.7 });
    }

    [Fact]
    public void Prefix_sums() => Check.Pullback(Signals.PrefixSums, new[] { 1.5, -0.4, 2.0, 0.7 }, new[] { 9.0, 9.0, 9.0, 9.0 });
}
