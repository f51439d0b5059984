using System.Numerics.Tensors;
using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>The logarithm of a sum of exponentials.</summary>
internal static partial class Lse
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["primal"] = Function.Of(Json.Default.LseInput, Json.Default.Double, input =>
        {
            double[] x = input.Checked().X;
            return () => LogSumExp(x);
        }),
        ["gradient"] = Function.Of(Json.Default.LseInput, Json.Default.DoubleArray, input =>
        {
            double[] x = input.Checked().X;
            var dX = new double[x.Length];
            return () =>
            {
                Array.Clear(dX);
                LogSumExpBackward(x, 1, dX);
                return dX;
            };
        }),
    };

    [Differentiable]
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double max = TensorPrimitives.Max(x);
        double sum = 0;
        foreach (double item in x)
            sum += Math.Exp(item - max);
        return max + Math.Log(sum);
    }
}

internal sealed record LseInput(double[] X)
{
    public LseInput Checked()
    {
        WrongInputException.Unless(X.Length > 0, "'x' is empty.");
        return this;
    }
}
