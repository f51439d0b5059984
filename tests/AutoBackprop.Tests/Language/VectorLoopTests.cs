using AutoBackprop.Tests.Numerics;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>
/// Loops that are written as calls of <c>Elements</c>: in which order, with what in between, and that the value is that of the function to the last bit.
/// </summary>
public sealed class VectorLoopTests
{
    [Theory]
    [InlineData("z[i] = x[i] * (y[i] + k * x[i])")]
    [InlineData("z[i] = k * x[i] + 3")]
    [InlineData("z[i] = y[i] - k * x[i]")]
    [InlineData("z[i] = x[i] * k - y[i]")]
    [InlineData("z[i] = x[i] - y[i] * x[i]")]
    [InlineData("z[i] = k - x[i] * y[i]")]
    [InlineData("z[i] = k / (2 + x[i] * y[i])")]
    [InlineData("z[i] = (x[i] - y[i]) * k + x[i]")]
    [InlineData("z[i] = -(x[i] + y[i])")]
    [InlineData("z[i] = z[i] * k + x[i]")]
    [InlineData("z[i] = x[i] * (z[i] + k * y[i])")]
    [InlineData("z[i] += k * (x[i] + 2 * y[i])")]
    [InlineData("double t = x[i] * y[i] + k; z[i] = t * t; w[i] = t * x[i]")]
    [InlineData("double t = k * (x[i] - y[i]); w[i] = t; z[i] = t * t * x[i]")]
    [InlineData("double t = z[i]; z[i] = w[i] * k; w[i] = t + x[i]")]
    [InlineData("double t = z[i]; z[i] = x[i] * k; w[i] += t * y[i]")]
    [InlineData("z[i] = x[i] * (y[i] + k * x[n - 1 - i])")]
    [InlineData("w[i] = x[i]; z[i] = w[i] * w[i]; w[i] = z[i] * k")]
    public void A_statement_for_all_elements(string statement) => Agrees(OfElements(statement));

    // Where the vectorized function is less exact, or is given the same number for all, the loop stays one.
    [Theory]
    [InlineData("z[i] = Math.Exp(-x[i] * k)", "Exp")]
    [InlineData("z[i] = 1 / (1 + Math.Exp(-x[i]))", "Exp")]
    [InlineData("double e = Math.Exp(x[i] - k); z[i] = e; w[i] = e * e", "Exp")]
    [InlineData("z[i] = Math.Log(2 + x[i] * x[i]) * y[i]", "Log")]
    [InlineData("z[i] = Math.Sqrt(Math.Abs(x[i] * k))", "Sqrt Abs")]
    [InlineData("z[i] += k * Math.Sqrt(x[i] * x[i] + 1)", "Sqrt")]
    [InlineData("z[i] = Math.Sin(x[i] * k); w[i] = Math.Cos(y[i])", "")]
    [InlineData("z[i] = x[i] * Math.Exp(k)", "")]
    [InlineData("z[i] = Math.Exp(k)", "")]
    [InlineData("z[i] = Math.Exp(1.5) + Math.Sin(Math.Exp(-x[i]))", "")]
    [InlineData("z[i] = Math.Tanh(x[i]) * Math.Pow(2 + x[i], k)", "")]
    public void A_function_of_all_elements(string statement, string called)
    {
        Agrees(OfElements(statement), roundings: 50);
        string page = GeneratorHarness.Run(GeneratedGradient.InClass(OfElements(statement)))["P.F"];
        string[] functions = ["Exp", "Log", "Sqrt", "Abs", "Sin", "Cos", "Tanh", "Pow"];
        Assert.Equal(called, string.Join(" ", functions.Where(function => page.Contains($"Elements.{function}<double>", StringComparison.Ordinal))));
    }

    private static string OfElements(string statement) =>
        $$"""
        [Differentiable]
        public static double F(double[] x, double[] y, double k)
        {
            int n = x.Length;
            double[] z = new double[n], w = new double[n];
            for (int step = 0; step < 2; step++)
            {
                for (int i = 0; i < n; i++)
                    z[i] = z[i] * z[i] + w[i] * y[i] + x[i] + 0.1;
                for (int i = 0; i < n; i++)
                {
                    {{statement}};
                }
            }
            double sum = 0;
            for (int i = 0; i < n; i++)
                sum += z[i] * (i + 1) + w[i] * w[i];
            return sum;
        }
        """;

    [Theory]
    [InlineData("for (int i = n - 1; i >= 1; i--) z[i] = x[i] * (y[i - 1] + k * z[i]);")]
    [InlineData("for (int i = lo; i < n - 1; i++) { double t = x[i + 1] * y[i] + k; z[i] = t * t * t; }")]
    [InlineData("for (int i = 0; i < n - lo; i++) { double t = x[i + lo] * y[i] + k; z[i] += t * t * x[i]; }")]
    public void A_part_of_the_elements(string loop) => Agrees(
        $$"""
        [Differentiable]
        public static double F(double[] x, double[] y, double k)
        {
            int n = x.Length, lo = 2;
            double[] z = new double[n];
            for (int step = 0; step < 3; step++)
            {
                {{loop}}
            }
            double sum = 0;
            for (int i = 0; i < n; i++)
                sum += z[i] * z[i] * (i + 1);
            return sum;
        }
        """);

    /// <summary>What is read before it is overwritten is read by an earlier call.</summary>
    [Fact]
    public void A_gradient_is_cleared_after_it_has_been_handed_on()
    {
        string page = GeneratorHarness.Run(GeneratedGradient.InClass(
            """
            [Differentiable]
            public static void F(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> z)
            {
                for (int i = 1; i < x.Length; i++)
                    z[i] = x[i] * y[i - 1];
            }
            """)).Sources["P.F.g.cs"];

        Assert.DoesNotContain("for (", page.Substring(page.IndexOf("// Backward", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(".Clear()", page.Split('\n').Last(static line => line.Contains("Elements.Of(dZ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>The gradient is the oracle's, and the value that comes with it the function's, but for so many roundings.</summary>
    private static void Agrees(string function, int roundings = 0)
    {
        double[] x = [0.3, -0.4, 0.7, 1.2, -0.6, 0.1, 0.8, -0.2, 0.5], y = [0.9, 0.2, -0.3, 0.6, 1.1, -0.7, 0.4, 0.05, -0.15];
        Check.Members(function, x, y, 0.9);
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(function)).Compile();
        double expected = (double)program.Invoke("P.F", x, y, 0.9)!, actual = (double)program.InvokeTuple("P.FGradient", x, y, 0.9)[0]!;
        Assert.True(Math.Abs(actual - expected) <= roundings * Math.ScaleB(Math.Abs(expected), -53), $"{actual:R}, not {expected:R}");
    }
}
