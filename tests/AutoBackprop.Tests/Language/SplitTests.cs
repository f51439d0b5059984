using System.Runtime.CompilerServices;
using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>
/// Calls of functions that call others, where something else happens between their forward pass and their reverse: they are run forward once,
/// however deep they are nested.
/// </summary>
public sealed class SplitTests
{
    private const string Nest =
        """
        [Differentiable]
        static void Nest(Span<double> s, double k, int depth)
        {
            if (depth == 0 || Runs.IsCounted())
                return;
            Nest(s, k, depth - 1);
            for (int i = 0; i < s.Length; i++)
                s[i] = Math.Sin(s[i] * k);
        }
        [Differentiable]
        public static double F(double[] x, double k, int depth)
        {
            double[] s = (double[])x.Clone();
            Nest(s, k, depth);
            double sum = 0;
            for (int i = 0; i < s.Length; i++)
                sum += s[i] * s[i] * k;
            return sum;
        }
        """;

    private const string Counter = "public static class Runs { static int count; public static bool IsCounted() { count++; return false; } public static int Count() => count; }";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void A_call_that_writes_a_buffer_runs_forward_once_at_every_depth(int depth) => Assert.Equal(depth, Runs(Nest, new double[] { 0.3, -0.4 }, 0.9, depth));

    [Fact]
    public void A_call_that_is_given_a_struct_runs_forward_once_at_every_depth() => Assert.Equal(9, Runs(
        """
        [Differentiable] public record struct Pair(double A, double B);
        [Differentiable]
        static Pair Turn(Pair p, double k, int depth)
        {
            if (depth == 0 || Runs.IsCounted())
                return p;
            Pair q = Turn(new Pair(p.B * k, p.A), k, depth - 1);
            return new Pair(Math.Sin(q.A) * q.B, q.B + k);
        }
        [Differentiable] public static double F(double a, double k, int depth) { Pair p = Turn(new Pair(a, k), k, depth); return p.A * p.B; }
        """, 0.4, 0.9, 9));

    [Fact]
    public void A_recursion_over_halves_runs_each_once() => Assert.Equal(7, Runs(
        """
        [Differentiable]
        static double Product(ReadOnlySpan<double> x)
        {
            if (x.Length == 1 || Runs.IsCounted())
                return x[0];
            double left = Product(x[..(x.Length / 2)]), right = Product(x[(x.Length / 2)..]);
            return left * right;
        }
        [Differentiable] public static double F(double[] x) => Product(x);
        """, new double[] { 0.3, -0.4, 2, 1.5, -0.7, 0.9, 1.1, 1.3 }));

    /// <summary>What is written are whole numbers, which have no gradient to wait for.</summary>
    [Fact]
    public void A_call_that_writes_indices_runs_forward_and_backward_at_once() => Assert.Equal(1 + 3 + 6 + 6, Runs(
        """
        [Differentiable]
        static double Minor(double[] a, int ell, int row, int[] columns)
        {
            if (Runs.IsCounted() || row == ell)
                return 1;
            double minor = 0, sign = 1;
            for (int k = row; k < ell; k++)
            {
                (columns[row], columns[k]) = (columns[k], columns[row]);
                minor += sign * a[row * ell + columns[row]] * Minor(a, ell, row + 1, columns);
                sign = -sign;
            }
            int last = columns[row];
            for (int k = row; k < ell - 1; k++)
                columns[k] = columns[k + 1];
            columns[ell - 1] = last;
            return minor;
        }
        [Differentiable] public static double F(double[] a) { int[] columns = [0, 1, 2]; return Minor(a, 3, 0, columns); }
        """, new double[] { 2, 0.3, -0.4, 0.5, 1.5, 0.2, -0.3, 0.2, 1.1 }));

    [Fact]
    public void A_transform_recurses_in_place() => Check.Members(
        """
        [Differentiable] static void Haar(Span<double> s, double k)
        {
            if (s.Length == 1)
                return;
            int half = s.Length / 2;
            double[] temporary = new double[s.Length];
            for (int i = 0; i < half; i++)
            {
                temporary[i] = s[2 * i] * s[2 * i + 1] + k;
                temporary[half + i] = s[2 * i] - k * s[2 * i + 1];
            }
            for (int i = 0; i < s.Length; i++)
                s[i] = temporary[i];
            Haar(s[..half], k);
            Haar(s[half..], k * 1.1);
            s[0] = s[0] * s[s.Length - 1];
        }
        [Differentiable] public static double F(double[] x, double k)
        {
            double[] s = (double[])x.Clone();
            Haar(s, k);
            double sum = 0;
            for (int i = 0; i < s.Length; i++)
                sum += s[i] * s[i] * s[i];
            return sum;
        }
        """, new double[] { 0.3, -0.4, 0.7, 1.2, -0.6, 0.1, 0.8, -0.2 }, 0.6);

