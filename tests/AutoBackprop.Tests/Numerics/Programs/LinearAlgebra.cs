using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Matrices, decomposed in place.</summary>
public static partial class LinearAlgebra
{
    /// <summary>The determinant by LU decomposition with partial pivoting.</summary>
    [Differentiable]
    public static double Determinant(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                a[i, j] = matrix[i, j];
        }

        var pivots = new int[n];
        double determinant = 1;
        for (int k = 0; k < n; k++)
        {
            pivots[k] = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivots[k], k]))
                    pivots[k] = i;
            }

            if (pivots[k] != k)
            {
                for (int j = 0; j < n; j++)
                {
                    double t = a[k, j];
                    a[k, j] = a[pivots[k], j];
                    a[pivots[k], j] = t;
                }

                determinant = -determinant;
            }

            determinant *= a[k, k];
            for (int i = k + 1; i < n; i++)
            {
                a[i, k] /= a[k, k];
                for (int j = k + 1; j < n; j++)
                    a[i, j] -= a[i, k] * a[k, j];
            }
        }

        return determinant;
    }

    /// <summary>The same over a flat array that it overwrites, with rows found through a permutation.</summary>
    [Differentiable]
    public static double DeterminantInPlace(double[] a, int n)
    {
        var row = new int[n];
        for (int i = 0; i < n; i++)
            row[i] = i;
        double sign = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[row[i] * n + k]) > Math.Abs(a[row[pivot] * n + k]))
                    pivot = i;
            if (pivot != k)
            {
                (row[k], row[pivot]) = (row[pivot], row[k]);
                sign = -sign;
            }

            for (int i = k + 1; i < n; i++)
            {
                double factor = a[row[i] * n + k] / a[row[k] * n + k];
                for (int j = k; j < n; j++)
                    a[row[i] * n + j] -= factor * a[row[k] * n + j];
            }
        }

        double product = sign;
        for (int k = 0; k < n; k++)
            product *= a[row[k] * n + k];
        return product;
    }

    /// <summary>A tridiagonal system solved by the Thomas algorithm: the solution is written over the right-hand side.</summary>
    [Differentiable]
    public static void Thomas(ReadOnlySpan<double> lower, ReadOnlySpan<double> diagonal, ReadOnlySpan<double> upper, Span<double> x)
    {
        int n = diagonal.Length;
        var c = new double[n];
        c[0] = upper[0] / diagonal[0];
        x[0] /= diagonal[0];
        for (int i = 1; i < n; i++)
        {
            double m = 1 / (diagonal[i] - lower[i] * c[i - 1]);
            c[i] = upper[i] * m;
            x[i] = (x[i] - lower[i] * x[i - 1]) * m;
        }

        for (int i = n - 2; i >= 0; i--)
            x[i] -= c[i] * x[i + 1];
    }

    /// <summary>A tridiagonal system solved by elimination on the whole matrix; the sum of squares of the solution.</summary>
    [Differentiable]
    public static double TridiagonalNorm(double[][] matrix, double[] right)
    {
        int n = right.Length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++)
        {
            a[i] = new double[n];
            for (int j = 0; j < n; j++)
                a[i][j] = matrix[i][j];
        }

        var x = (double[])right.Clone();
        for (int i = 1; i < n; i++)
        {
            double factor = a[i][i - 1] / a[i - 1][i - 1];
            a[i][i] -= factor * a[i - 1][i];
            x[i] -= factor * x[i - 1];
        }

        x[^1] /= a[n - 1][n - 1];
        for (int i = n - 2; i >= 0; i--)
            x[i] = (x[i] - a[i][i + 1] * x[i + 1]) / a[i][i];
        double sum = 0;
        foreach (double item in x)
            sum += item * item;
        return sum;
    }

    /// <summary>The logarithm of a Gaussian density by the Cholesky decomposition of its covariance.</summary>
    [Differentiable]
    public static double GaussianLogDensity(double[,] covariance, double[] x)
    {
        int n = x.Length;
        var l = new double[n, n];
        for (int j = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                double sum = covariance[i, j];
                for (int k = 0; k < j; k++)
                    sum -= l[i, k] * l[j, k];
                if (i == j)
                    l[i, i] = Math.Sqrt(sum);
                else
                    l[i, j] = sum / l[j, j];
            }
        }

        double logDensity = -0.5 * n * Math.Log(2 * Math.PI);
        var z = new double[n];
        for (int i = 0; i < n; i++)
        {
            double sum = x[i];
            for (int k = 0; k < i; k++)
                sum -= l[i, k] * z[k];
            z[i] = sum / l[i, i];
            logDensity -= Math.Log(l[i, i]) + 0.5 * z[i] * z[i];
        }

        return logDensity;
    }

    /// <summary>A linear system by Gauss–Seidel sweeps until nothing moves any more.</summary>
    [Differentiable]
    public static double[] GaussSeidel(double[,] a, double[] b)
    {
        int n = b.Length;
        var x = new double[n];
        double change = 1;
        while (change > 1e-12)
        {
            change = 0;
            for (int i = 0; i < n; i++)
            {
                double sum = b[i];
                for (int j = 0; j < n; j++)
                {
                    if (j != i)
                        sum -= a[i, j] * x[j];
                }

                double next = sum / a[i, i];
                change = Math.Max(change, Math.Abs(next - x[i]));
                x[i] = next;
            }
        }

        return x;
    }
}
