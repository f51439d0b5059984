using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Locals and loop variables declared <c>ref</c>: other names for the variable or the element that they were given.</summary>
public sealed class ReferenceLocalTests
{
    private const string At = """
        public static object[] At() => new object[]
        {
            new[]
            {
                new Particle { Position = new Vec3(0.3, -1.2, 2.5), Velocity = new Vec3(1.5, 0.7, -0.4), Mass = 1.7, Id = 3 },
                new Particle { Position = new Vec3(0.1, 1.2, 0.5), Velocity = new Vec3(-1.5, 0.7, 0.4), Mass = 0.7, Id = 4 },
            },
            new double[] { 0.7, 1.2 },
            0.25,
        };
        """;

    [Theory]
    [InlineData("foreach (ref Particle p in ps.AsSpan()) { p.Velocity += Vec3.UnitX * t - p.Position * (t * p.Mass); p.Move(t); } return ps[0].Energy() * ps[1].Energy();")]
    [InlineData("foreach (ref readonly Particle p in ps.AsSpan()) { ps[0].Mass += p.Energy() * p.Mass; } return ps[0].Mass;")]
    [InlineData("for (int n = 0; n < 3; n++) foreach (ref double v in x.AsSpan(1)) { if (v > 2) continue; v *= v + t; x[0] += v; } return x[0] * x[1];")]
    [InlineData("int i = 0; ref Particle p = ref ps[i]; i = 1; ref var q = ref ps[i]; p.Velocity *= t; q.Position += p.Velocity; i = 0; q.Mass += p.Mass; return ps[1].Position.X * ps[1].Mass + p.Velocity.Y * i;")]
    [InlineData("ref double a = ref x[0]; a *= t; x[0] += a * a; ref readonly double b = ref x[0]; double before = b; a = t; return b * before * x[1];")]
    [InlineData("ref double y = ref t; y *= 2; Particle c = ps[0]; ref Vec3 place = ref c.Position; place += ps[1].Position * t; ps[1] = c; return y * ps[1].Position.Z * ps[0].Position.X;")]
    [InlineData("ref var p = ref ps[0]; p.Move(t); p = ps[1]; p.Mass = t; return ps[0].Energy() + ps[1].Energy();")]
    public void It_reads_and_writes_what_it_names(string body) => Check(
        Vector + Particle, $"[Differentiable] public static double F(Particle[] ps, double[] x, double t) {{ {body} }} {At}");

    [Fact]
    public void A_callee_that_changes_its_parameter_by_another_name_changes_its_own() => Check(
        Vector + Particle, $$"""
        [Differentiable] static double Moved(Particle p, double t) { ref Vec3 place = ref p.Position; place *= t; ref readonly Vec3 seen = ref p.Position; return seen.X * place.Y; }
        [Differentiable] public static double F(Particle[] ps, double[] x, double t) { Particle p = ps[0]; double moved = Moved(p, t); return moved * p.Position.X + Moved(p, x[0]); }
        {{At}}
        """);

    [Fact]
    public void A_method_that_changes_the_index_of_its_object_goes_on_with_that_object() => Check(
        "[Differentiable] public struct Clock { public double Time, Rate; public void Tick(ref int next, double by) { next++; Time += by * Rate; } }", """
        [Differentiable] public static double F(Clock[] clocks, double by) { int i = 0; clocks[i].Tick(ref i, by); clocks[i].Tick(ref i, by * by); return clocks[0].Time * clocks[1].Time * i; }
        public static object[] At() => new object[] { new[] { new Clock { Time = 2, Rate = 0.7 }, new Clock { Time = 3, Rate = 0.4 } }, 0.3 };
        """);

    [Fact]
    public void A_method_that_changes_its_object_by_another_name_changes_it() => Check(
        "[Differentiable] public struct Clock { public double Time, Rate; public void Tick(double by) { ref double time = ref Time; time += by * Rate; } }", """
        [Differentiable] public static double F(Clock clock, double by) { var kept = clock; clock.Tick(by); clock.Tick(by * clock.Time); return clock.Time * kept.Time; }
        public static object[] At() => new object[] { new Clock { Time = 2, Rate = 0.7 }, 0.3 };
        """);
}
