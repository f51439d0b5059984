using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Arrays of structs as results: the gradient that comes in is a span of such structs.</summary>
public sealed class ArrayResultTests
{
    private const string OneParticle = "public static object[] At() => new object[] { new Particle { Position = new Vec3(0.3, -1.2, 2.5), Velocity = new Vec3(1.5, 0.7, -0.4), Mass = 1.7, Id = 3 }, 0.25 };";

    [Theory]
    [InlineData("var r = new Vec3[3]; for (int i = 0; i < r.Length; i++) r[i] = Vec3.Cross(a, b) * (t * i) + a; return r;")]
    [InlineData("return [a, b * t, default];")]
    [InlineData("Vec3[] r = [a, b]; if (t > 0.5) { r[0] *= r[1].X; return r; } return [b];")]
    [InlineData("Vec3[] r = [a, a * t]; for (int i = 0; i < 3; i++) r[i % 2] += r[1 - i % 2] * t; return r;")]
    public void A_result_is_an_array_of_structs(string body) => Check(Vector, $$"""
        [Differentiable] public static Vec3[] F(Vec3 a, Vec3 b, double t) { {{body}} }
        public static object[] At() => new object[] { new Vec3(0.3, -1.2, 2.5), new Vec3(1.5, 0.7, -0.4), 0.9 };
        """);

    [Fact]
    public void What_is_no_number_in_the_elements_has_no_gradient() => Check(
        Vector + Particle, $"[Differentiable] public static Particle[] F(Particle p, double t) {{ if (t < 0) return [p]; var r = new Particle[2]; r[0] = p; p.Move(t); r[1] = p; r[1].Velocity += p.Position; return r; }} {OneParticle}");

    [Fact]
    public void A_result_is_an_array_of_tuples() => Check(Vector, """
        [Differentiable] public static (double, Vec3)[] F(Vec3 a, double t) { Vec3[] v = [a, a * t]; (double, Vec3)[] r = [(t, v[0]), (v[1].X, v[1])]; return r; }
        public static object[] At() => new object[] { new Vec3(0.3, -1.2, 2.5), 0.9 };
        """);

    [Fact]
    public void A_constant_field_of_the_result_passes_no_gradient_on()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program("[Differentiable] public record struct Weighted(double X, [NoGradient] double Weight);", """
            [Differentiable] public static Weighted[] F(double x) => [new Weighted(x * x, x)];
            public static double At(double x) => FBackward(x, [new Weighted(1, 100)]).dX;
            """)).Compile();

        Assert.Equal(6.0, program.Invoke("P.At", 3.0));
    }

    [Fact]
    public void A_caller_hands_the_gradient_of_the_elements_back() => Check(Vector + Particle, $$"""
        [Differentiable] public static Particle[] G(Particle p, double t) { if (t < 0) return [p]; var r = new Particle[2]; r[0] = p; p.Move(t); r[1] = p; return r; }
        [Differentiable] public static double F(Particle p, double t) { var r = G(p, t); var q = G(r[1], t); return r[1].Energy() * q[1].Mass + q[0].Position.X + q.Length; }
        {{OneParticle}}
        """);

    [Fact]
    public void A_gradient_of_another_length_is_refused_when_it_is_run()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(Vector, """
            [Differentiable] public static Vec3[] F(Vec3 a, double t) => [a, a * t];
            public static void Short() => FBackward(Vec3.Zero, 1, [Vec3.Zero]);
            """)).Compile();

        Assert.Equal("dOut", Assert.Throws<ArgumentException>(() => program.Invoke("P.Short")).ParamName);
    }

    [Theory]
    [InlineData("[|double[,,]|] F(double a) { var r = new double[1, 1, 1]; r[0, 0, 0] = a; return r; }", "double[,,]")]
    [InlineData("[|Span<double>|] F(Span<double> a) => a;", "Span<double>")]
    public void Buffers_of_other_shapes_are_written_into_a_parameter(string function, string type) => Diagnostics.Refused.InClass(
        "[Differentiable] public static " + function, $"ABP0005: A value of type '{type}' cannot be part of a differentiable computation; return an array of numbers, or write into a parameter");

    [Fact]
    public void Arrays_in_arrays_in_arrays_are_neither_returned_nor_made() => Diagnostics.Refused.InClass(
        "[Differentiable] public static [|double[][][]|] F(double a) { double[][][] r = [|[[[a]]]|]; return r; }",
        "ABP0005: A value of type 'double[][][]' cannot be part of a differentiable computation; return an array of numbers, or write into a parameter",
        "ABP0005: A value of type 'double[][][]' cannot be part of a differentiable computation; use double[,,], or an array of a class that holds the rows");

    [Fact]
    public void A_page_that_returns_structs() => Snapshot.Verify(Program(Vector, """
        [Differentiable]
        public static Vec3[] F(Vec3 start, Vec3 step, int count)
        {
            var path = new Vec3[count];
            for (int i = 0; i < count; i++)
                path[i] = start + step * i;
            return path;
        }
        """));
}
