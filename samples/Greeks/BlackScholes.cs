using AutoBackprop;
using MathNet.Numerics;

namespace Greeks;

/// <summary>The formula of Black and Scholes, and the value of a book of options by it.</summary>
internal static partial class BlackScholes
{
    [Differentiable]
    public static double Price(Option option)
    {
        double deviation = option.Volatility * Math.Sqrt(option.Years);
        double d1 = (Math.Log(option.Spot / option.Strike) + option.Rate * option.Years) / deviation + deviation / 2;
        double discounted = option.Strike * Math.Exp(-option.Rate * option.Years);
        return option.IsCall
            ? option.Spot * Normal(d1) - discounted * Normal(d1 - deviation)
            : discounted * Normal(deviation - d1) - option.Spot * Normal(-d1);
    }

    /// <summary>The value of a whole book. Its gradient has the sensitivities of every option, in one call.</summary>
    [Differentiable]
    public static double Value(ReadOnlySpan<Option> book)
    {
        double value = 0;
        foreach (Option option in book)
            value += option.Count * Price(option);
        return value;
    }

    /// <summary>The distribution function of the normal distribution.</summary>
    public static double Normal(double x) => SpecialFunctions.Erfc(-x / Math.Sqrt(2)) / 2;

    /// <summary>Its density.</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Normal is of a library that has no gradients: this is its backward pass, written by hand.</summary>
    [BackwardOf(nameof(Normal))]
    private static (double value, double dX) NormalBackward(double x, double dOut) => (Normal(x), dOut * Density(x));
}
