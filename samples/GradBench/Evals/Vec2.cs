using AutoBackprop;

namespace GradBench.Evals;

/// <summary>A point or a direction in a plane.</summary>
[Differentiable]
internal readonly record struct Vec2(double X, double Y)
{
    public static Vec2 operator +(Vec2 a, Vec2 b) => new(a.X + b.X, a.Y + b.Y);

    public static Vec2 operator -(Vec2 a, Vec2 b) => new(a.X - b.X, a.Y - b.Y);

    public static Vec2 operator *(Vec2 a, double scale) => new(a.X * scale, a.Y * scale);

    public static Vec2 operator /(Vec2 a, double scale) => new(a.X / scale, a.Y / scale);

    public static double Dot(Vec2 a, Vec2 b) => a.X * b.X + a.Y * b.Y;
}
