using System.Numerics.Tensors;
using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>Hand tracking: how far a posed hand's surface is from points that were measured on it.</summary>
internal static partial class Ht
{
    private const int Parameters = 26;
    private const int Fingers = 5;
    private const int FirstFinger = 2;
    private const int FirstOfFingers = 6;
    private const int PerFinger = 4;

    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["objective"] = Function.Of(Json.Default.HtInput, Json.Default.DoubleArray, input =>
        {
            var hand = new Hand(input.Checked());
            return () => Objective(hand);
        }),
        ["jacobian"] = Function.Of(Json.Default.HtInput, Json.Default.DoubleArrayArray, input =>
        {
            var hand = new Hand(input.Checked());
            return () => Jacobian(hand);
        }),
    };

    /// <summary>Where the bones of a posed hand take its surface.</summary>
    /// <param name="theta">The pose: the hand's turn and place, then four angles a finger.</param>
    /// <param name="relatives">Each bone relative to its parent.</param>
    /// <param name="inverses">From the hand at rest to each bone.</param>
    /// <param name="parents">Each bone's parent, which comes before it; −1 for none.</param>
    /// <param name="absolutes">Memory for each bone's place.</param>
    /// <param name="bones">Takes the result.</param>
    [Differentiable]
    public static void Pose(
        ReadOnlySpan<double> theta, [NoGradient] ReadOnlySpan<Affine> relatives, [NoGradient] ReadOnlySpan<Affine> inverses,
        ReadOnlySpan<int> parents, Span<Affine> absolutes, Span<Affine> bones)
    {
        for (int bone = 0; bone < relatives.Length; bone++)
        {
            int bend = Bend(bone), spread = Spread(bone);
            Affine relative = relatives[bone] * Affine.Turn(spread < 0 ? 0 : theta[spread], bend < 0 ? 0 : theta[bend]);
            absolutes[bone] = parents[bone] < 0 ? relative : absolutes[parents[bone]] * relative;
            bones[bone] = absolutes[bone] * inverses[bone];
        }
    }

    /// <summary>
    /// The angle by which a bone bends; −1 where it does not. A finger has three joints, the first of which can be spread too. After the
    /// last comes the tip, which has none.
    /// </summary>
    public static int Bend(int bone) => Joint(bone) switch { < 0 => -1, 0 => Finger(bone), var joint => Finger(bone) + 1 + joint };

    /// <summary>The angle by which a bone is spread; −1 where it is not.</summary>
    public static int Spread(int bone) => Joint(bone) == 0 ? Finger(bone) + 1 : -1;

    private static int Joint(int bone) => bone < FirstFinger || bone >= FirstFinger + Fingers * PerFinger || (bone - FirstFinger) % PerFinger == PerFinger - 1 ? -1 : (bone - FirstFinger) % PerFinger;

    /// <summary>The first angle of the finger that a bone is in.</summary>
    private static int Finger(int bone) => FirstOfFingers + (bone - FirstFinger) / PerFinger * PerFinger;

    /// <summary>Where a vertex of the surface is: with each bone as far as it belongs to it, then with the hand.</summary>
    [Differentiable]
    public static Vec3 Vertex(
        ReadOnlySpan<double> theta, ReadOnlySpan<Affine> bones, [NoGradient] Vec3 atRest, [NoGradient] ReadOnlySpan<double> weights, bool isMirrored)
    {
        Vec3 vertex = default;
        for (int bone = 0; bone < bones.Length; bone++)
            vertex += bones[bone].Point(atRest) * weights[bone];
        if (isMirrored)
            vertex = vertex with { X = -vertex.X };
        var turn = new Vec3(theta[0], theta[1], theta[2]);
        double angle = turn.Length;
        if (angle >= 1e-4)
            vertex = vertex.Turned(turn / angle, angle);
        return vertex + new Vec3(theta[3], theta[4], theta[5]);
    }

    /// <summary>A point in a triangle of the surface.</summary>
    [Differentiable]
    public static Vec3 InTriangle(Vec3 a, Vec3 b, Vec3 c, double u, double v) => a * u + b * v + c * (1 - u - v);

    internal static double[] Objective(Hand hand)
    {
        hand.Take();
        var errors = new double[3 * hand.Points.Length];
        for (int i = 0; i < hand.Points.Length; i++)
        {
            int[] at = hand.Correspondence(i);
            Vec3 surface = hand.Vertex(at[0]);
            if (at.Length > 1)
                surface = InTriangle(surface, hand.Vertex(at[1]), hand.Vertex(at[2]), hand.Us[i][0], hand.Us[i][1]);
            Vec3 error = hand.Points[i] - surface;
            (errors[3 * i], errors[3 * i + 1], errors[3 * i + 2]) = error;
        }

        return errors;
    }

    /// <summary>
    /// A row for each coordinate of each error; before the pose, where there is a triangle, its own two coordinates in it. By the chain
    /// rule, from the bones' derivatives by the pose to those of a vertex, once for each, to those of a point in a triangle.
    /// </summary>
    internal static double[][] Jacobian(Hand hand)
    {
        hand.Take();
        hand.TakeSlopes();
        var rows = new double[3 * hand.Points.Length][];
        for (int i = 0; i < hand.Points.Length; i++)
        {
            int[] at = hand.Correspondence(i);
            int own = at.Length == 1 ? 0 : 2;
            for (int coordinate = 0; coordinate < 3; coordinate++)
            {
                // An error is a measured point less one of the surface.
                var dSurface = new Vec3(coordinate == 0 ? -1 : 0, coordinate == 1 ? -1 : 0, coordinate == 2 ? -1 : 0);
                double[] row = rows[3 * i + coordinate] = new double[own + Parameters];
                if (at.Length == 1)
                {
                    Add(hand.Slopes(at[0]), dSurface, row);
                    continue;
                }

                var gradient = InTriangleBackward(hand.Vertex(at[0]), hand.Vertex(at[1]), hand.Vertex(at[2]), hand.Us[i][0], hand.Us[i][1], dSurface);
                (row[0], row[1]) = (gradient.dU, gradient.dV);
                Add(hand.Slopes(at[0]), gradient.dA, row.AsSpan(own));
                Add(hand.Slopes(at[1]), gradient.dB, row.AsSpan(own));
                Add(hand.Slopes(at[2]), gradient.dC, row.AsSpan(own));
            }
        }

        return rows;
    }

    private static void Add(ReadOnlySpan<double> slopes, Vec3 dVertex, Span<double> row)
    {
        (double x, double y, double z) = dVertex;
        if (x != 0)
            TensorPrimitives.MultiplyAdd(slopes[..Parameters], x, row, row);
        if (y != 0)
            TensorPrimitives.MultiplyAdd(slopes.Slice(Parameters, Parameters), y, row, row);
        if (z != 0)
            TensorPrimitives.MultiplyAdd(slopes.Slice(2 * Parameters, Parameters), z, row, row);
    }
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
        WrongInputException.Unless(Us.Length == 0 || Us.Length == Data.Points.Length, "'us' must be empty or have a row for each point.");
        return this;
    }
}

internal sealed record HtData(HtModel Model, int[] Correspondences, double[][] Points);

internal sealed record HtModel(
    int BoneCount, int[] Parents, double[][][] BaseRelatives, double[][][] InverseBaseAbsolutes, double[][] BasePositions, double[][] Weights,
    int[][] Triangles, bool IsMirrored);
