using Xunit;
using static AutoBackprop.Tests.Language.GeneratedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Assignments of every kind: the gradient is the overwritten value's, and the value the primal's.</summary>
public sealed class StatementTests
{
    [Fact]
    public void A_local_is_reassigned_by_compound_assignments() => Check(
        "[Differentiable] public static double F(double x, double y) { double s = x; s += y; s *= x; s -= y / 2; s /= x; s %= 1.3; return s; }", 1.7, 0.4);

    [Fact]
    public void A_parameter_is_reassigned() => Check(
        "[Differentiable] public static double F(double x, double y) { x = x * y; y += x; x *= y; return x + y; }", 1.7, 0.4);

    [Fact]
    public void A_parameter_that_is_overwritten_with_a_constant_has_no_gradient_from_there_on() => Check(
        "[Differentiable] public static double F(double x, double y) { double s = x * y; x = 3; s += x * y; y = 0; return s + x + y; }", 1.5, 2.0);

    [Fact]
    public void An_increment_and_a_decrement_stand_as_statements() => Check(
        "[Differentiable] public static double F(double x) { double t = x * x; t++; --x; ++t; x--; return t * x; }", 1.5);

    [Fact]
    public void An_increment_inside_an_expression_takes_place_in_order() => Check(
        "[Differentiable] public static double F(double x) { double y = x++ * x + x; return y * x--; }", 1.5);

    [Fact]
    public void An_assignment_inside_an_expression_takes_place_in_order() => Check(
        "[Differentiable] public static double F(double x) { x *= (x = x * x) + x; double z = (x += 2) * (x -= 1) * x; return z + ++x * x++; }", 1.5);

    [Fact]
    public void Assignments_are_chained() => Check(
        "[Differentiable] public static double F(double x, double y) { double a, b; a = b = x * y; a *= b; return (x = a) * x + b + y; }", 1.5, 2.5);

    [Fact]
    public void Arguments_with_assignments_are_evaluated_as_they_are_written() => Check(
        """
        [Differentiable] public static double G(double a, double b, double c) => a * b - c;
        [Differentiable] public static double F(double x, double y) => G(x, x = y, x) + G(c: y++, a: y, b: y *= 2) + G(b: x, a: x--, c: x);
        """,
        1.5, 0.3);

    [Fact]
    public void Two_variables_are_swapped_by_a_deconstruction() => Check(
        "[Differentiable] public static double F(double x, double y) { (x, y) = (y * x, x + 1); (x, y) = (y, x); return x - y * y; }", 0.7, 0.3);

    [Fact]
    public void SinCos_is_deconstructed() => Check(
        "[Differentiable] public static double F(double x) { (double s, double c) = Math.SinCos(2 * x); var (t, _) = Math.SinCos(s); return s * c * t; }", 0.7);

    [Fact]
    public void SinCos_is_kept_in_a_local() => Check(
        "[Differentiable] public static double F(double x) { var p = Math.SinCos(2 * x); x = 3 * x; return p.Sin * p.Cos + Math.SinCos(x).Cos; }", 0.7);

    [Fact]
    public void Several_locals_are_declared_at_once() => Check(
        "[Differentiable] public static double F(double x) { double a = x * x, b = a * x, c; c = a * b; return c - b; }", 0.7);

    [Fact]
    public void A_local_is_declared_first_and_assigned_in_branches() => Check(
        "[Differentiable] public static double F(double x) { double y; if (x > 1) y = x * x; else y = 2 * x; double z; z = y * x; return z; }", 0.7);

    [Fact]
    public void A_local_that_nobody_reads_changes_nothing() => Check(
        "[Differentiable] public static double F(double x) { double y = Math.Exp(x); double unused = y / 0; y = 2 * x; return y; }", 1.5);

    [Fact]
    public void A_discard_changes_nothing() => Check(
        "[Differentiable] public static double F(double x) { _ = x * 2; _ = Math.Log(x); return x * x; }", 1.5);

    [Fact]
    public void Names_are_declared_again_in_sibling_scopes() => Check(
        """
        [Differentiable] public static double F(double x, int n)
        {
            double r = 0;
            if (n > 2) { double t = x * x; r += t; } else { double t = x + 1; r -= t; }
            { double t = Math.Sin(x); r *= t; }
            { int t = n + 1; r += t * x; }
            switch (n) { case 3: { double t = r * r; r = t; break; } default: { r *= 2; break; } }
            return r;
        }
        """,
        1.5, 3);

    [Fact]
    public void Empty_statements_and_blocks_say_nothing() => Check(
        "[Differentiable] public static double F(double x) { ; { } { { x *= 2; } ; } if (x > 100) { } else { } return x; }", 1.5);

    [Fact]
    public void Bool_state_is_kept_overwritten_and_asked_again() => Check(
        """
        [Differentiable] public static double F(double x, int n)
        {
            bool b = x > 0, c = !b || n > 1;
            if (b & c) { x *= 2; b = false; }
            if (!b) x = x * x;
            c ^= b;
            bool d = c == b;
            return d ? x : c ? x * 3 : 1;
        }
        """,
        1.5, 2);

    [Fact]
    public void A_call_of_unknown_code_happens_as_often_as_in_the_function()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            public static int Count;
            public static int Next() => ++Count;
            [Differentiable] public static double F(double x) { double r = Next() * x + Next() * x * x; if (Next() == 3) r *= Next(); double q = Next() > 4 ? x : r; return r * q + Next() * x; }
            """));
        CompiledPrograms.Reset(gradient.Program);
        object? value = gradient.Program.Invoke("P.F", 1.5);
        CompiledPrograms.Reset(gradient.Program);

        Assert.Equal(value, gradient.Program.InvokeTuple("P.FGradient", 1.5)[0]);
        Assert.Equal(7, gradient.Program.Invoke("P.Next"));
    }

    [Fact]
    public void SinCos_is_deconstructed_into_its_own_argument() => Check(
        "[Differentiable] public static double F(double x, double y) { (x, y) = Math.SinCos(x * y); (y, x) = Math.SinCos(y); (x, y) = Math.SinCos(x); return x * 2 + y * y; }", 0.7, 0.2);

    [Fact]
    public void A_clamp_that_nobody_reads_still_throws()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x) { double t = Math.Clamp(x, 2, 1); return x; }"));
        Assert.Throws<ArgumentException>(() => gradient.Program.Invoke("P.FGradient", 1.0));
    }

    [Fact]
    public void A_sign_that_nobody_reads_still_throws()
    {
        using var gradient = new GeneratedGradient(InClass("[Differentiable] public static double F(double x) { int s = Math.Sign(x); return x; }"));
        Assert.Throws<ArithmeticException>(() => gradient.Program.Invoke("P.FGradient", double.NaN));
    }

    /// <summary>Sets the counter of a compiled program back.</summary>
    private static class CompiledPrograms
    {
        public static void Reset(CompiledProgram program) => program.Method("P.F").DeclaringType!.GetField("Count")!.SetValue(null, 0);
    }
}
