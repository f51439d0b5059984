using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Sums that the forward part has added up, and that the reverse does not add up again; and those that only look so.</summary>
public sealed class KnownSumTests
{
    [Theory]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += Math.Exp(x[i] - t); return Math.Log(s);")]
    [InlineData("double s = 0.0; foreach (double v in x) { double e = Math.Exp(v * 2 - t); s += e; } return t + s * s;")]
    [InlineData("double s = 0; for (int i = 1; i < x.Length; i++) { s += Math.Exp(x[i] - t); } return Math.Sqrt(s);")]
    public void A_sum_of_what_is_kept_is_known(string body) => Holds(body, isKnown: true);

    [Theory]
    // It begins with something else.
    [InlineData("double s = 1; for (int i = 0; i < x.Length; i++) s += Math.Exp(x[i] - t); return Math.Log(s);")]
    // More is added to it, or it is changed.
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) { s += Math.Exp(x[i] - t); s += x[i]; } return Math.Log(s);")]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += Math.Exp(x[i] - t); s *= 2; return Math.Log(s);")]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) { if (x[i] > 0.5) s += Math.Exp(x[i] - t); } return Math.Log(s);")]
    // What is asked for is another sum.
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s += Math.Exp(x[i] * t); return Math.Log(s);")]
    [InlineData("double s = 0; for (int i = 0; i < x.Length; i++) s -= Math.Exp(x[i] - t); return s * s;")]
    [InlineData("double s = 0; for (int k = 0; k < 2; k++) for (int i = 0; i < x.Length; i++) s += Math.Exp(x[i] - t); return s * s;")]
    public void Another_sum_is_added_up(string body) => Holds(body, isKnown: false);

    [Theory]
    // What adds the sum up once more is set in between, there or in the reverse.
    [InlineData("double s = 0, q = 0.5; var e = new double[4]; for (int i = 0; i < 4; i++) { double v = x[i] * x[i]; e[i] = v; s += v; } for (int i = 0; i < 4; i++) { if (i == 1) q = 0; q += e[i]; } return s * q * t;")]
    [InlineData("double s = 0, q = 0.5, b = t; var e = new double[4]; for (int i = 0; i < 4; i++) { double v = x[i] * x[i]; e[i] = v; s += v; } for (int i = 0; i < 4; i++) { q += e[i] * b; if (i == 1) b = 2; } return s * q;")]
    public void What_is_set_between_its_terms_is_no_sum(string body) => Check.Members(
        $"[Differentiable] public static double F(double[] x, double t) {{ {body} }}", new[] { 0.3, 0.9, 0.7, 0.2 }, 0.4);

    private static void Holds(string body, bool isKnown)
    {
        string members = $"[Differentiable] public static double F(double[] x, double t) {{ {body} }}";
        Check.Members(members, new[] { 0.3, 0.9, 0.7, 0.2 }, 0.4);
        string page = GeneratorHarness.Run(GeneratedGradient.InClass(members))["P.F"];
        string backward = page[page.IndexOf("// Backward", StringComparison.Ordinal)..];
        Assert.Equal(isKnown, System.Text.RegularExpressions.Regex.IsMatch(backward, @"dT [-+]= .*\* s\b.*;") && !backward.Contains("Elements.Sum", StringComparison.Ordinal));
    }
}
