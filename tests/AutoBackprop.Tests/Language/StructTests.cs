using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Structs as users write them: parameters, results, locals, copies, operators, methods, constructors.</summary>
public sealed class StructTests
{
    private const string TwoVectors = "public static object[] At() => new object[] { new Vec3(0.3, -1.2, 2.5), new Vec3(1.5, 0.7, -0.4), 0.9 };";
    private const string OneParticle = "public static object[] At() => new object[] { new Particle { Position = new Vec3(0.3, -1.2, 2.5), Velocity = new Vec3(1.5, 0.7, -0.4), Mass = 1.7, Id = 3 }, 0.25 };";

    [Fact]
    public void A_constant_parameter_of_a_callee_that_takes_a_struct_stays_constant()
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(
            """
            [Differentiable] public readonly record struct Pair(double X, double Y);
            [Differentiable] public static double G(Pair p, [NoGradient] double t) => p.X * t + p.Y;
            [Differentiable] public static double F(double x) => G(new Pair(x, 2), x * x);
            """));

        Assert.Equal(9.0, gradient.Program.InvokeTuple("P.FGradient", 3.0)[1]);
    }

    [Fact]
    public void A_constant_parameter_of_a_structs_operation_stays_constant()
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(
            """
            [Differentiable] public readonly record struct Pair(double X, double Y) { public double Scaled([NoGradient] double t) => X * t; }
            [Differentiable] public static double F(double x) => new Pair(x, 2).Scaled(x * x);
            """));

        Assert.Equal(9.0, gradient.Program.InvokeTuple("P.FGradient", 3.0)[1]);
    }

    [Theory]
    [InlineData("return new S(x, x * x).Product();")]
    [InlineData("var s = new S(x, x * x); return s.A * s.T;")]
    [InlineData("var s = new S { A = x, T = x * x }; return s.A * s.T;")]
    [InlineData("S s = default; s.A = x; s.T = x; s.T *= x; return s.A * s.T;")]
    [InlineData("var s = new S(x, 0) with { T = x * x }; var q = s; return q.Product();")]
    [InlineData("var ss = new S[1]; ss[0] = new S(x, x * x); ss[0].T += 0 * x; return ss[0].A * ss[0].T;")]
    [InlineData("return Large(new S(x, x * x), 1);")]
    [InlineData("return Small(new S(x, x * x));")]
    [InlineData("var s = Made(x, 1); return s.A * s.T;")]
    [InlineData("var (a, t) = (new S(x, x * x).A, new S(x, x * x).T); return a * t;")]
    public void A_field_without_gradient_is_a_constant_wherever_it_comes_from(string body)
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(
            $$"""
            [Differentiable] public record struct S(double A, [property: NoGradient] double T) { public readonly double Product() => A * T; }
            [Differentiable] public static double Small(S s) => s.A * s.T;
            [Differentiable] public static double Large(S s, int n) { double p = 0; for (int i = 0; i < n; i++) p += s.A * s.T; return p; }
            [Differentiable] public static S Made(double x, int n) { S s = default; for (int i = 0; i < n; i++) { s.A += x; s.T = x * x; } return s; }
            [Differentiable] public static double F(double x) { {{body}} }
            """));

        Assert.Equal(9.0, gradient.Program.InvokeTuple("P.FGradient", 3.0)[1]);
    }

    [Theory]
    [InlineData("var b = new B { M = x }; return b.Chosen();")]
    [InlineData("var b = new B(); b.M = x * x; b.K += 0.5; return b.Chosen() + b.Chosen();")]
    [InlineData("static double Clipped(double v, double limit) { if (limit > 0.25) return v; return v * v; } return Clipped(x, Half) + Clipped(x, 0.25f) + Clipped(x, 2 * Half);")]
    [InlineData("static double Sign(double v, double t) { if ((t > 0 ? 0.5 : t) < t) return v; return v * v; } return Sign(x, 3) + Sign(x, -1.0);")]
    [InlineData("static double Of(B b, int n) => n switch { 0 => b.M * 2, 1 => b.M * b.M, _ => Math.Sin(b.M) * b.M }; double s = x; for (int i = 0; i < 3; i++) s = Math.Sin(Of(new B { M = s }, 1) + x); return s;")]
    [InlineData("static double Of(double v, DayOfWeek day, bool exact) { if (day == DayOfWeek.Monday) return v; if (exact) return 2 * v; return v * v; } return Of(x, DayOfWeek.Monday, true) * Of(x, DayOfWeek.Friday, Exact) + Of(x, DayOfWeek.Friday, false);")]
    [InlineData("static double Low(double v, double t) { if (v is not (< 0.25)) return t; return v * t; } return Low((double)1, x) + Low((float)0.1, x) + Low((int)0.9, x * x);")]
    [InlineData("static double Of(double v, DayOfWeek day) { if (v > 0 && day == DayOfWeek.Monday) return v; bool late = v > 9 || day != DayOfWeek.Monday; while (v > -1 && v < 1 && day <= DayOfWeek.Monday) v *= 3; return late ? v : v * v; } return Of(x, DayOfWeek.Monday) * Of(-x, DayOfWeek.Monday);")]
    [InlineData("static double Low(double v, int n) { if (n / 2 * 2 == n) return v; return v * v; } return Low(x, 3 + 2) + Low(x, 7 % 3 + 1);")]
    public void A_constant_that_reaches_a_condition_by_way_of_a_callee_decides_it(string body) => Check(
        "[Differentiable] public struct B { public double M, K; public readonly double Chosen() { if (K > 0.25) return M * 3; else return M * M; } }",
        $"private const double Half = 0.5; private const bool Exact = true; [Differentiable] public static double F(double x) {{ {body} }} public static object[] At() => new object[] {{ 0.7 }};");

    [Theory]
    [InlineData("[Differentiable] public record struct S(double A, [NoGradient] double T);")]
    [InlineData("[Differentiable] public readonly record struct S(double A, [NoGradient] double T);")]
    [InlineData("[Differentiable] public readonly struct S(double a, [NoGradient] double t) { public double A { get; } = a; [NoGradient] public double T { get; } = t; }")]
    public void A_mark_on_a_records_parameter_is_that_of_its_field(string type)
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(type, """
            [Differentiable] public static double F(S s, double x) => s.A * s.T + new S(x, x).T * x;
            public static double[] At(double x) { var g = FGradient(new S(2, 3), x); return [g.dS.A, g.dS.T, g.dX]; }
            """)).Compile();

        Assert.Equal([3, 0, 5], (double[])program.Invoke("P.At", 5.0)!);
    }

    [Theory]
    [InlineData("[Differentiable] public record struct S(double A) { public double B = 7; }", "new S(2)")]
    [InlineData("[Differentiable] public struct S { public double A; public double B = 7; public S(double a) { A = a; } }", "new S(2)")]
    [InlineData("[Differentiable] public struct S { public double A { get; set; } = 3; public double B { get; init; } = 7; public S() { } }", "new S { A = 2 }")]
    [InlineData("[Differentiable] public struct S { public required double A { get; init; } public required double B { get; init; } }", "new S { A = 2, B = 7 }")]
    public void A_gradient_of_zero_is_zero_where_the_field_begins_with_something_else(string type, string made)
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(type, $$"""
            [Differentiable] public static double F(S s) => s.A * s.A;
            public static double[] At() { S dS = FGradient({{made}}).dS; return [dS.A, dS.B]; }
            """)).Compile();

        Assert.Equal([4, 0], (double[])program.Invoke("P.At")!);
    }

    [Fact]
    public void An_object_in_a_struct_may_be_a_constant()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(
            "[Differentiable] public partial class Net { public double[] W = [4]; } [Differentiable] public record struct S(double A, [NoGradient] Net Net);", """
            [Differentiable] public static double F(S s) => s.A * s.Net.W[0];
            public static double At() => FGradient(new S(2, new Net())).dS.A;
            """)).Compile();

        Assert.Equal(4.0, program.Invoke("P.At"));
    }

    [Fact]
    public void A_local_function_names_a_static_of_its_generic_type()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program("", """
            public static partial class Of<T> { static readonly double Rate = typeof(T) == typeof(int) ? 3 : 100; [Differentiable] public static double F(double x) { double Scaled(double y) => y * Rate; return Scaled(x) * x; } }
            public static double At(double x) => Of<int>.FGradient(x).dX;
            """)).Compile();

        Assert.Equal(2 * 3 * 5.0, program.Invoke("P.At", 5.0));
    }

    [Fact]
    public void A_static_of_a_generic_type_is_read_where_it_is()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(
            "[Differentiable] public readonly record struct S(double A);", """
            [Differentiable] public static double F(S s) => Of<int>.Scaled(s) * Of<int>.Scaled(s);
            public static partial class Of<T> { public static readonly double Rate = typeof(T) == typeof(int) ? 3 : 100; [Differentiable] public static double Scaled(S s) => s.A * Rate; }
            public static double At(double x) => FGradient(new S(x)).dS.A;
            """)).Compile();

        Assert.Equal(2 * 9 * 5.0, program.Invoke("P.At", 5.0));
    }

    [Fact]
    public void A_function_that_names_private_members_is_called() => Check(
        Vector + """
        public static partial class Other
        {
            private static readonly double rate = 0.75;
            private static double Table(int i) => i * 0.25 - 1;
            [Differentiable] private static double Twice(double x) => 2 * x;
            [Differentiable] public static double ByTable(Vec3 v) => v.X * v.Y * Table(3);
            [Differentiable] public static double ByRate(Vec3 v) => v.X * v.Z * rate;
            [Differentiable] public static double ByTwice(Vec3 v) => v.X * Twice(v.Z);
        }
        """,
        $"[Differentiable] public static double F(Vec3 a, Vec3 b, double t) => Other.ByTable(a * t) + Other.ByRate(b) * Other.ByTwice(a); {TwoVectors}");

    [Fact]
    public void A_structure_is_no_constant_of_what_is_differentiated_in_place() => Diagnostics.Refused.InClass(
        """
        [Differentiable] public readonly record struct Pair(double X, double Y);
        [Differentiable] public static double G([NoGradient] Pair p, double t) => p.X * t;
        [Differentiable] public static double F(double x) => [|G(new Pair(x, 2), x)|];
        """, Diagnostics.Refused.Construct("'P.G(P.Pair, double)', whose parameter 'p' is marked [NoGradient] and which is differentiated in place,", "drop the mark, and stop the gradients of its parts with Gradient.Stop"));

    [Theory]
    [InlineData("Vec3.Dot(a + b * t, a)")]
    [InlineData("(a - t * b).Length")]
    [InlineData("Vec3.Dot(Vec3.Cross(a, b), (Vec3)t)")]
    [InlineData("(-a / t).X * b.Normalized().Y")]
    [InlineData("(t > 0 ? a : b).Length + (t < 0 ? a : b).X")]
    [InlineData("(a with { Y = t * a.Z }).Length")]
    [InlineData("Vec3.Dot(Vec3.UnitX, a) * Vec3.Dot(Vec3.Zero + b, new Vec3 { Z = t })")]
    [InlineData("(t switch { > 1 => a, > 0 => b * t, _ => default }).Length")]
    [InlineData("new Vec3(Z: a.X, X: t, Y: b.Y * a.X).Length")]
    public void An_expression_of_structs(string expression) => Check(
        Vector, $"[Differentiable] public static double F(Vec3 a, Vec3 b, double t) => {expression}; {TwoVectors}");

    [Theory]
    [InlineData("a + b * t")]
    [InlineData("a.Normalized()")]
    [InlineData("t > 0 ? Vec3.Cross(a, b) : a")]
    [InlineData("default(Vec3) + (Vec3)t")]
    [InlineData("a")]
    public void A_result_is_a_struct(string expression) => Check(
        Vector, $"[Differentiable] public static Vec3 F(Vec3 a, Vec3 b, double t) => {expression}; {TwoVectors}");

    [Theory]
    [InlineData("var c = a; a = b; b = c; return Vec3.Dot(a, new Vec3(1, 2, 3)) * b.X;")]
    [InlineData("a = new Vec3(a.Y, a.Z, a.X); a = new Vec3(a.Y, a.Z, a.X * t); return a.X + 2 * a.Y + 3 * a.Z;")]
    [InlineData("(a, b) = (b, a); return a.X * t + b.Y * b.Y;")]
    [InlineData("var (x, y, z) = a; (x, y) = (y, x); return x + 2 * y * b.X + z * t;")]
    [InlineData("for (int i = 0; i < 4; i++) { a = Vec3.Cross(a, b) + a * t; } return a.Length;")]
    [InlineData("Vec3 sum = Vec3.Zero; for (int i = 1; i <= 3; i++) { var scaled = a * (t / i); sum += scaled; b -= scaled; } return Vec3.Dot(sum, b);")]
    [InlineData("Vec3 n; if (t > 0.5) { n = a.Normalized(); } else { n = b; } return Vec3.Dot(n, b);")]
    [InlineData("if (a.Length > 100) return t; for (int i = 0; i < 5; i++) { a = (a + b).Normalized(); if (i == 3) return a.X * t; } return a.Y;")]
    [InlineData("Vec3 v = a; int n = 0; while (v.Length > 0.5 && n < 20) { v = v * 0.7 - b * 0.01; n++; } return v.X * n;")]
    public void Statements_with_structs(string body) => Check(
        Vector, $"[Differentiable] public static double F(Vec3 a, Vec3 b, double t) {{ {body} }} {TwoVectors}");

    [Theory]
    [InlineData("var q = p; q.Position = new Vec3(1, t, 2); q.Mass = 3 * t; return p.Mass * p.Position.X + q.Mass * q.Position.Y;")]
    [InlineData("var q = p; p.Mass *= t; q.Velocity += p.Position * p.Mass; return q.Energy() + p.Mass;")]
    [InlineData("p.Move(t); p.Move(t); return p.Energy() + p.Position.Length;")]
    [InlineData("for (int i = 0; i < 3; i++) { p.Move(t / 2); p.Velocity = p.Velocity - p.Position * t; } return p.Energy();")]
    [InlineData("Particle q = new Particle { Mass = t, Position = p.Position }; q.Velocity = q.Position; return q.Energy() * p.Id;")]
    [InlineData("Particle q = default; q.Mass += t * p.Mass; return q.Mass * q.Mass + q.Energy();")]
    [InlineData("p.Mass++; p.Mass -= t; return p.Mass * p.Mass;")]
    public void A_struct_is_changed_in_place(string body) => Check(
        Vector + Particle, $"[Differentiable] public static double F(Particle p, double t) {{ {body} }} {OneParticle}");

    [Fact]
    public void A_changed_struct_is_the_result() => Check(
        Vector + Particle, $"[Differentiable] public static Particle F(Particle p, double t) {{ p.Move(t); var q = p; q.Velocity *= t; return q; }} {OneParticle}");

    [Theory]
    [InlineData("public static (double sum, double product) F(double x, double y) => (x + y, x * y);")]
    [InlineData("public static (double, int, double) F(double x, double y) { (double a, double b) = (x + y, x * y); (a, b) = (b, a); return (a, 3, b * b); }")]
    [InlineData("public static double F(double x, double y) { var t = (x, s: x * y); t.s += t.x; var u = t; u.x = 5; return t.x * t.s + u.x * u.Item2; }")]
    [InlineData("public static ((double, double), double) F(double x, double y) { var inner = (y, x); return (inner, inner.Item1 * inner.Item2); }")]
    [InlineData("public static double F(double x, double y) { (double, double) t = x > 0 ? (x, y) : (y, 1); for (int i = 0; i < 3; i++) t = (t.Item2, t.Item1 * y); return t.Item1 + 2 * t.Item2; }")]
    [InlineData("public static double F(double x, double y) { ((double a, double b), double c) = ((x, y), x * y); return a * b + c; }")]
    [InlineData("public static double G((double, double) p, int n) => n <= 0 ? p.Item1 * p.Item2 : G((p.Item2, p.Item1 * p.Item1), n - 1) * p.Item1; [Differentiable] public static double F(double x, double y) { (double first, double second) t = (x * y, y); return G(t, 2) * G((a: x, b: y), 1); }")]
    [InlineData("public static (double Sin, double Cos) F(double x, double y) => Math.SinCos(x * y);")]
    public void Tuples(string function) => Check(
        "", $"[Differentiable] {function} public static object[] At() => new object[] {{ 0.7, 1.3 }};");

    [Fact]
    public void A_parameter_is_a_tuple() => Check(
        "", """
        [Differentiable] public static double F((double a, (double b, int n) rest) p, double t) => p.a * p.rest.b * p.rest.n + t * p.Item2.Item1;
        public static object[] At() => new object[] { (0.7, (1.3, 4)), 0.2 };
        """);

    [Theory]
    [InlineData("public readonly struct Pair { public readonly double A, B; public Pair(double a, double b) { A = a; B = b; } }")]
    [InlineData("public readonly struct Pair { public double A { get; } public double B { get; } public Pair(double a, double b) => (A, B) = (a, b); }")]
    [InlineData("public readonly struct Pair(double a, double b) { public double A { get; init; } = a; public double B { get; init; } = b; }")]
    [InlineData("public readonly struct Pair(double a, double b) { public double A { get; } = a; public readonly double B = b; }")]
    [InlineData("public struct Pair { public double A; public double B; public Pair(double a, double b) { this.A = a; B = b; } }")]
    [InlineData("public record struct Pair(double A, double B);")]
    [InlineData("public record struct Pair { public double A { get; set; } public double B { get; set; } = 7; public Pair(double a, double b) { A = a; if (b > 0) B = b; } }")]
    public void A_struct_is_made_by_its_constructor(string type) => Check(
        "[Differentiable] " + type, """
        [Differentiable] public static Pair F(Pair p, double t) { var q = new Pair(p.B * t, p.A); return new Pair(q.A * q.B, t); }
        public static object[] At() => new object[] { new Pair(0.7, 1.3), 0.2 };
        """);

    [Theory]
    [InlineData("var c = new Count(x, 1); c++; ++c; return c.Sum * c.Sum * c.N;")]
    [InlineData("var c = new Count(x, 1); var d = c++; var e = --c; Count[] all = [c, d]; int i = 0; var f = all[i++]++; return (c.Sum + 2 * d.Sum) * e.Sum * all[0].Sum * f.Sum * i;")]
    [InlineData("var all = new Count[3]; for (int i = 0; i < 6; i++) { all[i % 3].Sum += x * i; all[(i + 1) % 3]++; } return all[0].Sum * all[1].Sum - all[2].Sum * all[2].N;")]
    public void A_struct_is_counted_up_by_its_own_operator(string body) => Check(
        "[Differentiable] public record struct Count(double Sum, int N) { public static Count operator ++(Count c) => new(c.Sum * c.Sum + 1, c.N + 1); public static Count operator --(Count c) => c with { Sum = 2 * c.Sum, N = c.N - 1 }; }",
        $$"""
        [Differentiable] public static double F(double x) { {{body}} }
        public static object[] At() => new object[] { 0.7 };
        """);

    [Theory]
    [InlineData("j.Angle = x * x; j.Angle += j.Length; double old = j.Angle++; j.Angle *= x; return j.Raw * old * (j.Angle = 2 * j.Length);")]
    [InlineData("Joint[] all = [j, new Joint { Raw = x }]; int i = 0; all[i++].Angle = all[i].Raw * x; all[i].Angle -= i++ * x; (all[0].Angle, all[1].Angle) = (all[1].Angle, x); return all[0].Raw * all[1].Raw + i;")]
    [InlineData("double s = 0; for (int i = 0; i < 4; i++) { j.Angle = j[i] * x + i; s += j[j.Raw > 1 ? 1 : 0] * j[i++]; } return s;")]
    public void A_property_or_an_indexer_computes(string body) => Check(
        """
        [Differentiable]
        public struct Joint
        {
            public double Raw, Length;
            public double Angle { readonly get => Raw * Length; set { Length = Math.Sin(value + Length); Raw = value / (2 + Length); } }
            public readonly double this[int i] => i switch { 0 => Raw, 1 => Length, _ => Raw - Length };
        }
        """,
        $$"""
        [Differentiable] public static double F(Joint j, double x) { {{body}} }
        public static object[] At() => new object[] { new Joint { Raw = 0.3, Length = 1.2 }, 0.7 };
        """);

    [Theory]
    [InlineData("double s = 0; foreach (var (p, q) in new Pair[] { new(x, 2), new(3, x) }) s += p * q * q; return s;")]
    [InlineData("double s = 0; (double A, (double B, Pair C) D)[] all = [(x, (2, new Pair(x, x))), (1, (x, new Pair(1, x)))]; foreach ((double a, var (b, c)) in all) { all[1].A = x; s += a * c.A * b; if (s > 100) break; } return s;")]
    [InlineData("double s = 0; var all = new Sum[] { new() { V = x }, new() { V = 2 } }; foreach (var (twice, square) in all) { all[1].V *= 3 * x; s += twice * square; } return s;")]
    public void A_loop_takes_each_element_apart(string body) => Check(
        "[Differentiable] public readonly record struct Pair(double A, double B); [Differentiable] public struct Sum { public double V; public void Deconstruct(out double twice, out double square) { twice = 2 * V; square = V * V; } }",
        $$"""
        [Differentiable] public static double F(double x) { {{body}} }
        public static object[] At() => new object[] { 0.7 };
        """);

    [Fact]
    public void An_extension_method_has_a_backward_that_is_one()
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program("[Differentiable] public readonly record struct Pair(double A, double B);", """
            [Differentiable] public static double Times(this Pair p, double[] x) { double s = 0; foreach (double v in x) s = Math.Sin(s + p.A * v) * p.B; return s; }
            [Differentiable] public static double Own(this double x) => x * x;
            [Differentiable] public static double F(Pair p, double[] x) => p.Times(x) * Times(p, x) + p.A.Own();
            public static double[] At()
            {
                var p = new Pair(0.3, 1.2);
                double[] x = [0.5, 0.7], dX = [0, 0];
                (double value, Pair dP) = p.TimesBackward(x, 1, dX);
                (double _, Pair dTwice, double[] _) = FGradient(p, x);
                return [dTwice.A, 2 * value * dP.A + 3.0.OwnGradient().dX * 0.1, dTwice.B, 2 * value * dP.B];
            }
            """)).Compile();

        double[] at = (double[])program.Invoke("P.At")!;
        Assert.Equal([at[1], at[3]], [at[0], at[2]], (one, other) => Math.Abs(one - other) < 1e-12);
    }

    [Fact]
    public void What_is_read_in_place_compares_a_variable_with_itself() => Check(
        "[Differentiable] public readonly record struct Pair(double A, double B) { public double Larger => A >= B ? A : B; public Pair Sorted => A < B || A != B ? this : new(B, 2 * A); public static double Choose(Pair p, int i, int j) => i == j ? p.A : p.B; }",
        """
        [Differentiable] public static double F(double x, int n) => new Pair(x, x).Larger * new Pair(x, x).Sorted.B * Pair.Choose(new Pair(x, 2 * x), n, n);
        public static object[] At() => new object[] { 0.7, 3 };
        """);

    [Fact]
    public void A_backward_by_hand_takes_and_gives_structs() => Check(
        Vector + """
        public static class Library { public static double Squared(Vec3 v) => Vec3.Dot(v, v); }
        public static partial class Backwards
        {
            [BackwardOf(typeof(Library), nameof(Library.Squared))]
            internal static (double value, Vec3 dV) Squared(Vec3 v, double dOut) => (Vec3.Dot(v, v), v * (2 * dOut));
        }
        """,
        $"[Differentiable] public static double F(Vec3 a, Vec3 b, double t) => Library.Squared(a + b * t) * Library.Squared(b); {TwoVectors}");

    [Fact]
    public void A_constructor_that_computes_is_differentiated() => Check(
        "[Differentiable] public readonly struct Polar { public readonly double X, Y; public Polar(double r, double angle) { X = r * Math.Cos(angle); Y = r * Math.Sin(angle); } }",
        """
        [Differentiable] public static double F(double r, double angle) { var p = new Polar(r, angle); var q = new Polar(p.X, p.Y); return q.X * p.Y; }
        public static object[] At() => new object[] { 0.7, 1.3 };
        """);

    [Fact]
    public void A_float_struct_has_float_gradients() => Check(
        "[Differentiable] public record struct Pair(float A, double B);",
        """
        [Differentiable] public static Pair F(Pair p, float t) => new Pair((float)(p.A * p.B) + t, p.A * t);
        public static object[] At() => new object[] { new Pair(0.5f, 1.25), 0.75f };
        """, 1e-6);

    [Fact]
    public void A_method_of_another_type_takes_structs() => Check(
        Vector + "public static partial class Geometry { [Differentiable] public static double Angle(Vec3 a, Vec3 b) => Math.Acos(Vec3.Dot(a, b) / (a.Length * b.Length)); }",
        $"[Differentiable] public static double F(Vec3 a, Vec3 b, double t) => Geometry.Angle(a + b * t, b) + Geometry.Angle(a, b); {TwoVectors}");

    [Fact]
    public void An_instance_method_has_a_backward_of_its_own()
    {
        string source = Program(
            "[Differentiable] public readonly partial record struct Disc(double Radius, double Height) { [Differentiable] public double Volume(double scale) => Math.PI * Radius * Radius * Height * scale; }",
            "public static (double, Disc, double) G() => new Disc(2, 3).VolumeGradient(0.5); public static (double, Disc, double) B() => new Disc(2, 3).VolumeBackward(0.5, 2);");
        using CompiledProgram program = GeneratorHarness.Run(source).Compile();

        double[] gradient = [.. Shape.Numbers(program.Invoke("P.G"))];
        Assert.Equal([Math.PI * 2 * 2 * 3 * 0.5, Math.PI * 2 * 2 * 3 * 0.5, Math.PI * 2 * 2 * 0.5, Math.PI * 12], gradient, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(gradient.Skip(1).Select(x => 2 * x), Shape.Numbers(program.Invoke("P.B")).Skip(1), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData("[Differentiable] static Vec3 G(Vec3 a, double t, int n) { for (int i = 0; i < n; i++) a = a * t + Vec3.UnitX; return a; }", "var c = G(a + b, t, 3); for (int i = 0; i < 2; i++) c = G(c, t, i + 1); return c.Length * b.X;")]
    [InlineData("[Differentiable] static (double, Vec3) G(double x, Vec3 v, int n) => n == 0 ? (x, v) : G(v.X, v * x, n - 1);", "var (x, v) = G(t, a, 3); return x * v.Y + G(x, b, 2).Item1;")]
    [InlineData("[Differentiable] static double G(in Vec3 v, double t) { double s = 0; for (int i = 0; i < 3; i++) s += v.X * t + v.Y; return s; }", "return G(a, t) * G(b + a, 2 * t) + G(new Vec3(t, 2, a.Z), 1);")]
    [InlineData("[Differentiable] static double G(Vec3[] vs, Vec3 by) { double s = 0; for (int i = 0; i < vs.Length; i++) { vs[i] = vs[i] + by; s += vs[i].Length; } return s; }", "var vs = new Vec3[2]; vs[0] = a; vs[1] = b * t; return G(vs, a) * vs[1].X;")]
    public void A_large_function_of_structs_is_called(string callee, string body) => Check(
        Vector, $"{callee} [Differentiable] public static double F(Vec3 a, Vec3 b, double t) {{ {body} }} {TwoVectors}");

    [Theory]
    [InlineData("double sum = 0; void Add(double x) { sum += x * t; if (x > 0) return; t *= 2; } Add(a.X); Add(a.Y); Add(sum); return sum;")]
    [InlineData("static double Square(double x) => x * x; return Square(Square(a.X) + t) * Square(b.Y);")]
    [InlineData("Func<double, double> cube = x => { var y = x * x; return y * x; }; return cube(a.X) * cube(t);")]
    [InlineData("Vec3 Scaled(Vec3 v) { v = v * t; return v; } var c = Scaled(a); t = 3; return Vec3.Dot(Scaled(c), a);")]
    [InlineData("static double Max(double x, double y) { if (x > y) return x; return y; } double m = a.X; for (int i = 0; i < 3; i++) m = Max(m * t, b.Y - i); return m;")]
    [InlineData("static void Split(Vec3 v, out double x, out Vec3 rest) { x = v.X; rest = new Vec3(0, v.Y, v.Z); } Split(a * t, out var x, out Vec3 rest); Split(rest, out x, out rest); return x + rest.Length;")]
    [InlineData("static void Swap(ref Vec3 p, ref Vec3 q) { var r = p; p = q; q = r; } Swap(ref a, ref b); return a.X * t + b.Y * b.X;")]
    [InlineData("static double Half(in double x, bool exact) => exact ? x / 2 : Math.Floor(x); return Half(a.X, true) * Half(t, exact: a.X > 0);")]
    public void A_local_function_or_lambda_is_differentiated_where_it_is_called(string body) => Check(
        Vector, $"[Differentiable] public static double F(Vec3 a, Vec3 b, double t) {{ {body} }} {TwoVectors}");

    /// <summary>What needs a workspace works in a private method, which is as readonly as the user's: a call of one that is not would copy the struct, of which the compiler warns.</summary>
    [Theory]
    [InlineData("public readonly void InPlace(Span<double> y, double s) { for (int i = 0; i < y.Length; i++) y[i] *= s * K; }", "double[] y = [x, 2 * k]; g.InPlace(y, x); return y[0] * y[1];")]
    [InlineData("public readonly double Last(double s, out double sum) { sum = 0; for (int i = 0; i < 3; i++) { s = Math.Sin(s) * K; sum += s; } return s; }", "return g.Last(x, out double sum) * sum;")]
    public void A_readonly_method_of_a_struct_that_needs_a_workspace(string method, string body) => GeneratedGradient.CheckWithOracle(
        $$"""
        [Differentiable] public partial record struct Gain(double K) { [Differentiable] {{method}} }
        [Differentiable] public static double F(double x, double k) { Gain g = new(k * k); {{body}} }
        """,
        1.3, 0.7);

    /// <summary>A parameter of a positional record is given to the property that it declares: not to a member by its name that the record declares itself.</summary>
    [Theory]
    [InlineData("record struct R(double A, double B) { public double A { get; set; } }")]
    [InlineData("record struct R(double A, double B) { public double A = B; }")]
    [InlineData("record struct R(double A, double B) { public double A { get; set; } = A; public double C = A * B; }")]
    [InlineData("record struct R(double A, double B) { public double A { get; set; } = B; public double C = A; }")]
    [InlineData("record struct R(double A, double B) { public double A { get; init; } = 2 * B; public double C { get; set; } = B; }")]
    public void A_positional_record_with_a_member_by_a_parameters_name(string type) => GeneratedGradient.Check(
        $$"""
        #pragma warning disable CS8907
        [Differentiable] public {{type}}
        [Differentiable] public static double F(double x, double y) { var r = new R(x * y, y); R s = new(y, x) { A = x }; R[] all = [r, s with { B = y }]; return (r.A + all[0].A + 2) * (r.B + all[1].A) * s.A + s.B * x; }
        """,
        1.3, 0.7);
}
