using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>
/// Parameters given by <c>ref</c> and <c>out</c>: the gradient of what is left in them comes in, and that of what was in them goes out.
/// Each function is checked by way of another of values alone that calls it, and by itself.
/// </summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("static double G(double x, ref double p) { p *= x; return p * p; }", "double p = y; return G(x, ref p) + 3 * p;")]
    [InlineData("static void G(double x, ref double p, out double q) { q = x * p; if (x > 0) { p = q * q; return; } p = 2; }", "double p = y; G(x, ref p, out double q); return p * q;")]
    [InlineData("static bool G(double x, out double root) { root = 0; if (x < 0) return false; for (int i = 0; i < 5; i++) root = (root + 1 + x / (root + 1)) / 2; return true; }", "return G(x, out double a) && G(y, out double b) ? a * b : 0;")]
    [InlineData("static void G(Pair given, ref Pair p, out Pair q) { q = new Pair(p.B * given.A, given.B); p = new Pair(q.A * p.A, p.B); }", "var p = new Pair(x, y); G(p, ref p, out Pair q); return p.A * q.A + p.B * q.B;")]
    [InlineData("static int G(double x, ref int n, out double y) { n++; y = x * n; return n; }", "int n = 2; int m = G(x, ref n, out double a); return a * y * n + m;")]
    [InlineData("static void G(double x, ref double p) { p = p * x + 1; }", "double[] a = [x, y, 0]; int i = 0; G(y, ref a[i]); G(x, ref a[++i]); G(a[0], ref a[i]); return a[0] * a[1];")]
    public void A_function_calls_one_that_gives_by_reference(string callee, string body) => ShapedGradient.Check(
        "[Differentiable] public readonly record struct Pair(double A, double B);",
        $$"""
        [Differentiable] public {{callee}}
        [Differentiable] public static double F(double x, double y) { {{body}} }
        public static object[] At() => new object[] { 0.7, 1.3 };
        """);

    [Fact]
    public void The_gradient_of_what_is_left_comes_in_and_that_of_what_was_there_goes_out()
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program("", """
            [Differentiable] public static double G(double x, ref double p, out double q) { q = x * p; p = p * p; return x * x; }
            public static double[] Backward()
            {
                double p = 3, dP = 5;
                (double value, double dX) = GBackward(2, ref p, out double q, 7, ref dP, 11);
                return [value, p, q, dX, dP];
            }
            """)).Compile();

        // q = 2 · 3, p = 9; dX = 7 · 2x + 11 · p, dP = 5 · 2p + 11 · x.
        Assert.Equal([4, 9, 6, 7 * 4 + 11 * 3, 5 * 6 + 11 * 2], (double[])program.Invoke("P.Backward")!);
    }

    [Fact]
    public void Buffers_and_a_loop_that_stores_go_with_it()
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program("", """
            [Differentiable] public static void G(double[] a, ref double p, out float q)
            {
                for (int i = 0; i < a.Length; i++)
                    p = p * p * a[i];
                q = (float)p;
            }
            public static double[] Backward()
            {
                double p = 2, dP = 1;
                double[] dA = [0, 0];
                GBackward([3, 0.5], ref p, out float q, dA, ref dP, 1f);
                return [p, q, dP, .. dA];
            }
            """)).Compile();

        // p = (3p²)² / 2 = 9/2 p⁴, twice of that is wanted.
        Assert.Equal([72, 72, 2 * 18 * 8, 2 * 48, 2 * 144], (double[])program.Invoke("P.Backward")!);
    }

    [Fact]
    public void One_variable_by_two_names_is_refused_when_it_is_called()
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program("", """
            [Differentiable] public static void G(double x, ref double p, out double q) { q = x; p *= q; }
            public static void Same() { double p = 2, dP = 1; GBackward(1, ref p, out p, ref dP, 1); }
            """)).Compile();

        Assert.Throws<ArgumentException>(() => program.Invoke("P.Same"));
    }

    [Fact]
    public void A_page_with_outputs() => Snapshot.Verify(ShapedGradient.Program("", """
        [Differentiable]
        public static double F(double x, ref double speed, out double place)
        {
            speed *= x;
            place = speed * speed;
            return Math.Sin(place);
        }
        """));
}
