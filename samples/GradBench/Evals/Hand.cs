using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace GradBench.Evals;

/// <summary>A hand in a pose, as structs.</summary>
internal sealed class Hand(HtInput input)
{
    private const int Axes = 3;
    private const int Numbers = 4 * Axes;

    private readonly double[] theta = input.Theta;
    private readonly int[] parents = input.Data.Model.Parents;
    private readonly Affine[] relatives = Array.ConvertAll(input.Data.Model.BaseRelatives, Affine.OfRows);
    private readonly Affine[] inverses = Array.ConvertAll(input.Data.Model.InverseBaseAbsolutes, Affine.OfRows);
    private readonly Vec3[] atRest = Array.ConvertAll(input.Data.Model.BasePositions, Point);
    private readonly double[][] weights = input.Data.Model.Weights;
    private readonly Affine[] absolutes = new Affine[input.Data.Model.BoneCount];
    private readonly Affine[] dAbsolutes = new Affine[input.Data.Model.BoneCount];
    private readonly Affine[] dBones = new Affine[input.Data.Model.BoneCount];
    private readonly double[] dTheta = new double[input.Theta.Length];
    private readonly int[][] angles = Angles(input.Data.Model.Parents);
    private readonly int[][] groups = Groups(Angles(input.Data.Model.Parents));
    private readonly double[][][] boneSlopes = Array.ConvertAll(Angles(input.Data.Model.Parents), static angles => Array.ConvertAll(angles, static _ => new double[Numbers]));
    private readonly Vec3?[] surface = new Vec3?[input.Data.Model.BasePositions.Length];
    private readonly double[] slopes = new double[Axes * input.Theta.Length * input.Data.Model.BasePositions.Length];
    private readonly bool[] hasSlopes = new bool[input.Data.Model.BasePositions.Length];

    public Affine[] Bones { get; } = new Affine[input.Data.Model.BoneCount];

    public Vec3[] Points { get; } = Array.ConvertAll(input.Data.Points, Point);

    public double[][] Us => input.Us;

    /// <summary>The vertex, or the three corners of the triangle, that a point was measured at.</summary>
    public int[] Correspondence(int point)
    {
        int at = input.Data.Correspondences[point];
        return input.Us.Length == 0 ? [at] : input.Data.Model.Triangles[at];
    }

    /// <summary>Takes the pose.</summary>
    public void Take()
    {
        Ht.Pose(theta, relatives, inverses, parents, absolutes, Bones);
        Array.Clear(surface);
        Array.Clear(hasSlopes);
    }

    /// <summary>Where a vertex of the surface is; computed for the first who asks.</summary>
    public Vec3 Vertex(int vertex) =>
        surface[vertex] ??= Ht.Vertex(theta, Bones, atRest[vertex], weights[vertex], input.Data.Model.IsMirrored);

    /// <summary>The derivatives of a vertex' three coordinates by the pose, a row each; computed for the first who asks.</summary>
    public ReadOnlySpan<double> Slopes(int vertex)
    {
        Span<double> rows = slopes.AsSpan(Axes * theta.Length * vertex, Axes * theta.Length);
        if (hasSlopes[vertex])
            return rows;
        ReadOnlySpan<Vec3> axes = [new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)];
        ReadOnlySpan<double> dNumbers = MemoryMarshal.Cast<Affine, double>(dBones.AsSpan());
        rows.Clear();
        for (int axis = 0; axis < Axes; axis++)
        {
            Span<double> row = rows.Slice(axis * theta.Length, theta.Length);
            Array.Clear(dBones);
            Ht.VertexBackward(theta, Bones, atRest[vertex], weights[vertex], input.Data.Model.IsMirrored, axes[axis], row, dBones);
            for (int bone = 0; bone < dBones.Length; bone++)
            {
                // What moves a bone moves the vertex by as much as it belongs to the bone: mostly to a few.
                if (weights[vertex][bone] == 0)
                    continue;
                for (int i = 0; i < angles[bone].Length; i++)
                    row[angles[bone][i]] += TensorPrimitives.Dot(boneSlopes[bone][i], dNumbers.Slice(Numbers * bone, Numbers));
            }
        }

        hasSlopes[vertex] = true;
        return rows;
    }

    /// <summary>
    /// The derivatives of the numbers of the bones' maps, which all vertices share, by the angles that move them. Bones that no angle moves
    /// together are asked for at once.
    /// </summary>
    public void TakeSlopes()
    {
        Span<double> dNumbers = MemoryMarshal.Cast<Affine, double>(dBones.AsSpan());
        foreach (int[] group in groups)
        {
            for (int number = 0; number < Numbers; number++)
            {
                Array.Clear(dTheta);
                Array.Clear(dBones);
                Array.Clear(dAbsolutes);
                foreach (int bone in group)
                    dNumbers[Numbers * bone + number] = 1;
                Ht.PoseBackward(theta, relatives, inverses, parents, absolutes, Bones, dTheta, dAbsolutes, dBones);
                foreach (int bone in group)
                {
                    for (int i = 0; i < angles[bone].Length; i++)
                        boneSlopes[bone][i][number] = dTheta[angles[bone][i]];
                }
            }
        }
    }

    /// <summary>The angles that move each bone: its own and its parent's.</summary>
    private static int[][] Angles(int[] parents)
    {
        var angles = new int[parents.Length][];
        for (int bone = 0; bone < angles.Length; bone++)
        {
            int[] own = [.. new[] { Ht.Bend(bone), Ht.Spread(bone) }.Where(static angle => angle >= 0)];
            angles[bone] = parents[bone] < 0 ? own : [.. angles[parents[bone]], .. own];
        }

        return angles;
    }

    /// <summary>Bones in groups of which no angle moves two; those that nothing moves are in none.</summary>
    private static int[][] Groups(int[][] angles)
    {
        var groups = new List<List<int>>();
        foreach (int bone in Enumerable.Range(0, angles.Length).Where(bone => angles[bone].Length > 0))
        {
            if (groups.Find(group => !group.Any(other => angles[other].Intersect(angles[bone]).Any())) is { } open)
                open.Add(bone);
            else
                groups.Add([bone]);
        }

        return [.. groups.Select(static group => group.ToArray())];
    }

    private static Vec3 Point(double[] coordinates) => new(coordinates[0], coordinates[1], coordinates[2]);
}
