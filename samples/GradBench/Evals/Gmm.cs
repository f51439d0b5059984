using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>The logarithm of the posterior density of a mixture of Gaussians with a Wishart prior.</summary>
internal static partial class Gmm
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["objective"] = Function.Of(Json.Default.GmmInput, Json.Default.Double, input =>
        {
            GmmInput at = input.Checked();
            return () => LogPosterior(at.Alpha, at.Mu, at.Q, at.L, at.X, at.Gamma, at.M);
        }),
        ["jacobian"] = Function.Of(Json.Default.GmmInput, Json.Default.GmmGradient, input =>
        {
            GmmInput at = input.Checked();
            return () =>
            {
                var gradient = LogPosteriorGradient(at.Alpha, at.Mu, at.Q, at.L, at.X, at.Gamma, at.M);
                return new GmmGradient(gradient.dAlpha, gradient.dMu, gradient.dQ, gradient.dL);
            };
        }),
    };

    /// <summary>The logarithm of the posterior density, but for a constant.</summary>
    /// <param name="alpha">The logarithms of the weights, not normalized.</param>
    /// <param name="mu">The means, a row each.</param>
    /// <param name="q">The logarithms of the diagonals of the inverse covariances' square roots Q, a row each.</param>
    /// <param name="l">What is below the diagonals, a row for each Q, column by column.</param>
    /// <param name="x">The points, a row each.</param>
    /// <param name="gamma">The Wishart prior's scale.</param>
    /// <param name="m">The Wishart prior's degrees of freedom beyond d + 1.</param>
    [Differentiable]
    public static double LogPosterior(
        double[] alpha, double[][] mu, double[][] q, double[][] l, [NoGradient] double[][] x, [NoGradient] double gamma, int m)
    {
        int n = x.Length;
        int d = x[0].Length;
        var diagonal = new double[alpha.Length, d];
        var sumQ = new double[alpha.Length];
        double prior = 0;
        for (int k = 0; k < alpha.Length; k++)
        {
            double norm = 0;
            for (int j = 0; j < d; j++)
            {
                diagonal[k, j] = Math.Exp(q[k][j]);
                sumQ[k] += q[k][j];
                norm += diagonal[k, j] * diagonal[k, j];
            }

            for (int j = 0; j < l[k].Length; j++)
                norm += l[k][j] * l[k][j];
            prior += gamma * gamma / 2 * norm - m * sumQ[k];
        }

        double likelihood = 0;
        var beta = new double[alpha.Length];
        var centered = new double[d];
        var scaled = new double[d];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < alpha.Length; k++)
            {
                for (int j = 0; j < d; j++)
                {
                    centered[j] = x[i][j] - mu[k][j];
                    scaled[j] = diagonal[k, j] * centered[j];
                }

                int next = 0;
                for (int column = 0; column < d; column++)
                {
                    for (int row = column + 1; row < d; row++)
                    {
                        scaled[row] += l[k][next] * centered[column];
                        next++;
                    }
                }

                double norm = 0;
                for (int j = 0; j < d; j++)
                    norm += scaled[j] * scaled[j];
                beta[k] = alpha[k] + sumQ[k] - norm / 2;
            }

            likelihood += LogSumExp(beta);
        }

        return -n * d / 2.0 * Math.Log(2 * Math.PI) + likelihood - n * LogSumExp(alpha)
            + alpha.Length * PriorConstant(d, gamma, m) - prior;
    }

    [Differentiable]
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double max = x[0];
        foreach (double item in x)
            max = Math.Max(max, item);
        double sum = 0;
        foreach (double item in x)
            sum += Math.Exp(item - max);
        return max + Math.Log(sum);
    }

    /// <summary>What the prior takes for one component, without what depends on the component.</summary>
    internal static double PriorConstant(int d, double gamma, int m)
    {
        int nu = d + m + 1;
        double logGamma = d * (d - 1) / 4.0 * Math.Log(Math.PI);
        for (int j = 1; j <= d; j++)
            logGamma += LogGammaOfHalf(nu + 1 - j);
        return nu * d * (Math.Log(gamma) - 0.5 * Math.Log(2)) - logGamma;
    }

    /// <summary>log Γ(a / 2), by the recurrence from Γ(1/2) = √π and Γ(1) = 1.</summary>
    private static double LogGammaOfHalf(int a)
    {
        double logGamma = a % 2 == 0 ? 0 : 0.5 * Math.Log(Math.PI);
        for (int b = 2 - a % 2; b < a; b += 2)
            logGamma += Math.Log(b / 2.0);
        return logGamma;
    }
}

internal sealed record GmmInput(
    int D, int K, int N, double[][] X, int M, double Gamma, double[] Alpha, double[][] Mu, double[][] Q, double[][] L)
{
    public GmmInput Checked()
    {
        WrongInputException.Unless(D > 0 && K > 0 && N > 0 && M >= 0 && Gamma > 0, "'d', 'k', 'n' and 'gamma' must be positive, 'm' not negative.");
        WrongInputException.UnlessShaped(X, N, "x", D);
        WrongInputException.UnlessShaped(Alpha, K, "alpha");
        WrongInputException.UnlessShaped(Mu, K, "mu", D);
        WrongInputException.UnlessShaped(Q, K, "q", D);
        WrongInputException.UnlessShaped(L, K, "l", D * (D - 1) / 2);
        return this;
    }
}

internal sealed record GmmGradient(double[] Alpha, double[][] Mu, double[][] Q, double[][] L);
