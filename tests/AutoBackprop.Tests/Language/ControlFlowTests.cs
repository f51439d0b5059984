using Xunit;
using static AutoBackprop.Tests.Language.GeneratedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Branches, early returns, switches and conditions: differentiated as taken.</summary>
public sealed class ControlFlowTests
{
    [Theory]
    [InlineData(1.5)]
    [InlineData(-1.5)]
    public void An_if_has_one_arm(double x) => Check(
        "[Differentiable] public static double F(double x, double y) { double s = x; if (x > 0) s = s * y; s += y; s *= x; return s; }", x, 0.3);

    [Theory]
    [InlineData(1.5)]
    [InlineData(-1.5)]
    public void A_guard_returns_before_the_last_return(double x) => Check(
        "[Differentiable] public static double F(double x, double y) { if (x > 0) return x * x; return y * x; }", x, 0.3);

    [Theory]
    [InlineData(1.5)]
    [InlineData(-1.5)]
    public void Both_arms_return_with_a_local_from_before(double x) => Check(
        "[Differentiable] public static double F(double x, double y) { double t = x * y; if (x > 0) { return t * x; } else { return t + y; } }", x, 0.3);

    [Theory]
    [InlineData(3.0)]
    [InlineData(1.5)]
    [InlineData(0.5)]
    [InlineData(-1.0)]
    public void Returns_are_nested_in_branches_that_go_on(double x) => Check(
        """
        [Differentiable] public static double F(double x, double y)
        {
            double s = x * y;
            if (x > 0)
            {
                s += 1;
                if (x > 2) return s * s;
                if (x > 1) { s *= x; } else if (y > 0) { return s / y; }
                s -= y;
            }
            s *= 2;
            return s * x;
        }
        """,
        x, 0.3);

    [Theory]
    [InlineData(1.5, 2)]
    [InlineData(0.5, 2)]
    [InlineData(-1.5, 2)]
    [InlineData(-1.5, 1)]
    [InlineData(-0.5, 1)]
    public void Conditional_expressions_are_nested(double x, int n) => Check(
        "[Differentiable] public static double F(double x, int n) => x > 0 ? n > 1 ? x * x : 2 * x : n == 1 ? x < -1 ? 3 : x : (x < 0 ? 1 : 2) * x * (n > 0 ? n : 0.5);", x, n);

    [Theory]
    [InlineData("x > 0 ? Math.Sqrt(x) : 2 * x", -1, 2)]
    [InlineData("x <= 0 ? 2 * x : Math.Sqrt(x)", -1, 2)]
    [InlineData("x == 0 ? 1 : Math.Sin(x) / x", 0, 0)]
    [InlineData("x != 0 ? Math.Sin(x) / x : 1", 0, 0)]
    [InlineData("x > 0 && Math.Sqrt(x) > 1 ? Math.Log(x) : x * x", -1, -2)]
    [InlineData("x < 0 ? Math.Pow(-x, 0.5) : x", 0.5, 1)]
    public void The_arm_that_is_not_taken_leaves_no_trace(string expression, double x, double slope) => Assert.Equal(
        [slope], Of($"[Differentiable] public static double F(double x) => {expression};", x));

    [Fact]
    public void A_statement_that_is_not_reached_leaves_no_trace() => Assert.Equal(
        [3.0], Of("[Differentiable] public static double F(double x) { double y = 3 * x; if (x > 0) y = Math.Sqrt(x) * Math.Log(x); return y; }", -1.0));

