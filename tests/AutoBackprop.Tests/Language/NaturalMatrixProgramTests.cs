using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Linear algebra and grids as people write them: each against the oracle and central differences.</summary>
public sealed class NaturalMatrixProgramTests
{
    [Fact]
    public void Levinson_and_Durbin_recurse() => Check.Members(
        """
        [Differentiable] public static double[] F(double[] r)
        {
            int order = r.Length - 1;
            var a = new double[order + 1];
            a[0] = 1;
            double error = r[0];
            for (int i = 1; i <= order; i++)
            {
                double acc = r[i];
                for (int j = 1; j < i; j++) acc += a[j] * r[i - j];
                double k = -acc / error;
                var next = (double[])a.Clone();
                for (int j = 1; j < i; j++) next[j] = a[j] + k * a[i - j];
                next[i] = k;
                Array.Copy(next, a, a.Length);
                error *= 1 - k * k;
            }
            a[0] = error;
            return a;
        }
        """,
        new double[]{2.0,0.7,0.3,-0.2,0.1});

    [Fact]
    public void A_Cholesky_factor_gives_a_log_density() => Check.Members(
        """
        [Differentiable] public static double F(double[,] a, double[] b)
        {
            int n = b.Length;
            var l = new double[n, n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j <= i; j++)
                {
                    double sum = a[i, j];
                    for (int k = 0; k < j; k++) sum -= l[i, k] * l[j, k];
                    l[i, j] = i == j ? Math.Sqrt(sum) : sum / l[j, j];
                }
            double logDet = 0;
            for (int i = 0; i < n; i++) logDet += 2 * Math.Log(l[i, i]);
            var y = new double[n];
            double quad = 0;
            for (int i = 0; i < n; i++)
            {
                double s = b[i];
                for (int k = 0; k < i; k++) s -= l[i, k] * y[k];
                y[i] = s / l[i, i];
                quad += y[i] * y[i];
            }
            return -0.5 * (logDet + quad);
        }
        """,
        new double[,]{{4,1,0.5},{1,3,0.2},{0.5,0.2,2}}, new double[]{1,-1,2});

    [Fact]
    public void Givens_rotations_make_a_triangle() => Check.Members(
        """
        [Differentiable] public static double F(double[,] a)
        {
            int m = a.GetLength(0), n = a.GetLength(1);
            var r = (double[,])a.Clone();
            for (int j = 0; j < n; j++)
            {
                for (int i = m - 1; i > j; i--)
                {
                    double x = r[i - 1, j], y = r[i, j];
                    if (y == 0) continue;
                    double h = Math.Sqrt(x * x + y * y), c = x / h, s = y / h;
                    for (int k = j; k < n; k++)
                    {
                        (r[i - 1, k], r[i, k]) = (c * r[i - 1, k] + s * r[i, k], c * r[i, k] - s * r[i - 1, k]);
                    }
                }
            }
            double result = 0;
            for (int i = 0; i < n; i++) result += Math.Log(Math.Abs(r[i, i])) + r[0, i] * 0.1;
            return result;
        }
        """,
        new double[,]{{4,1,0.5},{1,3,0.2},{0.5,0.2,2},{1,1,1}});

    [Fact]
    public void A_Jacobi_sweep_finds_eigenvalues() => Check.Members(
        """
        [Differentiable] public static double F(double[,] input)
        {
            int n = input.GetLength(0);
            double[,] a = new double[n, n];
            for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) a[i, j] = input[i, j];
            for (int sweep = 0; sweep < 3; sweep++)
                for (int p = 0; p < n - 1; p++)
                    for (int q = p + 1; q < n; q++)
                    {
                        if (Math.Abs(a[p, q]) < 1e-12) continue;
                        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
                        double t = Math.Sign(theta) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
                        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
                        for (int k = 0; k < n; k++)
                        {
                            double akp = a[k, p], akq = a[k, q];
                            a[k, p] = c * akp - s * akq;
                            a[k, q] = s * akp + c * akq;
                        }
                        for (int k = 0; k < n; k++)
                        {
                            double apk = a[p, k], aqk = a[q, k];
                            a[p, k] = c * apk - s * aqk;
                            a[q, k] = s * apk + c * aqk;
                        }
                    }
            double top = a[0, 0];
            for (int i = 1; i < n; i++) top = Math.Max(top, a[i, i]);
            return top;
        }
        """,
        new double[,]{{4,1,0.5},{1,3,0.2},{0.5,0.2,2}});

    [Fact]
    public void A_natural_cubic_spline_is_interpolated() => Check.Members(
        """
        [Differentiable] public static double F(double[] x, double[] y, double at)
        {
            int n = x.Length;
            Span<double> second = stackalloc double[n];
            Span<double> u = stackalloc double[n];
            for (int i = 1; i < n - 1; i++)
            {
                double sig = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
                double p = sig * second[i - 1] + 2;
                second[i] = (sig - 1) / p;
                double d = (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
                u[i] = (6 * d / (x[i + 1] - x[i - 1]) - sig * u[i - 1]) / p;
            }
            for (int k = n - 2; k >= 0; k--) second[k] = second[k] * second[k + 1] + u[k];
            int lo = 0, hi = n - 1;
            while (hi - lo > 1)
            {
                int mid = (hi + lo) >> 1;
                if (x[mid] > at) hi = mid; else lo = mid;
            }
            double h = x[hi] - x[lo], a = (x[hi] - at) / h, b = (at - x[lo]) / h;
            return a * y[lo] + b * y[hi] + ((a * a * a - a) * second[lo] + (b * b * b - b) * second[hi]) * h * h / 6;
        }
        """,
        new double[]{0,1,2.5,3,4.2}, new double[]{1.0,-0.5,2,1.2,0.3}, 2.7);

