using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Programs of structs as users write them: cameras, bodies, springs, meshes, states.</summary>
public sealed class ValueProgramTests
{
    [Fact]
    public void A_camera_with_a_rotation_vector_and_a_lens_projects_a_point() => ShapedGradient.Check(
        """
        [Differentiable] public readonly record struct V3(double X, double Y, double Z)
        {
            public static V3 operator +(V3 a, V3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
            public static V3 operator -(V3 a, V3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
            public static V3 operator *(V3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);
            public static V3 operator *(double s, V3 a) => a * s;
            public double Dot(V3 o) => X * o.X + Y * o.Y + Z * o.Z;
            public V3 Cross(V3 o) => new(Y * o.Z - Z * o.Y, Z * o.X - X * o.Z, X * o.Y - Y * o.X);
            public double Norm => Math.Sqrt(Dot(this));
        }
        [Differentiable] public readonly record struct V2(double X, double Y)
        {
            public static V2 operator -(V2 a, V2 b) => new(a.X - b.X, a.Y - b.Y);
            public double SquaredNorm => X * X + Y * Y;
            public void Deconstruct(out double x, out double y) => (x, y) = (X, Y);
        }
        [Differentiable] public record struct Distortion(double K1, double K2, double P1, double P2);
        [Differentiable] public record struct Camera
        {
            public V3 Rotation { get; init; }
            public V3 Center { get; init; }
            public double Focal { get; init; }
            public V2 Principal { get; init; }
            public Distortion Lens;
            public double Width;
            public int Id;
            public readonly V3 Rotate(V3 p)
            {
                double angle = Rotation.Norm;
                if (angle < 1e-9)
                    return p + Rotation.Cross(p);
                V3 axis = Rotation * (1 / angle);
                var (s, c) = Math.SinCos(angle);
                return p * c + axis.Cross(p) * s + axis * (axis.Dot(p) * (1 - c));
            }
        }

        """,
        """
        [Differentiable]
        public static V2 F(Camera camera, V3 point)
        {
            V3 local = camera.Rotate(point - camera.Center);
            var uv = new V2(local.X / local.Z, local.Y / local.Z);
            uv = Distort(camera.Lens, uv);
            return new V2(uv.X * camera.Focal + camera.Principal.X, uv.Y * camera.Focal + camera.Principal.Y) - new V2(camera.Width / 2, 0);
        }
        [Differentiable] static V2 Distort(in Distortion d, V2 p)
        {
            (double x, double y) = p;
            double r2 = p.SquaredNorm, radial = 1 + r2 * (d.K1 + r2 * d.K2);
            return p with { X = x * radial + 2 * d.P1 * x * y + d.P2 * (r2 + 2 * x * x), Y = y * radial + d.P1 * (r2 + 2 * y * y) + 2 * d.P2 * x * y };
        }
        public static object[] At() => [new Camera { Rotation = new(0.1, -0.2, 0.3), Center = new(0.5, 0.1, -4), Focal = 500, Principal = new(320, 240), Lens = new(0.01, -0.002, 0.0005, 0.0003), Width = 640, Id = 3 }, new V3(0.3, -0.4, 1.2)];
        """);

    [Fact]
    public void Springs_move_masses_in_an_array() => ShapedGradient.Check(
        """
        [Differentiable] public struct Mass { public double X, Y, Vx, Vy; public double M; public readonly double Kinetic => 0.5 * M * (Vx * Vx + Vy * Vy); public void Kick(double fx, double fy, double dt) { Vx += fx / M * dt; Vy += fy / M * dt; } public void Drift(double dt) { X += Vx * dt; Y += Vy * dt; } }
        [Differentiable] public readonly record struct Spring(int A, int B, double Rest, double Stiffness);

        """,
        """
        [Differentiable]
        public static double F(Mass[] masses, Spring[] springs, double dt)
        {
            Mass[] m = (Mass[])masses.Clone();
            double energy = 0;
            for (int step = 0; step < 5; step++)
            {
                foreach (Spring s in springs)
                {
                    double dx = m[s.B].X - m[s.A].X, dy = m[s.B].Y - m[s.A].Y;
                    double length = Math.Sqrt(dx * dx + dy * dy);
                    double f = s.Stiffness * (length - s.Rest) / length;
                    m[s.A].Kick(f * dx, f * dy, dt);
                    m[s.B].Kick(-f * dx, -f * dy, dt);
                }
                for (int i = 0; i < m.Length; i++)
                    m[i].Drift(dt);
                foreach (ref readonly Mass body in m.AsSpan())
                    energy += body.Kinetic;
            }
            return energy;
        }
        public static object[] At() => [new Mass[] { new() { X = 0, Y = 0.1, Vx = 0.2, M = 1 }, new() { X = 1.2, Y = -0.1, Vy = 0.3, M = 2 }, new() { X = 0.4, Y = 1.1, M = 1.5 } }, new Spring[] { new(0, 1, 1, 3), new(1, 2, 0.8, 2), new(0, 2, 1.1, 4) }, 0.1];
        """);

