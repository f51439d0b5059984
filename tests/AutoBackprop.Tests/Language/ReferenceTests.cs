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
    [InlineData("static double G(double x, out double p, out double q) { p = x * x; q = p * x; return p + q; }", "double s = G(x, out _, out double q) * q; return s + G(y, out double p, out _) * p;")]
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

    [Theory]
    [InlineData("static void G(in Pair a, ref Pair b) { b = new Pair(a.A * b.A, a.B); b = new Pair(b.B, a.A * a.B); }", "var p = new Pair(x, y); var q = p; G(p, ref p); G(in q, ref p); G(new Pair(y, x), ref q); return p.A * q.A + p.B * q.B;")]
    [InlineData("static double H(double[] a) { static double G(in double v, Span<double> a) { double s = v; a[0] *= 3; return s * v + a[1]; } int i = 0; return G(a[i++], a) + G(a[i], a) * a[0]; }", "return H([x, y]);")]
    [InlineData("static double G(in double v, ref double w) { w *= 3; return v * w; }", "double[] a = [x, y]; return G(in a[0], ref a[0]) + G(in x, ref x) * a[0];")]
    [InlineData("static double H(Pair[] a) { double s = 0; for (int i = 0; i < a.Length; i++) s += a[i].Times(a, in a[0]); return s; }", "Pair[] a = [new Pair(x, y), new Pair(y, x)]; return H(a) + a[1].B + a[0].A;")]
    [InlineData("static double H(double x) { Pair p = new Pair(x, 2); double Twice(in Pair a) { p = new Pair(x * x, p.A); return a.A + a.B; } return Twice(p) * p.A + Twice(in p); }", "return H(x) * y;")]
    public void What_is_given_by_its_place_is_seen_to_change(string callee, string body) => ShapedGradient.Check(
        "[Differentiable] public readonly record struct Pair(double A, double B) { public double Times(Pair[] all, in Pair other) { double s = A; all[0] = new Pair(all[1].B, A); all[1] = this; return s * A * other.A * B; } }",
        $$"""
        [Differentiable] public {{callee}}
        [Differentiable] public static double F(double x, double y) { {{body}} }
        public static object[] At() => new object[] { 0.7, 1.3 };
        """);

    [Fact]
    public void An_element_is_not_given_by_in_to_what_may_write_its_buffer() => Diagnostics.Refused.InClass(
        """
        [Differentiable] static double G(in double v, double[] a, int n) { double s = v; for (int i = 0; i < n; i++) { a[0] *= 1 + v; s += Math.Sin(v * a[1]) * s; } for (int i = 0; i < n; i++) s += Math.Cos(v + a[i % 2]); return s; }
        [Differentiable] public static double F(double[] x) { double first = x[0]; return G(first, x, 3) * G(2 * x[0], x, 3) * G([|x[0]|], x, 4); }
        """, Diagnostics.Refused.Construct("Giving an element by 'in' together with its buffer, which could be written,", "pass a local that holds the element"));

    [Theory]
    [InlineData("in double v, double[] a) { foreach (ref double e in a.AsSpan()) e *= 2; return v * a[0]", "double[] a = [x, 1]; return G(in [|a[0]|], a);")]
    [InlineData("in double v, double[][] a) { foreach (double[] row in a) row[0] *= 2; return v * a[0][0]", "double[][] a = [[x, 1]]; return G(in [|a[0][0]|], a);")]
    public void An_element_is_not_given_by_in_to_what_writes_its_buffer_in_a_loop_over_it(string callee, string body) => Diagnostics.Refused.InClass(
        $"[Differentiable] static double G({callee}; }} [Differentiable] public static double F(double x) {{ {body} }}",
        Diagnostics.Refused.Construct("Giving an element by 'in' together with its buffer, which could be written,", "pass a local that holds the element"));

    [Theory]
    [InlineData("static double G(in double x, ref double p) { p *= x; return p; }", "double p = 2, dP = 1; GBackward(in p, ref p, 1, ref dP);", "'p' is written and overlaps 'x'")]
    [InlineData("static void G(in Part x, Part[] parts) { parts[0].A *= x.A; }", "Part[] p = [new Part()], dP = [new Part()]; GBackward(in p[0], p, dP);", "'parts' is written and overlaps 'x'")]
    [InlineData("static void G(in double x, Part[] parts) { parts[0].A *= x; }", "Part[] p = [new Part()], dP = [new Part()]; GBackward(in p[0].B, p, dP);", "'parts' is written and overlaps 'x'")]
    [InlineData("static void G(ref double x, Memory<Part> parts) { x = parts.Span[0].A; }", "Part[] p = [new Part()], dP = [new Part()]; double d = 0; GBackward(ref p[0].B, p, ref d, dP);", "'x' is written and overlaps 'parts'")]
    [InlineData("static void G(ref double x, ref Part part) { x = part.A; }", "Part p = new(), dP = new(); double d = 0; GBackward(ref p.B, ref p, ref d, ref dP);", "'x' is written and overlaps 'part'")]
    [InlineData("static void G(in double x, double[,] grid, double[][] rows) { grid[0, 0] *= x; rows[0][0] *= x; }", "double[,] p = new double[1, 1], dP = new double[1, 1]; GBackward(in p[0, 0], p, [[1]], dP, [[1]]);", "'grid' is written and overlaps 'x'")]
    [InlineData("static void G(in double x, double[,] grid, double[][] rows) { grid[0, 0] *= x; rows[0][0] *= x; }", "double[][] p = [[1]], dP = [[1]]; GBackward(in p[0][0], new double[1, 1], p, new double[1, 1], dP);", "'rows' is written and overlaps 'x'")]
    public void A_place_that_is_written_by_another_name_is_refused_when_it_is_called(string function, string call, string message)
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program(
            "[Differentiable] public struct Part { public double A, B; }", $$"""[Differentiable] public {{function}} public static void Same() { {{call}} }""")).Compile();

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => program.Invoke("P.Same")).Message, StringComparison.Ordinal);
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

    [Fact]
    public void A_page_with_what_is_given_by_in() => Snapshot.Verify(ShapedGradient.Program(
        "[Differentiable] public readonly record struct Ray(double Origin, double Slope);",
        """
        [Differentiable]
        public static double F(in Ray ray, in double t, double[] scales)
        {
            double sum = 0;
            for (int i = 0; i < scales.Length; i++)
                sum += At(in ray, scales[i]) * t;
            return sum + At(ray, t * t);
        }

        [Differentiable]
        public static double At(in Ray ray, in double t) => Math.Sin(ray.Origin + ray.Slope * t);
        """));
}
