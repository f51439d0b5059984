using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GradBench.Evals;

/// <summary>A hand in a pose, as structs.</summary>
internal sealed class Hand(HtInput input)
{
    private readonly double[] theta = input.Theta;
    private readonly int[] parents = input.Data.Model.Parents;
    private readonly Affine[] relatives = Array.ConvertAll(input.Data.Model.BaseRelatives, Affine.OfRows);
    private readonly Affine[] inverses = Array.ConvertAll(input.Data.Model.InverseBaseAbsolutes, Affine.OfRows);
    private readonly Vec3[] atRest = Array.ConvertAll(input.Data.Model.BasePositions, Point);
    private readonly double[][] weights = input.Data.Model.Weights;
    private readonly Affine[] absolutes = new Affine[input.Data.Model.BoneCount];
    private readonly Affine[] dAbsolutes = new Affine[input.Data.Model.BoneCount];
    private readonly Affine[] dBones = new Affine[input.Data.Model.BoneCount];
    private readonly double[][] boneSlopes = new double[input.Data.Model.BoneCount * Unsafe.SizeOf<Affine>() / sizeof(double)][];
    private readonly Vec3?[] surface = new Vec3?[input.Data.Model.BasePositions.Length];
    private readonly double[][]?[] slopes = new double[][]?[input.Data.Model.BasePositions.Length];

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
        Array.Clear(slopes);
    }

    /// <summary>Where a vertex of the surface is; computed for the first who asks.</summary>
    public Vec3 Vertex(int vertex) =>
        surface[vertex] ??= Ht.Vertex(theta, Bones, atRest[vertex], weights[vertex], input.Data.Model.IsMirrored);

    /// <summary>The derivatives of a vertex' three coordinates by the pose; computed for the first who asks.</summary>
    public double[][] Slopes(int vertex)
    {
        if (slopes[vertex] is { } known)
            return known;
        ReadOnlySpan<Vec3> axes = [new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)];
        double[][] rows = new double[axes.Length][];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            double[] dTheta = rows[axis] = new double[theta.Length];
            Array.Clear(dBones);
            Ht.VertexBackward(theta, Bones, atRest[vertex], weights[vertex], input.Data.Model.IsMirrored, axes[axis], dTheta, dBones);
            // What moves a bone moves the vertex by as much as it belongs to the bone: mostly to a few.
            ReadOnlySpan<double> dNumbers = MemoryMarshal.Cast<Affine, double>(dBones);
            for (int number = 0; number < dNumbers.Length; number++)
            {
                if (dNumbers[number] != 0)
                    TensorPrimitives.MultiplyAdd(boneSlopes[number], dNumbers[number], dTheta, dTheta);
            }
        }

        return slopes[vertex] = rows;
    }

    /// <summary>The derivatives by the pose of each number of the bones' maps, which all vertices share.</summary>
    public void TakeSlopes()
    {
        for (int number = 0; number < boneSlopes.Length; number++)
        {
            double[] dTheta = boneSlopes[number] = new double[theta.Length];
            Array.Clear(dBones);
            Array.Clear(dAbsolutes);
            MemoryMarshal.Cast<Affine, double>(dBones.AsSpan())[number] = 1;
            Ht.PoseBackward(theta, relatives, inverses, parents, absolutes, Bones, dTheta, dAbsolutes, dBones);
        }
    }

    private static Vec3 Point(double[] coordinates) => new(coordinates[0], coordinates[1], coordinates[2]);
}
