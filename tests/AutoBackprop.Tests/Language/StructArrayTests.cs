using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Arrays of structs: read, made, changed in place, and arrays of them.</summary>
public sealed class StructArrayTests
{
    [Theory]
    [InlineData("double sum = 0; for (int i = 1; i < vs.Length; i++) sum += (vs[i] - vs[i - 1]).Length; return sum * t;")]
    [InlineData("for (int i = 1; i < vs.Length; i++) vs[i] = vs[i] + vs[i - 1] * t; return vs[^1].Length * vs[0].X;")]
    [InlineData("Vec3 sum = default; foreach (var v in vs) sum += v * v.X; return sum.Length + t;")]
    [InlineData("var ws = new Vec3[vs.Length]; for (int i = 0; i < vs.Length; i++) ws[vs.Length - 1 - i] = Vec3.Cross(vs[i], vs[0]) * t; return Vec3.Dot(ws[0], ws[1] + vs[2]);")]
    [InlineData("var ws = (Vec3[])vs.Clone(); vs[0] = ws[1]; ws[1] = new Vec3(t, vs[0].Y, ws[1].Z * ws[1].Z); return Vec3.Dot(vs[0], ws[1]) * ws[0].X;")]
    [InlineData("Vec3[] path = [vs[0] * t, .. vs, new(t, 2, vs[1].X), .. vs[1..], vs[0]]; double sum = 0; for (int i = 1; i < path.Length; i++) sum += Vec3.Dot(path[i - 1], path[i]); return sum;")]
    [InlineData("Vec3[][] rows = [[vs[0] * t, vs[1]], [vs[2]]]; rows[0] = [rows[0][1], rows[1][0]]; rows[1] = [.. rows[0]]; return Vec3.Dot(rows[0][0], rows[1][1]) * rows[0][1].X;")]
    [InlineData("(vs[0], vs[1]) = (vs[1], vs[0] * t); return vs[0].X + 2 * vs[1].Y;")]
    [InlineData("var ws = new[] { vs[0], vs[1] * t, default }; ws[2] = ws[0]; ws[0] = vs[2]; return Vec3.Dot(ws[2], ws[1]) + ws[0].Length;")]
    public void An_array_of_read_only_structs(string body) => Check(
        Vector, $"[Differentiable] public static double F(Vec3[] vs, double t) {{ {body} }} {Vectors}");

    [Theory]
    [InlineData("for (int n = 0; n < 3; n++) for (int i = 0; i < ps.Length; i++) { ps[i].Velocity -= ps[i].Position * t; ps[i].Position += ps[i].Velocity * t; } return ps[0].Energy() + ps[1].Position.Length;")]
    [InlineData("for (int i = 0; i < ps.Length; i++) ps[i].Move(t); return ps[0].Energy() * ps[1].Mass;")]
    [InlineData("var p = ps[0]; p.Mass *= t; ps[1] = p; p.Mass = 4; ps[1].Mass += ps[0].Mass; return ps[1].Mass * ps[1].Velocity.X + p.Mass;")]
    [InlineData("double sum = 0; foreach (var p in ps) { var q = p; q.Move(t); sum += q.Energy() * q.Id; } return sum;")]
    [InlineData("for (int i = 0; i < ps.Length; i++) { ps[i].Mass *= ps[i].Mass; ps[i].Position = ps[i].Position + Vec3.UnitX * ps[i].Mass; } return ps[1].Position.X;")]
    public void An_array_of_structs_that_change(string body) => Check(
        Vector + Particle, $"[Differentiable] public static double F(Particle[] ps, double t) {{ {body} }} {Particles}");

    [Theory]
    [InlineData("int i = 0; vs[i].Add(new Vec3(t, i++, i)); return vs[0].X * vs[1].X + vs[0].Z * vs[0].Y;")]
    [InlineData("return (vs[0] + vs[1]).Dot(vs[0] = new Vec3(t, 2, t)) * vs[0].X;")]
    [InlineData("var a = vs[0]; double d = a.Dot(a = new Vec3(t, 2, t)); return d * a.X;")]
    public void What_a_method_is_called_on_is_found_before_its_arguments(string body) => Check(
        """
        [Differentiable]
        public struct Vec3(double x, double y, double z)
        {
            public double X = x, Y = y, Z = z;
            public void Add(Vec3 other) { X += other.X * Y; Y += other.Y; Z *= other.Z; }
            public readonly double Dot(Vec3 other) => X * other.X + Y * other.Y + Z * other.Z;
            public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
        }
        """,
        $"[Differentiable] public static double F(Vec3[] vs, double t) {{ {body} }} {Vectors}");

    private const string Vectors = "public static object[] At() => new object[] { new[] { new Vec3(0.3, -1.2, 2.5), new Vec3(1.5, 0.7, -0.4), new Vec3(-0.2, 0.1, 0.6) }, 0.9 };";
    private const string Particles = "public static object[] At() => new object[] { new[] { new Particle { Position = new Vec3(0.3, -1.2, 2.5), Velocity = new Vec3(1.5, 0.7, -0.4), Mass = 1.7, Id = 3 }, new Particle { Position = new Vec3(1, 2, 3), Velocity = new Vec3(0.5, -0.25, 2), Mass = 0.7, Id = 5 } }, 0.25 };";
}
