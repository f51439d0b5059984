using AutoBackprop;

namespace CurveFit.Models;

/// <summary>Monomolecular adsorption in dental research: volume against pressure.</summary>
internal static partial class Misra1a
{
    public static Problem Problem { get; } = new(
        "Misra1a", "pressure", "volume",
        (b, x) => Volume(b[0], b[1], x),
        (b, x) =>
        {
            var g = VolumeGradient(b[0], b[1], x);
            return [g.dB1, g.dB2];
        });

    [Differentiable]
    private static double Volume(double b1, double b2, [NoGradient] double x) =>
        b1 * (1 - Math.Exp(-b2 * x));
}
