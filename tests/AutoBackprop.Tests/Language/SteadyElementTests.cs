using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>An element that is the same in all iterations of an innermost loop is read before it, unless the loop may write it or not read it.</summary>
public sealed class SteadyElementTests
{
    private static readonly double[] X = [0.3, -0.4, 0.7, 1.2, -0.6, 0.1, 0.8, -0.2, 0.5];
    private static readonly double[] Y = [0.9, 0.2, -0.3, 0.6, 1.1, -0.7, 0.4, 0.05, -0.15];

    [Fact]
    public void An_element_is_read_before_the_loop_forward_and_backward()
    {
        string page = Page(Product);

        Assert.Equal(2, Count(page, "double xElement = x[i * n + k];"));
        Assert.Contains("z[i * n + j] += xElement * y[k * n + j];", page, StringComparison.Ordinal);
        Check.Members(Product, X, Y, 0.9);
    }

    [Fact]
    public void Where_the_loop_may_not_run_the_element_is_not_looked_for()
    {
        // The last row of x is not there, and no loop goes along it.
        const string Function = """
            [Differentiable]
            public static double F(double[] x, double[] y, double s)
            {
                double[] z = new double[9];
                for (int step = 0; step < 2; step++)
                    for (int i = 0; i < 4; i++)
                        for (int j = 0; j < 9 - 3 * i; j++)
                            z[j] += s * x[3 * i] * y[j];
                double sum = 0;
                for (int j = 0; j < 9; j++)
                    sum += z[j] * z[j];
                return sum;
            }
            """;

        Assert.Contains("z[j] += s * x[3 * i] * y[j];", Page(Function), StringComparison.Ordinal);
        Check.Members(Function, X, Y, 0.9);
    }

    [Theory]
    [InlineData("z[j] += z[step] * y[j]")]
    [InlineData("part[j] += z[step + i] * y[j]")]
    [InlineData("z[j] += part[step + i] * y[j]")]
    [InlineData("double t = z[i]; z[j] = y[j] * k; w[j] += t * x[j]")]
    [InlineData("w[i] += w[step] * x[j]")]
    public void An_element_that_the_loop_may_write_is_read_again(string statement) => Check.Members(Of(statement), X, Y, 0.9);

    [Theory]
    [InlineData("z[j] += j > 99 ? x[n + i] : y[j]")]
    [InlineData("z[j] += j > 99 && x[n + i] > 0 ? k : y[j]")]
    [InlineData("if (j > 99) z[j] += x[n + i] * y[j]")]
    public void An_element_that_no_iteration_reads_need_not_be_there(string statement) => Check.Members(Of(statement), X, Y, 0.9);

    private const string Product = """
        [Differentiable]
        public static double F(double[] x, double[] y, double s)
        {
            int n = 3;
            double[] z = new double[n * n];
            for (int i = 0; i < n; i++)
                for (int k = 0; k < n; k++)
                    for (int j = 0; j < n; j++)
                        z[i * n + j] += x[i * n + k] * y[k * n + j];
            double sum = 0;
            for (int i = 0; i < n * n; i++)
                sum += s * z[i] * z[i];
            return sum;
        }
        """;

    private static string Of(string statement) =>
        $$"""
        [Differentiable]
        public static double F(double[] x, double[] y, double k)
        {
            int n = x.Length;
            double[] z = new double[n], w = new double[n];
            for (int i = 0; i < n; i++)
                (z[i], w[i]) = (0.1 * x[i], y[i]);
            Span<double> part = z;
            for (int step = 0; step < 2; step++)
            {
                for (int i = 0; i < 2; i++)
                {
                    for (int j = 0; j < n; j++)
                    {
                        {{statement}};
                    }
                }
            }
            double sum = 0;
            for (int i = 0; i < n; i++)
                sum += z[i] * w[i];
            return sum;
        }
        """;

    private static string Page(string function) => GeneratorHarness.Run(GeneratedGradient.InClass(function))["P.F"];

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
}