    [Fact]
    public void A_step_that_takes_steps_is_repeated_by_a_loop() => Check.Members(
        """
        [Differentiable] static void Force(ReadOnlySpan<double> q, Span<double> f, double k)
        {
            for (int i = 0; i < q.Length; i++)
                f[i] = -k * q[i] + 0.1 * q[i] * q[i] * q[(i + 1) % q.Length];
        }
        [Differentiable] static double Step(Span<double> q, Span<double> p, double k, double h)
        {
            double[] f = new double[q.Length];
            Force(q, f, k);
            double energy = 0;
            for (int i = 0; i < q.Length; i++)
            {
                p[i] += h * f[i];
                q[i] += h * p[i];
                energy += p[i] * p[i];
            }
            return energy;
        }
        [Differentiable] static double Run(Span<double> q, Span<double> p, double k, int[] steps, int level)
        {
            double total = 0;
            for (int n = 0; n < steps[level]; n++)
            {
                double e = level == 0 ? Step(q, p, k, 0.05) : Run(q, p, k, steps, level - 1);
                if (e > 0.5)
                    total += e * q[0];
                else
                    p[0] += e;
            }
            return total;
        }
        [Differentiable] public static double F(double[] q, double[] p, double k)
        {
            double total = Run(q, p, k, [3, 2, 2], 2);
            return total * q[1] + p[0] * k;
        }
        """, new double[] { 0.9, -0.4, 0.7 }, new double[] { 1.2, -0.6, 0.1 }, 1.3);

    [Fact]
    public void Pivots_are_chosen_between_calls() => Check.Members(
        """
        [Differentiable] static double Minor(double[,] a, int[] free, int count)
        {
            if (count == 0)
                return 1;
            int row = a.GetLength(0) - count;
            double sum = 0, sign = 1;
            for (int j = 0; j < count; j++)
            {
                int column = free[j];
                for (int m = j; m < count - 1; m++)
                    free[m] = free[m + 1];
                sum += sign * a[row, column] * Minor(a, free, count - 1);
                for (int m = count - 1; m > j; m--)
                    free[m] = free[m - 1];
                free[j] = column;
                sign = -sign;
            }
            return sum;
        }
        [Differentiable] public static double F(double[,] a) { double d = Minor(a, [0, 1, 2, 3], 4); return d * d; }
        """, new double[,] { { 2, 0.3, -0.4, 0.1 }, { 0.5, 1.5, 0.2, 0.7 }, { -0.3, 0.2, 1.1, 0.4 }, { 0.6, -0.2, 0.3, 0.9 } });

    [Fact]
    public void A_buffer_that_an_iteration_makes_is_given_to_a_split_call() => Check.Members(
        """
        [Differentiable] static double G(double x, double y) => Math.Sin(x) * y;
        [Differentiable]
        static void W(double x, Span<double> output)
        {
            for (int i = 0; i < 2; i++)
                output[i] += G(x, output[i + 1]) * output[i];
        }
        [Differentiable]
        public static double F(double x, double y, int depth)
        {
            double r = y;
            for (int i = 0; i < depth; i++)
            {
                double[] h = [x, r, y * x];
                W(h[1], h);
                r += h[0] * h[1];
            }
            return r;
        }
        """, 0.7, 0.4, 3);

    [Theory]
    [InlineData("double[][] q = [[1, 2], [3]];", "double[][] q", "q[0][1] * x")]
    [InlineData("double[,] q = { { 1, 2 }, { 3, 4 } };", "double[,] q", "q[0, 1] * x")]
    public void A_constant_table_is_given_to_a_call(string table, string parameter, string value) => Check.Members(
        $"[Differentiable] static double G(double x, {parameter}) => {value} * x; [Differentiable] public static double F(double x) {{ {table} double g = G(x, q); return g * g; }}", 0.7);

    private const string Slope =
        """
        [Differentiable]
        static void Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> slope)
        {
            slope[0] = x[0] * y[0];
            for (int i = 1; i < x.Length; i++)
                slope[i] = x[i] * y[i - 1];
            Runs.IsCounted();
        }
        [Differentiable]
        public static double F(double[] x, int steps)
        {
            double[] y = (double[])x.Clone(), k = new double[x.Length];
            for (int step = 0; step < steps; step++)
            {
                Slope(x, y, k);
                for (int i = 0; i < y.Length; i++)
                    y[i] += 0.1 * k[i];
                Slope(y, y, k);
                for (int i = 0; i < y.Length; i++)
                    y[i] -= 0.2 * k[i] * k[i];
            }
            return y[0] + 2 * y[^1];
        }
        """;

    /// <summary>A function that calls nothing, and whose reverse needs nothing but its arguments, is run forward once.</summary>
    [Fact]
    public void A_function_that_keeps_nothing_is_not_run_again() => Assert.Equal(6, Runs(Slope, new double[] { 0.3, -0.4, 0.7 }, 3));

