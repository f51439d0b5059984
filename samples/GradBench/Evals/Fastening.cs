using AutoBackprop;

namespace GradBench.Evals;

/// <summary>
/// How a triangle of a hand's surface is fastened to one of its bones: each corner as it is in the bone's frame, times the share of it that
/// goes with the bone.
/// </summary>
/// <param name="Bone">The bone's number.</param>
/// <param name="A">The first corner,</param>
/// <param name="ShareA">and its share,</param>
/// <param name="B">the second,</param>
/// <param name="ShareB">and its share,</param>
/// <param name="C">the third,</param>
/// <param name="ShareC">and its share.</param>
[Differentiable]
internal readonly record struct Fastening(int Bone, Vec3 A, double ShareA, Vec3 B, double ShareB, Vec3 C, double ShareC)
{
    /// <summary>The bones that a triangle is fastened to.</summary>
    public static Fastening[] Of(int[] corners, HtModel model, Affine[] toBones, Vec3[] atRest)
    {
        return [.. Enumerable.Range(0, toBones.Length).Where(bone => corners.Any(corner => model.Weights[corner][bone] != 0)).Select(On)];

        Fastening On(int bone)
        {
            Vec3 Place(int corner) => toBones[bone].Point(atRest[corner]) * Share(corner);
            double Share(int corner) => model.Weights[corner][bone];
            return new Fastening(bone, Place(corners[0]), Share(corners[0]), Place(corners[1]), Share(corners[1]), Place(corners[2]), Share(corners[2]));
        }
    }
}
