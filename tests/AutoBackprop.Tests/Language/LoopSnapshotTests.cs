using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Pages of loops and arrays, as a reader sees them.</summary>
public sealed class LoopSnapshotTests
{
    [Fact]
    public void A_sum_is_not_stored() => Verify(
        """
        [Differentiable]
        public static double F(double[] a)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
                sum += a[i] * a[i];
            return sum;
        }
        """);

    [Fact]
    public void A_foreach_is_a_for() => Verify(
        """
        [Differentiable]
        public static double F(double[] a)
        {
            double sum = 0;
            foreach (double x in a)
                sum += Math.Exp(x);
            return sum;
        }
        """);

    [Fact]
    public void A_running_maximum_notes_where_it_was_found() => Verify(
        """
        [Differentiable]
        public static double F(double[] a)
        {
            double largest = a[0];
            foreach (double x in a)
                largest = Math.Max(largest, x * x);
            return largest;
        }
        """);

    [Fact]
    public void The_nearest_is_computed_again() => Verify(
        """
        [Differentiable]
        public static double F(double[] at, double[][] centres)
        {
            double nearest = double.PositiveInfinity;
            for (int i = 0; i < centres.Length; i++)
            {
                double distance = 0;
                for (int j = 0; j < centres[i].Length; j++)
                    distance += (at[j] - centres[i][j]) * (at[j] - centres[i][j]);
                if (distance < nearest)
                    nearest = distance;
            }
            return nearest;
        }
        """);

    [Fact]
    public void A_do_runs_at_least_once() => Verify(
        """
        [Differentiable]
        public static double F(double x)
        {
            double s = x;
            do
                s = Math.Sqrt(s) * x;
            while (s > 2);
            return s;
        }
        """);

    [Fact]
    public void Elementwise_loops_are_calls() => Verify(
        """
        [Differentiable]
        public static double F(double[] x, double[] y, double scale)
        {
            double[] mixed = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
                mixed[i] = x[i] * y[i];
            for (int i = 1; i < x.Length; i++)
                mixed[i] += scale * x[i - 1];
            double sum = 0;
            for (int i = 0; i < mixed.Length; i++)
                sum += mixed[i] * mixed[i];
            return sum;
        }
        """);

    [Fact]
    public void A_recursion_in_a_branch_runs_forward_and_backward_at_once() => Verify(
        """
        [Differentiable]
        public static double Minor(double[] a, int size, int row, int removed)
        {
            if (row == size)
                return 1;
            double sum = 0, sign = 1;
            for (int column = 0; column < size; column++)
            {
                if ((removed & 1 << column) != 0)
                    continue;
                sum += sign * a[row * size + column] * Minor(a, size, row + 1, removed | 1 << column);
                sign = -sign;
            }
            return sum;
        }
        """);

    [Fact]
    public void What_a_nest_stores_is_taken_before_it() => Verify(
        """
        [Differentiable]
        public static double F(double s, double[] a, double[] b, int[] order)
        {
            int at = 0;
            for (int i = 0; i < a.Length; i++)
            {
                for (int j = 0; j < b.Length; j++)
                {
                    s = Math.Sin(s * a[i] / (1 + b[order[at]]));
                    at++;
                }
            }
            return s;
        }
        """);

    [Fact]
    public void Loops_are_nested() => Verify(
        """
        [Differentiable]
        public static double F(double[] a, double[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
                for (int j = 0; j < b.Length; j++)
                    sum += a[i] * b[j] * (i + j);
            return sum;
        }
        """);

    [Fact]
    public void An_int_array_is_an_index() => Verify(
        """
        [Differentiable]
        public static double F(double[] a, int[] index)
        {
            double sum = 0;
            for (int i = 0; i < index.Length; i++)
                sum += a[index[i]] * a[index[i]];
            return sum;
        }
        """);

    [Fact]
    public void What_iterations_leave_in_a_scratch_array_is_kept_where_it_is() => Verify(
        """
        [Differentiable]
        public static double F(double[] x, double[] m, int n)
        {
            int d = m.Length;
            double[] centered = new double[d];
            double[] scaled = new double[d];
            double product = 1;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    centered[j] = x[i * d + j] - m[j];
                    scaled[j] = centered[j];
                }

                for (int column = 0; column < d; column++)
                {
                    for (int row = column + 1; row < d; row++)
                        scaled[row] += m[row] * centered[column];
                }

                double norm = 0;
                for (int j = 0; j < d; j++)
                    norm += scaled[j] * scaled[j];
                product *= norm;
            }
            return product;
        }
        """);

    [Fact]
    public void What_runs_forward_and_backward_at_once_reads_arrays_as_they_are() => Verify(
        """
        [Differentiable]
        public static double F(double[] x, double[] w, int n)
        {
            int k = w.Length;
            double[] terms = new double[k];
            double total = 0;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < k; j++)
                    terms[j] = x[i] * w[j];
                double largest = terms[0];
                for (int j = 1; j < k; j++)
                    largest = Math.Max(largest, terms[j]);
                double sum = 0;
                for (int j = 0; j < k; j++)
                    sum += terms[j] * terms[j] * terms[j];
                total += largest * sum;
            }
            return total;
        }
        """);

    [Fact]
    public void An_element_that_is_overwritten_is_read_once() => Verify(
        """
        [Differentiable]
        public static double F(double[] state, double[] w, int n)
        {
            double[] s = (double[])state.Clone();
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < s.Length; j++)
                {
                    double gate = 1 / (1 + Math.Exp(s[j] * w[j]));
                    s[j] = s[j] * gate + w[j];
                }
            }
            double sum = 0;
            foreach (double e in s)
                sum += e;
            return sum;
        }
        """);

    [Fact]
    public void Elements_that_nothing_overwrites_later_are_read_again() => Verify(
        """
        [Differentiable]
        public static double F(double[,] a, double[] b)
        {
            int n = b.Length;
            double[,] u = (double[,])a.Clone();
            double[] x = (double[])b.Clone();
            for (int k = 0; k < n; k++)
            {
                for (int i = k + 1; i < n; i++)
                {
                    double factor = u[i, k] / u[k, k];
                    for (int j = k + 1; j < n; j++)
                        u[i, j] -= factor * u[k, j];
                    x[i] -= factor * x[k];
                }
            }
            double[] y = new double[n];
            for (int i = n - 1; i >= 0; i--)
            {
                double sum = x[i];
                for (int j = i + 1; j < n; j++)
                    sum -= u[i, j] * y[j];
                y[i] = sum / u[i, i];
            }
            return y[0];
        }
        """);

    [Fact]
    public void What_three_loops_keep_is_one_block() => Verify(
        """
        [Differentiable]
        public static double F(double s, double[] a, int rows, int columns)
        {
            for (int t = 0; t < a.Length; t++)
                for (int i = 0; i < rows; i++)
                    for (int j = 1; j < columns; j++)
                        s = Math.Tanh(s * a[t] + i - j);
            return s;
        }
        """);

    private static void Verify(string function, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        Generation generation = GeneratorHarness.Run(GeneratedGradient.InClass(function));
        Assert.Empty(generation.Refusals);
        Snapshot.Verify(generation, file, test);
    }
}