    /// <summary>One value kept for each that is written is no more than the copy of what is overwritten, without which it could not be run again; more in a loop inside could be any number.</summary>
    [Theory]
    [InlineData("y[i] = Math.Tanh(s)", true)]
    [InlineData("y[y.Length - 1 - i] = Math.Tanh(s)", true)]
    [InlineData("double t = Math.Tanh(s); y[y.Length - 1 - i] = t * Math.Sin(t)", false)]
    [InlineData("double t = Math.Tanh(s); for (int j = 0; j < 5; j++) t = Math.Sin(t * x[i]); y[i] = t", false)]
    [InlineData("s = Math.Tanh(s); y[0] = s * s", false)]
    public void A_function_that_keeps_as_much_as_it_writes_is_not_run_again(string write, bool isSplit)
    {
        string members =
            $$"""
            [Differentiable]
            static void Layer(ReadOnlySpan<double> w, ReadOnlySpan<double> x, Span<double> y)
            {
                for (int i = 0; i < y.Length; i++)
                {
                    double s = 0.1;
                    for (int j = 0; j < x.Length; j++)
                        s += w[i * x.Length + j] * x[j];
                    {{write}};
                }
            }
            [Differentiable]
            public static double F(double[] w, double[] x, int steps)
            {
                double[] y = new double[x.Length], z = (double[])x.Clone();
                for (int step = 0; step < steps; step++)
                {
                    Layer(w, z, y);
                    for (int i = 0; i < y.Length; i++)
                        z[i] = y[i] + 0.5 * z[i];
                }
                return z[0] + z[1] * z[2];
            }
            """;
        object[] arguments = [new double[] { 0.3, -0.4, 0.7, 0.1, 0.9, -0.2, 0.6, -0.8, 0.5 }, new double[] { 0.9, 0.2, -0.3 }, 3];

        Assert.Equal(isSplit, GeneratorHarness.Run(GeneratedGradient.InClass(members)).Sources["P.F.g.cs"].Contains("LayerReverse(", StringComparison.Ordinal));
        Check.Members(members, arguments);
    }

    [Fact]
    public void A_function_that_keeps_nothing_has_a_reverse_alone() => Verify(Slope.Replace("    Runs.IsCounted();\n", ""));

    [Fact]
    public void A_function_that_keeps_nothing_is_given_one_buffer_twice_in_a_loop() => Check.Members(Slope.Replace("    Runs.IsCounted();\n", ""), new double[] { 0.3, -0.4, 0.7 }, 3);

    /// <summary>What it reads by the one name would be what it has written by the other.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("Scaled(b);")]
    public void A_buffer_that_is_written_by_one_name_and_read_by_another_is_refused_when_it_is_run(string call)
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(
            $$"""
            [Differentiable] static void Scaled(Span<double> a) { for (int i = 0; i < a.Length; i++) a[i] *= 2; }
            [Differentiable] static void Times(ReadOnlySpan<double> a, Span<double> b) { for (int i = 1; i < a.Length; i++) b[i] = a[i] * a[i - 1]; {{call}} }
            [Differentiable] public static double F(double[] x) { double[] y = (double[])x.Clone(); Times(y, y); return y[2] * y[1]; }
            """)).Compile();

        Assert.Contains("is written and overlaps", Assert.Throws<ArgumentException>(() => program.Invoke("P.FGradient", new double[] { 0.3, -0.4, 0.7 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_forward_pass_and_its_reverse_are_a_page_of_their_own() => Verify(Nest.Replace(" || Runs.IsCounted()", ""));

    [Fact]
    public void What_nothing_calls_apart_is_not_generated() => Assert.DoesNotContain(GeneratorHarness.Run(GeneratedGradient.InClass(
        """
        [Differentiable] public static double H(double x) => Math.Sin(x);
        [Differentiable] public static double G(double x) => H(x) * x;
        [Differentiable] public static double F(double x) => G(G(x));
        """)).Sources.Keys, static name => name.Contains("Split", StringComparison.Ordinal));

    [Fact]
    public void Names_that_the_user_has_are_left_alone() => Check.Members(
        Nest.Replace(" || Runs.IsCounted()", "") + " static int NestForward(int x) => x; static int NestReverse = 3;", new double[] { 0.3, -0.4 }, 0.9, 3);

    /// <summary>How often the counted call is made by the gradient.</summary>
    private static int Runs(string members, params object?[] arguments)
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(members) + Counter).Compile();
        program.InvokeTuple("P.FGradient", arguments);
        return (int)program.Invoke("Runs.Count")!;
    }

    private static void Verify(string function, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        Generation generation = GeneratorHarness.Run(GeneratedGradient.InClass(function));
        Assert.Empty(generation.Refusals);
        Snapshot.Verify(generation, file, test);
    }
}
