using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Local arrays that loops use again and again, each against the oracle and central differences: those that each iteration fills anew, and those that only look so.</summary>
public sealed class ScratchBufferTests
{
    [Theory]
    // Each iteration fills it, and needs its end.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; } return p;")]
    // The same with sums, which run forward and backward at once.
    [InlineData("double p = 0; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); double q = 1; for (int j = 0; j < 3; j++) q *= b[j] + b[0]; p += q; } return p;")]
    // Nested, with an element that an inner loop does not change.
    [InlineData("double p = 1; for (int i = 0; i < 2; i++) for (int k = 0; k < 2; k++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i - k); for (int j = 0; j < 3; j++) for (int m = j + 1; m < 3; m++) p += b[j] * b[m] * p * 0.1; } return p;")]
    // An inner loop that runs only sometimes.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) for (int m = 0; m < i - j; m++) p += b[j] * p * 0.3; } return p;")]
    // Its last content is read after the loop.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; } return p * b[1] * b[2];")]
    // What an iteration leaves is read by the next one.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { p *= b[1] + 2; for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; } return p;")]
    // Filled in part: the rest is what the iterations before have left.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 2; j++) b[j] = x[j] * (t + i); b[2] += b[0]; for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; } return p;")]
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j <= i; j++) b[j] = x[j] * (t + i); for (int j = 0; j <= i; j++) p += b[j] * b[j] * p; p += b[2]; } return p;")]
    // Changed after it was read, and read again.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; for (int j = 0; j < 3; j++) b[j] *= b[j] * 0.3; for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; } return p;")]
    // Two loops use the same one.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; } for (int i = 0; i < 2; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] - t * i; for (int j = 0; j < 3; j++) p += b[j] * b[j] * p * 0.1; } return p;")]
    // With an early end, and with loops inside of which it is not known how often they run.
    [InlineData("double p = 1; for (int i = 0; i < 5; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) p += b[j] * b[j] * p; if (p > 4) break; } return p;")]
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) { p += b[j] * b[j] * p; while (p > 1) p = Math.Sqrt(p) * 0.9; } } return p;")]
    [InlineData("double p = 1; for (int k = 0; k < 2; k++) for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) { p += b[j] * b[j] * p; while (p > 1) p = Math.Sqrt(p) * 0.9; } } return p;")]
    [InlineData("double p = 1; for (int k = 0; k < 2; k++) for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) for (int m = 0; m < j + k; m++) p += b[j] * b[j] * p * 0.1; } return p;")]
    // Gradients that find their elements zero, and some that do not.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * p; for (int j = 1; j < 3; j++) p += b[j] * b[j] * 0.1; } return p;")]
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * p; for (int j = 0; j < 3; j++) { if (x[j] > 0.5) p += b[j] * b[j] * 0.1; } } return p;")]
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * p; for (int j = 0; j < 3; j++) p += b[j] * b[2 - j] * 0.1; } return p;")]
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * p; for (int j = 0; j < 3; j++) p -= b[j] * 0.1; for (int j = 0; j < 3; j++) { double old = b[j]; b[j] = old * x[0]; p += b[j] * old; } p += b[1]; } return p;")]
    [InlineData("double p = 1; for (int i = 0; i < 4; i++) { int k = i % 3; double a = b[k]; b[k] = a * x[k] + t; b[0] = b[k] * a - b[0] * t; p += b[0] * b[k]; } return p;")]
    // What an iteration changes is read by the next one, from the element beside it.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * p + (j < 2 ? b[j + 1] : t); for (int j = 0; j < 3; j++) p += b[j] * b[j] * 0.1; } return p;")]
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) { double next = b[(j + 1) % 3]; b[j] = x[j] * p; p += next * b[j] * 0.1; } for (int j = 0; j < 3; j++) p += b[j] * b[j] * 0.1; } return p;")]
    // Its last content is read after a loop that runs forward and backward at once.
    [InlineData("double p = 0; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); double q = 1; for (int j = 0; j < 3; j++) q *= b[j] + b[0]; p += q; } return p + b[1] * b[2];")]
    // Filled in part before such a loop's iterations read it, and a later part is carried on to the next one.
    [InlineData("double p = 0; for (int i = 0; i < 3; i++) { for (int j = 0; j < 2; j++) b[j] = x[j] * (t + i); double q = 1; for (int j = 0; j < 3; j++) q *= b[j] + 1; b[2] += b[0]; p += q; } return p;")]
    [InlineData("double p = 0; for (int i = 0; i < 3; i++) { for (int j = 0; j < 2; j++) b[j] = x[j] * (t + i); double q = 1 + b[2] * b[1]; for (int j = 2; j < 3; j++) b[j] = x[j] * q; p += q; } return p;")]
    // Each iteration of two loops fills it for itself, the inner one's after the outer one's.
    [InlineData("double p = 1; for (int k = 0; k < 2; k++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + k); for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) for (int m = 0; m < 2; m++) p += b[j] * p * 0.1; } for (int j = 0; j < 3; j++) for (int m = 0; m < 2; m++) p += b[j] * p * 0.1; } return p;")]
    // Filled from the second element on, or every second one: the others are handed on to the next iteration.
    [InlineData("double p = 0; b[0] = t; for (int i = 0; i < 3; i++) { for (int j = 1; j < 3; j++) b[j] = x[j] * (t + i); double q = 1; for (int j = 0; j < 3; j++) q *= b[j] + 1; b[0] = q * b[1]; p += q; } return p;")]
    [InlineData("double p = 0; b[1] = t; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j += 2) b[j] = x[j] * (t + i); double q = 1; for (int j = 0; j < 3; j++) q *= b[j] + 1; b[1] = q * b[0]; p += q; } return p;")]
    // What lies beyond what is filled is handed on to the next iteration.
    [InlineData("double p = 0; for (int i = 0; i < 3; i++) { for (int j = 0; j < 2; j++) b[j] = x[j] * (t + i); double q = 1; for (int j = 0; j < 2; j++) q *= b[j] + b[2]; b[2] = q * b[0]; p += q; } return p;")]
    // An element that a loop reads in each iteration, and changes.
    [InlineData("double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (t + i); for (int j = 0; j < 3; j++) { for (int m = 0; m < 3; m++) { double e = b[j]; b[m] = b[m] + e * 0.1; } } for (int j = 0; j < 3; j++) for (int m = 0; m < 2; m++) p += b[j] * p * 0.1; } return p;")]
    // The loop that fills it looks at an element that the iteration before has left.
    [InlineData("double p = 0; for (int i = 0; i < 2; i++) { for (int j = 0; j < 3; j++) { b[j] = x[j] * (i + p); p += b[2]; } for (int j = 0; j < 3; j++) p += b[j] * b[j] + t; } return p;")]
    [InlineData("double p = t; for (int i = 0; i < 3; i++) { double q = 0; for (int j = 0; j < 3; j++) { b[j] = x[j] * x[i]; q += b[2]; } p += q * q; } return p;")]
    [InlineData("double p = t; for (int i = 0; i < 3; i++) { double q = 0; for (int j = 0; j < 3; j++) { b[j] = x[j] * x[i]; for (int m = 0; m < 3; m++) q += b[m] * 0.1; } p += q * q; } return p;")]
    // Another loop reads what the first has left beyond what it fills itself.
    [InlineData("double p = t; for (int i = 0; i < 2; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * p; for (int j = 0; j < 3; j++) p += b[j] * b[j]; } int n = x[0] > 9 ? 3 : 1; for (int i = 0; i < 2; i++) { for (int j = 0; j < n; j++) b[j] = t; p += b[2] * b[2]; } return p;")]
    [InlineData("double p = 0; int n = x[0] > 9 ? 3 : 2; for (int i = 0; i < 2; i++) { for (int j = 0; j < 3; j++) b[j] = x[j] * (i + t); for (int j = 0; j < 3; j++) p += b[j]; } for (int i = 0; i < 2; i++) { for (int j = 0; j < n; j++) b[j] = x[j] * i; p += b[2]; for (int j = 0; j < n; j++) p += b[j]; } return p;")]
    // Filled as far as the loop around has come.
    [InlineData("double p = 0; for (int o = 0; o < 3; o++) for (int i = 0; i < 3; i++) { for (int k = 0; k < i; k++) b[k] = t * (o + 1); p += b[i]; for (int k = 0; k < i; k++) p += b[k] * 0.3; } return p;")]
    // An element by its number, which only the first of the iterations around fill.
    [InlineData("double p = 0; for (int k = 0; k < 3; k++) { int m = 3 - k; for (int o = 0; o < 2; o++) { for (int i = 0; i < m; i++) b[i] = t * t * (k + 1); p += b[2]; } } return p;")]
    public void A_scratch_array_is_used_again(string body) => Check.Members(
        $"[Differentiable] public static double F(double[] x, double t) {{ double[] b = new double[3]; {body} }}", new[] { 0.3, 0.9, 0.7 }, 0.4);

    [Theory]
    // Filled and used up by each iteration.
    [InlineData("for (int i = 0; i < 3; i++) { double[] b = new double[3]; for (int j = 0; j < 3; j++) b[j] = p * j; for (int j = 0; j < 3; j++) p += b[j] * b[j]; } return p;")]
    [InlineData("for (int i = 2; i >= 0; i--) { double[] b = new double[x.Length]; for (int j = 0; j < b.Length; j++) b[j] = p * x[j]; for (int j = 0; j < b.Length; j++) p += Math.Sin(b[j]) * b[j] * x[i]; } return p;")]
    [InlineData("foreach (double each in x) { Span<double> b = stackalloc double[3]; b.Fill(p * each); for (int j = 0; j < 3; j++) p += b[j] * b[j] * 0.1; } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { double[] b = [.. x]; for (int j = 0; j < b.Length; j++) b[j] += p; for (int j = 0; j < b.Length; j++) p += b[j] * b[j] * 0.1; } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { double[] b = new double[3], c = new double[3]; for (int j = 0; j < 3; j++) b[j] = p * x[j]; for (int j = 0; j < 3; j++) c[j] = b[j] * b[j]; for (int j = 0; j < 3; j++) p += c[j] * b[j] * 0.1; } return p;")]
    // As long as the iteration says.
    [InlineData("for (int i = 1; i < 4; i++) { double[] b = new double[i]; for (int j = 0; j < i; j++) b[j] = p * x[j]; for (int j = 0; j < i; j++) p += b[j] * b[j] * 0.1; } return p;")]
    [InlineData("for (int k = 0; k < 2; k++) for (int i = 1; i < 4; i++) { double[] b = new double[k + 2]; for (int j = 0; j < k + 2; j++) b[j] = p * x[j]; for (int j = 0; j < k + 2; j++) p += b[j] * b[j] * 0.1; } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { int n = x.Length - 1; double[] b = new double[n]; for (int j = 0; j < n; j++) b[j] = p * x[j]; for (int j = 0; j < n; j++) p += b[j] * b[j] * 0.1; } return p;")]
    // Not in all iterations, or not to the end.
    [InlineData("for (int i = 0; i < 3; i++) { if (i == 1) continue; double[] b = new double[3]; for (int j = 0; j < 3; j++) b[j] = p * x[j]; for (int j = 0; j < 3; j++) p += b[j] * b[j] * 0.1; if (p > 4) break; } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { double[] b = new double[3]; for (int j = 1; j < 3; j++) b[j] = p * x[j]; for (int j = 0; j < 3; j++) p += b[j] * b[j] * 0.1; } return p;")]
    // The state is an array.
    [InlineData("double[] a = [.. x]; for (int i = 0; i < 3; i++) { double[] b = new double[3]; for (int j = 0; j < 3; j++) b[j] = a[j] * t; for (int j = 0; j < 3; j++) a[j] += b[j] * b[j]; } return a[0] * a[2] + p;")]
    public void A_scratch_array_that_each_iteration_makes(string body) => Check.Members(
        $"[Differentiable] public static double F(double[] x, double t) {{ double p = t + 0.3; {body} }}", new[] { 0.3, 0.9, 0.7 }, 0.4);

    [Fact]
    public void A_page_of_a_scratch_array_that_each_iteration_makes() => Snapshot.Verify(GeneratedGradient.InClass(
        """
        [Differentiable]
        public static double F(double[] x, double t, int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                double[] slopes = new double[x.Length];
                for (int i = 0; i < slopes.Length; i++)
                    slopes[i] = t * x[i];
                for (int i = 0; i < slopes.Length; i++)
                    t += slopes[i] * slopes[i];
            }
            return t;
        }
        """));

    [Fact]
    public void What_an_iteration_takes_is_given_back_at_its_end()
    {
        string page = GeneratorHarness.Run(GeneratedGradient.InClass(
            """
            [Differentiable] static double[] Act(double[] x, double p) { var y = new double[x.Length]; for (int j = 0; j < x.Length; j++) y[j] = Math.Sin(x[j] * p); return y; }
            [Differentiable] public static double F(double t, double[] c, int n) { double p = t; for (int k = 0; k < n; k++) { double[] b = Act(c, p); p = Math.Cos(b[1]) + t; } return p; }
            """))["P.F"];
        string reverse = page[page.IndexOf("// Backward", StringComparison.Ordinal)..];

        Assert.Matches(@"(?s)for \(int k = n - 1; .*workspace\.Mark\(\).*ActBackward.*workspace\.Release\(mark\)", reverse);
    }

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) { if (x[i] > 0.5) { double[] b = [.. x]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(b[j]); p += b[0] * b[1]; } } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { if (x[i] > 0.5) { double[] b = [.. x]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(b[j]); p += b[0] * b[1]; } else { double[] c = [.. x, t]; for (int j = 0; j < 4; j++) c[j] = Math.Sqrt(c[j]); p += c[0] * c[3]; } } return p;")]
    [InlineData("int k = 0; while (k++ < 3) { double[] b = [.. x]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(b[j]); p += b[0]; } return p;")]
    [InlineData("for (int k = 3; k-- > 0;) { double[] b = [.. x]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(b[j]); p += b[k]; } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { if (x[i] < 0.5) continue; double[] b = [.. x]; for (int j = 0; j < 3; j++) b[j] = Math.Tanh(b[j] * t); p += b[0] / b[i]; } return p;")]
    [InlineData("for (int i = 0; i < 9; i++) { if (i > 1) break; double[] b = [.. x]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(b[j]); p += b[0] * b[i]; } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { switch (i) { case 0: { double[] b = [.. x]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(b[j]); p += b[0] * b[1]; break; } default: p += t * x[i]; break; } } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { if (x[i] > 0.5) { double[,] b = new double[2, 3]; for (int j = 0; j < 3; j++) { b[0, j] = Math.Exp(x[j]); b[1, j] = b[0, j] * t; } p += b[0, 0] * b[1, 1]; } } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) { if (x[i] > 0.5) { Span<double> b = stackalloc double[3]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(x[j]); Span<double> part = b[1..]; for (int j = 0; j < 2; j++) part[j] *= part[j]; p += b[0] * part[1]; } } return p;")]
    [InlineData("for (int i = 0; i < 3; i++) p += x[i] > 0.5 ? Local(x[i]) : 0; return p; double Local(double z) { double[] b = [z, t, z * t]; for (int j = 0; j < 3; j++) b[j] = Math.Exp(b[j]); return b[0] * b[2]; }")]
    public void A_scratch_array_of_a_branch_is_still_there_for_its_reverse(string body) => Check.Members(
        $"[Differentiable] public static double F(double[] x, double t) {{ double p = t; {body} }}", new[] { 0.3, 0.9, 0.7 }, 0.4);

    [Theory]
    [InlineData("m = Math.Max(m, b[j]);")]
    [InlineData("m = Math.Min(m, b[j] * t);")]
    [InlineData("if (b[j] > m) m = b[j];")]
    public void A_choice_among_the_elements_of_a_scratch_array(string choice) => Check.Members(
        $"[Differentiable] public static double F(double[] x, double t) {{ double[] b = new double[3]; double p = 0; for (int i = 0; i < 4; i++) {{ for (int j = 0; j < 3; j++) b[j] = Math.Sin(x[j] * (t + i)); double m = b[0]; for (int j = 1; j < 3; j++) {choice} p += m * m; }} return p; }}",
        new[] { 0.3, 0.9, 0.7 }, 0.4);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_scratch_array_of_any_length(int d) => Check.Members(
        """
        [Differentiable] public static double F(double[] x, double t)
        {
            int d = x.Length;
            double[] b = new double[d], c = new double[d];
            double p = 1;
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < d; j++) { b[j] = x[j] * (t + i); c[j] = b[j] * p; }
                for (int j = 0; j < d; j++)
                    for (int k = j + 1; k < d; k++)
                        c[k] += x[k] * b[j];
                for (int j = 0; j < d; j++) p += c[j] * c[j] * 0.1;
            }
            return p * t;
        }
        """,
        Enumerable.Range(0, d).Select(static i => 0.3 + 0.2 * i).ToArray(), 0.4);

    [Fact]
    public void A_callee_changes_what_an_iteration_has_not_filled() => Check.Members(
        """
        [Differentiable] public static void H(Span<double> w, double t) { w[2] = Math.Sin(w[2] * w[0]) + t; }
        [Differentiable] public static double F(double[] x, double t)
        {
            double[] b = [0, 0, t];
            double p = 0;
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 2; j++)
                    b[j] = x[j] * (t + i);
                double q = 1;
                for (int j = 0; j < 2; j++)
                    q *= b[j] + b[2];
                H(b, q);
                p += q;
            }
            return p;
        }
        """,
        new[] { 0.3, 0.9, 0.7 }, 0.4);

    [Fact]
    public void A_callee_exchanges_the_rows_that_a_loop_goes_along() => Check.Members(
        """
        [Differentiable] public static double G(double[][] a, double t) { (a[0], a[1]) = (a[1], a[0]); a[0][0] *= t; return a[0][1] * a[1][0]; }
        [Differentiable] public static double F(double[][] a, double t) { double s = 0; for (int k = 0; k < 3; k++) { s += G(a, t) * a[0][0]; for (int j = 0; j < 2; j++) s += a[0][j] * a[1][j] * s * 0.1; } return s; }
        """,
        new double[][] { [1, 2], [3, 4] }, 0.3);

    [Fact]
    public void A_negative_length_throws_though_each_iteration_has_an_array_of_its_own()
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(
            "[Differentiable] public static double F(double x, int n) { double[] b = new double[n]; double p = 1; for (int i = 0; i < 3; i++) { for (int j = 0; j < n; j++) b[j] = x + j; for (int j = 0; j < n; j++) p += b[j] * b[j] * p; } return p; }")).Compile();
        Assert.Throws<OverflowException>(() => program.Invoke("P.FGradient", 0.5, -1));
    }
}
