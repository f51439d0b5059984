using BenchmarkDotNet.Attributes;
using Gradients = (double value, double dMean, double dEccentricity);

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>Kepler's equation by Newton's method: a loop whose length depends on the data.</summary>
[BenchmarkCategory(nameof(Kepler))]
public class Kepler : PointShape
{
    private readonly (double Mean, double Eccentricity)[] points = Draw(static random => (6 * random.NextDouble(), 0.6 * random.NextDouble()));

    private readonly double[] values = new double[PointCount];
    private readonly Gradients[] generated = new Gradients[PointCount];
    private readonly Gradients[] byHand = new Gradients[PointCount];

    protected override void RunPrimal()
    {
        for (int i = 0; i < points.Length; i++)
            values[i] = Orbit.Anomaly(points[i].Mean, points[i].Eccentricity);
    }

    protected override void RunGenerated()
    {
        for (int i = 0; i < points.Length; i++)
            generated[i] = Orbit.AnomalyGradient(points[i].Mean, points[i].Eccentricity);
    }

    protected override void RunByHand()
    {
        for (int i = 0; i < points.Length; i++)
            byHand[i] = Orbit.ByHand(points[i].Mean, points[i].Eccentricity);
    }

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results => (Flat(generated), Flat(byHand));
}

/// <summary>A body on an ellipse.</summary>
internal static partial class Orbit
{
    /// <summary>The eccentric anomaly.</summary>
    [Differentiable]
    public static double Anomaly(double mean, double eccentricity)
    {
        double anomaly = mean;
        double delta = 1;
        while (Math.Abs(delta) > 1e-13)
        {
            delta = (anomaly - eccentricity * Math.Sin(anomaly) - mean) / (1 - eccentricity * Math.Cos(anomaly));
            anomaly -= delta;
        }

        return anomaly;
    }

    /// <summary>Back through the steps; of each its sine, its cosine, its reciprocal and its length are kept on the stack.</summary>
    public static Gradients ByHand(double mean, double eccentricity)
    {
        const int Most = 64;
        Span<double> sines = stackalloc double[4 * Most];
        Span<double> cosines = sines[Most..];
        Span<double> inverses = sines[(2 * Most)..];
        Span<double> deltas = sines[(3 * Most)..];
        double anomaly = mean;
        double delta = 1;
        int count = 0;
        while (Math.Abs(delta) > 1e-13)
        {
            (double sin, double cos) = Math.SinCos(anomaly);
            double inverse = 1 / (1 - eccentricity * cos);
            delta = (anomaly - eccentricity * sin - mean) * inverse;
            sines[count] = sin;
            cosines[count] = cos;
            inverses[count] = inverse;
            deltas[count] = delta;
            count++;
            anomaly -= delta;
        }

        double dAnomaly = 1, dMean = 0, dEccentricity = 0;
        while (--count >= 0)
        {
            double dNumerator = -dAnomaly * inverses[count];
            double dDenominator = -dNumerator * deltas[count];
            dMean -= dNumerator;
            dEccentricity -= dNumerator * sines[count] + dDenominator * cosines[count];
            dAnomaly += dNumerator * (1 - eccentricity * cosines[count]) + dDenominator * eccentricity * sines[count];
        }

        return (anomaly, dMean + dAnomaly, dEccentricity);
    }
}
