using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A mixture of 25 Gaussians in 10 dimensions over points, 1000 of them (GradBench's gmm).</summary>
[BenchmarkCategory(nameof(GaussianMixture))]
public class GaussianMixture(int pointCount) : CallShape(
    Draw(1, Components, -2, 2), Draw(2, Components * Dimensions, 0, 1), Draw(3, Components * Dimensions, -1, 1),
    Draw(4, Components * (Dimensions * (Dimensions - 1) / 2), -2, 2))
{
    private const int Dimensions = 10;
    private const int Components = 25;

    private readonly double[] points = Draw(5, pointCount * Dimensions, -2, 2);

    public GaussianMixture()
        : this(1000)
    {
    }

    public override double? Target => 1.9;

    protected override double RunPrimal() =>
        Mixture.Objective(points, Inputs[0], Inputs[1], Inputs[2], Inputs[3], Dimensions, Components, 1, 0);

    protected override double RunGenerated(double[][] gradients) => Mixture.ObjectiveBackward(
        points, Inputs[0], Inputs[1], Inputs[2], Inputs[3], Dimensions, Components, 1, 0, 1, gradients[0], gradients[1], gradients[2], gradients[3]);

    protected override double RunByHand(double[][] gradients) => Mixture.ByHand(
        points, Inputs[0], Inputs[1], Inputs[2], Inputs[3], Dimensions, Components, 1, 0, 1, gradients[0], gradients[1], gradients[2], gradients[3]);
}

/// <summary>The posterior of a Gaussian mixture.</summary>
internal static partial class Mixture
{
    /// <summary>
    /// The logarithm of the posterior, up to what does not depend on the parameters. The inverse square root of a component's covariance
    /// is a lower triangle: exp(q) on the diagonal, l below it, column by column.
    /// </summary>
    [Differentiable]
    public static double Objective(
        [NoGradient] ReadOnlySpan<double> x, ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> q, ReadOnlySpan<double> l,
        int d, int k, [NoGradient] double gamma, int m)
    {
        int n = x.Length / d;
        int triangle = d * (d - 1) / 2;
        double[] diagonal = new double[k * d];
        double[] logDeterminants = new double[k];
        for (int component = 0; component < k; component++)
        {
            double sum = 0;
            for (int j = 0; j < d; j++)
            {
                sum += q[component * d + j];
                diagonal[component * d + j] = Math.Exp(q[component * d + j]);
            }

            logDeterminants[component] = sum;
        }

        double[] centered = new double[d];
        double[] scaled = new double[d];
        double[] terms = new double[k];
        double total = 0;
        for (int i = 0; i < n; i++)
        {
            for (int component = 0; component < k; component++)
            {
                for (int j = 0; j < d; j++)
                {
                    centered[j] = x[i * d + j] - mu[component * d + j];
                    scaled[j] = diagonal[component * d + j] * centered[j];
                }

                int at = component * triangle;
                for (int column = 0; column < d; column++)
                {
                    for (int row = column + 1; row < d; row++)
                    {
                        scaled[row] += l[at] * centered[column];
                        at++;
                    }
                }

                double squares = 0;
                for (int j = 0; j < d; j++)
                    squares += scaled[j] * scaled[j];
                terms[component] = alpha[component] + logDeterminants[component] - 0.5 * squares;
            }

            double largest = terms[0];
            for (int component = 1; component < k; component++)
                largest = Math.Max(largest, terms[component]);
            double sum = 0;
            for (int component = 0; component < k; component++)
                sum += Math.Exp(terms[component] - largest);
            total += largest + Math.Log(sum);
        }

        double largestAlpha = alpha[0];
        for (int component = 1; component < k; component++)
            largestAlpha = Math.Max(largestAlpha, alpha[component]);
        double alphas = 0;
        for (int component = 0; component < k; component++)
            alphas += Math.Exp(alpha[component] - largestAlpha);
        double prior = 0;
        for (int component = 0; component < k; component++)
        {
            double squares = 0;
            for (int j = 0; j < d; j++)
                squares += diagonal[component * d + j] * diagonal[component * d + j];
            for (int j = 0; j < triangle; j++)
                squares += l[component * triangle + j] * l[component * triangle + j];
            prior += 0.5 * gamma * gamma * squares - m * logDeterminants[component];
        }

        return -0.5 * n * d * Math.Log(2 * Math.PI) + total - n * (largestAlpha + Math.Log(alphas)) - prior;
    }

    /// <summary>A point's gradient is taken when its terms are there, from what is still at hand; nothing is kept from point to point.</summary>
    public static double ByHand(
        ReadOnlySpan<double> x, ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> q, ReadOnlySpan<double> l,
        int d, int k, double gamma, int m, double dOut, Span<double> dAlpha, Span<double> dMu, Span<double> dQ, Span<double> dL)
    {
        using Workspace workspace = Workspace.Rent();
        Span<double> diagonal = workspace.Take<double>(k * d);
        Span<double> logDeterminants = workspace.Take<double>(k);
        Span<double> dDiagonal = workspace.Zeros<double>(k * d);
        for (int component = 0; component < k; component++)
        {
            double sum = 0;
            for (int j = component * d; j < (component + 1) * d; j++)
            {
                sum += q[j];
                diagonal[j] = Math.Exp(q[j]);
            }

            logDeterminants[component] = sum;
        }

        // dAlpha takes the weights of the terms; those of the logarithms of the determinants are the same.
        Span<double> weights = workspace.Zeros<double>(k);
        double total = OfPoints(x, alpha, mu, l, d, k, dOut, weights, dMu, dL, diagonal, dDiagonal, logDeterminants,
            workspace.Take<double>(k * d), workspace.Take<double>(k * d), workspace.Take<double>(k));

        int n = x.Length / d;
        int triangle = d * (d - 1) / 2;
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
            for (int j = component * d; j < (component + 1) * d; j++)
            {
                squares += diagonal[j] * diagonal[j];
                dQ[j] += weights[component] + dOut * m + (dDiagonal[j] - dOut * gamma * gamma * diagonal[j]) * diagonal[j];
            }

            for (int j = component * triangle; j < (component + 1) * triangle; j++)
            {
                squares += l[j] * l[j];
                dL[j] -= dOut * gamma * gamma * l[j];
            }

            prior += 0.5 * gamma * gamma * squares - m * logDeterminants[component];
        }

        return -0.5 * n * d * Math.Log(2 * Math.PI) + total - n * (largest + Math.Log(alphas)) - prior;
    }

    private static double OfPoints(
        ReadOnlySpan<double> x, ReadOnlySpan<double> alpha, ReadOnlySpan<double> mu, ReadOnlySpan<double> l, int d, int k, double dOut,
        Span<double> dAlpha, Span<double> dMu, Span<double> dL, ReadOnlySpan<double> diagonal, Span<double> dDiagonal, ReadOnlySpan<double> logDeterminants,
        Span<double> allCentered, Span<double> allScaled, Span<double> terms)
    {
        int n = x.Length / d;
        int triangle = d * (d - 1) / 2;
        double total = 0;
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> point = x.Slice(i * d, d);
            double largest = double.NegativeInfinity;
            for (int component = 0; component < k; component++)
            {
                ReadOnlySpan<double> mean = mu.Slice(component * d, d);
                ReadOnlySpan<double> scale = diagonal.Slice(component * d, d);
                Span<double> centered = allCentered.Slice(component * d, d);
                Span<double> scaled = allScaled.Slice(component * d, d);
                for (int j = 0; j < point.Length; j++)
                {
                    centered[j] = point[j] - mean[j];
                    scaled[j] = scale[j] * centered[j];
                }

                ReadOnlySpan<double> lower = l.Slice(component * triangle, triangle);
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
                Span<double> dMean = dMu.Slice(component * d, d);
                ReadOnlySpan<double> lower = l.Slice(component * triangle, triangle);
                Span<double> dLower = dL.Slice(component * triangle, triangle);
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
