using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class MechanicsTests
{
    [Fact]
    public void Leapfrogging_bodies_have_the_gradient_of_their_energy() => Check.Gradient(
        Mechanics.EnergyAfter,
        new[] { 0.0, 0.1, 1.2, -0.3, -0.7, 0.9 }, new[] { 0.1, -0.2, 0.3, 0.8, -0.5, -0.1 }, new[] { 1.5, 0.4, 0.3 }, 0.02, 30);

    [Fact]
    public void A_callee_may_overwrite_its_array_argument() => Check.Pullback(
        Mechanics.Accelerate, new[] { 0.0, 0.1, 1.2, -0.3, -0.7, 0.9 }, new[] { 1.5, 0.4, 0.3 }, new double[6]);

    [Theory]
    [InlineData(0.7, 0.3)]
    [InlineData(2.9, 0.95)]
    public void Keplers_equation_is_differentiated_through_Newtons_iterations(double meanAnomaly, double eccentricity)
    {
        Check.Gradient(Mechanics.EccentricAnomaly, meanAnomaly, eccentricity);

        // The implicit function theorem says dE/dM = 1 / (1 − e cos E).
        var g = Mechanics.EccentricAnomalyGradient(meanAnomaly, eccentricity);
        Assert.Equal(1 / (1 - eccentricity * Math.Cos(g.value)), g.dMeanAnomaly, 1e-12);
    }

    [Fact]
    public void A_pendulum_by_Runge_and_Kutta() => Check.Gradient(Mechanics.Pendulum, 2.0, 0.3, 0.15, 5.0, 40);

    [Fact]
    public void Populations_by_Runge_and_Kutta_with_arrays_for_the_stages() =>
        Check.Pullback(Mechanics.Population, new[] { 1.1, 0.6 }, new[] { 1.0, 0.8, 0.7, 0.9 }, 4.0, 25);
}
