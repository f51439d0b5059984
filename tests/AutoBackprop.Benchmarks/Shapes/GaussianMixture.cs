using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A mixture of 25 Gaussians in 10 dimensions over points, 1000 of them (GradBench's gmm).</summary>
[BenchmarkCategory(nameof(GaussianMixture))]
public class GaussianMixture : CallShape<GaussianMixture.Parameters>
{
    private const int Dimensions = 10;
    private const int Components = 25;

    private readonly double[][] points;

    public GaussianMixture()
        : this(1000)
    {
    }

    public GaussianMixture(int pointCount)
        : base(
            static arrays => new(arrays[0], Group(arrays, 0), Group(arrays, 1), Group(arrays, 2)),
            [Draw(1, Components, -2, 2), .. Draw(2, Components, Dimensions, 0, 1), .. Draw(3, Components, Dimensions, -1, 1), .. Draw(4, Components, Dimensions * (Dimensions - 1) / 2, -2, 2)]) =>
        points = Draw(5, pointCount, Dimensions, -2, 2);

    public override double? Target => 1.9;

    protected override double RunPrimal() => Gmm.LogPosterior(Inputs.Alpha, Inputs.Mu, Inputs.Q, Inputs.L, points, 1, 0);

    protected override double RunGenerated(Parameters gradients) =>
        Gmm.LogPosteriorBackward(Inputs.Alpha, Inputs.Mu, Inputs.Q, Inputs.L, points, 1, 0, 1, gradients.Alpha, gradients.Mu, gradients.Q, gradients.L);

    protected override double RunByHand(Parameters gradients) =>
        LogPosteriorGradient.ByHand(Inputs.Alpha, Inputs.Mu, Inputs.Q, Inputs.L, points, 1, 0, 1, gradients.Alpha, gradients.Mu, gradients.Q, gradients.L);

    private static double[][] Group(double[][] arrays, int group) => arrays.AsSpan(1 + group * Components, Components).ToArray();

    /// <summary>What the function takes.</summary>
    public sealed record Parameters(double[] Alpha, double[][] Mu, double[][] Q, double[][] L);
}

/// <summary>Its gradient by hand.</summary>
internal static class LogPosteriorGradient
{
    /// <summary>A point's gradient is taken when its terms are there, from what is still at hand; nothing is kept from point to point.</summary>
    public static double ByHand(
        double[] alpha, double[][] mu, double[][] q, double[][] l, double[][] x, double gamma, int m,
        double dOut, double[] dAlpha, double[][] dMu, double[][] dQ, double[][] dL)
    {
        int n = x.Length, d = x[0].Length, k = alpha.Length;
        using Workspace workspace = Workspace.Rent();
        Span<double> diagonal = workspace.Take<double>(k * d);
        Span<double> logDeterminants = workspace.Take<double>(k);
        Span<double> dDiagonal = workspace.Zeros<double>(k * d);
        for (int component = 0; component < k; component++)
        {
            double sum = 0;
            for (int j = 0; j < d; j++)
            {
                sum += q[component][j];
                diagonal[component * d + j] = Math.Exp(q[component][j]);
            }

            logDeterminants[component] = sum;
        }

        // dAlpha takes the weights of the terms; those of the logarithms of the determinants are the same.
        Span<double> weights = workspace.Zeros<double>(k);
        double total = OfPoints(x, alpha, mu, l, dOut, weights, dMu, dL, diagonal, dDiagonal, logDeterminants,
            workspace.Take<double>(k * d), workspace.Take<double>(k * d), workspace.Take<double>(k));

        double largest = alpha[0];
        for (int component = 1; component < k; component++)
            largest = Math.Max(largest, alpha[component]);
        double alphas = 0;
        for (int component = 0; component < k; component++)
            alphas += Math.Exp(alpha[component] - largest);
        double prior = 0;
        for (int component = 0; component < k; component++)
        {
            dAlpha[component] += weights[component] - dOut * n * Math.Exp(alpha[component] - largest) / alphas;
            double squares = 0;
            for (int j = 0; j < d; j++)
            {
                double entry = diagonal[component * d + j];
                squares += entry * entry;
                dQ[component][j] += weights[component] + dOut * m + (dDiagonal[component * d + j] - dOut * gamma * gamma * entry) * entry;
            }

            for (int j = 0; j < l[component].Length; j++)
            {
                squares += l[component][j] * l[component][j];
                dL[component][j] -= dOut * gamma * gamma * l[component][j];
            }

            prior += 0.5 * gamma * gamma * squares - m * logDeterminants[component];
        }

        return -0.5 * n * d * Math.Log(2 * Math.PI) + total - n * (largest + Math.Log(alphas))
            + k * Gmm.PriorConstant(d, gamma, m) - prior;
    }

    private static double OfPoints(
        double[][] x, double[] alpha, double[][] mu, double[][] l, double dOut, Span<double> dAlpha, double[][] dMu, double[][] dL, ReadOnlySpan<double> diagonal, Span<double> dDiagonal, ReadOnlySpan<double> logDeterminants,
        Span<double> allCentered, Span<double> allScaled, Span<double> terms)
    {
        int d = x[0].Length, k = alpha.Length;
        double total = 0;
        foreach (double[] point in x)
        {
            double largest = double.NegativeInfinity;
            for (int component = 0; component < k; component++)
            {
                ReadOnlySpan<double> mean = mu[component];
                ReadOnlySpan<double> scale = diagonal.Slice(component * d, d);
                Span<double> centered = allCentered.Slice(component * d, d);
                Span<double> scaled = allScaled.Slice(component * d, d);
                for (int j = 0; j < point.Length; j++)
                {
                    centered[j] = point[j] - mean[j];
                    scaled[j] = scale[j] * centered[j];
                }

                ReadOnlySpan<double> lower = l[component];
                for (int column = 0; column < centered.Length - 1; column++)
                {
                    double factor = centered[column];
                    Span<double> below = scaled[(column + 1)..];
                    ReadOnlySpan<double> entries = lower[..below.Length];
                    for (int j = 0; j < entries.Length; j++)
                        below[j] += entries[j] * factor;
                    lower = lower[below.Length..];
                }

                double squares = 0;
                for (int j = 0; j < scaled.Length; j++)
                    squares += scaled[j] * scaled[j];
                terms[component] = alpha[component] + logDeterminants[component] - 0.5 * squares;
                largest = Math.Max(largest, terms[component]);
            }

            double sum = 0;
            for (int component = 0; component < k; component++)
            {
                terms[component] = Math.Exp(terms[component] - largest);
                sum += terms[component];
            }

            total += largest + Math.Log(sum);
            double scaleOfWeights = dOut / sum;
            for (int component = 0; component < k; component++)
            {
                double weight = scaleOfWeights * terms[component];
                dAlpha[component] += weight;
                ReadOnlySpan<double> scale = diagonal.Slice(component * d, d);
                Span<double> dScale = dDiagonal.Slice(component * d, d);
                ReadOnlySpan<double> centered = allCentered.Slice(component * d, d);
                Span<double> dScaled = allScaled.Slice(component * d, d);
                Span<double> dMean = dMu[component];
                ReadOnlySpan<double> lower = l[component];
                Span<double> dLower = dL[component];
                for (int j = 0; j < dScaled.Length; j++)
                    dScaled[j] *= -weight;
                for (int column = 0; column < centered.Length; column++)
                {
                    double factor = centered[column];
                    double dFactor = scale[column] * dScaled[column];
                    dScale[column] += factor * dScaled[column];
                    ReadOnlySpan<double> dBelow = dScaled[(column + 1)..];
                    ReadOnlySpan<double> entries = lower[..dBelow.Length];
                    Span<double> dEntries = dLower[..dBelow.Length];
                    for (int j = 0; j < entries.Length; j++)
                    {
                        dFactor += entries[j] * dBelow[j];
                        dEntries[j] += factor * dBelow[j];
                    }

                    dMean[column] -= dFactor;
                    lower = lower[dBelow.Length..];
                    dLower = dLower[dBelow.Length..];
                }
            }
        }

        return total;
    }
}