    [Fact]
    public void A_rocket_is_a_record_that_goes_from_phase_to_phase() => ShapedGradient.Check(
        """
        public enum Phase { Idle, Burn, Coast, Done }
        [Differentiable] public readonly record struct Rocket(Phase Phase, double Height, double Speed, double Fuel)
        {
            public Rocket Step(double thrust, double dt) => Phase switch
            {
                Phase.Idle => this with { Phase = Phase.Burn },
                Phase.Burn when Fuel <= 0 => this with { Phase = Phase.Coast, Fuel = 0 },
                Phase.Burn => new(Phase.Burn, Height + Speed * dt, Speed + (thrust / (1 + Fuel) - 9.81) * dt, Fuel - thrust * 0.01 * dt),
                Phase.Coast when Speed < 0 => this with { Phase = Phase.Done },
                Phase.Coast => this with { Height = Height + Speed * dt, Speed = Speed - 9.81 * dt - 0.01 * Speed * Speed * dt },
                _ => this,
            };
        }

        """,
        """
        [Differentiable]
        public static double F(double thrust, double fuel)
        {
            var r = new Rocket(Phase.Idle, 0, 0, fuel);
            for (int i = 0; i < 200 && r.Phase != Phase.Done; i++)
                r = r.Step(thrust, 0.1);
            return r.Height;
        }
        public static object[] At() => [40.0, 1.0];
        """);

    [Fact]
    public void A_rigid_body_turns_by_a_quaternion_of_its_own() => ShapedGradient.Check(
        """
        [Differentiable] public readonly record struct Q4(double W, double X, double Y, double Z)
        {
            public static Q4 operator *(Q4 a, Q4 b) => new(a.W * b.W - a.X * b.X - a.Y * b.Y - a.Z * b.Z, a.W * b.X + a.X * b.W + a.Y * b.Z - a.Z * b.Y, a.W * b.Y - a.X * b.Z + a.Y * b.W + a.Z * b.X, a.W * b.Z + a.X * b.Y - a.Y * b.X + a.Z * b.W);
            public static Q4 operator +(Q4 a, Q4 b) => new(a.W + b.W, a.X + b.X, a.Y + b.Y, a.Z + b.Z);
            public static Q4 operator *(Q4 a, double s) => new(a.W * s, a.X * s, a.Y * s, a.Z * s);
            public Q4 Normalized() { double n = Math.Sqrt(W * W + X * X + Y * Y + Z * Z); return this * (1 / n); }
            public (double X, double Y, double Z) Rotate((double X, double Y, double Z) v)
            {
                Q4 r = this * new Q4(0, v.X, v.Y, v.Z) * new Q4(W, -X, -Y, -Z);
                return (r.X, r.Y, r.Z);
            }
        }
        [Differentiable] public struct Body { public Q4 Q; public (double X, double Y, double Z) W; public double Ix, Iy, Iz;
          public void Step(double dt) { var (x, y, z) = W; W.X += (Iy - Iz) / Ix * y * z * dt; W.Y += (Iz - Ix) / Iy * z * x * dt; W.Z += (Ix - Iy) / Iz * x * y * dt; Q = (Q + Q * new Q4(0, W.X, W.Y, W.Z) * (dt / 2)).Normalized(); }
          public static bool operator ==(Body a, Body b) => a.Ix == b.Ix; public static bool operator !=(Body a, Body b) => !(a == b); public override readonly bool Equals(object o) => false; public override readonly int GetHashCode() => 0; }

        """,
        """
        [Differentiable]
        public static (double X, double Y, double Z) F(Body body, (double X, double Y, double Z) p)
        {
            for (int i = 0; i < 6; i++)
                body.Step(0.05);
            return body.Q.Rotate(p);
        }
        public static object[] At() => [new Body { Q = new(1, 0.1, -0.2, 0.3), W = (1, 2, -1), Ix = 1, Iy = 2, Iz = 3 }, (0.3, 0.5, -0.7)];
        """);

