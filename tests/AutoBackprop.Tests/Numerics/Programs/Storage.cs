using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Functions for what a backward pass asks for, keeps, allocates and leaves behind.</summary>
public static partial class Storage
{
    /// <summary>Two buffers and a factor.</summary>
    [Differentiable]
    public static double Weighted(double[] x, double[] y, double factor)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += factor * x[i] * x[i] * y[i];
        return sum;
    }

    /// <summary>Writes a buffer.</summary>
    [Differentiable]
    public static void Squares(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * x[i];
    }

    [Differentiable]
    public static double Trace(double[,] a)
    {
        double trace = 0;
        for (int i = 0; i < a.GetLength(0); i++)
            trace += a[i, i] * a[i, i];
        return trace;
    }

    [Differentiable]
    public static double RowSums(double[][] a)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < a[i].Length; j++)
                sum += a[i][j] * a[i][j];
        }

        return sum;
    }

    /// <summary>Looks values up by index, which may be wrong, after steps that are kept.</summary>
    [Differentiable]
    public static double LookUp(double[] table, int[] indices, double x)
    {
        for (int i = 0; i < indices.Length; i++)
            x = Math.Sin(x) * table[indices[i]];
        return x;
    }

    /// <summary>A division of whole numbers, which may be by zero.</summary>
    [Differentiable]
    public static double Divided(double x, int[] divisors)
    {
        for (int i = 0; i < divisors.Length; i++)
            x = Math.Sin(x) * (12 / divisors[i]);
        return x;
    }

    /// <summary>A recurrence that needs its value in each step.</summary>
    [Differentiable]
    public static double Recurrence(double x, double rate, int n)
    {
        for (int i = 0; i < n; i++)
            x = rate * x * (1 - x);
        return x;
    }

    /// <summary>The same by a while loop, whose length only the run tells.</summary>
    [Differentiable]
    public static double RecurrenceWhile(double x, double rate, int n)
    {
        int left = n;
        while (left > 0)
        {
            x = rate * x * (1 - x);
            left--;
        }

        return x;
    }

    /// <summary>A sum, which needs nothing kept.</summary>
    [Differentiable]
    public static double HarmonicSum(double x, int n)
    {
        double sum = 0;
        for (int i = 1; i <= n; i++)
            sum += x / i;
        return sum;
    }

    /// <summary>Local arrays, branches, calls.</summary>
    [Differentiable]
    public static double Network(ReadOnlySpan<double> weights, ReadOnlySpan<double> input)
    {
        var hidden = new double[4];
        for (int i = 0; i < hidden.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < input.Length; j++)
                sum += weights[i * input.Length + j] * input[j];
            hidden[i] = Activation(sum);
        }

        double output = 0;
        for (int i = 0; i < hidden.Length; i++)
        {
            if (hidden[i] < 0)
                continue;
            output += hidden[i] * hidden[(i + 1) % hidden.Length];
        }

        return output;
    }

    [Differentiable]
    public static double Activation(double x) => x > 0 ? Math.Tanh(x) : 0.1 * x;

    /// <summary>A call of a function over a local array, which is a span there.</summary>
    [Differentiable]
    public static double Softmax(ReadOnlySpan<double> x, int which)
    {
        Span<double> e = stackalloc double[x.Length];
        for (int i = 0; i < x.Length; i++)
            e[i] = Math.Exp(x[i]);
        return e[which] / Total(e);
    }

    [Differentiable]
    public static double Total(ReadOnlySpan<double> x)
    {
        double sum = 0;
        foreach (double item in x)
            sum += item;
        return sum;
    }
}
