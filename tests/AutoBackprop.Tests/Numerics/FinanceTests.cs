using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class FinanceTests
{
    [Theory]
    [InlineData(100, 110, 0.05, 0.2, 1.5)]
    [InlineData(120, 90, 0.01, 0.35, 0.25)]
    public void Black_and_Scholes_have_their_greeks(double spot, double strike, double rate, double volatility, double maturity) =>
        Check.Gradient(Finance.BlackScholes, spot, strike, rate, volatility, maturity);

    [Fact]
    public void Black_and_Scholes_agree_in_single_precision() =>
        Check.GradientWithin(1e-4, Finance.BlackScholesSingle, 100f, 110f, 0.05f, 0.2f, 1.5f);

    [Theory]
    [InlineData(101.3, 110, 0.05, 0.2, 1, 20)]
    [InlineData(95, 100, 0.08, 0.3, 0.5, 1)]
    public void An_American_put_has_its_greeks_through_early_exercise(
        double spot, double strike, double rate, double volatility, double maturity, int steps) =>
        Check.Gradient(Finance.AmericanPut, spot, strike, rate, volatility, maturity, steps);

    [Fact]
    public void An_Asian_call_has_its_greeks_path_by_path()
    {
        var random = new Random(7);
        var normals = new double[40, 12];
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 12; j++)
                normals[i, j] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        Check.Gradient(Finance.AsianCall, 100.0, 102.0, 0.03, 0.25, 1.0, normals);
    }
}
