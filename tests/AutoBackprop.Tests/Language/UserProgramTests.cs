using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Programs with structs, tuples and references as users write them, a screen each.</summary>
public sealed class UserProgramTests
{
    [Fact]
    public void Two_bodies_attract_each_other() => Check(
        Vector + """
        [Differentiable] public record struct Body(Vec3 Position, Vec3 Velocity, double Mass);
        [Differentiable] public readonly record struct State(Body A, Body B);
        """,
        """
        static readonly double G = 6.67e-2;
        const double Softening = 0.01;

        [Differentiable]
        static Vec3 Attraction(in Body a, in Body b)
        {
            var d = b.Position - a.Position;
            double r2 = Vec3.Dot(d, d) + Softening;
            return d * (G * a.Mass * b.Mass / (r2 * Math.Sqrt(r2)));
        }

        [Differentiable]
        static State Step(State s, double dt)
        {
            Vec3 force = Attraction(s.A, s.B);
            var (a, b) = s;
            a.Velocity += force * (dt / a.Mass);
            b.Velocity -= force / b.Mass * dt;
            a = a with { Position = a.Position + a.Velocity * dt };
            b.Position += b.Velocity * dt;
            return s with { A = a, B = b };
        }

        [Differentiable]
        public static double F(State s, double dt)
        {
            for (int i = 0; i < 20; i++)
                s = Step(s, dt);
            (Body a, Body b) = s;
            return a.Mass * Vec3.Dot(a.Velocity, a.Velocity) / 2 + b.Mass * Vec3.Dot(b.Velocity, b.Velocity) / 2 - G * a.Mass * b.Mass / (a.Position - b.Position).Length;
        }

        public static object[] At() => new object[] { new State(new Body(new Vec3(0, 0, 0), new Vec3(0, 0.1, 0), 10), new Body(new Vec3(1, 0.2, 0), new Vec3(0, 0.6, 0.1), 1)), 0.05 };
        """);

    [Fact]
    public void An_arm_of_quaternions_reaches() => Check(
        Vector + """
        [Differentiable]
        public readonly record struct Quat(double W, Vec3 V)
        {
            public static readonly Quat Identity = new(1, default);
            public Quat Conjugate => this with { V = -V };
            public static Quat FromAxisAngle(Vec3 axis, double angle) { var (s, c) = Math.SinCos(angle / 2); return new(c, axis.Normalized() * s); }
            public static Quat operator *(Quat a, Quat b) => new(a.W * b.W - Vec3.Dot(a.V, b.V), b.V * a.W + a.V * b.W + Vec3.Cross(a.V, b.V));
            public static implicit operator Quat(Vec3 v) => new(0, v);
            public Vec3 Rotate(Vec3 p) => (this * p * Conjugate).V;
        }
        [Differentiable]
        public struct Joint
        {
            public Vec3 Axis;
            public double Angle, Length;
            public readonly Quat Turn() => Quat.FromAxisAngle(Axis, Angle);
        }
        """,
        """
        [Differentiable]
        public static double F(Joint[] arm, Vec3 target)
        {
            var turn = Quat.Identity;
            Vec3 end = default;
            foreach (var joint in arm)
            {
                turn *= joint.Turn();
                end += turn.Rotate(new(joint.Length, 0, 0));
            }
            double Penalty(double angle) => angle is > 2 or < -2 ? (Math.Abs(angle) - 2) * (Math.Abs(angle) - 2) : 0;
            double cost = 0;
            for (int i = 0; i < arm.Length; i++)
                cost += Penalty(arm[i].Angle) * 0.1;
            var miss = target - end;
            return Vec3.Dot(miss, miss) + cost;
        }

        public static object[] At() => new object[]
        {
            new[] { new Joint { Axis = new(0, 0, 1), Angle = 0.4, Length = 1 }, new Joint { Axis = new(0, 1, 0.3), Angle = 2.4, Length = 0.8 }, new Joint { Axis = new(1, 1, 0), Angle = -0.9, Length = 0.5 } },
            new Vec3(0.5, 1, 0.2),
        };
        """);

