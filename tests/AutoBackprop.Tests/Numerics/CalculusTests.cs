using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class CalculusTests
{
    [Fact]
    public void A_polynomial_by_Horners_rule()
    {
        Check.Gradient(Calculus.Horner, new[] { 2.0, -1.0, 0.5, 3.0 }, 1.7);
        Check.GradientWithin(1e-5, Calculus.HornerSingle, new[] { 2f, -1f, 0.5f, 3f }, 1.7f);
    }

    [Theory]
    [InlineData(1.3, 13)]
    [InlineData(-0.7, 8)]
    [InlineData(1.9, -5)]
    [InlineData(1.9, 0)]
    public void Exponentiation_by_squaring(double x, int n) => Check.Gradient(Calculus.Power, x, n);

    [Fact]
    public void A_root_between_bounds() => Check.Gradient(Calculus.Root, 2.5, 7.0);

    [Fact]
    public void A_square_root_by_Newton()
    {
        Check.Gradient(Calculus.SquareRoot, 17.0);
        Assert.Equal(0.5 / Math.Sqrt(17), Calculus.SquareRootGradient(17).dX, 1e-14);
    }

    [Fact]
    public void Heat_along_a_rod() => Check.Gradient(Calculus.Heat, new[] { 1.0, 0.2, 0.7, 0.1, 0.5, 0.9 }, 0.2, 15);

    [Fact]
    public void Shortest_ways() => Check.Gradient(
        Calculus.Diameter, new double[,] { { 0.3, 3.1, 8.3, 9.7 }, { 2.9, 0.2, 1.7, 6.2 }, { 5.3, 4.4, 0.1, 2.3 }, { 7.9, 1.1, 3.7, 0.4 } });
}
