using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class WrongElsewhereTests
{
    private static readonly double[] Point = [0.6, -0.9, 1.2, 0.4];

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_value_from_before_a_loop_used_after_it(int n) => Check.Gradient(WrongElsewhere.UsedAfterLoop, 1.1, n);

    [Fact]
    public void A_product_in_a_loop()
    {
        Check.Gradient(WrongElsewhere.Product, Point);
        Check.Gradient(WrongElsewhere.Product, new[] { 2.0, 0.0, 3.0 });
        Check.Gradient(WrongElsewhere.Product, new[] { 2.0, 0.0, 0.0 });
    }

    [Fact]
    public void A_product_in_place_in_a_loop() => Check.Pullback(WrongElsewhere.Compound, Point, 0.8, 3);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 0)]
    [InlineData(4, 3)]
    public void A_loop_in_a_loop(int n, int m) => Check.Gradient(WrongElsewhere.Nested, 0.8, n, m);

    [Fact]
    public void A_divisor_in_a_loop() => Check.Gradient(WrongElsewhere.Divisor, 1.3, 0.7, 5);

    [Fact]
    public void Continue_in_a_loop() => Check.Gradient(WrongElsewhere.Continue, 0.9, 7);

    [Fact]
    public void A_bound_that_changes() => Check.Gradient(WrongElsewhere.Bound, 0.4, 9);

    [Fact]
    public void An_accumulator_that_begins_with_a_constant() => Check.Gradient(WrongElsewhere.ConstantStart, Point);

    [Theory]
    [InlineData(3.0, 1e6)]
    [InlineData(1.5, 0.1)]
    public void A_loop_without_a_maximum(double x, double limit) => Check.Gradient(WrongElsewhere.Unbounded, x, limit);

    [Fact]
    public void A_loop_from_below_zero() => Check.Gradient(WrongElsewhere.NegativeStart, 0.7);

    [Fact]
    public void One_array_in_both_places()
    {
        // As two parameters, each has its own part; as one variable, the sum of both.
        (double value, double[] dX, double[] dY) = WrongElsewhere.DotGradient(Point, Point);
        (double same, double[] dBoth) = WrongElsewhere.SquaredLengthGradient(Point);
        Assert.Equal(value, same);
        for (int i = 0; i < Point.Length; i++)
        {
            Assert.Equal(Point[i] * (i + 1), dX[i], 1e-14);
            Assert.Equal(Point[i] * (i + 1), dY[i], 1e-14);
            Assert.Equal(2 * Point[i] * (i + 1), dBoth[i], 1e-14);
        }

        Check.Gradient(WrongElsewhere.SquaredLength, Point);
        Check.Gradient(WrongElsewhere.TwiceTheSame, Point);
    }

    [Fact]
    public void Both_gradients_into_one_buffer()
    {
        double[] both = new double[4];
        WrongElsewhere.DotBackward(Point, Point, 1, both, both);
        Assert.Equal(WrongElsewhere.SquaredLengthGradient(Point).dX, both);
    }

    [Fact]
    public void Another_name_for_an_array() => Check.Gradient(WrongElsewhere.Alias, Point);

    [Fact]
    public void Rows_updated_from_each_other() =>
        Check.Gradient(WrongElsewhere.InPlaceAcross, new double[,] { { 0.3, 0.9, -0.2 }, { 1.1, 0.7, 2.1 } }, 5);

    [Fact]
    public void What_nobody_reads_poisons_nothing()
    {
        (_, double[] dX) = WrongElsewhere.DeadArcGradient([0.5, 1.0, 1.5]);
        Assert.Equal(-1 / Math.Sqrt(0.75), dX[0], 1e-14);
        Assert.Equal(double.NegativeInfinity, dX[1]);
        Assert.Equal(2, dX[2]);
    }

    [Theory]
    [InlineData(1.3, 0.6)]
    [InlineData(-1.3, 0.6)]
    [InlineData(90.0, 0.6)]
    public void Statements_that_others_drop(double x, double t) => Check.Gradient(WrongElsewhere.Statements, x, t);

    [Fact]
    public void A_mean_over_a_batch()
    {
        Check.Gradient(WrongElsewhere.MeanSquare, Point, new[] { 0.5, 0.5, 1.0, 1.0 });
        Assert.Equal(2 * 0.1 / 4, WrongElsewhere.MeanSquareGradient(Point, [0.5, 0.5, 1.0, 1.0]).dPrediction[0], 1e-15);
    }

    [Fact]
    public void A_method_that_is_called_like_one_of_Maths() => Check.Gradient(WrongElsewhere.OwnSin, 0.8);

    [Fact]
    public void A_result_that_does_not_depend_on_an_input()
    {
        (_, double dX, double[] dUnused) = WrongElsewhere.IndependentGradient(2.0, Point);
        Assert.Equal(4, dX);
        Assert.Equal([0.0, 0.0, 0.0, 0.0], dUnused);
    }

    [Fact]
    public void A_backward_pass_run_twice_gives_the_same_and_adds()
    {
        double[] once = WrongElsewhere.ProductGradient(Point).dX;
        double[] dX = new double[4];
        WrongElsewhere.ProductBackward(Point, 1, dX);
        WrongElsewhere.ProductBackward(Point, 1, dX);
        Assert.Equal(once.Select(x => 2 * x), dX);
    }
}
