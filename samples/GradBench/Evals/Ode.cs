using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>A chain of ordinary differential equations by Runge and Kutta's classic method, from 0 to 2.</summary>
internal static partial class Ode
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["primal"] = Function.Of(Json.Default.OdeInput, Json.Default.DoubleArray, input =>
        {
            OdeInput at = input.Checked();
            return () => Solution(at.X, at.S);
        }),
        ["gradient"] = Function.Of(Json.Default.OdeInput, Json.Default.DoubleArray, input =>
        {
            double[] x = input.Checked().X;
            var last = new double[x.Length];
            last[^1] = 1;
            var dX = new double[x.Length];
            return () =>
            {
                Array.Clear(dX);
                SolutionBackward(x, input.S, last, dX);
                return dX;
            };
        }),
    };

    [Differentiable]
    public static double[] Solution(ReadOnlySpan<double> x, int steps)
    {
        int n = x.Length;
        double h = 2.0 / steps;
        var y = new double[n];
        var z = new double[n];
        var k1 = new double[n];
        var k2 = new double[n];
        var k3 = new double[n];
        var k4 = new double[n];
        for (int step = 0; step < steps; step++)
        {
            Slope(x, y, k1);
            for (int i = 0; i < n; i++)
                z[i] = y[i] + h / 2 * k1[i];
            Slope(x, z, k2);
            for (int i = 0; i < n; i++)
                z[i] = y[i] + h / 2 * k2[i];
            Slope(x, z, k3);
            for (int i = 0; i < n; i++)
                z[i] = y[i] + h * k3[i];
            Slope(x, z, k4);
            for (int i = 0; i < n; i++)
                y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }

        return y;
    }

    /// <summary>y₀′ = x₀ and yᵢ′ = xᵢ yᵢ₋₁.</summary>
    [Differentiable]
    public static void Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> slope)
    {
        slope[0] = x[0];
        for (int i = 1; i < x.Length; i++)
            slope[i] = x[i] * y[i - 1];
    }
}

internal sealed record OdeInput(double[] X, int S)
{
    public OdeInput Checked()
    {
        WrongInputException.Unless(X.Length > 0, "'x' is empty.");
        WrongInputException.Unless(S > 0, "'s' is not positive.");
        return this;
    }
}
