using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Loops of every shape.</summary>
public static partial class Loops
{
    /// <summary>The first product of two neighbours in a row that is larger than a limit; returned out of two loops.</summary>
    [Differentiable]
    public static double FirstLargeProduct(double[,] rows, double limit)
    {
        double before = 1;
        for (int i = 0; i < rows.GetLength(0); i++)
        {
            for (int j = 1; j < rows.GetLength(1); j++)
            {
                double product = rows[i, j - 1] * rows[i, j];
                if (product > limit)
                    return product * product + before;
                before *= 1 + 0.1 * product;
            }
        }

        return before * limit;
    }

    [Differentiable]
    public static double Sum(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * x[i];
        return sum;
    }

    /// <summary>A recurrence of n steps, n possibly none or less.</summary>
    [Differentiable]
    public static double Iterated(double x, double rate, int n)
    {
        for (int i = 0; i < n; i++)
            x = rate * x * (1 - x);
        return x;
    }

    /// <summary>A loop that begins below zero.</summary>
    [Differentiable]
    public static double FromNegative(double x, double[] weights)
    {
        double sum = 0;
        for (int i = -3; i <= 3; i++)
            sum += weights[i + 3] * Math.Exp(i * x) * (sum + i);
        return sum;
    }

    /// <summary>Downwards by three, with the counter in the expression.</summary>
    [Differentiable]
    public static double DownByThree(double x, int n)
    {
        double y = x;
        for (int i = n; i > 0; i -= 3)
            y = Math.Sin(y + i) + x / i;
        return y;
    }

    /// <summary>Two counters, towards each other, with an uneven step.</summary>
    [Differentiable]
    public static double Palindrome(ReadOnlySpan<double> x)
    {
        double sum = 1;
        for (int i = 0, j = x.Length - 1; i < j; i += 1, j -= 2)
            sum = sum * x[i] + x[j] * x[j];
        return sum;
    }

    /// <summary>Continues and breaks out of nested loops.</summary>
    [Differentiable]
    public static double Sieve(double[] x, double threshold)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] < 0)
                continue;
            double product = 1;
            for (int j = i; j < x.Length; j++)
            {
                if (x[j] < -1)
                    continue;
                product *= x[j];
                if (product > threshold)
                    break;
                if (j == i + 2)
                {
                    product = Math.Sqrt(Math.Abs(product));
                    continue;
                }

                sum += product * j;
            }

            sum += 0.5 * product * sum;
            if (sum > 100)
                break;
        }

        return sum;
    }

    /// <summary>As many steps as the data say.</summary>
    [Differentiable]
    public static double DataBound(double[] x, int[] counts)
    {
        double value = 1;
        for (int i = 0; i < counts.Length; i++)
        {
            for (int j = 0; j < counts[i]; j++)
                value = value * x[i] + x[(i + j) % x.Length];
        }

        return value;
    }

    /// <summary>A bound that the loop itself moves.</summary>
    [Differentiable]
    public static double MovingBound(double x)
    {
        int n = 4;
        double sum = x;
        for (int i = 0; i < n; i++)
        {
            sum += Math.Sin(sum) * x;
            if (sum > 1 && n < 8)
                n++;
        }

        return sum;
    }

    /// <summary>How often depends on the value, which is rounded to an int.</summary>
    [Differentiable]
    public static double RoundedBound(double x)
    {
        double y = x;
        for (int i = 0; i < (int)(2 * x); i++)
            y *= 1 + x / (i + 1);
        return y;
    }

    /// <summary>A while loop with two conditions and a counter that jumps.</summary>
    [Differentiable]
    public static double Collatz(double x, int n)
    {
        int steps = 0;
        while (n != 1 && steps++ < 30)
        {
            if (n % 2 == 0)
            {
                n /= 2;
                x = 0.5 * x + Math.Cos(x);
                continue;
            }

            n = 3 * n + 1;
            x = x * 1.01 + 0.01 * n;
        }

        return x * steps;
    }

    /// <summary>A do loop that runs once at least.</summary>
    [Differentiable]
    public static double AtLeastOnce(double x, int n)
    {
        int i = 0;
        do
        {
            x *= x + i;
            i++;
        }
        while (i < n);
        return x;
    }

    /// <summary>A switch in a loop over a table of operations.</summary>
    [Differentiable]
    public static double Machine(double x, double y, int[] program)
    {
        double saved = 0;
        foreach (int operation in program)
        {
            switch (operation)
            {
                case 0:
                    x += y;
                    break;
                case 1:
                    x *= y;
                    break;
                case 2:
                    (x, y) = (y, x);
                    break;
                case 3:
                    saved = x;
                    break;
                case 4:
                    x = Math.Tanh(x);
                    continue;
                default:
                    return x * y + saved;
            }

            y *= 0.9;
        }

        return x + saved;
    }

    /// <summary>A loop of which only its last value counts, and one that changes nothing.</summary>
    [Differentiable]
    public static double LastWins(double[] x)
    {
        double last = 0;
        double unused = 1;
        for (int i = 0; i < x.Length; i++)
        {
            last = x[i] * x[i];
            unused *= x[i];
        }

        return last;
    }

    /// <summary>Four loops deep, over a local array.</summary>
    [Differentiable]
    public static double FourDeep(double x, double y)
    {
        double[] a = [x, y, x * y];
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                for (int k = 0; k <= j; k++)
                {
                    for (int l = 2; l >= k; l--)
                        a[(i + j + k + l) % 3] += 0.1 * a[l] * a[k] + 0.01 * i * x;
                }
            }
        }

        return a[0] * a[1] + a[2];
    }

    /// <summary>A local array in each iteration, new and zero.</summary>
    [Differentiable]
    public static double Scratch(double[] x)
    {
        double sum = 0;
        Span<double> few = stackalloc double[2];
        for (int i = 0; i < x.Length; i++)
        {
            var scratch = new double[i + 1];
            for (int j = 0; j <= i; j++)
                scratch[j] += x[i] * x[j];
            few.Clear();
            few[0] += scratch[i];
            few[1] = few[0] * x[0];
            sum += few[1] * scratch[0];
        }

        return sum;
    }

    /// <summary>Divides in place, a step at a time.</summary>
    [Differentiable]
    public static void Normalize(Span<double> x)
    {
        double sum = 0;
        foreach (double item in x)
            sum += item * item;
        double length = Math.Sqrt(sum);
        for (int i = 0; i < x.Length; i++)
            x[i] /= length;
    }

    /// <summary>What is written twice, read between, and partly overwritten with a constant.</summary>
    [Differentiable]
    public static double Overwritten(double[] x)
    {
        double first = x[0] * x[^1];
        x[0] = Math.Sin(x[0]);
        x[^1] *= x[0];
        double second = x[0] * x[^1];
        x[1] = 3;
        x[0] += x[1] * second;
        return first + x[0] * x[^1] + x[1];
    }

    [Differentiable]
    public static float GeometricSingle(float x, int n)
    {
        float sum = 0;
        float power = 1;
        for (int i = 0; i < n; i++)
        {
            sum += power;
            power *= x;
        }

        return sum;
    }

    /// <summary>Elements of float, summed in double.</summary>
    [Differentiable]
    public static double MixedNorm(float[] x)
    {
        double sum = 0;
        foreach (float item in x)
            sum += (double)item * item;
        return Math.Sqrt(sum);
    }
}
