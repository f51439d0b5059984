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
    public void Take() => Ht.Pose(theta, relatives, inverses, parents, absolutes, Bones);

    public void PoseBackward(Span<double> dTheta, Span<Affine> dBones)
    {
        Array.Clear(dAbsolutes);
        Ht.PoseBackward(theta, relatives, inverses, parents, absolutes, Bones, dTheta, dAbsolutes, dBones);
    }

    public Vec3 Vertex(int vertex) => Ht.Vertex(theta, Bones, atRest[vertex], weights[vertex], input.Data.Model.IsMirrored);

    public void VertexBackward(int vertex, Vec3 dVertex, Span<double> dTheta, Span<Affine> dBones) =>
        Ht.VertexBackward(theta, Bones, atRest[vertex], weights[vertex], input.Data.Model.IsMirrored, dVertex, dTheta, dBones);

    private static Vec3 Point(double[] coordinates) => new(coordinates[0], coordinates[1], coordinates[2]);
}
