using AutoBackprop;

namespace CurveFit.Models;

/// <summary>Thermal expansion of copper: coefficient against temperature in kelvin.</summary>
internal static partial class Hahn1
{
    public static Problem Problem { get; } = new(
        "Hahn1", "temperature (K)", "coefficient of expansion",
        (b, x) => Expansion(b[0], b[1], b[2], b[3], b[4], b[5], b[6], x),
        (b, x) =>
        {
            var g = ExpansionGradient(b[0], b[1], b[2], b[3], b[4], b[5], b[6], x);
            return [g.dB1, g.dB2, g.dB3, g.dB4, g.dB5, g.dB6, g.dB7];
        });

    [Differentiable]
    private static double Expansion(
        double b1, double b2, double b3, double b4, double b5, double b6, double b7, [NoGradient] double x)
    {
        double numerator = b1 + b2 * x + b3 * x * x + b4 * x * x * x;
        double denominator = 1 + b5 * x + b6 * x * x + b7 * x * x * x;
        return numerator / denominator;
    }
}
