using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Numerical code as people write it, loops and arrays throughout: each against the oracle and central differences.</summary>
public sealed class NaturalProgramTests
{
    [Fact]
    public void Viterbi_keeps_the_best_path() => Check.Members(
        """
        [Differentiable] public static double F(double[] start, double[,] trans, double[,] emit, int[] obs)
        {
            int n = start.Length;
            double[] prev = new double[n];
            for (int i = 0; i < n; i++) prev[i] = start[i] + emit[i, obs[0]];
            for (int t = 1; t < obs.Length; t++)
            {
                double[] cur = new double[n];
                for (int j = 0; j < n; j++)
                {
                    double best = double.NegativeInfinity;
                    for (int i = 0; i < n; i++)
                    {
                        double score = prev[i] + trans[i, j];
                        if (score > best) best = score;
                    }
                    cur[j] = best + emit[j, obs[t]];
                }
                prev = cur;
            }
            double result = prev[0];
            foreach (double p in prev) result = Math.Max(result, p);
            return result;
        }
        """,
        new double[]{-0.7,-1.1,-0.4}, new double[,]{{-0.3,-1.2,-0.9},{-0.8,-0.5,-1.7},{-1.3,-0.6,-0.2}}, new double[,]{{-0.1,-2.1},{-1.4,-0.3},{-0.9,-0.8}}, new int[]{0,1,1,0});

    [Fact]
    public void A_B_spline_is_evaluated() => Check.Members(
        """
        [Differentiable] public static double F([NoGradient] double[] knots, double[] c, double x)
        {
            const int degree = 3;
            int k = degree;
            while (k < c.Length - 1 && x >= knots[k + 1]) k++;
            var d = new double[degree + 1];
            for (int j = 0; j <= degree; j++) d[j] = c[j + k - degree];
            for (int r = 1; r <= degree; r++)
            {
                for (int j = degree; j >= r; j--)
                {
                    double alpha = (x - knots[j + k - degree]) / (knots[j + 1 + k - r] - knots[j + k - degree]);
                    d[j] = (1 - alpha) * d[j - 1] + alpha * d[j];
                }
            }
            return d[degree];
        }
        """,
        new double[]{0,0,0,0,1,2,3,3,3,3}, new double[]{1.0,-2,0.5,3,1.5,-1}, 1.4);

    [Fact]
    public void A_Heston_path_is_priced() => Check.Members(
        """
        [Differentiable] public static double F(double spot, double v0, double kappa, double theta, double xi, double rho, double rate, double strike, [NoGradient] double[] normals, int steps)
        {
            double dt = 1.0 / steps, sqrtDt = Math.Sqrt(dt), sum = 0;
            int paths = normals.Length / (2 * steps), z = 0;
            for (int p = 0; p < paths; p++)
            {
                double logS = Math.Log(spot), v = v0;
                for (int i = 0; i < steps; i++)
                {
                    double z1 = normals[z++], z2 = rho * z1 + Math.Sqrt(1 - rho * rho) * normals[z++];
                    double vPlus = Math.Max(v, 0);
                    logS += (rate - 0.5 * vPlus) * dt + Math.Sqrt(vPlus) * sqrtDt * z1;
                    v += kappa * (theta - vPlus) * dt + xi * Math.Sqrt(vPlus) * sqrtDt * z2;
                }
                double payoff = Math.Exp(logS) - strike;
                if (payoff > 0) sum += payoff;
            }
            return Math.Exp(-rate) * sum / paths;
        }
        """,
        100.0, 0.04, 1.5, 0.04, 0.3, -0.7, 0.02, 95.0, new double[]{0.3,-1.1,0.7,0.2,-0.4,1.3,0.9,-0.6,0.1,-0.2,0.5,0.8}, 3);

    [Fact]
    public void A_rope_hangs_by_Verlet() => Check.Members(
        """
        [Differentiable] public static double F(double[] x0, double[] y0, double length, int steps)
        {
            int n = x0.Length;
            double[] x = [.. x0], y = [.. y0];
            double[] oldX = [.. x0], oldY = [.. y0];
            const double dt = 0.1;
            for (int s = 0; s < steps; s++)
            {
                for (int i = 1; i < n; i++)
                {
                    double vx = x[i] - oldX[i], vy = y[i] - oldY[i];
                    oldX[i] = x[i]; oldY[i] = y[i];
                    x[i] += vx * 0.99;
                    y[i] += vy * 0.99 - 9.81 * dt * dt;
                }
                for (int pass = 0; pass < 2; pass++)
                    for (int i = 0; i + 1 < n; i++)
                    {
                        double dx = x[i + 1] - x[i], dy = y[i + 1] - y[i];
                        double d = Math.Sqrt(dx * dx + dy * dy), diff = (d - length) / d;
                        double w = i == 0 ? 1.0 : 0.5;
                        if (i > 0) { x[i] += 0.5 * diff * dx; y[i] += 0.5 * diff * dy; }
                        x[i + 1] -= w * diff * dx; y[i + 1] -= w * diff * dy;
                    }
            }
            return x[^1] * x[^1] + y[^1];
        }
        """,
        new double[]{0,1,2,3}, new double[]{0,0.1,0.3,-0.2}, 0.9, 4);

