using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Vectors;

/// <summary>Pages of functions of System.Numerics' vectors, one construct each.</summary>
public class VectorSnapshotTests
{
    [Fact]
    public void An_expression_of_vectors_is_reversed_in_vectors() => Verify("""
        public static float F(Vector3 a, Vector3 b, float s)
        {
            Vector3 moved = a + s * b;
            Vector3 normal = Vector3.Cross(moved, b);
            return normal.LengthSquared() + Vector3.Dot(a, b);
        }
        """);

    [Fact]
    public void A_component_adds_to_its_own_gradient() => Verify("""
        public static float F(Vector3 v, float w) => v.X * v.Y + w * v.Z;
        """);

    [Fact]
    public void A_component_that_is_written_takes_its_gradient() => Verify("""
        public static Vector3 F(Vector3 position, Vector3 velocity, float dt)
        {
            Vector3 p = position;
            p.X += velocity.X * dt;
            p.Y = 2 * p.Y - velocity.Z;
            return p;
        }
        """);

    [Fact]
    public void A_constructor_gives_each_component_its_gradient() => Verify("""
        public static Vector2 F(float angle, float length) => new Vector2(MathF.Cos(angle), MathF.Sin(angle)) * length;
        """);

    [Fact]
    public void A_choice_of_vectors() => Verify("""
        public static Vector3 F(Vector3 a, Vector3 b)
        {
            Vector3 c = a.X > 0 ? Vector3.Cross(a, b) : b;
            if (Vector3.Dot(a, b) > 1)
                c *= a.Y;
            return Vector3.Normalize(c);
        }
        """);

    [Fact]
    public void A_loop_keeps_vectors() => Verify("""
        public static float F(ReadOnlySpan<Vector3> points, Quaternion turn)
        {
            Vector3 p = Vector3.Zero;
            for (int i = 0; i < points.Length; i++)
                p = Vector3.Transform(p, turn) * p.X + points[i];
            return p.Length();
        }
        """);

    [Fact]
    public void Elements_of_vectors_have_components() => Verify("""
        public static void F(ReadOnlySpan<Vector2> positions, Span<Vector2> forces, float stiffness)
        {
            for (int i = 0; i < positions.Length; i++)
            {
                forces[i] = -stiffness * positions[i];
                forces[i].Y -= positions[i].X;
            }
        }
        """);

    [Fact]
    public void A_view_is_inverted_and_turned_to() => Verify(
        """
        public static Vector3 F(Vector3 eye, Vector3 target, Quaternion start, Quaternion end, float time)
        {
            Matrix4x4 view = Matrix4x4.CreateLookAt(eye, target, Vector3.UnitY);
            if (!Matrix4x4.Invert(view, out Matrix4x4 camera))
                return eye;
            return Vector3.Transform(camera.Translation, Quaternion.Slerp(start, end, time));
        }
        """);

    [Fact]
    public void A_camera_is_a_matrix() => Verify("""
        public static Vector2 F(Vector3 point, Matrix4x4 camera, float focus)
        {
            Vector3 seen = Vector3.Transform(point, camera);
            return new Vector2(seen.X, seen.Y) * (focus / seen.Z);
        }
        """);

    [Fact]
    public void A_complex_number_is_a_pair_of_reals() => Verify("""
        public static double F(Complex z, double t)
        {
            Complex w = Complex.Exp(z * t) + z / (z + 1);
            return w.Real * w.Imaginary;
        }
        """);

    private static void Verify(string function, [CallerMemberName] string test = "") => Snapshot.Verify(GeneratorHarness.Run($$"""
        using System;
        using System.Numerics;
        using AutoBackprop;

        public static partial class P
        {
            [Differentiable]
            {{function.Replace("\n", "\n    ")}}
        }
        """), test: test);
}
