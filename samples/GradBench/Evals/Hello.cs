using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>A square and its derivative.</summary>
internal static partial class Hello
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["square"] = Function.Of(Json.Default.Double, Json.Default.Double, x => () => Square(x)),
        ["double"] = Function.Of(Json.Default.Double, Json.Default.Double, x => () => SquareGradient(x).dX),
    };

    [Differentiable]
    public static double Square(double x) => x * x;
}
