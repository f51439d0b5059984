using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Structs and tuples compared as wholes: conditions, of which no gradient comes.</summary>
public sealed class EqualityTests
{
    private const string Records = """

        [Differentiable] public record struct Outer(double X, Inner I, int N, string Name);
        [Differentiable] public record struct Inner(double A, (double, bool) T);

        """;

    [Theory]
    [InlineData("if (a == b) return t * t; return t * a.X * b.I.A;")]
    [InlineData("Outer c = b with { N = a.N }; if (c == a) return t * c.X * c.I.A; return t;")]
    [InlineData("Outer c = a; c.I = c.I with { T = (t, true) }; return c != a ? t * c.I.T.Item1 * a.X : t;")]
    [InlineData("for (int i = 0; i < 4; i++) { if (a == b) a.X *= t; else b = a; } return a.X * b.X;")]
    [InlineData("return a.Equals(b) || !a.Equals(a with { Name = \"other\" }) && a.Equals(a) ? t * a.X : t;")]
    [InlineData("while (a != b && t < 3) { t *= 1.5; a = t > 2 ? b : a; } return t * a.X;")]
    public void Records_are_compared_part_by_part(string body) => Check(Records, $$"""
        [Differentiable] public static double F(Outer a, Outer b, double t) { {{body}} }
        public static object[] At() => new object[] { new Outer(1.5, new Inner(0.7, (3, true)), 4, "same"), new Outer(1.5, new Inner(0.7, (3, true)), 5, "same"), 0.8 };
        """);

    [Theory]
    [InlineData("return new One(nan) == new One(-nan) ? x * x : x;")]
    [InlineData("return new One(nan) != new One(x) && new One(0.0) == new One(-0.0) ? x * x : x;")]
    [InlineData("return (nan, 1) == (nan, 1) ? x * x : x;")]
    [InlineData("var pair = (nan, new One(nan)); return pair == pair ? x * x : x;")]
    [InlineData("return new One(x) == default ? x : new One(0) == default ? x * x * x : x * x;")]
    public void A_NaN_is_equal_to_itself_in_a_record_and_not_in_a_tuple(string body) => Check(
        "[Differentiable] public readonly record struct One(double X);", $$"""
        [Differentiable] public static double F(double x) { double nan = Math.Sqrt(-1 - x * x); {{body}} }
        public static object[] At() => new object[] { 0.7 };
        """);

    [Theory]
    [InlineData("(x, y) == (y, 1.0)")]
    [InlineData("(x, 2, y) != (x, 2.0, y)")]
    [InlineData("((x, y), new One(x)) == ((x, y), new One(x * 1))")]
    [InlineData("(i++, x) == (1, x) & i == 1 | (i += 2, 3) == (3, i)")]
    public void Tuples_are_compared_element_by_element(string condition) => Check(
        "[Differentiable] public readonly record struct One(double X);", $$"""
        [Differentiable] public static double F(double x, double y) { int i = 0; if ({{condition}}) return x * y * (i + 1); return x + y * i; }
        public static object[] At() => new object[] { 0.7, 1.3 };
        """);

    [Fact]
    public void An_equality_of_ones_own_is_read_in_place() => Check(
        """
        [Differentiable]
        public readonly struct V(double x, double y)
        {
            public double X { get; } = x;
            public double Y { get; } = y;
            public static bool operator ==(V a, V b) => Math.Abs(a.X - b.X) < 0.1 && a.Y == b.Y;
            public static bool operator !=(V a, V b) => !(a == b);
            public override bool Equals(object other) => other is V v && this == v;
            public override int GetHashCode() => 0;
        }
        [Differentiable]
        public readonly record struct W(double X, V V)
        {
            public bool Equals(W other) { if (X < 0) return false; return X == other.X; }
            public override int GetHashCode() => 0;
        }
        """,
        """
        [Differentiable]
        public static double F(V a, V b, W c, double t)
        {
            double sum = 0;
            for (int i = 0; i < 4; i++)
            {
                sum += a == b ? t * a.X : a.X;
                a = new V(a.X + 0.04, a.Y);
                if (c == new W(c.X, a) && c.Equals(c))
                    sum *= c.X;
            }
            return sum;
        }
        public static object[] At() => new object[] { new V(0.3, 2), new V(0.31, 2), new W(1.5, new V(2, 1)), 0.7 };
        """);

    [Theory]
    [InlineData("static bool Same(double a, double b) => a.Equals(b); return Same(0, x - x) ? x * x : x;")]
    [InlineData("static bool Same(double a, double b) => a.Equals(b); int n = 2; return Same(n, 2) && Same(n, x) ? x : x * x;")]
    [InlineData("static bool Same(One a, One b) => a == new One(b.X + 0); return Same(default, new One(0)) ? x * x : x;")]
    [InlineData("static bool Same(One a, One b) => new One(b.X + 0) != a; int n = 0; return Same(new One(n), default) ? x : x * x;")]
    public void A_whole_number_is_compared_as_the_real_that_it_stands_for(string body) => Check(
        "[Differentiable] public readonly record struct One(double X);", $$"""
        [Differentiable] public static double F(double x) { {{body}} }
        public static object[] At() => new object[] { 0.7 };
        """);

    [Fact]
    public void Vectors_are_compared() => Check(
        "", """
        [Differentiable] public static double F(double x, double y)
        {
            var a = new System.Numerics.Complex(x, y);
            var b = new System.Numerics.Complex(x, 2);
            return a == b || a.Equals(b) ? x : a != b ? (a * b).Real : y;
        }
        public static object[] At() => new object[] { 0.7, 1.3 };
        """);

    [Fact]
    public void Objects_and_what_holds_them_are_not_compared() => Diagnostics.Refused.InFile(
        """
        using AutoBackprop;
        [Differentiable] public partial record Net(double[] W);
        [Differentiable] public record struct Kept(double X, [NoGradient] double[] Y);
        public static partial class P
        {
            [Differentiable] public static double F(Net a, Net b, double x) => [|a == b|] ? x : a.W[0];
            [Differentiable] public static double G(Net a, Net b, double x) => [|a.Equals(b)|] ? x : a.W[0];
            [Differentiable] public static double H(Kept a, Kept b, double x) => [|a != b|] ? x : a.X;
        }
        """,
        Diagnostics.Refused.Construct("Comparing objects", "compare them in the caller"),
        Diagnostics.Refused.Construct("Comparing objects", "compare them in the caller"),
        Diagnostics.Refused.Construct("Comparing values of 'Kept'", "compare their numbers"));

    [Fact]
    public void A_page_with_a_comparison() => Snapshot.Verify(Program(Vector, """
        [Differentiable]
        public static double F(Vec3 from, Vec3 to, double step)
        {
            if (from == to)
                return 0;
            return step * (to - from).Length;
        }
        """));
}