    [Fact]
    public void PageRank_iterates_until_it_is_still() => Check.Members(
        """
        [Differentiable] public static double F(double[,] links, double damping)
        {
            int n = links.GetLength(0);
            var rank = new double[n];
            var next = new double[n];
            Array.Fill(rank, 1.0 / n);
            double delta;
            int iterations = 0;
            do
            {
                delta = 0;
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (int i = 0; i < n; i++) sum += rank[i] * links[i, j];
                    next[j] = (1 - damping) / n + damping * sum;
                    delta += Math.Abs(next[j] - rank[j]);
                }
                (rank, next) = (next, rank);
            }
            while (delta > 1e-3 && ++iterations < 50);
            return rank[0] * rank[1] - rank[2];
        }
        """,
        new double[,]{{0,0.5,0.5},{0.3,0,0.7},{1,0,0}}, 0.85);

    [Fact]
    public void Romberg_extrapolates() => Check.Members(
        """
        [Differentiable] public static double F(double a, double b, int levels)
        {
            double[][] r = new double[levels][];
            double h = b - a;
            r[0] = [0.5 * h * (Math.Exp(-a * a) + Math.Exp(-b * b))];
            for (int i = 1; i < levels; i++)
            {
                h *= 0.5;
                double sum = 0;
                for (int k = 1; k < 1 << i; k += 2)
                {
                    double x = a + k * h;
                    sum += Math.Exp(-x * x);
                }
                r[i] = new double[i + 1];
                r[i][0] = 0.5 * r[i - 1][0] + sum * h;
                double power = 1;
                for (int j = 1; j <= i; j++)
                {
                    power *= 4;
                    r[i][j] = r[i][j - 1] + (r[i][j - 1] - r[i - 1][j - 1]) / (power - 1);
                }
            }
            return r[levels - 1][levels - 1];
        }
        """,
        0.3, 1.7, 5);

    [Fact]
    public void A_shortest_path_is_found() => Check.Members(
        """
        [Differentiable] public static double F(double[,] w)
        {
            int n = w.GetLength(0);
            double[] dist = new double[n];
            bool[] done = new bool[n];
            for (int i = 1; i < n; i++) dist[i] = double.PositiveInfinity;
            for (int round = 0; round < n; round++)
            {
                int u = -1;
                for (int i = 0; i < n; i++)
                    if (!done[i] && (u < 0 || dist[i] < dist[u])) u = i;
                done[u] = true;
                for (int v = 0; v < n; v++)
                {
                    double through = dist[u] + w[u, v];
                    if (through < dist[v]) dist[v] = through;
                }
            }
            return dist[n - 1] + 0.1 * dist[1];
        }
        """,
        new double[,]{{0.3,2,5,9},{2,0.3,1.5,4},{5,1.5,0.3,1.2},{9,4,1.2,0.4}});

    [Fact]
    public void A_median_is_selected_in_place() => Check.Members(
        """
        [Differentiable] public static double F(double[] values)
        {
            double[] a = (double[])values.Clone();
            int k = a.Length / 2, lo = 0, hi = a.Length - 1;
            while (lo < hi)
            {
                double pivot = a[k];
                int i = lo, j = hi;
                do
                {
                    while (a[i] < pivot) i++;
                    while (pivot < a[j]) j--;
                    if (i <= j)
                    {
                        double t = a[i]; a[i] = a[j]; a[j] = t;
                        i++; j--;
                    }
                }
                while (i <= j);
                if (j < k) lo = i;
                if (k < i) hi = j;
            }
            return a[k] * a[k] + a[0];
        }
        """,
        new double[]{3.1,-1,4.5,0.2,2.7,9,1.1});

    [Fact]
    public void A_Fourier_transform_reverses_bits_in_place() => Check.Members(
        """
        [Differentiable] public static double F(double[] signal)
        {
            int n = signal.Length;
            double[] re = signal[..], im = new double[n];
            for (int i = 1, j = 0; i < n; i++)
            {
                int bit = n >> 1;
                for (; (j & bit) != 0; bit >>= 1) j ^= bit;
                j ^= bit;
                if (i < j) { (re[i], re[j]) = (re[j], re[i]); (im[i], im[j]) = (im[j], im[i]); }
            }
            for (int len = 2; len <= n; len <<= 1)
            {
                double angle = -2 * Math.PI / len;
                for (int i = 0; i < n; i += len)
                    for (int k = 0; k < len / 2; k++)
                    {
                        (double s, double c) = Math.SinCos(angle * k);
                        int p = i + k, q = p + len / 2;
                        double tr = re[q] * c - im[q] * s, ti = re[q] * s + im[q] * c;
                        re[q] = re[p] - tr; im[q] = im[p] - ti;
                        re[p] += tr; im[p] += ti;
                    }
            }
            double energy = 0;
            for (int k = 1; k < n / 2; k++) energy += Math.Sqrt(re[k] * re[k] + im[k] * im[k]) * k;
            return energy;
        }
        """,
        new double[]{1,2,0.5,-1,0.3,0.8,-0.6,1.1});

    [Fact]
    public void An_edit_distance_hands_its_rows_on() => Check.Members(
        """
        [Differentiable] public static double F(double[] a, double[] b, double gap)
        {
            var prev = new double[b.Length + 1];
            for (int j = 1; j <= b.Length; j++) prev[j] = j * gap;
            for (int i = 1; i <= a.Length; i++)
            {
                var cur = new double[b.Length + 1];
                cur[0] = i * gap;
                for (int j = 1; j <= b.Length; j++)
                {
                    double d = a[i - 1] - b[j - 1];
                    cur[j] = Math.Min(Math.Min(prev[j] + gap, cur[j - 1] + gap), prev[j - 1] + d * d);
                }
                prev = cur;
            }
            return prev[^1];
        }
        """,
        new double[]{1,2,0.5}, new double[]{0.8,2.2,0.1,1}, 0.7);
}
