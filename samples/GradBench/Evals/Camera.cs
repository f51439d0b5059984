using AutoBackprop;

namespace GradBench.Evals;

/// <summary>A camera: eleven numbers, in the order of the columns that the Jacobian has for it.</summary>
/// <param name="Rotation">The axis about which it is turned, as long as the angle.</param>
/// <param name="Center">Where it stands.</param>
/// <param name="FocalLength">Its focal length.</param>
/// <param name="PrincipalPoint">Where in the picture its axis is.</param>
/// <param name="Distortion">Its radial distortion: the coefficients of the square and the fourth power of the distance from the axis.</param>
[Differentiable]
internal readonly record struct Camera(Vec3 Rotation, Vec3 Center, double FocalLength, Vec2 PrincipalPoint, Vec2 Distortion)
{
    /// <summary>Where in the picture a point in space is seen.</summary>
    public Vec2 Project(Vec3 point)
    {
        Vec3 seen = Turned(point - Center);
        Vec2 inPlane = new Vec2(seen.X, seen.Y) / seen.Z;
        double squared = Vec2.Dot(inPlane, inPlane);
        double stretch = 1 + Distortion.X * squared + Distortion.Y * squared * squared;
        return inPlane * (stretch * FocalLength) + PrincipalPoint;
    }

    /// <summary>A direction, turned with the camera.</summary>
    private Vec3 Turned(Vec3 direction)
    {
        double squared = Vec3.Dot(Rotation, Rotation);
        if (squared == 0)
            return direction + Vec3.Cross(Rotation, direction);
        double angle = Math.Sqrt(squared);
        return direction.Turned(Rotation / angle, angle);
    }
}
