using System.Text.Json;
using BenchmarkDotNet.Attributes;
using GradBench.Evals;
using GradBench.Protocol;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>
/// The errors of 100 points measured on a hand's surface, and their Jacobian by the pose and by each point's place in its triangle
/// (GradBench's ht, complicated, with its small hand).
/// </summary>
[BenchmarkCategory(nameof(HandTracking))]
public class HandTracking(int correspondences) : Shape
{
    private const int Angles = 26;

    private readonly Hand hand = new(Draw(correspondences));
    private readonly HtInput input = Draw(correspondences);
    private readonly double[] errors = new double[3 * correspondences];
    private readonly double[][] generated = Rows(correspondences);
    private readonly double[][] byHand = Rows(correspondences);

    public HandTracking()
        : this(100)
    {
    }

    public override int Count => 1;

    public override double? Target => 8;

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results => (generated.SelectMany(static row => row), byHand.SelectMany(static row => row));

    [Benchmark(Baseline = true)]
    public override void Primal() => Ht.Objective(hand, errors);

    [Benchmark]
    public override void Generated() => Ht.Jacobian(hand, generated);

    [Benchmark]
    public override void ByHand()
    {
        for (int i = 0; i < hand.Points.Length; i++)
            HandJacobian.ByHand(hand, i, byHand[3 * i], byHand[3 * i + 1], byHand[3 * i + 2]);
    }

    /// <summary>Fails unless the two Jacobians are the same, and what the errors change by.</summary>
    public override void Check()
    {
        base.Check();
        const double Step = 1e-6;
        for (int column = 0; column < byHand[0].Length; column++)
        {
            double[] above = Moved(Step), below = Moved(-Step);
            for (int row = 0; row < errors.Length; row += 7)
                Agree("the Jacobian by hand", byHand[row][column], "the central difference", (above[row] - below[row]) / (2 * Step), 1e-6);

            double[] Moved(double step)
            {
                HtInput moved = input with { Theta = [.. input.Theta], Us = [.. input.Us.Select(static us => us.ToArray())] };
                if (column < 2)
                    Array.ForEach(moved.Us, us => us[column] += step);
                else
                    moved.Theta[column - 2] += step;
                var result = new double[errors.Length];
                Ht.Objective(new Hand(moved), result);
                return result;
            }
        }
    }

    /// <summary>GradBench's small hand, with points drawn in triangles of its surface, the same in every run.</summary>
    private static HtInput Draw(int correspondences)
    {
        var random = new Random(1);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)];
        HtInput golden = JsonDocument.Parse(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "ht.jsonl")).First()).RootElement.GetProperty("input").Deserialize(Json.Default.HtInput)!;
        int[] at = [.. Enumerable.Range(0, correspondences).Select(_ => random.Next(golden.Data.Model.Triangles.Length))];
        double[][] points = [.. at.Select(_ => Numbers(3))], us = [.. at.Select(_ => (double[])[random.NextDouble() / 2, random.NextDouble() / 2])];
        return new HtInput(golden.Theta, new HtData(golden.Data.Model, at, points), us).Checked();
    }

    private static double[][] Rows(int correspondences) => [.. Enumerable.Range(0, 3 * correspondences).Select(static _ => new double[2 + Angles])];
}

/// <summary>Its rows by hand.</summary>
internal static class HandJacobian
{
    private const int LongestChain = 8;

