using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>Hand tracking: how far a posed hand's surface is from points that were measured on it.</summary>
internal static partial class Ht
{
    private const int Angles = 26;
    private const int Axes = 3;

    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["objective"] = Function.Of(Json.Default.HtInput, Json.Default.DoubleArray, input =>
        {
            var hand = new Hand(input.Checked());
            var errors = new double[Axes * hand.Points.Length];
            return () =>
            {
                Objective(hand, errors);
                return errors;
            };
        }),
        ["jacobian"] = Function.Of(Json.Default.HtInput, Json.Default.DoubleArrayArray, input =>
        {
            var hand = new Hand(input.Checked());
            double[][] rows = Rows(hand);
            return () =>
            {
                Jacobian(hand, rows);
                return rows;
            };
        }),
    };

    /// <summary>How far from where it was measured a point of the surface is.</summary>
    /// <param name="theta">The pose: the hand's turn and its place, then four angles a finger.</param>
    /// <param name="u">How much of the point is the first corner of its triangle.</param>
    /// <param name="v">How much of it is the second.</param>
    /// <param name="measured">Where it was measured.</param>
    /// <param name="fastenings">The bones that the triangle is fastened to.</param>
    /// <param name="chains">By bone, what a point on it goes with.</param>
    /// <param name="isMirrored">Whether it is the other hand.</param>
    [Differentiable(Derivatives.Gradient | Derivatives.Jacobian)]
    public static Vec3 Error(
        ReadOnlySpan<double> theta, double u, double v, [NoGradient] Vec3 measured,
        [NoGradient] ReadOnlySpan<Fastening> fastenings, [NoGradient] Bone[][] chains, bool isMirrored)
    {
        Vec3 surface = default;
        foreach (Fastening fastening in fastenings)
        {
            Vec3 place = fastening.A * u + fastening.B * v + fastening.C * (1 - u - v);
            double share = fastening.ShareA * u + fastening.ShareB * v + fastening.ShareC * (1 - u - v);
            foreach (Bone bone in chains[fastening.Bone])
            {
                if (bone.Bend >= 0)
                    place = place.TurnedAboutX(theta[bone.Bend]);
                if (bone.Spread >= 0)
                    place = place.TurnedAboutZ(theta[bone.Spread]);
                place = bone.OnParent.Direction(place) + bone.OnParent.Origin * share;
            }

            surface += place;
        }

        if (isMirrored)
            surface = surface with { X = -surface.X };
        var turn = new Vec3(theta[0], theta[1], theta[2]);
        double angle = turn.Length;
        if (angle >= 1e-4)
            surface = surface.Turned(turn / angle, angle);
        return measured - (surface + new Vec3(theta[3], theta[4], theta[5]));
    }

    internal static void Objective(Hand hand, double[] errors)
    {
        for (int i = 0; i < hand.Points.Length; i++)
        {
            Vec3 error = Error(hand.Theta, hand.Us[i][0], hand.Us[i][1], hand.Points[i], hand.Fastenings[i], hand.Chains, hand.IsMirrored);
            (errors[Axes * i], errors[Axes * i + 1], errors[Axes * i + 2]) = error;
        }
    }

    /// <summary>A row for each coordinate of each error; before the pose, where there is a triangle, the point's own two coordinates in it.</summary>
    internal static void Jacobian(Hand hand, double[][] rows)
    {
        Span<double> dTheta = stackalloc double[Axes * Angles];
        for (int i = 0; i < hand.Points.Length; i++)
        {
            dTheta.Clear();
            (_, var x, var y, var z) = ErrorJacobian(
                hand.Theta, hand.Us[i][0], hand.Us[i][1], hand.Points[i], hand.Fastenings[i], hand.Chains, hand.IsMirrored, dTheta);
            ReadOnlySpan<(double dU, double dV)> dUs = [x, y, z];
            for (int axis = 0; axis < Axes; axis++)
            {
                double[] row = rows[Axes * i + axis];
                dTheta.Slice(Angles * axis, Angles).CopyTo(row.AsSpan(^Angles..));
                if (hand.InTriangles)
                    (row[0], row[1]) = dUs[axis];
            }
        }
    }

    /// <summary>Memory for the Jacobian.</summary>
    internal static double[][] Rows(Hand hand) =>
        [.. Enumerable.Range(0, Axes * hand.Points.Length).Select(_ => new double[hand.InTriangles ? Angles + 2 : Angles])];
}

internal sealed record HtInput(double[] Theta, HtData Data, double[][] Us)
{
    public HtInput Checked()
    {
        int bones = Data.Model.BoneCount, vertices = Data.Model.BasePositions.Length;
        WrongInputException.UnlessShaped(Theta, 26, "theta");
        WrongInputException.UnlessShaped(Data.Model.Parents, bones, "parents");
        WrongInputException.UnlessShaped(Data.Model.BaseRelatives, bones, "base_relatives", 4);
        WrongInputException.UnlessShaped(Data.Model.InverseBaseAbsolutes, bones, "inverse_base_absolutes", 4);
        WrongInputException.UnlessShaped(Data.Model.BasePositions, vertices, "base_positions", 4);
        WrongInputException.UnlessShaped(Data.Model.Weights, vertices, "weights", bones);
        WrongInputException.UnlessShaped(Data.Points, Data.Correspondences.Length, "points", 3);
        WrongInputException.Unless(Data.Model.Parents.Index().All(static bone => bone.Item < bone.Index), "'parents' has a bone that does not come after its parent.");
        if (Us.Length > 0)
            WrongInputException.UnlessShaped(Us, Data.Points.Length, "us", 2);
        return this;
    }
}

internal sealed record HtData(HtModel Model, int[] Correspondences, double[][] Points);

internal sealed record HtModel(
    int BoneCount, int[] Parents, double[][][] BaseRelatives, double[][][] InverseBaseAbsolutes, double[][] BasePositions, double[][] Weights,
    int[][] Triangles, bool IsMirrored);
