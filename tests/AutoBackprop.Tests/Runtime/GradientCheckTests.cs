using System.Globalization;
using Xunit;

namespace AutoBackprop.Tests.Runtime;

/// <summary>Checks the check itself, against gradients written by hand: right ones pass, wrong ones fail and say where.</summary>
public sealed partial class GradientCheckTests
{
    private static double Total(double apple, double appleCount, double orange, double orangeCount, double tax) =>
        (apple * appleCount + orange * orangeCount) * tax;

    private static (double value, double dApple, double dAppleCount, double dOrange, double dOrangeCount, double dTax) TotalGradient(
        double apple, double appleCount, double orange, double orangeCount, double tax) =>
        (Total(apple, appleCount, orange, orangeCount, tax), appleCount * tax, apple * tax, orangeCount * tax, orange * tax,
            apple * appleCount + orange * orangeCount);

    private static (double value, double dApple, double dAppleCount, double dOrange, double dOrangeCount, double dTax) TotalWrong(
        double apple, double appleCount, double orange, double orangeCount, double tax) =>
        TotalGradient(apple, appleCount, orange, orangeCount, tax) with { dAppleCount = apple * tax + 0.25 };

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static (double value, double[] dX, double[] dY) DotGradient(double[] x, double[] y) => (Dot(x, y), [.. y], [.. x]);

    [Fact]
    public void A_right_gradient_passes() => GradientCheck.Verify(Total, TotalGradient, 100.0, 2.0, 150.0, 3.0, 1.1);

    [Fact]
    public void Numbers_of_other_types_are_converted() => GradientCheck.Verify(Total, TotalGradient, 100, 2, 150f, 3L, 1.1);

    [Fact]
    public void A_wrong_gradient_fails_with_a_table_that_says_which_input()
    {
        string message = Disagreement(() => GradientCheck.Verify(Total, TotalWrong, 100.0, 2.0, 150.0, 3.0, 1.1));

        string[] lines = message.Split('\n');
        Assert.Equal("TotalWrong disagrees with the differences of Total in 1 of 5 inputs:", lines[0]);
        Assert.Equal(["input", "at", "analytic", "numeric", "error", "difference"], Cells(lines[2]));
        string[] apple = Cells(lines[3]);
        Assert.Equal(["apple", "100", "2.2", "2.2", "ok"], [.. apple[..4], apple[^1]]);
        string[] count = Cells(lines[4]);
        Assert.Equal(["appleCount", "2", "110.25", "110", "0.25", "differs"], [.. count[..4], .. count[5..]]);
        Assert.InRange(double.Parse(count[4], CultureInfo.InvariantCulture), 0, 1e-8);
        Assert.Equal(8, lines.Length);
    }

    [Fact]
    public void The_columns_of_the_table_are_aligned()
    {
        string[] lines = Disagreement(() => GradientCheck.Verify(Total, TotalWrong, 100.0, 2.0, 150.0, 3.0, 1.1)).Split('\n');

        int numeric = lines[2].IndexOf("numeric", StringComparison.Ordinal) + "numeric".Length;
        Assert.All(lines[3..], line => Assert.True(char.IsDigit(line[numeric - 1]) && line[numeric] == ' ', line));
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(-1e-6)]
    public void A_relative_error_of_a_millionth_is_found_in_double(double error)
    {
        (double, double) Wrong(double x) => (Math.Exp(x), Math.Exp(x) * (1 + error));
        Disagreement(() => GradientCheck.Verify(Math.Exp, Wrong, 0.7));
    }

    [Fact]
    public void A_small_term_missing_beside_a_large_value_is_found()
    {
        double F(double x, double y) => 1000 + x + 1e-4 * y;
        (double, double, double) Right(double x, double y) => (F(x, y), 1, 1e-4);
        (double, double, double) Wrong(double x, double y) => (F(x, y), 1, 0);
        GradientCheck.Verify(F, Right, 2.0, 3.0);
        Disagreement(() => GradientCheck.Verify(F, Wrong, 2.0, 3.0));
    }

