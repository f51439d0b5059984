using BenchmarkDotNet.Attributes;
using Gradients = (double value, double dAmplitude, double dDecay, double dTime, double dFrequency, double dPhase,
    double dX, double dY, double dGain, double dFloor, double dReference);

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>Straight-line code of ten inputs.</summary>
[BenchmarkCategory(nameof(StraightLine))]
public class StraightLine : PointShape
{
    private readonly Point[] points = Draw(static random => new Point(
        1 + random.NextDouble(), random.NextDouble(), 1 + random.NextDouble(), 1 + random.NextDouble(), random.NextDouble(),
        1 + random.NextDouble(), 1 + random.NextDouble(), 1 + random.NextDouble(), 1 + random.NextDouble(), 1 + random.NextDouble()));

    private readonly double[] values = new double[PointCount];
    private readonly Gradients[] generated = new Gradients[PointCount];
    private readonly Gradients[] byHand = new Gradients[PointCount];

    protected override void RunPrimal()
    {
        for (int i = 0; i < points.Length; i++)
        {
            ref readonly Point p = ref points[i];
            values[i] = Wave.Level(p.Amplitude, p.Decay, p.Time, p.Frequency, p.Phase, p.X, p.Y, p.Gain, p.Floor, p.Reference);
        }
    }

    protected override void RunGenerated()
    {
        for (int i = 0; i < points.Length; i++)
        {
            ref readonly Point p = ref points[i];
            generated[i] = Wave.LevelGradient(p.Amplitude, p.Decay, p.Time, p.Frequency, p.Phase, p.X, p.Y, p.Gain, p.Floor, p.Reference);
        }
    }

    protected override void RunByHand()
    {
        for (int i = 0; i < points.Length; i++)
        {
            ref readonly Point p = ref points[i];
            byHand[i] = Wave.ByHand(p.Amplitude, p.Decay, p.Time, p.Frequency, p.Phase, p.X, p.Y, p.Gain, p.Floor, p.Reference);
        }
    }

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results => (Flat(generated), Flat(byHand));

    private readonly record struct Point(
        double Amplitude, double Decay, double Time, double Frequency, double Phase,
        double X, double Y, double Gain, double Floor, double Reference);
}

/// <summary>A damped wave.</summary>
internal static partial class Wave
{
    /// <summary>The level of the wave at some distance, over a noise floor.</summary>
    [Differentiable]
    public static double Level(
        double amplitude, double decay, double time, double frequency, double phase,
        double x, double y, double gain, double floor, double reference)
    {
        double distance = Math.Sqrt(x * x + y * y);
        double envelope = amplitude * Math.Exp(-decay * time);
        double angle = frequency * time + phase;
        double field = envelope * Math.Sin(angle) / distance;
        double drift = Math.Cos(phase * gain);
        return gain * Math.Log(floor + field * field) / reference + drift;
    }

    /// <summary>
    /// Every sine with its cosine, every exponential once, one reciprocal for what is divided by the same. The value is the
    /// function's to the last bit, as it is in generated code: reciprocals are taken behind it only.
    /// </summary>
    public static Gradients ByHand(
        double amplitude, double decay, double time, double frequency, double phase,
        double x, double y, double gain, double floor, double reference)
    {
        double distance = Math.Sqrt(x * x + y * y);
        double exp = Math.Exp(-decay * time);
        double envelope = amplitude * exp;
        (double sin, double cos) = Math.SinCos(frequency * time + phase);
        double field = envelope * sin / distance;
        (double sinDrift, double cosDrift) = Math.SinCos(phase * gain);
        double power = floor + field * field;
        double log = Math.Log(power);
        double level = gain * log / reference;

        double inverseDistance = 1 / distance;
        double inverseReference = 1 / reference;
        double dFloor = gain * inverseReference / power;
        double dField = 2 * field * dFloor;
        double dQuotient = dField * inverseDistance;
        double dEnvelope = dQuotient * sin;
        double dExponent = dEnvelope * envelope;
        double dAngle = dQuotient * envelope * cos;
        double dSquare = -dQuotient * field * inverseDistance;
        return (
            level + cosDrift,
            dEnvelope * exp,
            -dExponent * time,
            dAngle * frequency - dExponent * decay,
            dAngle * time,
            dAngle - sinDrift * gain,
            dSquare * x,
            dSquare * y,
            log * inverseReference - sinDrift * phase,
            dFloor,
            -level * inverseReference);
    }
}
