using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Roots, powers, polynomials, grids.</summary>
public static partial class Calculus
{
    /// <summary>A polynomial by Horner's rule, the highest coefficient first.</summary>
    [Differentiable]
    public static double Horner(double[] coefficients, double x)
    {
        double value = 0;
        foreach (double coefficient in coefficients)
            value = value * x + coefficient;
        return value;
    }

    [Differentiable]
    public static float HornerSingle(ReadOnlySpan<float> coefficients, float x)
    {
        float value = 0;
        foreach (float coefficient in coefficients)
            value = value * x + coefficient;
        return value;
    }

    /// <summary>A power by squaring.</summary>
    [Differentiable]
    public static double Power(double x, int n)
    {
        if (n < 0)
            return 1 / Power(x, -n);
        if (n == 0)
            return 1;
        double half = Power(x, n / 2);
        return n % 2 == 0 ? half * half : half * half * x;
    }

    /// <summary>The root of x³ + b x = c between 0 and 10 by bisection, and one step of Newton's, which is what has a derivative.</summary>
    [Differentiable]
    public static double Root(double b, double c)
    {
        double low = 0;
        double high = 10;
        while (high - low > 1e-12)
        {
            double middle = 0.5 * (low + high);
            if (middle * middle * middle + b * middle < c)
                low = middle;
            else
                high = middle;
        }

        return low - (low * low * low + b * low - c) / (3 * low * low + b);
    }

    /// <summary>Heat that spreads along a rod, step by step, from one array into the other.</summary>
    [Differentiable]
    public static double Heat(double[] start, double conductivity, int steps)
    {
        int n = start.Length;
        var now = (double[])start.Clone();
        var next = new double[n];
        for (int step = 0; step < steps; step++)
        {
            next[0] = now[0];
            next[n - 1] = now[n - 1];
            for (int i = 1; i < n - 1; i++)
                next[i] = now[i] + conductivity * now[i] * (now[i - 1] - 2 * now[i] + now[i + 1]);
            for (int i = 0; i < n; i++)
                now[i] = next[i];
        }

        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += i * now[i];
        return sum;
    }

    /// <summary>The longest of all shortest ways, by Floyd and Warshall, in place.</summary>
    [Differentiable]
    public static double Diameter(double[,] distance)
    {
        int n = distance.GetLength(0);
        for (int k = 0; k < n; k++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    distance[i, j] = Math.Min(distance[i, j], distance[i, k] + distance[k, j]);
            }
        }

        double diameter = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                diameter = Math.Max(diameter, distance[i, j]);
        }

        return diameter;
    }

    /// <summary>Newton's square root; how often it iterates depends on x.</summary>
    [Differentiable]
    public static double SquareRoot(double x)
    {
        double root = x;
        while (Math.Abs(root * root - x) > 1e-14 * x)
            root = 0.5 * (root + x / root);
        return root;
    }
}
