using AutoBackprop;

namespace CurveFit.Models;

/// <summary>A rational function with a second minimum at infinity (Kowalik and Osborne 1978).</summary>
internal static partial class MGH09
{
    public static Problem Problem { get; } = new(
        "MGH09", "x", "y",
        (b, x) => Response(b[0], b[1], b[2], b[3], x),
        (b, x) =>
        {
            var g = ResponseGradient(b[0], b[1], b[2], b[3], x);
            return [g.dB1, g.dB2, g.dB3, g.dB4];
        });

    [Differentiable]
    private static double Response(double b1, double b2, double b3, double b4, [NoGradient] double x) =>
        b1 * (x * x + x * b2) / (x * x + x * b3 + b4);
}
