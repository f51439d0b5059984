namespace AutoBackprop.Benchmarks;

/// <summary>A project of a thousand functions such as users write: twelve kinds of three to ten lines, a third of them with loops, one that calls another.</summary>
internal static class UserFunctions
{
    public const int Count = 1000;

    private const int PerFile = 24;

    /// <summary>The text of each file.</summary>
    public static IEnumerable<string> Files => Enumerable.Range(0, Count).Chunk(PerFile).Select(static numbers => $$"""
        using System;
        using AutoBackprop;

        namespace Project;

        public static partial class Functions{{numbers[0] / PerFile}}
        {
        {{string.Concat(numbers.Select(static number => Kinds[number % Kinds.Length].Replace("#", (number / Kinds.Length).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)))}}
        }
        """);

    private static readonly string[] Kinds =
    [
        """
            [Differentiable]
            public static double Price#(double apple, double count, double tax)
            {
                double price = apple * count;
                double discount = Math.Exp(-price / 1000);
                return price * (1 + tax) * (1 - discount);
            }


        """,
        """
            [Differentiable]
            public static double Call#(double spot, double strike, double rate, double volatility, double years)
            {
                double deviation = volatility * Math.Sqrt(years);
                double d1 = (Math.Log(spot / strike) + (rate + volatility * volatility / 2) * years) / deviation;
                double d2 = d1 - deviation;
                return spot / (1 + Math.Exp(-1.6 * d1)) - strike * Math.Exp(-rate * years) / (1 + Math.Exp(-1.6 * d2));
            }


        """,
        """
            [Differentiable]
            public static double Drag#(double speed, double density, double area)
            {
                double reynolds = speed * 1e5;
                double coefficient;
                if (reynolds < 1000)
                    coefficient = 24 / (reynolds + 1);
                else
                    coefficient = 0.44 + 6 / Math.Sqrt(reynolds);
                return coefficient * density * speed * speed * area / 2;
            }


        """,
        """
            [Differentiable]
            public static double MeanSquare#(double[] x, double[] target)
            {
                double sum = 0;
                for (int i = 0; i < x.Length; i++)
                {
                    double error = x[i] - target[i];
                    sum += error * error;
                }
                return sum / x.Length;
            }


        """,
        """
            [Differentiable]
            public static double Distance#(double x1, double y1, double x2, double y2)
            {
                double dx = x2 - x1, dy = y2 - y1;
                return Math.Sqrt(dx * dx + dy * dy);
            }


        """,
        """
            [Differentiable]
            public static double Pendulum#(double angle, double speed, double length, int steps)
            {
                const double dt = 0.01;
                for (int i = 0; i < steps; i++)
                {
                    speed -= 9.81 / length * Math.Sin(angle) * dt;
                    angle += speed * dt;
                }
                return angle;
            }


        """,
        """
            [Differentiable]
            public static double Huber#(double residual, double delta)
            {
                double size = Math.Abs(residual);
                if (size <= delta)
                    return residual * residual / 2;
                return delta * (size - delta / 2);
            }


        """,
        """
            [Differentiable]
            public static double Gaussian#(double x, double mean, double sigma)
            {
                double z = (x - mean) / sigma;
                return Math.Exp(-z * z / 2) / (sigma * Math.Sqrt(2 * Math.PI));
            }


        """,
        """
            [Differentiable]
            public static double Polynomial#(double[] coefficients, double x)
            {
                double value = 0;
                for (int i = coefficients.Length - 1; i >= 0; i--)
                    value = value * x + coefficients[i];
                return value;
            }


        """,
        """
            [Differentiable]
            public static double Tank#(double level, double inflow, double valve)
            {
                double outflow = valve * Math.Sqrt(Math.Max(level, 0) * 2 * 9.81);
                double change = inflow - outflow;
                double next = level + change * 0.1;
                return next > 0 ? next : 0;
            }


        """,
        """
            [Differentiable]
            public static double Mixture#(double x, double weight, double mean, double sigma)
            {
                double first = Gaussian#(x, 0, 1);
                double second = Gaussian#(x, mean, sigma);
                return -Math.Log(weight * first + (1 - weight) * second);
            }


        """,
        """
            [Differentiable]
            public static double Neuron#(double[] weights, double[] inputs, double bias)
            {
                double sum = bias;
                for (int i = 0; i < weights.Length; i++)
                    sum += weights[i] * inputs[i];
                return Math.Tanh(sum);
            }


        """,
    ];
}