    [Fact]
    public void A_Kalman_filter_gives_a_likelihood() => Check.Members(
        """
        [Differentiable] public static double F(double[] z, double q, double r)
        {
            double[,] p = { { 1, 0 }, { 0, 1 } };
            double[] state = { 0, 0 };
            double logLikelihood = 0;
            foreach (double measured in z)
            {
                state[0] += state[1];
                double p00 = p[0, 0] + p[0, 1] + p[1, 0] + p[1, 1] + q, p01 = p[0, 1] + p[1, 1], p10 = p[1, 0] + p[1, 1], p11 = p[1, 1] + q;
                double s = p00 + r, innovation = measured - state[0];
                double k0 = p00 / s, k1 = p10 / s;
                state[0] += k0 * innovation;
                state[1] += k1 * innovation;
                p[0, 0] = (1 - k0) * p00;
                p[0, 1] = (1 - k0) * p01;
                p[1, 0] = p10 - k1 * p00;
                p[1, 1] = p11 - k1 * p01;
                logLikelihood -= 0.5 * (Math.Log(2 * Math.PI * s) + innovation * innovation / s);
            }
            return logLikelihood;
        }
        """,
        new double[]{1.0,1.4,2.2,2.9}, 0.3, 0.5);

    [Fact]
    public void A_Sobel_filter_finds_edges() => Check.Members(
        """
        [Differentiable] public static double F(double[,] image)
        {
            int h = image.GetLength(0), w = image.GetLength(1);
            int[,] gx = { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } };
            int[,] gy = { { -1, -2, -1 }, { 0, 0, 0 }, { 1, 2, 1 } };
            double total = 0;
            for (int i = 1; i < h - 1; i++)
                for (int j = 1; j < w - 1; j++)
                {
                    double sx = 0, sy = 0;
                    for (int di = -1; di <= 1; di++)
                        for (int dj = -1; dj <= 1; dj++)
                        {
                            sx += gx[di + 1, dj + 1] * image[i + di, j + dj];
                            sy += gy[di + 1, dj + 1] * image[i + di, j + dj];
                        }
                    total += Math.Sqrt(sx * sx + sy * sy + 1e-6);
                }
            return total;
        }
        """,
        new double[,]{{1,2,0.5,1},{0.3,1.7,2.2,0.1},{1.1,0.4,0.9,1.5},{2,1,0,0.6}});

    [Fact]
    public void A_rectangle_is_gone_through() => Check.Members(
        """
        [Differentiable] public static double F(double[,] m) { double s = 0, p = 1; foreach (double e in m) { if (e > 2) continue; s += e * e * p; p *= 0.9 + e * 0.1; if (s > 6) break; } return s * p; }
        """,
        new double[,]{{1,1.9,0.5},{0.3,1.7,2.2}});

    [Fact]
    public void Lists_are_joined_and_put_on_the_stack() => Check.Members(
        """
        [Differentiable] public static double F(double[] x, double t) { Span<double> k = stackalloc double[] { t, 1 - t, t * t }; Span<double> q = stackalloc[] { t, 0.5 }; double[] padded = [0, .. x, t, .. k]; double s = 0; for (int i = 0; i + 2 < padded.Length; i++) s += padded[i] * k[0] + padded[i + 1] * k[1] * padded[i + 2] * q[i % 2]; return s; }
        """,
        new double[]{1,2,0.5}, 0.7);

    [Fact]
    public void Rows_of_a_matrix_change_places() => Check.Members(
        """
        [Differentiable] public static double F(double[][] a) { int n = a.Length; double det = 1; for (int c = 0; c < n; c++) { int p = c; for (int i = c + 1; i < n; i++) if (Math.Abs(a[i][c]) > Math.Abs(a[p][c])) p = i; if (p != c) { (a[p], a[c]) = (a[c], a[p]); det = -det; } det *= a[c][c]; for (int i = c + 1; i < n; i++) { double f = a[i][c] / a[c][c]; for (int j = c; j < n; j++) a[i][j] -= f * a[c][j]; } } return det; }
        """,
        (object)new double[][] { [0.1, 2, 1], [3, 1.2, 0.5], [1, 4, 2.3] });

    [Fact]
    public void Rows_change_places_by_way_of_a_third_name() => Check.Members(
        """
        [Differentiable] public static double F(double[][] m)
        {
            int n = m.Length;
            var a = new double[n][];
            for (int i = 0; i < n; i++) a[i] = (double[])m[i].Clone();
            double det = 1;
            for (int c = 0; c < n; c++)
            {
                int p = c;
                for (int i = c + 1; i < n; i++) if (Math.Abs(a[i][c]) > Math.Abs(a[p][c])) p = i;
                if (p != c) { var tmp = a[p]; a[p] = a[c]; a[c] = tmp; det = -det; }
                double[] top = a[c];
                det *= top[c];
                for (int i = c + 1; i < n; i++) { double f = a[i][c] / top[c]; for (int j = c; j < n; j++) a[i][j] -= f * top[j]; }
            }
            return det;
        }
        """,
        (object)new double[][] { [0.1, 2, 1], [3, 1.2, 0.5], [1, 4, 2.3] });
}