    [Fact]
    public void A_state_is_stepped_by_reference_and_tried() => ShapedGradient.Check(
        """
        [Differentiable] public record struct State(double Price, double Vol);

        """,
        """
        [Differentiable]
        public static double F(double s0, double v0, double kappa, double[] dw)
        {
            var state = new State(s0, v0);
            double sum = 0, last = 0;
            for (int i = 0; i < dw.Length; i += 2)
            {
                Step(ref state, kappa, dw[i], dw[i + 1], out double ret);
                sum += ret * ret;
                last = ret;
                if (!Try(state, out double clipped)) sum += clipped; else sum -= clipped * 0.1;
            }
            return sum + last * state.Price / s0;
        }
        [Differentiable]
        static void Step(ref State s, double kappa, double dw1, double dw2, out double ret)
        {
            double vol = Math.Sqrt(Math.Max(s.Vol, 1e-4));
            ret = 0.01 + vol * dw1;
            s.Price *= Math.Exp(ret);
            s = s with { Vol = s.Vol + kappa * (0.04 - s.Vol) + 0.3 * vol * dw2 };
        }
        [Differentiable] static bool Try(State s, out double clipped) { clipped = Math.Clamp(s.Price, 95, 130); return s.Price > 100; }
        public static object[] At() => [100.0, 0.09, 0.5, new double[] { 0.1, -0.2, 0.3, 0.05, -0.4, 0.3, 0.2, 0.1 }];
        """);

    [Fact]
    public void A_filter_updates_its_state_in_place_and_says_whether() => ShapedGradient.Check(
        """
        [Differentiable] public record struct State(double X, double V, double Pxx, double Pxv, double Pvv)
        {
            public void Predict(double dt, double q) { (X, Pxx, Pxv, Pvv) = (X + V * dt, Pxx + dt * (2 * Pxv + dt * Pvv) + q * dt * dt * dt / 3, Pxv + dt * Pvv + q * dt * dt / 2, Pvv + q * dt); }
            public bool Update(double z, double r, out double nu)
            {
                nu = z - X;
                double s = Pxx + r, kx = Pxx / s, kv = Pxv / s;
                if (nu * nu > 25 * s) return false;
                X += kx * nu; V += kv * nu;
                Pvv -= kv * Pxv; Pxv *= 1 - kx; Pxx *= 1 - kx;
                return true;
            }
        }

        """,
        """
        [Differentiable]
        public static double F(double[] z, double q, double r, State start)
        {
            State s = start;
            double loglik = 0; int rejected = 0;
            foreach (double m in z)
            {
                s.Predict(0.5, q);
                double spread = s.Pxx + r;
                if (s.Update(m, r, out double nu)) loglik -= 0.5 * (nu * nu / spread + Math.Log(spread));
                else rejected++;
            }
            return loglik - rejected * q + s.V;
        }
        public static object[] At() => [new double[] { 0.1, 0.6, 1.4, 60, 2.2, 2.9 }, 0.1, 0.5, new State(0, 1, 1, 0, 1)];
        """);

    [Fact]
    public void A_ray_marches_towards_spheres() => ShapedGradient.Check(
        """
        [Differentiable] public struct Ray { public (double X, double Y, double Z) O, D; public readonly (double X, double Y, double Z) At(double t) => (O.X + t * D.X, O.Y + t * D.Y, O.Z + t * D.Z); }
        [Differentiable] public readonly record struct Sphere((double X, double Y, double Z) C, double R) { public double Distance((double X, double Y, double Z) p) { var (x, y, z) = (p.X - C.X, p.Y - C.Y, p.Z - C.Z); return Math.Sqrt(x * x + y * y + z * z) - R; } }

        """,
        """
        [Differentiable]
        public static double F(Ray ray, Sphere[] scene, double blend)
        {
            double t = 0;
            for (int i = 0; i < 20; i++)
            {
                var p = ray.At(t);
                double d = double.MaxValue;
                foreach (Sphere s in scene) { double e = s.Distance(p); d = i < 3 ? Math.Min(d, e) : -Math.Log(Math.Exp(-d / blend) + Math.Exp(-e / blend)) * blend; }
                if (d < 1e-3) break;
                t += d;
                if (t > 10) return 10;
            }
            return t;
        }
        public static object[] At() => [new Ray { O = (0, 0, -3), D = (0.05, 0.02, 1) }, new Sphere[] { new((0.2, 0.1, 0), 0.8), new((-0.5, 0.3, 0.4), 0.6) }, 0.1];
        """);

