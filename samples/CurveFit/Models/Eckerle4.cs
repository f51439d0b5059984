using AutoBackprop;

namespace CurveFit.Models;

/// <summary>Circular interference: transmittance against wavelength.</summary>
internal static partial class Eckerle4
{
    public static Problem Problem { get; } = new(
        "Eckerle4", "wavelength", "transmittance",
        (b, x) => Transmittance(b[0], b[1], b[2], x),
        (b, x) =>
        {
            var g = TransmittanceGradient(b[0], b[1], b[2], x);
            return [g.dB1, g.dB2, g.dB3];
        });

    [Differentiable]
    private static double Transmittance(double b1, double b2, double b3, [NoGradient] double x)
    {
        double z = (x - b3) / b2;
        return b1 / b2 * Math.Exp(-0.5 * z * z);
    }
}
