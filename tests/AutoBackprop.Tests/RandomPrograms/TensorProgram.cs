using System.Collections.Immutable;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>A random function of tensors that returns a number, <c>Tensors{seed}.Program.F</c>, with the shapes it is to be called with.</summary>
/// <param name="Seed">From which it comes.</param>
/// <param name="Parameters">In order.</param>
/// <param name="Helpers">Differentiable functions that it may call.</param>
/// <param name="Statements">Its body without the return, a statement each, some of them with a block.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Constructs">What is in it, for the coverage.</param>
public sealed record TensorProgram(
    ulong Seed, ImmutableArray<TensorParameter> Parameters, ImmutableArray<string> Helpers, ImmutableArray<string> Statements, string Result,
    ImmutableHashSet<string> Constructs)
{
    public string Namespace => "Tensors" + Seed.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string Source => $$"""
        using AutoBackprop;
        using System;
        using System.Numerics.Tensors;

        namespace {{Namespace}};

        public static partial class Program
        {
            {{string.Join("\n\n    ", Helpers)}}

            [Differentiable]
            public static double F({{string.Join(", ", Parameters.Select(parameter => parameter.Declaration))}})
            {
        {{string.Concat(Statements.Select(statement => "        " + statement + "\n"))}}        return {{Result}};
            }
        }
        """;

    /// <summary>The arguments at one of its points.</summary>
    public object[] Arguments(int point)
    {
        var random = new Pcg(Seed * 100 + (ulong)point);
        return [.. Parameters.Select(parameter => parameter.Argument(random))];
    }
}
