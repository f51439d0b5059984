using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// The errors of 31843 observations of points by cameras, and their Jacobian by rows, with 31 entries for each observation
/// (GradBench's ba, the first of its problems).
/// </summary>
[BenchmarkCategory(nameof(BundleAdjustment))]
public class BundleAdjustment(int observations) : Shape
{
    private const int Cameras = 49;
    private const int Points = 7776;
    private const int Entries = 2 * Row + 1;
    private const int Row = BaScene.CameraSize + BaScene.PointSize + 1;

    private static readonly double[] camera =
        [-0.758453, -1.109613, -0.845551, 34.556073, 39.676747, 53.881673, 419.194514, 5.864426, -8.51887, 0.087812, 0.002739];

    private readonly double[] cameras = Around(1, camera, Cameras);
    private readonly double[] points = Around(2, [7.203245, 0.001144, 3.023326], Points);
    private readonly double[] weights = Around(3, [0.417022], observations);
    private readonly double[] features = Around(4, [271.760969, 834.209256], observations);
    private readonly double[] errors = new double[3 * observations];
    private readonly double[] generated = new double[Entries * observations];
    private readonly double[] byHand = new double[Entries * observations];

    public BundleAdjustment()
        : this(31843)
    {
    }

    public override int Count => 1;

    public override double? Target => 9.0;

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results => (generated, byHand);

    [Benchmark(Baseline = true)]
    public override void Primal()
    {
        for (int i = 0; i < weights.Length; i++)
        {
            (errors[2 * i], errors[2 * i + 1]) = Ba.Reproject(Of<Camera>(Camera(i)), Of<Vec3>(Point(i)), weights[i], Of<Vec2>(Feature(i)));
            errors[2 * weights.Length + i] = Ba.WeightError(weights[i]);
        }
    }

    [Benchmark]
    public override void Generated()
    {
        for (int i = 0; i < weights.Length; i++)
        {
            var jacobian = Ba.ReprojectJacobian(Of<Camera>(Camera(i)), Of<Vec3>(Point(i)), weights[i], Of<Vec2>(Feature(i)));
            Write(generated.AsSpan(2 * i * Row, Row), jacobian.x);
            Write(generated.AsSpan((2 * i + 1) * Row, Row), jacobian.y);
            generated[2 * Row * weights.Length + i] = Ba.WeightErrorGradient(weights[i]).dWeight;
        }
    }

    private static void Write(Span<double> entries, in (Camera dCamera, Vec3 dPoint, double dWeight) row)
    {
        MemoryMarshal.Write(MemoryMarshal.AsBytes(entries), row.dCamera);
        MemoryMarshal.Write(MemoryMarshal.AsBytes(entries[BaScene.CameraSize..]), row.dPoint);
        entries[^1] = row.dWeight;
    }

    [Benchmark]
    public override void ByHand()
    {
        for (int i = 0; i < weights.Length; i++)
        {
            BundleAdjustmentJacobian.ByHand(Camera(i), Point(i), weights[i], Feature(i), byHand.AsSpan(2 * i * Row, Row), byHand.AsSpan((2 * i + 1) * Row, Row));
            byHand[2 * Row * weights.Length + i] = -2 * weights[i];
        }
    }

    /// <summary>Fails unless the two Jacobians are the same, and the slopes of the first observation's errors.</summary>
    public override void Check()
    {
        base.Check();
        double largest = byHand.Take(2 * Row).Max(Math.Abs);
        for (int column = 0; column < Row; column++)
        {
            (double[] input, int at) = column switch
            {
                < BaScene.CameraSize => (cameras, column),
                < Row - 1 => (points, column - BaScene.CameraSize),
                _ => (weights, 0),
            };
            double here = input[at];
            double step = 1e-6 * Math.Max(1, Math.Abs(here));
            input[at] = here + step;
            Primal();
            double[] above = errors[..2];
            input[at] = here - step;
            Primal();
            input[at] = here;
            for (int row = 0; row < 2; row++)
                Agree("the Jacobian by hand", byHand[row * Row + column], "the central difference", (above[row] - errors[row]) / (2 * step), 1e-7 * largest);
        }
    }

    private ReadOnlySpan<double> Camera(int observation) => cameras.AsSpan(observation % Cameras * BaScene.CameraSize, BaScene.CameraSize);

    private ReadOnlySpan<double> Point(int observation) => points.AsSpan(observation % Points * BaScene.PointSize, BaScene.PointSize);

