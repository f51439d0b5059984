using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Option prices: a closed form, a tree with early exercise, a simulation.</summary>
public static partial class Finance
{
    /// <summary>A European call, by Black and Scholes.</summary>
    [Differentiable]
    public static double BlackScholes(double spot, double strike, double rate, double volatility, double maturity)
    {
        double deviation = volatility * Math.Sqrt(maturity);
        double d1 = (Math.Log(spot / strike) + (rate + 0.5 * volatility * volatility) * maturity) / deviation;
        double d2 = d1 - deviation;
        return spot * NormalCdf(d1) - strike * Math.Exp(-rate * maturity) * NormalCdf(d2);
    }

    /// <summary>The normal distribution function, a polynomial of Abramowitz and Stegun (26.2.17).</summary>
    [Differentiable]
    public static double NormalCdf(double x)
    {
        if (x < 0)
            return 1 - NormalCdf(-x);
        double k = 1 / (1 + 0.2316419 * x);
        double polynomial = k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))));
        return 1 - Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI) * polynomial;
    }

    /// <summary>An American put on the binomial tree of Cox, Ross and Rubinstein.</summary>
    [Differentiable]
    public static double AmericanPut(double spot, double strike, double rate, double volatility, double maturity, int steps)
    {
        double dt = maturity / steps;
        double up = Math.Exp(volatility * Math.Sqrt(dt));
        double down = 1 / up;
        double discount = Math.Exp(-rate * dt);
        double p = (Math.Exp(rate * dt) - down) / (up - down);

        var values = new double[steps + 1];
        for (int i = 0; i <= steps; i++)
            values[i] = Math.Max(strike - spot * Math.Pow(up, 2 * i - steps), 0);

        for (int step = steps - 1; step >= 0; step--)
        {
            for (int i = 0; i <= step; i++)
            {
                double hold = discount * (p * values[i + 1] + (1 - p) * values[i]);
                double exercise = strike - spot * Math.Pow(up, 2 * i - step);
                values[i] = exercise > hold ? exercise : hold;
            }
        }

        return values[0];
    }

    /// <summary>An arithmetic Asian call by simulation, path by path: a row of normal numbers for each.</summary>
    [Differentiable]
    public static double AsianCall(
        double spot, double strike, double rate, double volatility, double maturity, [NoGradient] double[,] normals)
    {
        int paths = normals.GetLength(0);
        int steps = normals.GetLength(1);
        double dt = maturity / steps;
        double drift = (rate - volatility * volatility / 2) * dt;
        double deviation = volatility * Math.Sqrt(dt);
        double total = 0;
        for (int path = 0; path < paths; path++)
        {
            double price = spot;
            double sum = 0;
            for (int step = 0; step < steps; step++)
            {
                price *= Math.Exp(drift + deviation * normals[path, step]);
                sum += price;
            }

            double payoff = sum / steps - strike;
            if (payoff > 0)
                total += payoff;
        }

        return Math.Exp(-rate * maturity) * total / paths;
    }

    /// <summary>The same call in single precision.</summary>
    [Differentiable]
    public static float BlackScholesSingle(float spot, float strike, float rate, float volatility, float maturity)
    {
        float deviation = volatility * MathF.Sqrt(maturity);
        float d1 = (MathF.Log(spot / strike) + (rate + 0.5f * volatility * volatility) * maturity) / deviation;
        float d2 = d1 - deviation;
        return spot * NormalCdfSingle(d1) - strike * MathF.Exp(-rate * maturity) * NormalCdfSingle(d2);
    }

    [Differentiable]
    public static float NormalCdfSingle(float x)
    {
        float[] coefficients = [0.319381530f, -0.356563782f, 1.781477937f, -1.821255978f, 1.330274429f];
        float k = 1 / (1 + 0.2316419f * MathF.Abs(x));
        float tail = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            tail = k * (tail + coefficients[i]);
        tail *= MathF.Exp(-0.5f * x * x) / MathF.Sqrt(2 * MathF.PI);
        return x < 0 ? tail : 1 - tail;
    }
}
