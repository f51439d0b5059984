using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Signals, pictures and sequences.</summary>
public static partial class Signals
{
    /// <summary>A fast Fourier transform in place: bit reversal, then butterflies.</summary>
    [Differentiable]
    public static void Fft(double[] re, double[] im)
    {
        int n = re.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1)
                j ^= bit;
            j ^= bit;
            if (i < j)
            {
                double t = re[i];
                re[i] = re[j];
                re[j] = t;
                t = im[i];
                im[i] = im[j];
                im[j] = t;
            }
        }

        for (int length = 2; length <= n; length <<= 1)
        {
            double angle = -2 * Math.PI / length;
            for (int start = 0; start < n; start += length)
            {
                for (int k = 0; k < length / 2; k++)
                {
                    double wr = Math.Cos(angle * k);
                    double wi = Math.Sin(angle * k);
                    int even = start + k;
                    int odd = even + length / 2;
                    double xr = re[odd] * wr - im[odd] * wi;
                    double xi = re[odd] * wi + im[odd] * wr;
                    re[odd] = re[even] - xr;
                    im[odd] = im[even] - xi;
                    re[even] += xr;
                    im[even] += xi;
                }
            }
        }
    }

    /// <summary>The strongest frequency's power: a function that writes into its parameter arrays' copies, inside a function that reads them.</summary>
    [Differentiable]
    public static double PeakPower(double[] signal)
    {
        var re = (double[])signal.Clone();
        var im = new double[signal.Length];
        Fft(re, im);
        double peak = 0;
        for (int i = 0; i < re.Length; i++)
            peak = Math.Max(peak, re[i] * re[i] + im[i] * im[i]);
        return peak;
    }

    /// <summary>A picture at a point between its pixels.</summary>
    [Differentiable]
    public static double Bilinear(double[,] picture, double x, double y)
    {
        int i = Math.Clamp((int)Math.Floor(y), 0, picture.GetLength(0) - 2);
        int j = Math.Clamp((int)Math.Floor(x), 0, picture.GetLength(1) - 2);
        double fy = y - i;
        double fx = x - j;
        return (1 - fy) * ((1 - fx) * picture[i, j] + fx * picture[i, j + 1])
            + fy * ((1 - fx) * picture[i + 1, j] + fx * picture[i + 1, j + 1]);
    }

    /// <summary>A picture moved and turned, compared with another.</summary>
    [Differentiable]
    public static double Misfit(double[,] picture, [NoGradient] double[,] other, double shiftX, double shiftY, double angle)
    {
        double cos = Math.Cos(angle);
        double sin = Math.Sin(angle);
        double sum = 0;
        for (int i = 0; i < other.GetLength(0); i++)
        {
            for (int j = 0; j < other.GetLength(1); j++)
            {
                double miss = Bilinear(picture, cos * j - sin * i + shiftX, sin * j + cos * i + shiftY) - other[i, j];
                sum += miss * miss;
            }
        }

        return sum;
    }

    /// <summary>Convolution of a signal with a kernel, the whole of it.</summary>
    [Differentiable]
    public static double[] Convolve(double[] signal, double[] kernel)
    {
        var result = new double[signal.Length + kernel.Length - 1];
        for (int i = 0; i < signal.Length; i++)
        {
            for (int j = 0; j < kernel.Length; j++)
                result[i + j] += signal[i] * kernel[j];
        }

        return result;
    }

    /// <summary>Products of everything so far, in place.</summary>
    [Differentiable]
    public static void CumulativeProduct(Span<double> x)
    {
        for (int i = 1; i < x.Length; i++)
            x[i] *= x[i - 1];
    }

    /// <summary>Sums of everything before.</summary>
    [Differentiable]
    public static void PrefixSums(ReadOnlySpan<double> x, Span<double> sums)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sums[i] = sum;
            sum += x[i];
        }
    }
}
