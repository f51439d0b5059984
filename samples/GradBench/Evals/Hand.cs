namespace GradBench.Evals;

/// <summary>A hand's bones, and where points were measured on its surface.</summary>
internal sealed class Hand(HtInput input)
{
    /// <summary>Whether the points were measured in triangles of the surface, and not at its vertices.</summary>
    public bool InTriangles { get; } = input.Us.Length > 0;

    public bool IsMirrored { get; } = input.Data.Model.IsMirrored;

    /// <summary>By bone, what a point on it goes with: the bone, what that hangs on, and so on to the wrist.</summary>
    public Bone[][] Chains { get; } = ChainsOf(input.Data.Model);

    /// <summary>By point, the bones that its triangle is fastened to; a vertex is a triangle of three equal corners.</summary>
    public Fastening[][] Fastenings { get; } = FasteningsOf(input);

    /// <summary>Where the points were measured.</summary>
    public Vec3[] Points { get; } = Array.ConvertAll(input.Data.Points, Vec3.Of);

    public double[] Theta { get; } = input.Theta;

    /// <summary>Each point in its triangle: how much of it is the first corner, and how much the second.</summary>
    public double[][] Us { get; } = input.Us.Length > 0 ? input.Us : Array.ConvertAll(input.Data.Points, static _ => new double[2]);

    private static Bone[][] ChainsOf(HtModel model)
    {
        var chains = new Bone[model.BoneCount][];
        for (int bone = 0; bone < chains.Length; bone++)
        {
            Bone[] rest = model.Parents[bone] < 0 ? [] : chains[model.Parents[bone]];
            chains[bone] = [Bone.Of(bone, model.BaseRelatives[bone]), .. rest];
        }

        return chains;
    }

    private static Fastening[][] FasteningsOf(HtInput input)
    {
        HtModel model = input.Data.Model;
        Affine[] toBones = Array.ConvertAll(model.InverseBaseAbsolutes, Affine.OfRows);
        Vec3[] atRest = Array.ConvertAll(model.BasePositions, Vec3.Of);
        return Array.ConvertAll(input.Data.Correspondences, at => Fastening.Of(input.Us.Length > 0 ? model.Triangles[at] : [at, at, at], model, toBones, atRest));
    }
}
