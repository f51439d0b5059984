using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Losses and models of machine learning.</summary>
public static partial class Learning
{
    /// <summary>log Σ exp xᵢ, with the maximum taken out.</summary>
    [Differentiable]
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double max = x[0];
        for (int i = 1; i < x.Length; i++)
            max = Math.Max(max, x[i]);
        double sum = 0;
        foreach (double item in x)
            sum += Math.Exp(item - max);
        return max + Math.Log(sum);
    }

    [Differentiable]
    public static float LogSumExpSingle(float[] x)
    {
        float max = float.NegativeInfinity;
        foreach (float item in x)
        {
            if (item > max)
                max = item;
        }

        float sum = 0;
        foreach (float item in x)
            sum += MathF.Exp(item - max);
        return max + MathF.Log(sum);
    }

    /// <summary>The log-likelihood of points under a mixture of spherical Gaussians.</summary>
    [Differentiable]
    public static double Mixture([NoGradient] double[][] points, double[] weights, double[][] means, double[] logDeviations)
    {
        var terms = new double[weights.Length];
        double likelihood = -points.Length * LogSumExp(weights);
        for (int i = 0; i < points.Length; i++)
        {
            for (int k = 0; k < weights.Length; k++)
            {
                double scale = Math.Exp(-logDeviations[k]);
                double distance = 0;
                for (int j = 0; j < points[i].Length; j++)
                {
                    double z = (points[i][j] - means[k][j]) * scale;
                    distance += z * z;
                }

                terms[k] = weights[k] - points[i].Length * (logDeviations[k] + 0.5 * Math.Log(2 * Math.PI)) - 0.5 * distance;
            }

            likelihood += LogSumExp(terms);
        }

        return likelihood;
    }

    /// <summary>The squared error of an LSTM cell's outputs along a sequence: input, forget, output and candidate weights, a triple each.</summary>
    [Differentiable]
    public static double Lstm(double[] weights, [NoGradient] double[] sequence, double hidden, double cell)
    {
        double error = 0;
        for (int t = 0; t + 1 < sequence.Length; t++)
        {
            double input = Layers.Sigmoid(weights[0] * sequence[t] + weights[1] * hidden + weights[2]);
            double forget = Layers.Sigmoid(weights[3] * sequence[t] + weights[4] * hidden + weights[5]);
            double output = Layers.Sigmoid(weights[6] * sequence[t] + weights[7] * hidden + weights[8]);
            double candidate = Math.Tanh(weights[9] * sequence[t] + weights[10] * hidden + weights[11]);
            cell = forget * cell + input * candidate;
            hidden = output * Math.Tanh(cell);
            double miss = sequence[t + 1] - hidden;
            error += miss * miss;
        }

        return error;
    }

    /// <summary>Soft dynamic time warping between two series.</summary>
    [Differentiable]
    public static double SoftDtw(double[] a, double[] b, double gamma)
    {
        int n = a.Length;
        int m = b.Length;
        var r = new double[n + 1, m + 1];
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
                r[i, j] = 1e10;
        }

        r[0, 0] = 0;
        for (int i = 1; i <= n; i++)
        {
            for (int j = 1; j <= m; j++)
            {
                double cost = (a[i - 1] - b[j - 1]) * (a[i - 1] - b[j - 1]);
                r[i, j] = cost + SoftMin(r[i - 1, j], r[i, j - 1], r[i - 1, j - 1], gamma);
            }
        }

        return r[n, m];
    }

    [Differentiable]
    public static double SoftMin(double a, double b, double c, double gamma)
    {
        double least = Math.Min(a, Math.Min(b, c));
        return least - gamma * Math.Log(Math.Exp((least - a) / gamma) + Math.Exp((least - b) / gamma) + Math.Exp((least - c) / gamma));
    }
}
