using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Methods and properties of structs that change what they are called on: a variable itself, and of anything else a copy.</summary>
public sealed class ChangingMemberTests
{
    private const string Types = """

        [Differentiable]
        public struct Gauge
        {
            public double X;
            public void Scale(double k) => X *= k;
            public double Scaled(double k) { X *= k; return X; }
            public double Next { get { X *= 2; return X; } }
            public double this[int i] { get { X *= i + 1; return X; } }
            public double Twice(double k) { double next = Next; return next * k; }
            public readonly double Kept() => Scaled(2) + Next + this[2] + X;
        }
        [Differentiable] public readonly struct Frame(Gauge inner, Gauge outer) { public readonly Gauge Inner = inner; public Gauge Outer { get; } = outer; }
        [Differentiable] public struct Panel { public double X; public Gauge Left; public void Scale(double k) { X *= k; Left.X += k; } }

        """;

    [Theory]
    [InlineData("foreach (var gauge in gauges) { gauge.Scale(k); sum += gauge.X; }")]
    [InlineData("foreach (var gauge in gauges) sum += gauge.Scaled(k) * gauge.Scaled(k) + gauge.X;")]
    [InlineData("foreach (var gauge in gauges.AsSpan()) sum += gauge.Next * gauge[1] * gauge.Twice(k) + gauge.X * k;")]
    [InlineData("foreach (ref readonly var gauge in gauges.AsSpan()) { gauge.Scale(k); sum += gauge.X + gauge.Next * k + gauge[1] + gauge.Twice(k); }")]
    [InlineData("foreach (ref var gauge in gauges.AsSpan()) { gauge.Scale(k); sum += gauge.X + gauge.Next * k + gauge[1] + gauge.Twice(k); } sum *= gauges[0].X;")]
    [InlineData("foreach (var gauge in new[,] { { gauges[0], gauges[1] } }) { gauge.Scale(k); sum += gauge.X; }")]
    [InlineData("var square = new Gauge[,] { { gauges[0], gauges[1] }, { new() { X = k }, gauges[0] } }; square[1, 1].Scale(k); sum = square[0, 1].X * square[1, 0].X + square[1, 1].Next * square[0, 0].X;")]
    [InlineData("foreach (var (left, right) in new[] { (gauges[0], gauges[1]) }) { left.Scale(k); sum += left.X * right.Scaled(k) + right.X; }")]
    [InlineData("foreach (var panel in panels) { panel.Scale(k); panel.Left.Scale(k); sum += panel.X * panel.Left.X + panel.Left.Next; }")]
    [InlineData("for (int i = 0; i < panels.Length; i++) { panels[i].Left.Scale(k); sum += panels[i].Left.Next * panels[i].Left.X * k; }")]
    [InlineData("var panel = panels[0]; sum = panel.Left.Next * panel.Left.Next + panel.Left.X * k;")]
    [InlineData("double Given(in Gauge gauge) { gauge.Scale(k); return gauge.Next + gauge.Twice(k) + gauge[2] + gauge.X; } sum = Given(gauges[0]) * k;")]
    [InlineData("double Given(ref readonly Gauge gauge) { gauge.Scale(k); return gauge.Next + gauge.Twice(k) + gauge[2] + gauge.X; } sum = Given(in gauges[0]) * k;")]
    [InlineData("double Given(ref readonly double number) { k *= 2; return number; } sum = Given(in k);")]
    [InlineData("var frame = new Frame(gauges[0], gauges[1]); sum = frame.Inner.Next + frame.Inner.Scaled(k) * frame.Outer.Next + frame.Outer[3] + frame.Inner.X * frame.Outer.X;")]
    [InlineData("ReadOnlySpan<Gauge> given = gauges; sum = given[0].Next + given[0].Scaled(k) * given[1][2] + given[0].X;")]
    [InlineData("sum = gauges[0].Kept() + gauges[0].X * panels[0].Left.Kept() + Fixed.Next * k + Fixed.Scaled(k) * Fixed.X;")]
    [InlineData("var gauge = gauges[0]; sum = gauge.Next * gauge[1] + gauge.Twice(k) + gauge.X;")]
    public void A_variable_is_changed_and_of_anything_else_a_copy(string body) => Check(Types, $$"""
        static readonly Gauge Fixed = new() { X = 3 };
        [Differentiable] public static double F(Gauge[] gauges, Panel[] panels, double k) { double sum = 0; {{body}} return sum * k; }
        public static object[] At() => [new[] { new Gauge { X = 0.7 }, new Gauge { X = -1.3 } }, new[] { new Panel { X = 0.4, Left = new Gauge { X = 2.1 } } }, 0.8];
        """);

    [Theory]
    [InlineData("return gauge.X switch { > 1 when gauge.Scaled(0.1) > 5 => 1 * k, > 0.5 => 2 * k, _ => 3 * k };")]
    [InlineData("switch (gauge) { case { X: > 1 } when gauge.Scaled(0.1) > 5: return k; case { X: > 0.5 }: return 2 * k; default: return 3 * k; }")]
    [InlineData("if (gauge is { X: var x } && gauge.Next > 1) return x * k; return 0;")]
    public void A_guard_changes_what_is_asked(string body) => Check(Types, $$"""
        [Differentiable] public static double F(Gauge gauge, double k) { {{body}} }
        public static object[] At() => [new Gauge { X = 1.2 }, 0.8];
        """);
}
