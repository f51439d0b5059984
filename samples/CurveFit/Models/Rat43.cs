using AutoBackprop;

namespace CurveFit.Models;

/// <summary>Sigmoidal growth: dry weight of onion bulbs and tops against time.</summary>
internal static partial class Rat43
{
    public static Problem Problem { get; } = new(
        "Rat43", "growing time", "dry weight",
        (b, x) => Weight(b[0], b[1], b[2], b[3], x),
        (b, x) =>
        {
            var g = WeightGradient(b[0], b[1], b[2], b[3], x);
            return [g.dB1, g.dB2, g.dB3, g.dB4];
        });

    [Differentiable]
    private static double Weight(double b1, double b2, double b3, double b4, [NoGradient] double x) =>
        b1 / Math.Pow(1 + Math.Exp(b2 - b3 * x), 1 / b4);
}
