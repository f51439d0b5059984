using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AutoBackprop.Tests.Incrementality;

/// <summary>An editor has the source of the projects that a project references, a build has not: what is generated is the same.</summary>
public sealed class SourceReferenceTests
{
    private const string Library = """
        using AutoBackprop;
        [Differentiable]
        public readonly partial record struct Pair(double Left, double Right)
        {
            public static Pair operator +(Pair a, Pair b) => new(a.Left + b.Left, a.Right + b.Right);
            [Differentiable]
            public double Product() => Left * Right;
        }
        public static partial class Functions
        {
            [Differentiable]
            public static double Square(double x) => x * x;
            [Differentiable]
            public static double Sum(Pair pair) => pair.Left + pair.Right;
        }
        """;

    [Theory]
    [InlineData("Functions.Square(x) * y")]
    [InlineData("Functions.Sum(new Pair(x, y))")]
    [InlineData("new Pair(x, y).Product()")]
    [InlineData("(new Pair(x, y) + new Pair(y, 1)).Left")]
    [InlineData("(new Pair(x, y) with { Left = 2 }).Right")]
    public void The_same_is_generated(string expression)
    {
        Generation library = GeneratorHarness.Run(Library);
        string[] user = [$"public static partial class User {{ [AutoBackprop.Differentiable] public static double Use(double x, double y) => {expression}; }}"];
        Generation built = GeneratorHarness.Run(user, [library]);

        CSharpCompilation edited = GeneratorHarness.Compile(user, []).AddReferences(library.Compilation.ToMetadataReference());
        Generation inEditor = GeneratorHarness.RunFor(edited, library);

        Assert.Equal(built.Refusals.Select(static diagnostic => diagnostic.GetMessage()).Order(), inEditor.Refusals.Select(static diagnostic => diagnostic.GetMessage()).Order());
        Assert.Equal(built.Sources, inEditor.Sources);
    }
}