    private ReadOnlySpan<double> Feature(int observation) => features.AsSpan(2 * observation, 2);

    private static ref readonly T Of<T>(ReadOnlySpan<double> numbers)
        where T : struct => ref MemoryMarshal.AsRef<T>(MemoryMarshal.AsBytes(numbers));

    /// <summary>Numbers within a hundredth of an item's, the same in every run.</summary>
    private static double[] Around(int seed, double[] item, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).SelectMany(_ => item).Select(number => number * (0.99 + 0.02 * random.NextDouble()))];
    }
}

/// <summary>Its rows by hand.</summary>
internal static class BundleAdjustmentJacobian
{
    /// <summary>Both rows from one forward part; a rotation is reversed by the opposite one.</summary>
    public static void ByHand(
        ReadOnlySpan<double> camera, ReadOnlySpan<double> point, double weight, ReadOnlySpan<double> feature, Span<double> horizontal, Span<double> vertical)
    {
        double x = point[0] - camera[3];
        double y = point[1] - camera[4];
        double z = point[2] - camera[5];
        double squared = camera[0] * camera[0] + camera[1] * camera[1] + camera[2] * camera[2];
        double angle = squared == 0 ? 1 : Math.Sqrt(squared);
        double inverseAngle = 1 / angle;
        double a = camera[0] * inverseAngle;
        double b = camera[1] * inverseAngle;
        double c = camera[2] * inverseAngle;
        (double sin, double cos) = squared == 0 ? (1, 1) : Math.SinCos(angle);
        double dot = a * x + b * y + c * z;
        double along = dot * (1 - cos);
        double rotatedX = x * cos + (b * z - c * y) * sin + a * along;
        double rotatedY = y * cos + (c * x - a * z) * sin + b * along;
        double rotatedZ = z * cos + (a * y - b * x) * sin + c * along;
        double inverseDepth = 1 / rotatedZ;
        double u = rotatedX * inverseDepth;
        double v = rotatedY * inverseDepth;
        double r2 = u * u + v * v;
        double distortion = 1 + camera[9] * r2 + camera[10] * r2 * r2;
        double dProjected = weight * camera[6];
        double dDistortionSlope = camera[9] + 2 * camera[10] * r2;

        for (int side = 0; side < 2; side++)
        {
            Span<double> row = side == 0 ? horizontal : vertical;
            double seen = side == 0 ? u : v;
            double dDistortion = dProjected * seen;
            double dR2 = dDistortion * dDistortionSlope;
            double dU = 2 * u * dR2 + (side == 0 ? dProjected * distortion : 0);
            double dV = 2 * v * dR2 + (side == 0 ? 0 : dProjected * distortion);
            double px = dU * inverseDepth;
            double py = dV * inverseDepth;
            double pz = -(u * px + v * py);

            double dAlong = a * px + b * py + c * pz;
            double back = dAlong * (1 - cos);
            double dX = px * cos - (b * pz - c * py) * sin + a * back;
            double dY = py * cos - (c * px - a * pz) * sin + b * back;
            double dZ = pz * cos - (a * py - b * px) * sin + c * back;

            // The axis: its products with the point, and what lies along it; the angle turns the rotated point about the axis.
            double dA = sin * (y * pz - z * py) + along * px + back * x;
            double dB = sin * (z * px - x * pz) + along * py + back * y;
            double dC = sin * (x * py - y * px) + along * pz + back * z;
            double dAngle = px * (b * rotatedZ - c * rotatedY) + py * (c * rotatedX - a * rotatedZ) + pz * (a * rotatedY - b * rotatedX);
            double radial = squared == 0 ? 0 : dAngle - (a * dA + b * dB + c * dC) * inverseAngle;

            row[14] = side == 0
                ? u * distortion * camera[6] + camera[7] - feature[0]
                : v * distortion * camera[6] + camera[8] - feature[1];
            row[13] = dZ;
            row[12] = dY;
            row[11] = dX;
            row[10] = dDistortion * r2 * r2;
            row[9] = dDistortion * r2;
            row[8] = side == 0 ? 0 : weight;
            row[7] = side == 0 ? weight : 0;
            row[6] = weight * seen * distortion;
            row[5] = -dZ;
            row[4] = -dY;
            row[3] = -dX;
            row[2] = dC * inverseAngle + c * radial;
            row[1] = dB * inverseAngle + b * radial;
            row[0] = dA * inverseAngle + a * radial;
        }
    }
}