    /// <summary>The three rows of an error from one forward part; what a rotation's angle changes is its axis times what has been turned.</summary>
    public static void ByHand(Hand hand, int at, Span<double> rowX, Span<double> rowY, Span<double> rowZ)
    {
        ReadOnlySpan<double> theta = hand.Theta;
        double u = hand.Us[at][0], v = hand.Us[at][1];
        var turn = new Vec3(theta[0], theta[1], theta[2]);
        double angle = turn.Length;
        bool turns = angle >= 1e-4;
        (double sin, double cos) = turns ? Math.SinCos(angle) : (0, 1);
        Vec3 axis = turns ? turn / angle : default;
        var toSurface = (X: Back(new Vec3(-1, 0, 0)), Y: Back(new Vec3(0, -1, 0)), Z: Back(new Vec3(0, 0, -1)));
        if (hand.IsMirrored)
            toSurface = (toSurface.X with { X = -toSurface.X.X }, toSurface.Y with { X = -toSurface.Y.X }, toSurface.Z with { X = -toSurface.Z.X });
        rowX.Clear();
        rowY.Clear();
        rowZ.Clear();
        Vec3 surface = default;
        Span<Turn> turned = stackalloc Turn[LongestChain];
        foreach (ref readonly Fastening fastening in hand.Fastenings[at].AsSpan())
        {
            ReadOnlySpan<Bone> chain = hand.Chains[fastening.Bone];
            Vec3 place = fastening.A * u + fastening.B * v + fastening.C * (1 - u - v);
            double share = fastening.ShareA * u + fastening.ShareB * v + fastening.ShareC * (1 - u - v);
            for (int i = 0; i < chain.Length; i++)
            {
                ref readonly Bone bone = ref chain[i];
                Turn here = default;
                if (bone.Bend >= 0)
                {
                    here.Bend = Math.SinCos(theta[bone.Bend]);
                    place = new Vec3(place.X, place.Y * here.Bend.Cos - place.Z * here.Bend.Sin, place.Y * here.Bend.Sin + place.Z * here.Bend.Cos);
                    here.Bent = place;
                }

                if (bone.Spread >= 0)
                {
                    here.Spread = Math.SinCos(theta[bone.Spread]);
                    place = new Vec3(place.X * here.Spread.Cos - place.Y * here.Spread.Sin, place.X * here.Spread.Sin + place.Y * here.Spread.Cos, place.Z);
                    here.Spreaded = place;
                }

                turned[i] = here;
                place = bone.OnParent.Direction(place) + bone.OnParent.Origin * share;
            }

            surface += place;
            Along(fastening, chain, turned, toSurface.X, rowX);
            Along(fastening, chain, turned, toSurface.Y, rowY);
            Along(fastening, chain, turned, toSurface.Z, rowZ);
        }

        if (hand.IsMirrored)
            surface = surface with { X = -surface.X };
        Vec3 end = turns ? surface.Turned(axis, angle) : surface;
        Own(new Vec3(-1, 0, 0), rowX);
        Own(new Vec3(0, -1, 0), rowY);
        Own(new Vec3(0, 0, -1), rowZ);

        // A rotation is reversed by the opposite one.
        Vec3 Back(Vec3 dEnd) => turns ? dEnd * cos - Vec3.Cross(axis, dEnd) * sin + axis * (Vec3.Dot(axis, dEnd) * (1 - cos)) : dEnd;

        void Own(Vec3 dEnd, Span<double> row)
        {
            (row[5], row[6], row[7]) = dEnd;
            if (!turns)
                return;
            Vec3 dAxis = Vec3.Cross(surface, dEnd) * sin + dEnd * (Vec3.Dot(axis, surface) * (1 - cos)) + surface * (Vec3.Dot(axis, dEnd) * (1 - cos));
            double radial = Vec3.Dot(dEnd, Vec3.Cross(axis, end)) - Vec3.Dot(axis, dAxis) / angle;
            (row[2], row[3], row[4]) = dAxis / angle + axis * radial;
        }
    }

    /// <summary>From the wrist to the triangle.</summary>
    private static void Along(in Fastening fastening, ReadOnlySpan<Bone> chain, ReadOnlySpan<Turn> turned, Vec3 dPlace, Span<double> row)
    {
        double dShare = 0;
        for (int i = chain.Length - 1; i >= 0; i--)
        {
            ref readonly Bone bone = ref chain[i];
            ref readonly Turn here = ref turned[i];
            dShare += Vec3.Dot(dPlace, bone.OnParent.Origin);
            dPlace = new Vec3(Vec3.Dot(dPlace, bone.OnParent.X), Vec3.Dot(dPlace, bone.OnParent.Y), Vec3.Dot(dPlace, bone.OnParent.Z));
            if (bone.Spread >= 0)
            {
                row[2 + bone.Spread] += dPlace.Y * here.Spreaded.X - dPlace.X * here.Spreaded.Y;
                dPlace = new Vec3(dPlace.X * here.Spread.Cos + dPlace.Y * here.Spread.Sin, dPlace.Y * here.Spread.Cos - dPlace.X * here.Spread.Sin, dPlace.Z);
            }

            if (bone.Bend >= 0)
            {
                row[2 + bone.Bend] += dPlace.Z * here.Bent.Y - dPlace.Y * here.Bent.Z;
                dPlace = new Vec3(dPlace.X, dPlace.Y * here.Bend.Cos + dPlace.Z * here.Bend.Sin, dPlace.Z * here.Bend.Cos - dPlace.Y * here.Bend.Sin);
            }
        }

        row[0] += Vec3.Dot(dPlace, fastening.A - fastening.C) + dShare * (fastening.ShareA - fastening.ShareC);
        row[1] += Vec3.Dot(dPlace, fastening.B - fastening.C) + dShare * (fastening.ShareB - fastening.ShareC);
    }

    /// <summary>How a point has been turned with a bone.</summary>
    private record struct Turn((double Sin, double Cos) Bend, Vec3 Bent, (double Sin, double Cos) Spread, Vec3 Spreaded);
}
