using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>Least squares: a polynomial fitted to the sign function at points between −1 and 1.</summary>
internal static partial class Llsq
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["primal"] = Function.Of(Json.Default.LlsqInput, Json.Default.Double, input =>
        {
            LlsqInput at = input.Checked();
            return () => SquaredError(at.X, at.N);
        }),
        ["gradient"] = Function.Of(Json.Default.LlsqInput, Json.Default.DoubleArray, input =>
        {
            double[] x = input.Checked().X;
            var dX = new double[x.Length];
            return () =>
            {
                Array.Clear(dX);
                SquaredErrorBackward(x, input.N, 1, dX);
                return dX;
            };
        }),
    };

    [Differentiable]
    public static double SquaredError(ReadOnlySpan<double> x, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double t = -1 + 2.0 * i / (n - 1);
            double residual = Math.Sign(t);
            double power = 1;
            for (int j = 0; j < x.Length; j++)
            {
                residual -= x[j] * power;
                power *= t;
            }

            sum += residual * residual;
        }

        return sum / 2;
    }
}

internal sealed record LlsqInput(double[] X, int N)
{
    public LlsqInput Checked()
    {
        WrongInputException.Unless(N >= 2, "'n' is less than 2.");
        return this;
    }
}
