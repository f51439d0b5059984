using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Loops that become calls, sums in variables, blocks taken before them, numbers moved back: each against the oracle and central differences.</summary>
public sealed class LoopShapeTests
{
    private static readonly double[] X = [0.4, -1.3, 0.9, 1.7, -0.6];
    private static readonly double[] Y = [1.1, 0.3, -0.8, 0.5, 1.4];

    [Theory]
    [InlineData("for (int i = 0; i < x.Length; i++) s += x[i] * y[i];")]
    [InlineData("for (int i = 0; i < x.Length; i++) s -= x[i] * y[i];")]
    [InlineData("for (int i = x.Length - 1; i >= 0; i--) s += x[i];")]
    [InlineData("for (int i = 1; i < x.Length; i++) s += x[i] * y[i - 1];")]
    [InlineData("for (int i = 0; i <= 2; i++) s += x[i + 1] * y[2 + i];")]
    [InlineData("for (int i = 1; i < x.Length; i++) { s += x[i] * y[i - 1]; s -= x[i - 1]; }")]
    [InlineData("for (int i = 0; i < x.Length; i++) z[i] = t * x[i]; for (int i = 0; i < x.Length; i++) s += z[i] * z[i];")]
    [InlineData("for (int i = 0; i < x.Length; i++) z[i] = 2 + x[i]; for (int i = 0; i < x.Length; i++) z[i] -= t * y[i]; for (int i = 0; i < x.Length; i++) s += z[i] * x[i];")]
    [InlineData("for (int i = 0; i < x.Length; i++) z[i] = 1 / (2 + y[i]); for (int i = 1; i < x.Length; i++) z[i] += z[i - 1] * t; for (int i = 0; i < x.Length; i++) s += z[i] * x[i];")]
    [InlineData("for (int i = 0; i < x.Length; i++) { z[i] = x[i] * y[i]; z[i] += t; } for (int i = 0; i < z.Length; i++) s += z[i] / x[i];")]
    [InlineData("for (int i = 0; i < x.Length; i++) { double kept = x[i]; x[i] = y[i]; y[i] = kept; } for (int i = 0; i < x.Length; i++) s += x[i] * x[i] * y[i];")]
    [InlineData("for (int k = 0; k < 3; k++) { for (int i = 0; i < x.Length; i++) z[i] = x[i] - y[k] * t; for (int i = 0; i < x.Length; i++) s += z[i] * z[i] * y[k]; }")]
    [InlineData("for (int i = 3; i < 2; i++) s += x[i + 40]; s += t * x[0];")]
    [InlineData("Array.Fill(z, t); for (int i = 0; i < 4; i++) z[i] = x[i + 1]; for (int i = 0; i < 5; i++) s += z[i] * y[i];")]
    public void Elementwise_loops(string body) => Agrees(body);

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) { for (int j = 0; j < i; j++) s += x[i] * y[j] * s; }")]
    [InlineData("int best = -1; for (int i = 0; i < 3; i++) { for (int j = 0; j < best; j++) s += y[best] * x[j] * t; if (x[i] > 0.5) best = i; }")]
    [InlineData("for (int i = 0; i < 3; i++) { int k = i; for (int j = k; j < 5; j++) { k = j; s += x[i] * y[j] * Math.Sin(s); } s += k; }")]
    public void Elements_that_loops_add_to(string body) => Agrees(body);

    /// <summary>The call gives the gradient that it is the last to add to, so that what adds to it before cannot run backward before the call.</summary>
    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) s += G(t, x[i]); return s + G(t, 0.3);")]
    [InlineData("for (int i = 0; i < 3; i++) s += G(t, x[i]); if (t > 0) s += G(t, 0.3); else s += t; return s;")]
    [InlineData("if (t > 0) s = G(t, x[1]); return s + G(t, x[0]);")]
    [InlineData("if (t > 0) for (int i = 0; i < 3; i++) s += G(x[i], t); double r = t * s; return s + r;")]
    public void Calls_that_run_forward_and_backward_at_once_and_share_a_gradient(string body) => Check.Members(
        $$"""
        [Differentiable] public static double G(double t, double u) { double p = t; for (int i = 0; i < 3; i++) p = Math.Sin(p * t) * u + p; for (int i = 0; i < 2; i++) p = Math.Sin(p * t) * u + p; return p; }
        [Differentiable] public static double F(double[] x, double t) { double s = 0; {{body}} }
        """, X, 0.7);

    /// <summary>The reverse of what overwrites an element takes its gradient: what adds to it before must come after that.</summary>
    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) { double q = 1; for (int j = 0; j < 3; j++) q *= x[j] + t; s += q; } x[1] = 0; return s;")]
    [InlineData("if (t > 0) { for (int i = 0; i < 3; i++) { double q = 1; for (int j = 0; j < 3; j++) q *= x[j] + t; s += q; } } x[1] = 0; return s;")]
    [InlineData("Span<double> v = x; for (int i = 0; i < 3; i++) { double q = 1; for (int j = 0; j < 3; j++) q *= v[j] + t; s += q; } x[1] = t; return s * x[0];")]
    [InlineData("double r = t; if (t > 0) for (int i = 0; i < 3; i++) { double q = 1; for (int j = 0; j < 3; j++) q *= x[j] + r; s += q; } if (t < 2) r = r * r + x[1]; return s + r;")]
    public void What_is_added_up_is_overwritten_later(string body) =>
        Check.Members($"[Differentiable] public static double F(double[] x, double t) {{ double s = 0; {body} }}", X, 0.7);

    [Theory]
    [InlineData("for (int i = int.MinValue; i < int.MinValue + 3; i++)")]
    [InlineData("for (int i = -2147483648; i <= -2147483646; i++)")]
    [InlineData("for (int i = int.MinValue + 1; i < int.MinValue + 6; i += 2)")]
    [InlineData("for (int i = int.MaxValue; i > int.MaxValue - 3; i--)")]
    [InlineData("for (int i = int.MaxValue - 1; i >= int.MaxValue - 5; i -= 2)")]
    public void A_loop_that_starts_where_the_numbers_end(string loop) => Check.Members(
        $"[Differentiable] public static double F(double x, double y) {{ double p = x; {loop} p *= p * y + 1e-10 * i * x; return p; }}", 0.9, 1.1);

    [Theory]
    [InlineData("Add(e, x, i); t[i] = x * x;")]
    [InlineData("double unused = Add(e, x, i); t[i] = x * x;")]
    [InlineData("Halve(e, t[i], 1); t[i] = x; e[i] += x;")]
    public void A_call_is_made_whose_result_nothing_uses(string body) => Check.Members(
        $$"""
        [Differentiable] static double Add(double[] b, double z, int i) { b[i] += z; return b[0]; }
        [Differentiable] static double Halve(double[] b, double z, int k) { double o = b[k] * z; b[k] = o * 0.5 + z; b[0] *= z; return o * b[2]; }
        [Differentiable] public static double F(double x, int n) { double[] t = new double[n], e = new double[n]; for (int i = 0; i < n; i++) { {{body}} } return t[0] * e[n - 1] + e[1]; }
        """, 1.5, 9);

    [Fact]
    public void What_a_loop_that_runs_forward_and_backward_at_once_reads_is_overwritten_by_another() => Check.Members(
        "[Differentiable] public static double F(double[] x) { double q = 0; double[] h = [.. x]; for (int j = 0; j < 2; j++) q += h[j] * x[1]; for (int i = 0; i < 2; i++) for (int p = 0; p < 2; p++) h[p] = x[i]; return q; }", new double[] { 1.5, 2 });

    [Fact]
    public void A_loop_ends_inside_another_by_returning() => Check.Members(
        "[Differentiable] public static double F(double x, int n) { for (int i = 0; i < n; i++) { if (i > 0) return x; for (int j = 0; j < 2; j++) { if (j > 0) return 2 * x; } } return 3 * x; }", 1.5, 3);

    [Fact]
    public void A_number_that_is_kept_has_its_variables_type()
    {
        const string Members =
            """
            [Differentiable]
            public readonly record struct Vec(double X, double Y)
            {
                public static Vec operator -(Vec a) => new(-a.X, -a.Y);
                public static double Dot(Vec a, Vec b) => a.X * b.X + a.Y * b.Y;
                public double Turned(double x) => Math.Clamp(Dot(-new Vec(x, 0.5), Y switch { > 1 => new Vec(1, x), < -0.5 => new Vec(Y, x), _ => default }), -3.0, 2.5);
            }
            [Differentiable]
            public static double F(double x, double y)
            {
                int k = 0;
                while (k < 3)
                {
                    k++;
                    if (y * k > 0.5)
                        x = new Vec(2.0, 0.1).Turned(x * y % 3.5) + x * x * y;
                }
                return x * y;
            }
            """;

        Check.Members(Members, 0.7, 0.4);
        Assert.Contains("workspace.Push<double>(0);", GeneratorHarness.Run(GeneratedGradient.InClass(Members))["P.F"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int at = 0; for (int i = 0; i < 3; i++) for (int j = i + 1; j < 4; j++) { z[j] += z[at % 5] * y[at % 5] * x[i]; at++; } for (int i = 0; i < 5; i++) s += z[i] * at;")]
    [InlineData("int at = 4; while (at > 0) { s = s * x[at] + y[at - 1]; at -= 2; } s *= at + t;")]
    [InlineData("int at = 0; for (int i = 0; i < 3; i++) { int from = at; for (int j = 0; j < 2; j++) { s = Math.Sin(s + x[at % 5]) * t; at += 3; } s *= y[from % 5]; }")]
    [InlineData("int at = 0; for (int i = 0; i < 3; i++) { for (int j = 0; j < 2; j++) { s = Math.Sin(s + x[at]); at++; if (s > 0.9) break; } at--; }")]
    [InlineData("int at = 5; for (int i = 0; i < 4; i++) { at--; s = s * x[at] + x[at]; if (i == 1) at++; }")]
    public void Numbers_that_are_moved_back(string body) => Agrees(body);

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) for (int j = 0; j < 2; j++) { s = Math.Sin(s * x[i]) + y[j]; z[j] = s * z[j + 1]; z[j + 1] = z[j] + t; }")]
    [InlineData("for (int i = 0; i < 3; i++) { for (int j = 0; j < i; j++) s = Math.Sin(s * x[i]) + y[j]; for (int j = 0; j < 2; j++) s = s * s * 0.3 + x[j] * t; }")]
    [InlineData("for (int i = 0; i < 3; i++) for (int j = 0; j < 2; j++) for (int k = 0; k < 2; k++) s = Math.Sin(s * x[i] + y[j + k] * t);")]
    [InlineData("for (int i = 0; i < 3; i++) { double h = t / 3; for (int j = 0; j < 4; j++) s = s * s * h + x[j] * h; }")]
    [InlineData("for (int i = 0; i < 4; i++) { z[i] = Math.Exp(x[i]); for (int j = 0; j < 3; j++) { double e = z[i]; s = s * e * 0.2 + e * y[j]; } }")]
    [InlineData("for (int n = 0; n < 3; n++) { double w = 1; for (int j = 0; j < 4; j++) { s += w * x[j]; w *= t; } s = s * 0.5; }")]
    [InlineData("int n = -2; for (int i = 0; i < 3; i++) { for (int j = 0; j < n; j++) s = Math.Sin(s * x[j]); s = Math.Cos(s * x[i]); }")]
    public void Blocks_that_are_taken_before_loops(string body) => Agrees(body);

    [Theory]
    [InlineData("double m = x[0] * t; for (int i = 0; i < x.Length; i++) m = Math.Max(m, x[i] * t); s = m * m;")]
    [InlineData("double m = 9; for (int i = x.Length - 1; i >= 1; i -= 2) m = Math.Min(y[i] * y[i], m); s = m * t;")]
    [InlineData("double m = t; for (int i = 0; i < x.Length; i++) m = Math.Max(m, x[i] - 7); s = m * m;")]
    [InlineData("double m = t; int at = 2; for (int i = 0; i < x.Length; i++) if (x[i] * y[i] > m) { m = x[i] * y[i]; at = i; } s = m * y[at];")]
    [InlineData("double m = 1; for (int i = 0; i < x.Length; i++) { double d = 0; for (int j = 0; j < 3; j++) d += (x[i] - y[j]) * (x[i] - y[j]); if (!(d >= m)) m = d; } s = m * t;")]
    [InlineData("double m = 1; for (int i = 0; i < x.Length; i++) { double d = x[i]; for (int j = 0; j < 3; j++) d = Math.Sin(d * y[j] + t); m = Math.Min(m, d); } s = m * t;")]
    [InlineData("for (int k = 0; k < 4; k++) { double m = y[k]; for (int i = 0; i < x.Length; i++) m = Math.Max(m, Math.Exp(x[i] * y[k])); s += Math.Log(m + t); }")]
    [InlineData("double last = t; for (int i = 0; i < x.Length; i++) if (x[i] > 0) last = x[i] * t; s = last;")]
    [InlineData("double last = t; for (int i = 0; i < x.Length; i++) { if (x[i] > 1.5) break; if (x[i] < 1) last = x[i] * t; } s = last;")]
    [InlineData("double m = t, n = 0; for (int i = 0; i < x.Length; i++) { n += x[i]; if (n > m) m = n * n; } s = m;")]
    [InlineData("double m = t; for (int i = 0; i < x.Length; i++) { double w = m > 1 ? x[i] : y[i]; if (w > m) m = w * t; } s = m;")]
    [InlineData("double m = t; for (int i = 0; i < x.Length; i++) { if (x[i] > m) m = x[i] * m; } s = m;")]
    [InlineData("double m = t; for (int i = 0; i < x.Length; i++) { m = Math.Max(m, x[i]); s += m * y[i]; }")]
    [InlineData("double m = t; for (int i = 0; i < x.Length; i++) { z[i] = x[i] * t; m = Math.Max(m, z[i]); } for (int i = 0; i < x.Length; i++) { s += z[i] * m; z[i] = t; }")]
    [InlineData("double m = t; for (int i = 0; i < x.Length; i++) m = Math.Max(m, x[i] * y[i]); for (int i = 0; i < x.Length; i++) x[i] = y[i] * t; s = m * x[2];")]
    [InlineData("double m = t, n = -t; for (int i = 0; i < x.Length; i++) { if (x[i] > m) m = x[i] * y[i]; if (y[i] > n) n = x[i] * t; } s = m * n;")]
    [InlineData("double m = 3, w = 0; for (int i = 0; i < x.Length; i++) { if (x[i] < m) { m = x[i]; w = y[i] * t; } } s = m * w;")]
    // A loop inside changes what it leaves.
    [InlineData("double b = 0; for (int i = 0; i < 3; i++) { if (i == 0) b = x[0] * t; else for (int j = 0; j < 2; j++) b += x[0]; } s = b;")]
    [InlineData("double b = t; for (int i = 0; i < 3; i++) { if (i == 1) { b = x[0] * t; for (int j = 0; j < 2; j++) b *= y[j]; } } s = b;")]
    public void Iterations_that_are_chosen(string body) => Agrees(body);

    [Theory]
    [InlineData("double a = Math.Sin(t) * x[0], b = Math.Sin(t) * y[1]; s = a * b + Math.Cos(t) / (2 + Math.Cos(t));")]
    [InlineData("double e = Math.Exp(t); if (x[0] > 0) { s = Math.Exp(t) * x[1]; t = s; } s += e * Math.Exp(t);")]
    [InlineData("for (int i = 0; i < 4; i++) { double a = Math.Sin(t) * x[i]; t = a + y[i]; s += Math.Sin(t) * Math.Sin(t) + a; }")]
    [InlineData("for (int i = 0; i < 4; i++) { if (x[i] > 0) { t = Math.Exp(-t); s += Math.Exp(-t); } else { s += Math.Exp(-t) * y[i]; t *= s; } s -= Math.Exp(-t); }")]
    [InlineData("double r = Math.Sqrt(t); for (int i = 0; i < 4; i++) { s += Math.Sqrt(t) * x[i]; s = Math.Sin(s) + r; }")]
    [InlineData("double m = Math.Max(t, 0.5), n = Math.Max(t, 0.5); s = m * n; while (s < 5) { s += Math.Max(t, 0.5); t += Math.Max(t, 0.5); }")]
    public void Functions_that_are_taken_twice(string body) => Agrees(body);

    [Theory]
    [InlineData("if (t > 0) { for (int i = 0; i < 5; i++) { double w = 1; for (int j = 0; j < 3; j++) w *= x[i] * t; s += w * y[i]; } } else s = t;")]
    [InlineData("if (t > 5) s = x[0]; else { s = H(x, t); if (s > 0) s += H(y, t) * t; s *= 2; }")]
    [InlineData("s = t; if (t > 0) { double a = H(x, s); s = a * x[1]; } else { s = H(y, t); } s *= y[2];")]
    [InlineData("for (int i = 0; i < 3; i++) { if (i == 1) continue; s += H(x, t * i) * y[i]; }")]
    public void Branches_with_calls_and_loops_in_them(string body) => Agrees(body);

    [Fact]
    public void How_often_an_inner_loop_ran_is_taken_back_once() => Check.Members(
        """
        [Differentiable] public static double F(double x, double y)
        {
            double[] w = [x, x * y];
            double total = 1.5;
            while (Math.Abs(total) > 0.25)
            {
                total *= 0.5;
                int j = 4;
                do
                {
                    j -= 2;
                    double[] h = new double[2];
                    h[1] = w[0];
                    w[1] += h[1] * y;
                }
                while (j > 0);
            }
            return w[1] * total;
        }
        """, 0.7, 1.3);

    [Fact]
    public void A_loop_of_which_it_is_known_that_it_does_not_run_leaves_nothing_unreachable() => Check.Members(
        """
        [Differentiable] public static double F(double x, double[] data)
        {
            double sum = x;
            for (int j = 0 - 1; j >= 0; j--)
            {
                double[][] rows = [new double[2], [1.5, data[3]]];
                rows[0][1] = rows[1][0] * rows[1][1];
                sum += Math.Sin(rows[0][1] + rows[1][1]);
            }
            return sum * x;
        }
        """, 0.7, new double[4]);

    [Fact]
    public void A_minor_is_expanded_by_its_rows() => Check.Members(
        """
        [Differentiable]
        public static double Minor(double[] a, int size, int row, int removed)
        {
            if (row == size)
                return 1;
            double sum = 0, sign = 1;
            for (int column = 0; column < size; column++)
            {
                if ((removed & 1 << column) != 0)
                    continue;
                sum += sign * a[row * size + column] * Minor(a, size, row + 1, removed | 1 << column);
                sign = -sign;
            }
            return sum;
        }
        [Differentiable] public static double F(double[] a) => Minor(a, 3, 0, 0);
        """, new double[] { 2, 1, 0.5, -1, 3, 0.7, 0.2, -0.4, 1.5 });

    private static void Agrees(string body) => Check.Members(
        $"[Differentiable] public static double H(double[] x, double t) {{ double s = 0; for (int i = 0; i < x.Length; i++) s += x[i] * x[i] * t; return s; }} "
        + $"[Differentiable] public static double F(double[] x, double[] y, double t) {{ double s = 0.2; double[] z = new double[5]; {body} return s; }}", X.ToArray(), Y.ToArray(), 0.7);

    [Fact]
    public void What_is_known_of_bits_leaves_no_arm_that_is_never_reached() => Check.Members(
        "[Differentiable] public static double F(double x, double y) { double r = 1.5; while (r > 0.25) { r *= 0.5; int p = (4 & 3) + (4 ^ 1) - (1 << 2 | 3 >> 1); if (p >= 0) x *= 0.5; else y *= 0.5; } return x * y; }", 0.3, 0.7);
}