    [Fact]
    public void Numbers_of_every_size_are_checked()
    {
        double F(double x) => Math.Sqrt(x) + x * x;
        (double, double) G(double x) => (F(x), 0.5 / Math.Sqrt(x) + 2 * x);
        foreach (double x in (double[])[1e-12, 1e-6, 1e-3, 0.1, 1, 3.7, 100, 1e6, 1e12])
        {
            GradientCheck.Verify(F, G, x);
            (double, double) Wrong(double at) => (F(at), G(at).Item2 * 1.001);
            Disagreement(() => GradientCheck.Verify(F, Wrong, x));
        }
    }

    [Fact]
    public void The_edge_of_a_domain_nearby_does_no_harm()
    {
        (double, double) Log(double x) => (Math.Log(x), 1 / x);
        (double, double) Acos(double x) => (Math.Acos(x), -1 / Math.Sqrt(1 - x * x));
        GradientCheck.Verify((Func<double, double>)Math.Log, Log, 1e-4);
        GradientCheck.Verify((Func<double, double>)Math.Acos, Acos, 0.999);
    }

    [Fact]
    public void At_the_edge_of_a_domain_one_side_is_enough()
    {
        double F(double x) => x >= 1 ? x * x : double.NaN;
        double Guarded(double x) => x >= 1 ? x * x : throw new ArgumentOutOfRangeException(nameof(x));
        (double, double) G(double x) => (x * x, 2 * x);
        (double, double) Wrong(double x) => (x * x, x);
        GradientCheck.Verify(F, G, 1.0);
        GradientCheck.Verify(Guarded, G, 1.0);
        Disagreement(() => GradientCheck.Verify(F, Wrong, 1.0));
    }

    [Fact]
    public void A_function_that_repeats_in_step_with_the_differences_is_not_mistaken()
    {
        double Wave(double x) => Math.Sin(2 * Math.PI * x);
        (double, double) WaveGradient(double x) => (Wave(x), 2 * Math.PI * Math.Cos(2 * Math.PI * x));
        (double, double) Floor(double x) => (Math.Floor(x), 0);
        (double, double) Identity(double x) => (Math.Floor(x), 1);
        GradientCheck.Verify(Wave, WaveGradient, 0.125);
        GradientCheck.Verify((Func<double, double>)Math.Floor, Floor, 2.5);
        Disagreement(() => GradientCheck.Verify((Func<double, double>)Math.Floor, Identity, 2.5));
    }

    [Fact]
    public void Near_a_kink_the_branch_taken_counts()
    {
        (double, double) G(double x) => (Math.Abs(x), Math.Sign(x));
        foreach (double x in (double[])[-0.01, 1e-3, -1e-7, 1e-12])
        {
            GradientCheck.Verify((Func<double, double>)Math.Abs, G, x);
        }
    }

