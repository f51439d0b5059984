using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A determinant of 32 rows by elimination with partial pivoting: an array overwritten in place.</summary>
[BenchmarkCategory(nameof(LuDeterminant))]
public class LuDeterminant() : CallShape(Draw(1, 32 * 32, -1, 1))
{
    private const int Size = 32;

    protected override double RunPrimal() => Elimination.Determinant(Inputs[0], Size);

    protected override double RunGenerated(double[][] gradients) => Elimination.DeterminantBackward(Inputs[0], Size, 1, gradients[0]);

    protected override double RunByHand(double[][] gradients) => Elimination.ByHand(Inputs[0], Size, 1, gradients[0]);
}

/// <summary>Gauss's elimination.</summary>
internal static partial class Elimination
{
    [Differentiable]
    public static double Determinant(double[] a, int n)
    {
        double[] u = (double[])a.Clone();
        double determinant = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(u[i * n + k]) > Math.Abs(u[pivot * n + k]))
                    pivot = i;
            }

            if (pivot != k)
            {
                for (int j = k; j < n; j++)
                {
                    double swapped = u[k * n + j];
                    u[k * n + j] = u[pivot * n + j];
                    u[pivot * n + j] = swapped;
                }

                determinant = -determinant;
            }

            determinant *= u[k * n + k];
            for (int i = k + 1; i < n; i++)
            {
                double factor = u[i * n + k] / u[k * n + k];
                for (int j = k + 1; j < n; j++)
                    u[i * n + j] -= factor * u[k * n + j];
            }
        }

        return determinant;
    }

    /// <summary>Nothing that the backward part reads is overwritten, if a factor is put where the zero would be; only pivots are kept.</summary>
    public static double ByHand(double[] a, int n, double dOut, Span<double> dA)
    {
        using Workspace workspace = Workspace.Rent();
        Span<double> u = workspace.Take<double>(n * n);
        Span<int> pivots = workspace.Take<int>(n);
        a.CopyTo(u);
        double determinant = Eliminate(u, pivots, n);
        Span<double> dU = workspace.Zeros<double>(n * n);
        EliminateBackward(u, pivots, n, dOut * determinant, dU);
        for (int i = 0; i < n * n; i++)
            dA[i] += dU[i];
        return determinant;
    }

    private static double Eliminate(Span<double> u, Span<int> pivots, int n)
    {
        double determinant = 1;
        for (int k = 0; k < n; k++)
        {
            Span<double> rowK = u.Slice(k * n, n);
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(u[i * n + k]) > Math.Abs(u[pivot * n + k]))
                    pivot = i;
            }

            pivots[k] = pivot;
            if (pivot != k)
            {
                Span<double> other = u.Slice(pivot * n, n);
                for (int j = k; j < n; j++)
                    (rowK[j], other[j]) = (other[j], rowK[j]);
                determinant = -determinant;
            }

            determinant *= rowK[k];
            for (int i = k + 1; i < n; i++)
            {
                Span<double> row = u.Slice(i * n, n);
                double factor = row[k] / rowK[k];
                row[k] = factor;
                ReadOnlySpan<double> upper = rowK[(k + 1)..];
                Span<double> lower = row.Slice(k + 1, upper.Length);
                for (int j = 0; j < upper.Length; j++)
                    lower[j] -= factor * upper[j];
            }
        }

        return determinant;
    }

    /// <summary>Every diagonal element's gradient is the determinant over it.</summary>
    private static void EliminateBackward(ReadOnlySpan<double> u, ReadOnlySpan<int> pivots, int n, double dLogarithm, Span<double> dU)
    {
        for (int k = n - 1; k >= 0; k--)
        {
            ReadOnlySpan<double> rowK = u.Slice(k * n, n);
            ReadOnlySpan<double> upper = rowK[(k + 1)..];
            Span<double> dRowK = dU.Slice(k * n, n);
            Span<double> dUpper = dRowK.Slice(k + 1, upper.Length);
            double inverse = 1 / rowK[k];
            double dPivot = dLogarithm * inverse;
            for (int i = k + 1; i < n; i++)
            {
                double factor = u[i * n + k];
                Span<double> dLower = dU.Slice(i * n + k + 1, upper.Length);
                double dFactor = 0;
                for (int j = 0; j < upper.Length; j++)
                {
                    dFactor -= dLower[j] * upper[j];
                    dUpper[j] -= factor * dLower[j];
                }

                dU[i * n + k] = dFactor * inverse;
                dPivot -= dFactor * factor * inverse;
            }

            dRowK[k] = dPivot;
            if (pivots[k] != k)
            {
                // Columns to the left of k are no part of the swap: there the factors of later rows are already in their places.
                Span<double> other = dU.Slice(pivots[k] * n, n);
                for (int j = k; j < n; j++)
                    (dRowK[j], other[j]) = (other[j], dRowK[j]);
            }
        }
    }
}
