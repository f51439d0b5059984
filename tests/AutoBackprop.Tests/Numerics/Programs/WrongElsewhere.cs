using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Small programs of a kind that other systems have documented wrong gradients for.</summary>
public static partial class WrongElsewhere
{
    /// <summary>A value from before a loop, used after it (Warp #1694).</summary>
    [Differentiable]
    public static double UsedAfterLoop(double x, int n)
    {
        double before = x * x;
        double inside = x;
        for (int i = 0; i < n; i++)
            inside = Math.Sin(inside) * before;
        return before * inside + before;
    }

    /// <summary>A product in a loop whose length is not known (Warp's documentation).</summary>
    [Differentiable]
    public static double Product(double[] x)
    {
        double product = 1;
        for (int i = 0; i < x.Length; i++)
            product *= x[i];
        return product;
    }

    /// <summary>Elements multiplied in place, in a loop whose length is not known (Warp's documentation).</summary>
    [Differentiable]
    public static void Compound(Span<double> x, double factor, int n)
    {
        for (int step = 0; step < n; step++)
        {
            for (int i = 0; i < x.Length; i++)
                x[i] *= factor * x[i];
        }
    }

    /// <summary>A loop in a loop (Slang #13000).</summary>
    [Differentiable]
    public static double Nested(double x, int n, int m)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double inner = x;
            for (int j = 0; j < m; j++)
                inner = inner * x + j;
            sum = sum * x + inner * i;
        }

        return sum;
    }

    /// <summary>A divisor in a loop (clad #1865).</summary>
    [Differentiable]
    public static double Divisor(double x, double y, int n)
    {
        double value = y;
        for (int i = 1; i <= n; i++)
            value /= x + i;
        for (int i = 1; i <= n; i++)
            value = i / (value + x);
        return value;
    }

    /// <summary>continue (clad #710).</summary>
    [Differentiable]
    public static double Continue(double x, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            x *= 1.1;
            if (i % 3 == 1)
                continue;
            sum += x * x;
        }

        return sum;
    }

    /// <summary>A bound that is computed in the function (clad #474).</summary>
    [Differentiable]
    public static double Bound(double x, int n)
    {
        int bound = n;
        double sum = 0;
        for (int i = 0; i < bound; i++)
        {
            sum += x * i * sum + x;
            if (i == 2)
                bound = 4;
        }

        bound = 0;
        return sum + bound * x;
    }

    /// <summary>An accumulator that begins with a constant (Swift #27796).</summary>
    [Differentiable]
    public static double ConstantStart(double[] x)
    {
        double result = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (i == 0)
                result = 2;
            result = result * x[i] + 1;
        }

        return result;
    }

    /// <summary>A loop without a maximum, which others truncate (Dr.Jit, Slang) or reject (JAX).</summary>
    [Differentiable]
    public static double Unbounded(double x, double limit)
    {
        double y = x;
        while (y < limit)
            y *= x;
        return y;
    }

    /// <summary>A loop from below zero (slangpy #1051).</summary>
    [Differentiable]
    public static double NegativeStart(double x)
    {
        double y = 1;
        for (int i = -5; i < 0; i++)
            y = y * x - i;
        return y;
    }

    /// <summary>Two buffers, which may be one (Enzyme.jl #3124, #3408).</summary>
    [Differentiable]
    public static double Dot(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i] * (i + 1);
        return sum;
    }

    /// <summary>One array in both places of a call.</summary>
    [Differentiable]
    public static double SquaredLength(double[] x) => Dot(x, x);

    /// <summary>One local array in both places of a call, changed between calls.</summary>
    [Differentiable]
    public static double TwiceTheSame(double[] x)
    {
        var local = (double[])x.Clone();
        double first = Dot(local, local);
        local[0] *= first;
        return Dot(local, x) + Dot(x, local) * Dot(local, local);
    }

    /// <summary>Another name for an array, written by the one and read by the other.</summary>
    [Differentiable]
    public static double Alias(double[] x)
    {
        double[] same = x;
        same[0] = x[1] * x[1];
        x[1] = same[0] + same[2];
        return same[1] * x[0];
    }

    /// <summary>Rows of one array updated from each other, in place (Slang #10081).</summary>
    [Differentiable]
    public static double InPlaceAcross(double[,] state, int n)
    {
        for (int step = 0; step < n; step++)
        {
            for (int j = 0; j < state.GetLength(1); j++)
            {
                state[0, j] += 0.1 * state[1, j];
                state[1, j] -= 0.1 * Math.Sin(state[0, j]);
            }
        }

        double sum = 0;
        for (int j = 0; j < state.GetLength(1); j++)
            sum += state[0, j] * state[1, j];
        return sum;
    }

    /// <summary>An arc cosine that nobody reads, in a loop (clad #1108).</summary>
    [Differentiable]
    public static double DeadArc(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double dead = Math.Acos(x[i]);
            double alive = x[i] > 1 ? 2 * x[i] : Math.Acos(x[i]);
            sum += alive + 0 * i;
        }

        return sum;
    }

    /// <summary>Reassigned parameters, <c>t++</c> and <c>a[0] = …</c> as statements, one-armed ifs (C# source generators).</summary>
    [Differentiable]
    public static double Statements(double x, double t)
    {
        double[] a = [0, x];
        t++;
        if (x > 0)
            x = x * t;
        a[0] = x * a[1];
        --t;
        a[1]++;
        if (x > 100)
            return a[0];
        return a[0] * a[1] + t + 1 / 2 * x + (int)x * t;
    }

    /// <summary>A mean over a batch.</summary>
    [Differentiable]
    public static double MeanSquare(double[] prediction, [NoGradient] double[] target)
    {
        double sum = 0;
        for (int i = 0; i < prediction.Length; i++)
            sum += (prediction[i] - target[i]) * (prediction[i] - target[i]);
        return sum / prediction.Length;
    }

    /// <summary>A method of one's own that is called like one of Math's, in a loop.</summary>
    [Differentiable]
    public static double OwnSin(double x)
    {
        double y = x;
        for (int i = 0; i < 3; i++)
            y = Sin(y) + Math.Sin(y);
        return y;
    }

    [Differentiable]
    public static double Sin(double x) => x * x / 4;

    /// <summary>A result that does not depend on one of the inputs.</summary>
    [Differentiable]
    public static double Independent(double x, double[] unused)
    {
        double sum = 0;
        for (int i = 0; i < unused.Length; i++)
            sum += x;
        return sum;
    }
}
