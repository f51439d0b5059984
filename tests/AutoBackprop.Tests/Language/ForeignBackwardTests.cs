using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Hand-written backward methods of other code, whose results have parts.</summary>
public sealed class ForeignBackwardTests
{
    [Theory]
    [InlineData("var (a, b) = Lib.Pair(y, x); return a * b;")]
    [InlineData("var p = Lib.Pair(y, x); double s = 0; for (int i = 0; i < 3; i++) { p = Lib.Pair(p.a, x * p.b); s += p.a * p.b; } return s;")]
    [InlineData("V v = Lib.Turned(new(x, y), y); return v.X * v.Y + Lib.Turned(v, y).X * Lib.Pair(x, 2).b;")]
    public void What_other_code_gives_with_parts_has_a_gradient_by_a_hand_written_backward(string body) => ShapedGradient.Check(
        """
        [Differentiable] public record struct V(double X, double Y);
        public static class Lib
        {
            public static (double a, double b) Pair(double x, double y) => (x * y, x + y * y);
            public static V Turned(V v, double y) => new(v.X * y, v.Y + y);
        }
        public static class Rules
        {
            [BackwardOf(typeof(Lib), nameof(Lib.Pair))]
            internal static ((double a, double b) value, double dX, double dY) PairBackward(double x, double y, (double a, double b) dOut) => (Lib.Pair(x, y), dOut.a * y + dOut.b, dOut.a * x + 2 * y * dOut.b);
            [BackwardOf(typeof(Lib), nameof(Lib.Turned))]
            internal static (V value, V dV, double dY) TurnedBackward(V v, double y, V dOut) => (Lib.Turned(v, y), new(dOut.X * y, dOut.Y), dOut.X * v.X + dOut.Y);
        }
        """,
        $$"""
        [Differentiable] public static double F(double x, double y) { {{body}} }
        public static object[] At() => [0.7, 1.3];
        """);
}
