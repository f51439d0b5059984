using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Pages of loops and arrays, as a reader sees them.</summary>
public sealed class LoopSnapshotTests
{
    [Fact]
    public void A_sum_is_not_stored() => Verify(
        """
        [Differentiable]
        public static double F(double[] a)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
                sum += a[i] * a[i];
            return sum;
        }
        """);

    [Fact]
    public void A_foreach_is_a_for() => Verify(
        """
        [Differentiable]
        public static double F(double[] a)
        {
            double sum = 0;
            foreach (double x in a)
                sum += Math.Exp(x);
            return sum;
        }
        """);

    [Fact]
    public void A_do_runs_at_least_once() => Verify(
        """
        [Differentiable]
        public static double F(double x)
        {
            double s = x;
            do
                s = Math.Sqrt(s) * x;
            while (s > 2);
            return s;
        }
        """);

    [Fact]
    public void Loops_are_nested() => Verify(
        """
        [Differentiable]
        public static double F(double[] a, double[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
                for (int j = 0; j < b.Length; j++)
                    sum += a[i] * b[j] * (i + j);
            return sum;
        }
        """);

    [Fact]
    public void An_int_array_is_an_index() => Verify(
        """
        [Differentiable]
        public static double F(double[] a, int[] index)
        {
            double sum = 0;
            for (int i = 0; i < index.Length; i++)
                sum += a[index[i]] * a[index[i]];
            return sum;
        }
        """);

    private static void Verify(string function, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        Generation generation = GeneratorHarness.Run(GeneratedGradient.InClass(function));
        Assert.Empty(generation.AnalyzerDiagnostics);
        Snapshot.Verify(generation, file, test);
    }
}
