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

    /// <summary>The vector, turned about an axis through the origin by an angle: Rodrigues' formula.</summary>
    public Vec3 Turned(Vec3 axis, double angle) =>
        this * Math.Cos(angle) + Cross(axis, this) * Math.Sin(angle) + axis * (Dot(axis, this) * (1 - Math.Cos(angle)));
}