    [Fact]
    public void A_camera_sees_what_is_before_it() => Check(
        Vector + """
        [Differentiable] public readonly record struct Turn(Vec3 Axis, double W);
        [Differentiable] public readonly record struct Camera(Turn Turn, Vec3 Place, (double f, double cx, double cy) Lens);
        """,
        """
        [Differentiable]
        static bool TryProject(in Camera camera, Vec3 point, out (double u, double v) pixel)
        {
            Vec3 p = point - camera.Place;
            Vec3 t = 2 * Vec3.Cross(camera.Turn.Axis, p);
            p = p + camera.Turn.W * t + Vec3.Cross(camera.Turn.Axis, t);
            pixel = default;
            if (p.Z <= 0)
                return false;
            var (f, cx, cy) = camera.Lens;
            pixel.u = f * p.X / p.Z + cx;
            pixel.v = f * p.Y / p.Z + cy;
            return true;
        }

        [Differentiable]
        public static double F(Camera camera, Vec3[] points, (double u, double v)[] seen)
        {
            double cost = 0;
            int count = 0;
            for (int i = 0; i < points.Length; i++)
            {
                if (!TryProject(camera, points[i], out var pixel))
                    continue;
                (double du, double dv) = (pixel.u - seen[i].u, pixel.v - seen[i].v);
                cost += du * du + dv * dv;
                count++;
            }
            return count == 0 ? 0 : Math.Sqrt(cost / count);
        }

        public static object[] At() => new object[]
        {
            new Camera(new Turn(new Vec3(0.1, 0.2, -0.1), 0.9), new Vec3(0.1, 0.2, -3), (500, 320, 240)),
            new[] { new Vec3(0.3, 0.4, 1), new Vec3(-0.3, 0.1, 2), new Vec3(0, 0, -50) },
            new[] { (350.0, 270.0), (300.0, 250.0), (0.0, 0.0) },
        };
        """);

    [Fact]
    public void A_filter_keeps_its_state_by_reference() => Check(
        "[Differentiable] public record struct Kalman(double X, double P);",
        """
        [Differentiable]
        static void Predict(ref Kalman k, double q)
        {
            k.X *= 0.99;
            k.P = k.P * 0.99 * 0.99 + q;
        }

        [Differentiable]
        static double Update(ref Kalman k, double z, double r, out double gain)
        {
            gain = k.P / (k.P + r);
            double innovation = z - k.X;
            k = new Kalman(k.X + gain * innovation, (1 - gain) * k.P);
            return innovation * innovation / (k.P + r) + Math.Log(k.P + r);
        }

        [Differentiable]
        public static double F(Kalman k, double[] zs, double q, double r)
        {
            double likelihood = 0;
            foreach (double z in zs)
            {
                Predict(ref k, q);
                likelihood -= Update(ref k, z, r, out double gain) / 2;
                if (gain < 1e-3)
                    break;
            }
            return likelihood + k.X;
        }

        public static object[] At() => new object[] { new Kalman(0.1, 2), new double[] { 0.5, 0.7, -0.1, 0.3 }, 0.1, 0.5 };
        """);

    [Fact]
    public void Rays_hit_the_nearest_sphere() => Check(
        Vector + """
        [Differentiable]
        public struct Ray
        {
            public Vec3 Origin { get; init; }
            public required Vec3 Direction { get; init; }
        }
        [Differentiable]
        public readonly record struct Sphere
        {
            public required Vec3 Center { get; init; }
            public double Radius { get; init; } = 1;
            public Sphere() { }
        }
        [Differentiable]
        public readonly record struct Hit(double T, Vec3 Normal)
        {
            public static Hit None => new(double.PositiveInfinity, default);
            public bool IsHit => !double.IsInfinity(T);
        }
        """,
        """
        [Differentiable]
        static Hit Intersect(in Ray ray, in Sphere s)
        {
            Vec3 oc = ray.Origin - s.Center;
            double b = Vec3.Dot(oc, ray.Direction), c = Vec3.Dot(oc, oc) - s.Radius * s.Radius, inside = b * b - c;
            if (inside < 0)
                return Hit.None;
            double t = -b - Math.Sqrt(inside);
            return t < 0 ? Hit.None : new(t, (ray.Origin + ray.Direction * t - s.Center) / s.Radius);
        }

        [Differentiable]
        public static double F(Sphere[] scene, Vec3 eye, Vec3 light)
        {
            double sum = 0;
            for (int k = 0; k < 3; k++)
            {
                var ray = new Ray { Origin = eye, Direction = new Vec3(0.1 * k - 0.1, 0.05, 1).Normalized() };
                Hit best = Hit.None;
                foreach (ref readonly Sphere sphere in scene.AsSpan())
                {
                    var hit = Intersect(ray, sphere);
                    if (hit.T < best.T)
                        best = hit;
                }
                if (best.IsHit)
                {
                    var (t, normal) = best;
                    sum += Math.Max(0, Vec3.Dot(normal, light.Normalized())) / (1 + t);
                }
            }
            return sum;
        }

        public static object[] At() => new object[] { new[] { new Sphere { Center = new(0, 0, 4), Radius = 1.2 }, new Sphere { Center = new(0.5, 0.2, 3) } }, new Vec3(0, 0.1, 0), new Vec3(0.2, 1, -1.5) };
        """);
}
