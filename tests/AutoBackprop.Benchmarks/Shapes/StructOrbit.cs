using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// Structs of three doubles through operators. What stands for the gradient by hand is the generated one of the same function
/// written with nine scalars: structs may cost a tenth more.
/// </summary>
[BenchmarkCategory(nameof(StructOrbit))]
public class StructOrbit : PointShape
{
    private readonly Point[] points = Draw(static random => new Point(Vector(random), Vector(random), Vector(random)));
    private readonly double[] values = new double[PointCount];
    private readonly (double Value, Triple Place, Triple Speed, Triple Centre)[] generated = new (double, Triple, Triple, Triple)[PointCount];
    private readonly (double Value, double, double, double, double, double, double, double, double, double)[] scalars = new (double, double, double, double, double, double, double, double, double, double)[PointCount];

    protected override void RunPrimal()
    {
        for (int i = 0; i < points.Length; i++)
            values[i] = Orbit.Energy(points[i].Place, points[i].Speed, points[i].Centre);
    }

    protected override void RunGenerated()
    {
        for (int i = 0; i < points.Length; i++)
            generated[i] = Orbit.EnergyGradient(points[i].Place, points[i].Speed, points[i].Centre);
    }

    protected override void RunByHand()
    {
        for (int i = 0; i < points.Length; i++)
        {
            (Triple p, Triple v, Triple c) = points[i];
            scalars[i] = Orbit.ScalarsGradient(p.X, p.Y, p.Z, v.X, v.Y, v.Z, c.X, c.Y, c.Z);
        }
    }

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results =>
        (generated.SelectMany(static g => (double[])[g.Value, g.Place.X, g.Place.Y, g.Place.Z, g.Speed.X, g.Speed.Y, g.Speed.Z, g.Centre.X, g.Centre.Y, g.Centre.Z]), Flat(scalars));

    private static Triple Vector(Random random) => new(1 + random.NextDouble(), random.NextDouble() - 3, random.NextDouble());

    private readonly record struct Point(Triple Place, Triple Speed, Triple Centre);
}

/// <summary>A vector as a user writes it.</summary>
[Differentiable]
public readonly record struct Triple(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this, this));

    public static Triple operator +(Triple a, Triple b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Triple operator -(Triple a, Triple b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Triple operator *(Triple a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    public static double Dot(Triple a, Triple b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;
}

/// <summary>A step of an orbit.</summary>
internal static partial class Orbit
{
    private const double Step = 0.01;

    /// <summary>The energy after a leapfrog's step towards a centre.</summary>
    [Differentiable]
    public static double Energy(Triple place, Triple speed, Triple centre)
    {
        Triple half = place + speed * (0.5 * Step);
        Triple away = half - centre;
        double distance = away.Length;
        Triple later = speed - away * (Step / (distance * distance * distance));
        Triple end = half + later * (0.5 * Step);
        return 0.5 * Triple.Dot(later, later) - 1 / (end - centre).Length;
    }

    /// <summary>The same.</summary>
    [Differentiable]
    public static double Scalars(double px, double py, double pz, double vx, double vy, double vz, double cx, double cy, double cz)
    {
        double halfX = px + vx * (0.5 * Step), halfY = py + vy * (0.5 * Step), halfZ = pz + vz * (0.5 * Step);
        double awayX = halfX - cx, awayY = halfY - cy, awayZ = halfZ - cz;
        double distance = Math.Sqrt(awayX * awayX + awayY * awayY + awayZ * awayZ);
        double pull = Step / (distance * distance * distance);
        double laterX = vx - awayX * pull, laterY = vy - awayY * pull, laterZ = vz - awayZ * pull;
        double endX = halfX + laterX * (0.5 * Step) - cx, endY = halfY + laterY * (0.5 * Step) - cy, endZ = halfZ + laterZ * (0.5 * Step) - cz;
        return 0.5 * (laterX * laterX + laterY * laterY + laterZ * laterZ) - 1 / Math.Sqrt(endX * endX + endY * endY + endZ * endZ);
    }
}