    [Theory]
    [InlineData(1.5, 1, 2)]
    [InlineData(0.5, 1, 2)]
    [InlineData(1.5, 1, 0)]
    [InlineData(1.5, 1, 9)]
    [InlineData(1.5, 0, 7)]
    [InlineData(1.5, 0, 8)]
    [InlineData(1.5, 5, 7)]
    public void A_switch_in_a_switch_returns_early(double x, int a, int b) => Check(
        """
        [Differentiable] public static double F(double x, int a, int b)
        {
            double r = x;
            switch (a)
            {
                case 0:
                    switch (b) { case 7: return x * x; default: r *= 2; break; }
                    r += 1;
                    break;
                case 1:
                    switch (b) { case 0: r *= x; break; case 2: if (x > 1) return r * x * x; r++; break; }
                    r *= 3;
                    break;
                default:
                    return -x;
            }
            return r * x;
        }
        """,
        x, a, b);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(70)]
    public void A_switch_has_its_default_in_the_middle(int n) => Check(
        """
        [Differentiable] public static double F(double x, int n)
        {
            switch (n) { case 1: case 2: x *= x; break; default: x += 1; break; case 5: return x; case > 50 and < 90: x /= 3; break; }
            return x * n;
        }
        """,
        1.5, n);

    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(1.5, 1)]
    [InlineData(0.5, 1)]
    [InlineData(1.5, 2)]
    public void An_enum_chooses_with_patterns_and_guards(double x, int mode) => Check(
        """
        public enum Mode : byte { A, B, C }
        [Differentiable] public static double F(double x, Mode m)
        {
            Mode s = m == Mode.B ? Mode.C : m;
            switch (s) { case Mode.A: x *= x; break; case Mode.B or Mode.C when x > 1: x += 2 * x; break; default: return 3; }
            return x * (int)s + m switch { Mode.A => x, Mode.B => x * x, _ => (int)m * x };
        }
        """,
        x, mode);

    [Theory]
    [InlineData("sq")]
    [InlineData("lin")]
    [InlineData("")]
    public void A_string_chooses(string s) => Check(
        """
        [Differentiable] public static double F(double x, string s)
        {
            string k = s == "" ? "none" : s;
            switch (k) { case "sq": return x * x; case "none": case "zero": return 0; }
            return s.Length * x + (s.StartsWith('l') ? x : 0) + (string.IsNullOrEmpty(s) ? 1 : x) + s switch { "a" or "b" => 1, _ => x * x };
        }
        """,
        1.5, s);

    [Theory]
    [InlineData(1.5, 1)]
    [InlineData(0.6, 3)]
    [InlineData(-0.5, 3)]
    [InlineData(-0.5, -3)]
    public void Conditions_have_side_effects(double x, int n) => Check(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double y = x;
            if ((y = y * 2) > 1 && n++ > 0 || (x += 1) > 5) y *= x;
            double z = n++ > 1 ? (y += 3) * x : (x -= 1) * y;
            bool b = n > 2 & (n = 7) > 2 | (x *= 2) > 1;
            b ^= true;
            return b ? z * y + n * x : z * x;
        }
        """,
        x, n);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_switch_expression_stands_among_operands_with_side_effects(int n) => Check(
        """
        [Differentiable] public static double G(double x) => x * x;
        [Differentiable] public static double F(double x, int n) => x++ * (n switch { 1 => x, 2 => G(x) * x, _ => x * 2 })
            + G(x) * (n switch { 1 => x *= 2, _ => x }) * x + (n > 1 && (n switch { 1 => 1, _ => 2 }) > 1 ? x : 2 * x);
        """,
        1.5, n);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_switch_expression_throws_in_an_arm(int n) => Check(
        "[Differentiable] public static double F(double x, int n) { double y = n switch { 1 => x * x, 2 => 3 * x, _ => throw new ArgumentOutOfRangeException(nameof(n), n, \"bad\") }; return y * x; }", 1.5, n);

    [Fact]
    public void A_switch_expression_without_a_match_throws_what_the_function_throws()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            #pragma warning disable CS8509
            [Differentiable] public static double F(double x, int n) => n switch { 1 => x, 2 => x * x };
            """));

        Assert.Throws<System.Runtime.CompilerServices.SwitchExpressionException>(() => gradient.Program.Invoke("P.F", 1.5, 3));
        Assert.Throws<System.Runtime.CompilerServices.SwitchExpressionException>(() => gradient.Program.Invoke("P.FGradient", 1.5, 3));
    }

    [Fact]
    public void A_guard_throws_in_the_backward_too()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            [Differentiable] public static double F(double x, int n)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(x);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 10, nameof(n));
                System.Diagnostics.Debug.Assert(x >= 0, "not negative");
                if (n < 0) { throw new InvalidOperationException("n is negative"); }
                if (n == 8) throw new ArithmeticException();
                else if (n == 7) return x;
                return x * n * x;
            }
            """));

        gradient.AgreesWithDifferences("P.F", 1.5, 7);
        gradient.AgreesWithDifferences("P.F", 1.5, 3);
        Assert.Equal("x", Assert.Throws<ArgumentOutOfRangeException>(() => gradient.Program.Invoke("P.FGradient", -1.0, 3)).ParamName);
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => gradient.Program.Invoke("P.FGradient", 1.0, 11)).ParamName);
        Assert.Throws<ArithmeticException>(() => gradient.Program.Invoke("P.FGradient", 1.0, 8));
        Assert.Equal("n is negative", Assert.Throws<InvalidOperationException>(() => gradient.Program.Invoke("P.FGradient", 1.0, -1)).Message);
    }

    [Fact]
    public void An_integer_division_by_zero_throws_in_the_backward_too()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x, int n) { int unused = 7 / n; return x * x; }"));

        Assert.Throws<DivideByZeroException>(() => gradient.Program.Invoke("P.F", 1.5, 0));
        Assert.Throws<DivideByZeroException>(() => gradient.Program.Invoke("P.FGradient", 1.5, 0));
    }

    [Fact]
    public void A_condition_is_constant() => Check("const bool Fast = true; [Differentiable] public static double F(double x) { if (Fast) return x * x; return x; }", 0.5);

    [Fact]
    public void A_number_is_compared_with_itself() => Check("#pragma warning disable CS1718\n[Differentiable] public static double F(double x) => x != x ? 0 : x * x;", 0.5);

    [Fact]
    public void A_guard_names_a_value_in_its_message() => CheckWithDifferences(
        "[Differentiable] public static double F(double x, int n) { if (n < 0) throw new ArgumentException($\"n is {n}\" + \"!\", nameof(n)); return x * n; }", 1.5, 3);
}
