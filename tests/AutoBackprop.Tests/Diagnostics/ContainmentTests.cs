using AutoBackprop.Generator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>What fails, fails for one function: ABP0010. What is cancelled is cancelled.</summary>
public sealed class ContainmentTests
{
    /// <summary>A sum of so many terms that its tree is deeper than the stack: C# reads it in a loop, the generator cannot.</summary>
    private static readonly string TooDeep = string.Join(" + ", Enumerable.Repeat("x", 20_000));

    [Fact]
    public void A_failure_is_an_error_on_its_function_and_leaves_the_others_alone()
    {
        string source = $$"""
            using AutoBackprop;
            public static partial class P
            {
                [Differentiable]
                public static double F(double x) => {{TooDeep}};

                [Differentiable]
                public static double G(double x) => x * x;

                [Differentiable]
                public static double H(double x) => F(x);
            }
            """;
        Generation generation = GeneratorHarness.Run(source);

        Assert.Empty(generation.GeneratorDiagnostics);
        Assert.Equal(["P.G.g.cs"], generation.Sources.Keys);
        Diagnostic[] diagnostics = [.. generation.AnalyzerDiagnostics.OrderBy(diagnostic => diagnostic.Id)];
        Assert.Equal(["ABP0009", "ABP0010"], diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Equal(source.IndexOf("F(double", StringComparison.Ordinal), diagnostics[1].Location.SourceSpan.Start);
        Assert.Equal(1, diagnostics[1].Location.SourceSpan.Length);
        Assert.Contains("AutoBackprop failed on 'F'", diagnostics[1].GetMessage());
        Assert.Contains("please report it", diagnostics[1].GetMessage());
        Assert.Equal(source.IndexOf("F(x)", StringComparison.Ordinal), diagnostics[0].Location.SourceSpan.Start);
    }

    [Fact]
    public void A_constant_array_that_is_given_what_varies_is_refused_at_its_parameter() => Refused.InClass(
        "[Differentiable] public static double F(double x, [NoGradient] double[] [|a|]) { a[0] = x; return a[0] * x; }",
        Refused.Construct("The parameter 'a', which is marked [NoGradient] but is given values that depend on an input,", "drop the mark"));

    [Fact]
    public void A_cancelled_generation_throws_what_says_so()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(["partial class P { [AutoBackprop.Differentiable] static double F(double x) => x * x; }"], []);

        Assert.Throws<OperationCanceledException>(() => GeneratorHarness.CreateDriver(track: false).RunGenerators(compilation, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_generation_after_one_that_was_cancelled_on_the_way_is_whole()
    {
        string[] source = [$"static partial class P {{ {string.Concat(Enumerable.Range(0, 60).Select(static i => $"[AutoBackprop.Differentiable] static double F{i}(double x) => System.Math.Sin(x) * {i}; "))} }}"];
        string[] expected = [.. GeneratorHarness.Run(source[0]).Sources.Values.Order(StringComparer.Ordinal)];
        GeneratorDriver driver = GeneratorHarness.CreateDriver(track: false);
        CSharpCompilation compilation = GeneratorHarness.Compile(source, []);
        for (int milliseconds = 0; milliseconds < 20; milliseconds++)
        {
            // Each time all is read again.
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], compilation.SyntaxTrees[0].WithChangedText(SourceText.From(source[0] + new string(' ', milliseconds), System.Text.Encoding.UTF8)));
            using var cancelled = new CancellationTokenSource();
            cancelled.CancelAfter(milliseconds);
            try
            {
                driver = driver.RunGenerators(compilation, cancelled.Token);
            }
            catch (OperationCanceledException)
            {
            }
            Assert.Equal(expected, driver.RunGenerators(compilation).GetRunResult().GeneratedTrees
                .Select(static tree => tree.ToString()).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Reading_a_function_is_cancelled_and_not_taken_for_a_failure()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(["partial class P { [AutoBackprop.Differentiable] static double F(double x) => x * x; }"], []);
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        MethodDeclarationSyntax syntax = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single();
        SemanticModel model = compilation.GetSemanticModel(tree);

        Assert.ThrowsAny<OperationCanceledException>(() => FunctionReader.Read(syntax, model.GetDeclaredSymbol(syntax)!, model, new Fence(), new HashSet<SyntaxTree>(), new CancellationToken(canceled: true)));
    }
}