    [Fact]
    public void A_mesh_of_triangles_has_an_elastic_energy() => ShapedGradient.Check(
        """
        [Differentiable] public struct Mat2 { public double A, B, C, D; public static Mat2 Identity => new() { A = 1, D = 1 }; public readonly double Det => A * D - B * C; public readonly Mat2 Inverse { get { double d = 1 / Det; return new Mat2 { A = D * d, B = -B * d, C = -C * d, D = A * d }; } } public static Mat2 operator *(in Mat2 x, in Mat2 y) => new() { A = x.A * y.A + x.B * y.C, B = x.A * y.B + x.B * y.D, C = x.C * y.A + x.D * y.C, D = x.C * y.B + x.D * y.D }; public readonly Mat2 T() => this with { B = C, C = B }; public readonly double Trace => A + D; public static Mat2 operator -(Mat2 x, Mat2 y) { x.A -= y.A; x.B -= y.B; x.C -= y.C; x.D -= y.D; return x; } }
        [Differentiable] public struct Vertex { public double X, Y; public static Vertex operator -(Vertex a, Vertex b) => new() { X = a.X - b.X, Y = a.Y - b.Y }; }

        """,
        """
        [Differentiable]
        public static double F(Vertex[] x, Vertex[] rest, int[] tri, double mu, double lambda)
        {
            double e = 0;
            for (int t = 0; t < tri.Length; t += 3)
            {
                Mat2 f = Edges(x, tri, t) * Edges(rest, tri, t).Inverse;
                Mat2 strain = f.T() * f - Mat2.Identity;
                double tr = strain.Trace / 2, j = f.Det;
                double area = Math.Abs(Edges(rest, tri, t).Det) / 2;
                e += area * (mu * (strain * strain).Trace / 4 + lambda / 2 * tr * tr + (j > 0 ? -0.01 * Math.Log(j) : 1e3 * j * j));
            }
            return e;
        }
        [Differentiable]
        static Mat2 Edges(ReadOnlySpan<Vertex> v, int[] tri, int t)
        {
            Vertex a = v[tri[t + 1]] - v[tri[t]], b = v[tri[t + 2]] - v[tri[t]];
            return new Mat2 { A = a.X, B = b.X, C = a.Y, D = b.Y };
        }
        public static object[] At() => [new Vertex[] { new() { X = 0, Y = 0.1 }, new() { X = 1.1, Y = 0 }, new() { X = 0.1, Y = 1 }, new() { X = 1, Y = 1.2 } }, new Vertex[] { new(), new() { X = 1 }, new() { Y = 1 }, new() { X = 1, Y = 1 } }, new int[] { 0, 1, 2, 1, 3, 2 }, 1.0, 0.5];
        """);

    [Fact]
    public void Cells_flow_into_an_array_that_is_returned() => ShapedGradient.Check(
        """
        [Differentiable] public struct Cell { public double H, U; public double Flux => H * U; }

        """,
        """
        [Differentiable]
        public static Cell[] F(Cell[] cells, double dt)
        {
            var next = new Cell[cells.Length];
            for (int s = 0; s < 3; s++)
            {
                for (int i = 0; i < cells.Length; i++)
                {
                    ref Cell c = ref cells[i];
                    Cell left = cells[Math.Max(i - 1, 0)], right = cells[Math.Min(i + 1, cells.Length - 1)];
                    next[i].H = c.H - dt * (right.Flux - left.Flux) / 2;
                    next[i].U = c.U - dt * (right.H - left.H + c.U * (right.U - left.U)) / 2;
                }
                Array.Copy(next, cells, cells.Length);
            }
            return next;
        }
        public static object[] At() => [new Cell[] { new() { H = 1, U = 0.1 }, new() { H = 1.2, U = 0 }, new() { H = 0.9, U = -0.2 }, new() { H = 1, U = 0.3 } }, 0.1];
        """);
}
