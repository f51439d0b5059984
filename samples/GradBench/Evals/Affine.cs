using AutoBackprop;

namespace GradBench.Evals;

/// <summary>An affine map of space: where it takes the three axes, and where the origin.</summary>
[Differentiable]
internal readonly record struct Affine(Vec3 X, Vec3 Y, Vec3 Z, Vec3 Origin)
{
    public Vec3 Direction(Vec3 v) => X * v.X + Y * v.Y + Z * v.Z;

    public Vec3 Point(Vec3 p) => Direction(p) + Origin;

    /// <summary>From the rows of a matrix of four by four.</summary>
    public static Affine OfRows(double[][] rows)
    {
        Vec3 Column(int j) => new(rows[0][j], rows[1][j], rows[2][j]);
        return new Affine(Column(0), Column(1), Column(2), Column(3));
    }
}
