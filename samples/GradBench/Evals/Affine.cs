using AutoBackprop;

namespace GradBench.Evals;

/// <summary>An affine map of space: where it takes the three axes, and where the origin.</summary>
[Differentiable]
internal readonly record struct Affine(Vec3 X, Vec3 Y, Vec3 Z, Vec3 Origin)
{
    /// <summary>The turn about z, after the one about x.</summary>
    public static Affine Turn(double aboutZ, double aboutX)
    {
        var x = new Vec3(Math.Cos(aboutZ), Math.Sin(aboutZ), 0);
        var y = new Vec3(-Math.Sin(aboutZ), Math.Cos(aboutZ), 0);
        var z = new Vec3(0, 0, 1);
        return new Affine(x, y * Math.Cos(aboutX) + z * Math.Sin(aboutX), z * Math.Cos(aboutX) - y * Math.Sin(aboutX), default);
    }

    /// <summary>The second map, then the first.</summary>
    public static Affine operator *(Affine a, Affine b) => new(a.Direction(b.X), a.Direction(b.Y), a.Direction(b.Z), a.Point(b.Origin));

    public Vec3 Direction(Vec3 v) => X * v.X + Y * v.Y + Z * v.Z;

    public Vec3 Point(Vec3 p) => Direction(p) + Origin;

    /// <summary>From the rows of a matrix of four by four.</summary>
    public static Affine OfRows(double[][] rows)
    {
        Vec3 Column(int j) => new(rows[0][j], rows[1][j], rows[2][j]);
        return new Affine(Column(0), Column(1), Column(2), Column(3));
    }
}
