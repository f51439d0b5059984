using Xunit;
using static AutoBackprop.Tests.Language.GeneratedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Patterns: what they ask of a number, and the names they give.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData(1.5, 3)]
    [InlineData(0.5, 7)]
    [InlineData(-2.5, 5)]
    public void Patterns_ask_numbers(double x, int n) => Check(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r = x is > 1 and < 2 or < -2 ? x * x : x is not (< 0) ? 3 * x : 1;
            if (n is 3 or 4) r *= x;
            if (n is not 5) r += x;
            return r * x switch { > 1 => x, <= -2 when n == 5 => -x, _ => 2 };
        }
        """,
        x, n);

    [Fact]
    public void A_pattern_gives_what_it_asks_a_name() => CheckWithDifferences(
        "[Differentiable] public static double F(double x) { double r = 1; if (x * 2 is var u and > 0) r += u * u; if (x is var t && t > 0) { t *= 2; r += t * x; } return r; }", 1.5);

    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(1.5, 3)]
    [InlineData(-0.5, 3)]
    [InlineData(0.5, 1)]
    public void A_guard_assigns_where_its_pattern_holds_and_no_label_before_it_did(double x, int n) => Check(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r = x, calls = 1;
            switch (x)
            {
                case > 1 when n > 2:
                case < 0 when (calls += x) < 2:
                    r *= calls;
                    break;
                case > 0 when (calls *= 3 * x) > 2:
                    r += calls;
                    break;
            }
            return r * n switch { > 0 when (r = r * 2) > 1.5 => r, 3 when calls++ > 1 => x, _ => calls } * calls;
        }
        """,
        x, n);

    [Fact]
    public void A_pattern_of_a_constant_that_is_NaN_matches_NaN()
    {
        using var gradient = new GeneratedGradient(InClass("const double Nothing = double.NaN; [Differentiable] public static double F(double x) => x is Nothing ? 3 : x;"));
        Assert.Equal(3.0, gradient.Program.InvokeTuple("P.FGradient", double.NaN)[0]);
    }

    [Fact]
    public void A_pattern_of_a_constant_whose_name_ends_in_NaN_matches_the_constant()
    {
        using var gradient = new GeneratedGradient(InClass("const double NotNaN = 0.5; [Differentiable] public static double F(double x) => x is NotNaN ? x : x * x;"));
        Assert.Equal(0.5, gradient.Program.InvokeTuple("P.FGradient", 0.5)[0]);
    }

    [Fact]
    public void A_pattern_names_a_value_that_is_overwritten_later() => CheckWithDifferences(
        "[Differentiable] public static double F(double x) { double r = 0; if (x is var t) { x *= 2; r = t * x; } switch (x) { case var a when a > 100: return a; case var b: x++; r += b * x; break; } return r; }", 1.5);

    [Fact]
    public void A_guard_that_changes_what_is_looked_at_does_not_change_what_later_patterns_see() => Check(
        """
        [Differentiable] public static double F(double x, double y)
        {
            double r = x switch { > 0 when (x = -1) > 0 => y, < 0 => y * y, _ => y * y * y };
            switch (y)
            {
                case > 0 when (y = -2 * r) > 0: r *= 2; break;
                case < 0: r *= 3; break;
                default: r *= 5; break;
            }
            return r + x * y;
        }
        """,
        1.0, 0.7);

    [Fact]
    public void A_pattern_names_a_value_that_is_overwritten_later_where_it_is_read_in_place() => CheckWithDifferences(
        """
        [Differentiable] public static double F(double x) => new S(x * x).G(x) + 3 * new S(x).H(x * 2);
        [Differentiable] public readonly record struct S(double A)
        {
            public double G(double y) { double x = A * y; if (x is var t) { x *= 2; return t * x; } return 0; }
            public double H(double y) { double x = A, r = 0; switch (x) { case var a when (x = y) > 100: return a; case var b: x++; r = b; break; } return r * x; }
        }
        """,
        0.7);

    [Theory]
    [InlineData(0.7)]
    [InlineData(-0.7)]
    public void Patterns_ask_what_properties_and_Deconstruct_compute_where_the_parts_before_hold(double x) => CheckWithDifferences(
        """
        [Differentiable] public static double F(double x)
        {
            var s = new S(x, 2);
            double r = s switch { { A: > 0, Root: > 0.1 and var root } => root * s.B, (var sum, > -1) q => sum * q.A, { Twice.A: var twice } => twice * x };
            if (s is { A: > 0 and var a, Root: var t } && (t *= 2) > 0)
                r += t * a * s.Root;
            switch (s) { case (_, < 0): r *= 3; break; case { Root: < 5 }: r *= 2; break; }
            return r;
        }
        [Differentiable] public readonly struct S(double a, double b)
        {
            public double A { get; } = a;
            public double B { get; } = b;
            public double Root => Math.Sqrt(A);
            public S Twice => new(2 * A, B);
            public void Deconstruct(out double sum, out double product) { sum = A + B; product = A * B; }
        }
        """,
        x);

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.5)]
    [InlineData(-0.7)]
    public void Patterns_ask_the_components_of_vectors(double x) => CheckWithDifferences(
        """
        [Differentiable] public static double F(double x)
        {
            var z = new System.Numerics.Complex(x, x * x) * 2;
            double r = z switch { { Real: > 0, Imaginary: < 2 and var i } => i * i, { Real: < 0 } w => w.Imaginary, _ => x };
            if (z is { Magnitude: > 1 and var m } c)
            {
                c *= m;
                r += c.Real * z.Imaginary;
            }
            var v = new System.Numerics.Vector2((float)x, 1);
            return v is { X: > 0, Y: not 0 } ? r : 2 * r;
        }
        """,
        x);

    [Theory]
    [InlineData("if (x is var t and var u) { t *= 2; r += t * u + x; u++; r *= u; } return r;")]
    [InlineData("switch (x) { case var t when (t = -t) > 0: return t; case > 0 and var u: return u * 3; default: return x; }")]
    [InlineData("switch (x) { case var t when t++ > 5: return t; case < 1: return x * x; default: return x; }")]
    [InlineData("var p = (x, 1.0); if (p is (var a, var b) whole) { whole.Item1 = 2 * x; p.Item2 = x; r = a * whole.Item1 * whole.Item2 + p.Item2 * b; a++; r += a; } return r;")]
    [InlineData("var p = (x, y: x * 2); if (p is { y: var a } q) { q.y *= 3; (a, _) = (a * q.y, 0); r = a * q.y + p.y; } return r;")]
    [InlineData("double s = x * x; return (s, 2) is (var a, var b) && b > 1 ? a * b : x;")]
    [InlineData("(double, double)[] ps = [(x, 2), (3, x)]; foreach (var p in ps) if (p is ( > 0, var b) q) { b *= x; q.Item1 += b; r += q.Item1 * b; } return r;")]
    public void What_a_pattern_names_is_changed_by_that_name_only(string body) => CheckWithDifferences(
        $"[Differentiable] public static double F(double x) {{ double r = 1; {body} }}", 0.7);

    [Theory]
    [InlineData(0.7, 1)]
    [InlineData(1.4, 0)]
    [InlineData(-0.7, 2)]
    public void Patterns_ask_the_parts_of_structs_and_tuples(double x, int n) => CheckWithDifferences(
        """
        [Differentiable] public static double F(double x, int n)
        {
            var shape = new Shape(n, x, 0.3) { Place = (x * x, 1) };
            double r = shape switch
            {
                { Tag: 0, A: > 1 } c => c.A * c.A,
                (1, var a, _) => a * shape.B,
                { Place.X: > 0.2 and var px, B: var b } => px * b * 3,
                var other => other.A,
            };
            (double, int) t = (x * r, n);
            switch (t)
            {
                case (> 0, 1): r *= 2; break;
                case (var u, > 1) when u < 0: r += u; break;
                default: r -= x; break;
            }
            if (shape is { Tag: 2 } or (0, < 2, _))
                r *= x;
            return r * (x, n) switch { (> 0, 1) => x, (var v, not 0) => v * v, _ => 2 };
        }
        [Differentiable] public readonly record struct Shape(int Tag, double A, double B) { public (double X, double Y) Place { get; init; } }
        """,
        x, n);
}
