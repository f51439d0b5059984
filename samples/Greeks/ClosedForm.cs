namespace Greeks;

/// <summary>The sensitivities as the textbooks have them, to compare with.</summary>
internal static class ClosedForm
{
    public static (double Delta, double Gamma, double Vega, double Theta, double Rho) Of(Option option)
    {
        double root = Math.Sqrt(option.Years);
        double d1 = (Math.Log(option.Spot / option.Strike) + (option.Rate + option.Volatility * option.Volatility / 2) * option.Years) / (option.Volatility * root);
        double d2 = d1 - option.Volatility * root;
        double sign = option.IsCall ? 1 : -1;
        double discounted = option.Strike * Math.Exp(-option.Rate * option.Years);
        double density = BlackScholes.Density(d1);
        return (
            Delta: sign * BlackScholes.Normal(sign * d1),
            Gamma: density / (option.Spot * option.Volatility * root),
            Vega: option.Spot * density * root,
            Theta: -option.Spot * density * option.Volatility / (2 * root) - sign * option.Rate * discounted * BlackScholes.Normal(sign * d2),
            Rho: sign * option.Years * discounted * BlackScholes.Normal(sign * d2));
    }
}
