using AutoBackprop;

namespace GradBench.Evals;

/// <summary>A point or a direction in space.</summary>
[Differentiable]
internal readonly record struct Vec3(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this, this));

    public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vec3 operator -(Vec3 a) => new(-a.X, -a.Y, -a.Z);

    public static Vec3 operator *(Vec3 a, double scale) => new(a.X * scale, a.Y * scale, a.Z * scale);

    public static Vec3 operator /(Vec3 a, double scale) => new(a.X / scale, a.Y / scale, a.Z / scale);

    public static double Dot(Vec3 a, Vec3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Vec3 Cross(Vec3 a, Vec3 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    public static Vec3 Of(double[] coordinates) => new(coordinates[0], coordinates[1], coordinates[2]);

    public Vec3 TurnedAboutX(double angle) => new(X, Y * Math.Cos(angle) - Z * Math.Sin(angle), Y * Math.Sin(angle) + Z * Math.Cos(angle));

    public Vec3 TurnedAboutZ(double angle) => new(X * Math.Cos(angle) - Y * Math.Sin(angle), X * Math.Sin(angle) + Y * Math.Cos(angle), Z);

    /// <summary>The vector, turned about an axis through the origin by an angle: Rodrigues' formula.</summary>
    public Vec3 Turned(Vec3 axis, double angle) =>
        this * Math.Cos(angle) + Cross(axis, this) * Math.Sin(angle) + axis * (Dot(axis, this) * (1 - Math.Cos(angle)));
}
