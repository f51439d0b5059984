using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>A parameter of a <see cref="TensorProgram"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As it is declared.</param>
/// <param name="Shape">Of a tensor, or of each tensor of an array.</param>
/// <param name="Count">How many tensors, labels or classes.</param>
/// <param name="IsConstant">Whether it is marked <c>[NoGradient]</c>.</param>
public sealed record TensorParameter(string Name, string Type, ImmutableArray<int> Shape, int Count, bool IsConstant)
{
    public string Declaration => $"{(IsConstant ? "[NoGradient] " : "")}{Type} {Name}";

    public object Argument(Pcg random) => Type switch
    {
        "Tensor<double>" => Tensor(random),
        "Tensor<double>[]" => Enumerable.Range(0, Count).Select(_ => Tensor(random)).ToArray(),
        "double[]" => Numbers(random, Shape[0]),
        "double" => Number(random),
        "int[]" => Enumerable.Range(0, Shape[0]).Select(_ => random.Below(Count)).ToArray(),
        "bool" => random.Chance(0.5),
        _ => random.Below(4),
    };

    private Tensor<double> Tensor(Pcg random)
    {
        nint[] lengths = [.. Shape.Select(length => (nint)length)];
        return System.Numerics.Tensors.Tensor.Create(Numbers(random, Shape.Aggregate(1, static (a, b) => a * b)), lengths);
    }

    private static double[] Numbers(Pcg random, int count) => [.. Enumerable.Range(0, count).Select(_ => Number(random))];

    private static double Number(Pcg random) => (random.Unit() * 2.4) - 1.2;
}