    [Fact]
    public void At_a_kink_the_mean_slope_passes_and_a_subgradient_fails_with_both_slopes_named()
    {
        (double, double) Abs(double x) => (Math.Abs(x), Math.Sign(x));
        (double, double) Relu(double x) => (Layers.Relu(x), x > 0 ? 1 : 0);
        GradientCheck.Verify((Func<double, double>)Math.Abs, Abs, 0.0);
        string message = Disagreement(() => GradientCheck.Verify((Func<double, double>)Layers.Relu, Relu, 0.0));
        Assert.Contains("x is at or near a kink: the slope is 0 to the left and 1 to the right", message, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_jump_the_differences_do_not_settle()
    {
        (double, double) G(double x) => (Math.Floor(x), 0);
        string message = Disagreement(() => GradientCheck.Verify((Func<double, double>)Math.Floor, G, 2.0));
        Assert.Contains("numeric does not settle", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_NaN_or_infinite_where_the_function_is_smooth_fails()
    {
        (double, double) NotANumber(double x) => (x * x, double.NaN);
        (double, double) Infinite(double x) => (x * x, double.PositiveInfinity);
        Assert.Contains("NaN", Disagreement(() => GradientCheck.Verify(Square, NotANumber, 3.0)), StringComparison.Ordinal);
        Assert.Contains("Infinity", Disagreement(() => GradientCheck.Verify(Square, Infinite, 3.0)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_infinite_slope_must_be_infinite_with_its_sign()
    {
        (double, double) Sqrt(double x) => (Math.Sqrt(x), 0.5 / Math.Sqrt(x));
        (double, double) Log(double x) => (Math.Log(x), 1 / x);
        (double, double) Cbrt(double x) => (Math.Cbrt(x), double.PositiveInfinity);
        GradientCheck.Verify(Math.Sqrt, Sqrt, 0.0);
        GradientCheck.Verify((Func<double, double>)Math.Log, Log, 0.0);
        GradientCheck.Verify(Math.Cbrt, Cbrt, 0.0);

        foreach (double wrong in (double[])[double.NegativeInfinity, double.NaN, 0, 1581])
        {
            (double, double) Clamped(double x) => (Math.Sqrt(x), wrong);
            (double, double) ClampedLog(double x) => (Math.Log(x), wrong);
            Disagreement(() => GradientCheck.Verify(Math.Sqrt, Clamped, 0.0));
            Disagreement(() => GradientCheck.Verify((Func<double, double>)Math.Log, ClampedLog, 0.0));
        }
    }

    [Fact]
    public void A_point_where_the_function_is_NaN_does_not_pass()
    {
        (double, double) Log(double x) => (Math.Log(x), double.NaN);
        string message = Disagreement(() => GradientCheck.Verify((Func<double, double>)Math.Log, Log, -1.0));
        Assert.Contains("is NaN at d = -1", message, StringComparison.Ordinal);
        Assert.Contains("within its domain", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_other_than_the_functions_fails()
    {
        (double, double) Shifted(double x) => (x * x + 1e-9, 2 * x);
        Assert.Equal(
            "Shifted returns the value 9.000000001, but Square returns 9 at x = 3.",
            Disagreement(() => GradientCheck.Verify(Square, Shifted, 3.0)));
    }

    [Fact]
    public void Float_functions_are_checked_as_closely_as_float_allows()
    {
        float F(float x, float y) => MathF.Sin(x) * y + MathF.Exp(x * y);
        (float, float, float) G(float x, float y) =>
            (F(x, y), MathF.Cos(x) * y + y * MathF.Exp(x * y), MathF.Sin(x) + x * MathF.Exp(x * y));
        (float, float, float) Wrong(float x, float y) => G(x, y) with { Item3 = G(x, y).Item3 * 1.01f };
        GradientCheck.VerifySampled(F, G, 5, 300, -2, 2);
        GradientCheck.Verify(F, G, 0.75, -1.25);
        string message = Disagreement(() => GradientCheck.Verify(F, Wrong, 0.75f, -1.25f));
        Assert.Contains("in 1 of 2 inputs", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_float_function_that_loses_digits_is_given_its_own_rounding()
    {
        float F(float x) => (1000 + x) * (1000 + x) - 1000000;
        (float, float) G(float x) => (F(x), 2 * (1000 + x));
        (float, float) Wrong(float x) => (F(x), 2.2f * (1000 + x));
        GradientCheck.VerifySampled(F, G, 1, 100, -1, 1);
        Disagreement(() => GradientCheck.Verify(F, Wrong, 0.3f));
    }

    [Fact]
    public void A_double_function_that_passes_through_float_is_checked_as_such()
    {
        float F(double x, float y) => (float)Math.Sin(x) * y;
        (float, double, float) G(double x, float y) => (F(x, y), Math.Cos(x) * y, (float)Math.Sin(x));
        GradientCheck.VerifySampled(F, G, 2, 100, 0.1, 1.4);

        double Within(double x) => (float)Math.Sin(x) + x;
        (double, double) WithinGradient(double x) => (Within(x), (float)Math.Cos(x) + 1);
        (double, double) Wrong(double x) => (Within(x), ((float)Math.Cos(x) + 1) * 1.0001);
        GradientCheck.VerifySampled(Within, WithinGradient, 2, 100, -2, 2);
        Disagreement(() => GradientCheck.Verify(Within, Wrong, 0.3));
    }

    [Fact]
    public void Arrays_are_checked_element_by_element()
    {
        double[] x = [1, 2, 3];
        double[] y = [-1, 0.5, 4];
        (double, double[], double[]) Wrong(double[] a, double[] b) => (Dot(a, b), [b[0], b[1], 4.5], [.. a]);
        GradientCheck.Verify(Dot, DotGradient, x, y);
        string message = Disagreement(() => GradientCheck.Verify(Dot, Wrong, x, y));
        string row = Assert.Single(message.Split('\n'), line => line.EndsWith("differs", StringComparison.Ordinal));
        Assert.Equal(["x[2]", "3", "4.5", "4"], Cells(row)[..4]);
    }

    [Fact]
    public void Matrices_and_arrays_of_arrays_are_checked_element_by_element()
    {
        double F(double[,] m, double[][] rows) => m[0, 1] * m[1, 2] + rows[1][2] * rows[1][2];
        (double, double[,], double[][]) G(double[,] m, double[][] rows) =>
            (F(m, rows), new[,] { { 0, m[1, 2], 0 }, { 0, 0, m[0, 1] } }, [[0], [0, 0, 2 * rows[1][2]]]);
        (double, double[,], double[][]) Wrong(double[,] m, double[][] rows) =>
            (F(m, rows), new[,] { { 0, m[1, 2], 0 }, { 0, 0, 9 } }, [[0], [0, 0, 9]]);
        double[,] matrix = { { 1, 2, 3 }, { 4, 5, 6 } };
        double[][] jagged = [[1], [2, 3, 4]];
        GradientCheck.Verify(F, G, matrix, jagged);
        string message = Disagreement(() => GradientCheck.Verify(F, Wrong, matrix, jagged));
        Assert.Contains("in 2 of 10 inputs", message, StringComparison.Ordinal);
        Assert.Contains("m[1,2]", message, StringComparison.Ordinal);
        Assert.Contains("rows[1][2]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_array_of_arrays_is_one_argument()
    {
        double F(double[][] rows) => rows[0][0] * rows[1][0];
        (double, double[][]) G(double[][] rows) => (F(rows), [[rows[1][0]], [rows[0][0]]]);
        double[][] rows = [[2], [3]];
        GradientCheck.Verify(F, G, rows);
    }

    [Fact]
    public void A_long_table_is_cut()
    {
        double[] x = new double[100];
        (double, double[]) Wrong(double[] a) => (a.Sum(), new double[100]);
        double Sum(double[] a) => a.Sum();
        string message = Disagreement(() => GradientCheck.Verify(Sum, Wrong, x));
        Assert.Contains("in 100 of 100 inputs", message, StringComparison.Ordinal);
        Assert.Contains("a[19]", message, StringComparison.Ordinal);
        Assert.DoesNotContain("a[20]", message, StringComparison.Ordinal);
        Assert.EndsWith("… and 80 more", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_of_another_length_fails()
    {
        (double, double[], double[]) Short(double[] x, double[] y) => (Dot(x, y), y[..1], [.. x]);
        double[] two = [1, 2];
        string message = Disagreement(() => GradientCheck.Verify(Dot, Short, two, two));
        Assert.Contains("another length", message, StringComparison.Ordinal);
        Assert.Contains("x[0]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_callers_arrays_are_not_changed_even_by_functions_that_overwrite_theirs()
    {
        double F(double[] x, int[] n, double[][] rows)
        {
            double sum = x[0] * n[0] * rows[0][0];
            x[0] = n[0] = 7;
            rows[0][0] = 8;
            return sum;
        }

        (double, double[], double[][]) G(double[] x, int[] n, double[][] rows)
        {
            double dX = n[0] * rows[0][0];
            double dRow = n[0] * x[0];
            return (F(x, n, rows), [dX], [[dRow]]);
        }

        double[] x = [2];
        int[] n = [3];
        double[][] rows = [[5]];
        GradientCheck.Verify(F, G, x, n, rows);
        GradientCheck.VerifySampled(F, G, 1, 3, -1, 1, x, n, rows);
        Assert.Equal((2, 3, 5), (x[0], n[0], rows[0][0]));
    }

    [Fact]
    public void Constants_have_no_gradient()
    {
        double F(double x, int n, bool up, string? name, [NoGradient] double c, DayOfWeek day, [NoGradient] double[] w, int[] k) =>
            x * n * c * w[k[0]] * (up ? 1 : -1) + (name?.Length ?? 0) + (int)day;
        (double, double) G(double x, int n, bool up, string? name, double c, DayOfWeek day, double[] w, int[] k) =>
            (F(x, n, up, name, c, day, w, k), n * c * w[k[0]] * (up ? 1 : -1));
        double[] w = [1.5, 2.5];
        int[] k = [1];
        GradientCheck.Verify(F, G, 2.0, 3, false, "abc", 4.0, DayOfWeek.Friday, w, k);
        GradientCheck.Verify(F, G, 2.0, 3, true, null, 4.0, DayOfWeek.Friday, w, k);
    }

    [Fact]
    public void More_than_seven_results_are_read_through_the_nested_tuple()
    {
        double F(double a, double b, double c, double d, double e, double f, double g, double h, double i) =>
            a * b * c + d * e * f + g * h * i;
        (double, double, double, double, double, double, double, double, double, double) G(
            double a, double b, double c, double d, double e, double f, double g, double h, double i) =>
            (F(a, b, c, d, e, f, g, h, i), b * c, a * c, a * b, e * f, d * f, d * e, h * i, g * i, g * h);
        GradientCheck.VerifySampled(F, G, 3, 5, -2, 2);
    }

    [Fact]
    public void Inputs_that_do_not_matter_have_the_gradient_zero()
    {
        double F(double x, double y) => 1e6 + x;
        (double, double, double) G(double x, double y) => (F(x, y), 1, 0);
        (double, double, double) Wrong(double x, double y) => (F(x, y), 1, 1e-5);
        GradientCheck.Verify(F, G, 2.0, 3.0);
        Disagreement(() => GradientCheck.Verify(F, Wrong, 2.0, 3.0));
    }

    [Fact]
    public void A_failing_sample_says_which_one_and_the_same_seed_gives_the_same_points()
    {
        var points = new List<double>();
        double F(double x)
        {
            points.Add(x);
            return x > 0 ? x : 2 * x;
        }

        (double, double) Wrong(double x) => (x > 0 ? x : 2 * x, 1);
        string first = Disagreement(() => GradientCheck.VerifySampled(F, Wrong, 11, 50, -1, 1));
        double start = points[0];
        points.Clear();
        string second = Disagreement(() => GradientCheck.VerifySampled(F, Wrong, 11, 50, -1, 1));
        Assert.Equal(first, second);
        Assert.Equal(start, points[0]);
        Assert.Matches(@"^Point \d+ of 50 with seed 11: Wrong disagrees", first);
    }

    [Fact]
    public void Samples_lie_within_the_bounds_and_differ()
    {
        var points = new HashSet<double>();
        double F(double x) => x;
        (double, double) G(double x)
        {
            points.Add(x);
            return (x, 1);
        }

        GradientCheck.VerifySampled(F, G, 1, 40, 3, 4);
        Assert.Equal(40, points.Count);
        Assert.All(points, point => Assert.InRange(point, 3, 4));
    }

    [Fact]
    public void Samples_keep_the_examples_lengths_and_constants()
    {
        double F(double[] x, int n) => x.Length == 3 && n == 2 ? x[n] * x[0] : double.NaN;
        (double, double[]) G(double[] x, int n) => (F(x, n), [x[n], 0, x[0]]);
        GradientCheck.VerifySampled(F, G, 1, 20, -5, 5, new double[3], 2);
    }

    [Fact]
    public void A_sample_can_be_drawn_by_the_caller()
    {
        double F(double x, int n) => Math.Pow(x, n);
        (double, double) G(double x, int n) => (F(x, n), n * Math.Pow(x, n - 1));
        (double, double) Wrong(double x, int n) => (F(x, n), n * Math.Pow(x, n));
        GradientCheck.VerifySampled(F, G, 1, 50, random => [1 + random.NextDouble(), random.Next(1, 5)]);
        Disagreement(() => GradientCheck.VerifySampled(F, Wrong, 1, 50, random => [1 + random.NextDouble(), random.Next(1, 5)]));
    }

    [Fact]
    public void What_the_function_throws_at_the_point_is_thrown()
    {
        double F(double x) => throw new InvalidOperationException("no");
        (double, double) G(double x) => (0, 0);
        Assert.Equal("no", Assert.Throws<InvalidOperationException>(() => GradientCheck.Verify(F, G, 1.0)).Message);
    }

    [Fact]
    public void In_parameters_are_checked()
    {
        double F(in double x) => x * x;
        (double, double) G(in double x) => (x * x, 2 * x);
        GradientCheck.Verify(F, G, 3.0);
    }

    private static double Square(double x) => x * x;

    private static string Disagreement(Action check) => Assert.Throws<GradientCheckException>(check).Message;

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Differentiable]
    private readonly record struct Pair(double A);
}
