using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class LoopTests
{
    private static readonly double[,] Rows = { { 0.3, 0.9, -0.2 }, { 1.1, 0.7, 2.1 }, { 3.0, 4.0, 5.0 } };

    [Theory]
    [InlineData(1.4)]
    [InlineData(0.2)]
    [InlineData(1000.0)]
    public void An_early_return_out_of_nested_loops(double limit) => Check.Gradient(Loops.FirstLargeProduct, Rows, limit);

    [Fact]
    public void An_array_of_no_elements()
    {
        Check.Gradient(Loops.Sum, Array.Empty<double>());
        Assert.Empty(Loops.SumGradient([]).dX);
        Check.Gradient(Loops.Palindrome, Array.Empty<double>());
        Check.Gradient(Loops.Scratch, Array.Empty<double>());
        Check.Gradient(Loops.LastWins, Array.Empty<double>());
        Check.Gradient(Loops.FirstLargeProduct, new double[0, 3], 1.5);
        Check.Gradient(Loops.FirstLargeProduct, new double[3, 0], 1.5);
        Check.Gradient(Loops.Machine, 1.1, 0.7, Array.Empty<int>());
        Check.Pullback(Loops.Normalize, Array.Empty<double>());
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(25)]
    public void A_loop_of_any_number_of_steps(int n)
    {
        Check.Gradient(Loops.Iterated, 0.3, 2.9, n);
        Check.Gradient(Loops.DownByThree, 0.7, n);
        Check.GradientWithin(1e-4, Loops.GeometricSingle, 0.7f, n);
    }

    [Fact]
    public void A_loop_that_begins_below_zero() =>
        Check.Gradient(Loops.FromNegative, 0.3, new[] { 0.2, -0.4, 1.1, 0.7, -0.3, 0.6, 0.1 });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Two_counters(int length) =>
        Check.Gradient(Loops.Palindrome, Enumerable.Range(1, length).Select(i => Math.Sin(i)).ToArray());

    [Theory]
    [InlineData(1.5)]
    [InlineData(50.0)]
    public void Continue_and_break_in_nested_loops(double threshold) =>
        Check.Gradient(Loops.Sieve, new[] { 1.3, -0.4, 0.3, 2.1, 0.6, 1.7, -1.2, 3.3 }, threshold);

    [Fact]
    public void A_bound_that_comes_from_data()
    {
        Check.Gradient(Loops.DataBound, new[] { 0.7, -1.3, 0.4 }, new[] { 3, 0, 5 });
        Check.Gradient(Loops.DataBound, new[] { 0.7, -1.3, 0.4 }, new[] { 0, -1, 0 });
    }

    [Fact]
    public void A_bound_that_the_loop_moves() => Check.Gradient(Loops.MovingBound, 0.6);

    [Theory]
    [InlineData(0.3)]
    [InlineData(2.7)]
    public void A_bound_that_is_a_rounded_input(double x) => Check.Gradient(Loops.RoundedBound, x);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(27)]
    public void A_while_loop_with_two_conditions(int n) => Check.Gradient(Loops.Collatz, 0.8, n);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void A_do_loop(int n) => Check.Gradient(Loops.AtLeastOnce, 0.8, n);

    [Theory]
    [InlineData(new[] { 0, 1, 2, 3, 4, 1, 2, 0 })]
    [InlineData(new[] { 1, 3, 4, 2, 9, 0, 0 })]
    [InlineData(new[] { 4, 4, 4, 3 })]
    public void A_switch_in_a_loop(int[] program) => Check.Gradient(Loops.Machine, 1.1, 0.7, program);

    [Fact]
    public void Only_the_last_iteration_counts() => Check.Gradient(Loops.LastWins, new[] { 0.0, 2.0, 3.0 });

    [Fact]
    public void Four_loops_deep() => Check.Gradient(Loops.FourDeep, 0.6, 0.9);

    [Fact]
    public void A_local_array_in_each_iteration() => Check.Gradient(Loops.Scratch, new[] { 0.6, -0.9, 1.2, 0.4 });

    [Fact]
    public void A_division_in_place() => Check.Pullback(Loops.Normalize, new[] { 0.6, -0.9, 1.2, 0.4 });

    [Fact]
    public void Elements_written_and_read_and_written() => Check.Gradient(Loops.Overwritten, new[] { 0.6, -0.9, 1.2, 0.4 });

    [Fact]
    public void Single_precision_in_double() => Check.GradientWithin(1e-6, Loops.MixedNorm, new[] { 0.6f, -0.9f, 1.2f });
}
