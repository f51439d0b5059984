using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>What a project's own options make of what is generated: its version of C#, and whether it checks its arithmetic.</summary>
public sealed class ProjectOptionTests
{
    private const string Function = "namespace N { public static partial class P { [AutoBackprop.Differentiable] public static double F(double x) { double y = x; for (int i = 0; i < 3; i++) y = System.Math.Sin(y) * x; return y; } } }";
    private const string Holder = "namespace N { [AutoBackprop.Differentiable] public partial class F { public double[] Weights = new double[2]; } }";

    [Theory]
    [InlineData(Function, LanguageVersion.CSharp7_3, "7.3")]
    [InlineData(Function, LanguageVersion.CSharp9, "9.0")]
    [InlineData(Holder, LanguageVersion.CSharp8, "8.0")]
    public void Before_CSharp_10_nothing_is_generated_and_it_is_said_why(string source, LanguageVersion version, string name)
    {
        Generation generation = Run(source, version, NullableContextOptions.Disable);

        Diagnostic error = Assert.Single(generation.AnalyzerDiagnostics);
        Assert.Equal($"'F' cannot be differentiated because it is compiled as C# {name}, and what is generated is C# 10; raise or drop the project's LangVersion", error.GetMessage(null));
        Assert.Equal("ABP0006", error.Id);
        Assert.Equal(source.IndexOf(" F", StringComparison.Ordinal) + 1, error.Location.SourceSpan.Start);
        Assert.Empty(generation.Sources);
    }

    [Theory]
    [InlineData(Function)]
    [InlineData(Holder)]
    public void In_CSharp_10_what_is_generated_compiles(string source)
    {
        Generation generation = Run(source, LanguageVersion.CSharp10, NullableContextOptions.Enable);

        Assert.Empty(generation.AnalyzerDiagnostics);
        Assert.Single(generation.Sources);
        generation.Compile().Dispose();
    }

    [Fact]
    public void In_a_project_that_checks_its_arithmetic_checked_is_what_is_checked_anyway()
    {
        Generation generation = RunChecked("int h = checked(n * 31); for (int i = 0; i < 3; i++) h += i; return x * x * h;");

        Assert.Empty(generation.AnalyzerDiagnostics);
        using CompiledProgram program = generation.Compile();
        Assert.Equal([9.0 * 96, 6.0 * 96], program.InvokeTuple("P.FGradient", 3.0, 3));
        Assert.Throws<OverflowException>(() => program.Invoke("P.FGradient", 3.0, int.MaxValue));
    }

    [Theory]
    [InlineData("n * 31", "return x * unchecked(n * 31);")]
    [InlineData("n++", "unchecked { n++; } return x * n;")]
    [InlineData("n += 7", "unchecked { n += 7; } return x * n;")]
    [InlineData("-n", "return x * unchecked(-n);")]
    [InlineData("(byte)n", "return x * unchecked((byte)n);")]
    public void In_a_project_that_checks_its_arithmetic_unchecked_is_refused(string place, string body)
    {
        Generation generation = RunChecked(body);

        Diagnostic error = Assert.Single(generation.AnalyzerDiagnostics);
        Assert.Equal("ABP0004", error.Id);
        Assert.Equal("Unchecked integer arithmetic in a project that checks it cannot be differentiated; compute it in a method of its own, and call that", error.GetMessage(null));
        Assert.Equal(place, error.Location.SourceTree!.GetText().ToString(error.Location.SourceSpan));
        Assert.Empty(generation.Sources);
    }

    private static Generation RunChecked(string body)
    {
        CSharpCompilation compilation = GeneratorHarness.Compile([$"public static partial class P {{ [AutoBackprop.Differentiable] public static double F(double x, int n) {{ {body} }} }}"], []);
        return GeneratorHarness.RunFor(compilation.WithOptions(compilation.Options.WithOverflowChecks(true)));
    }

    private static Generation Run(string source, LanguageVersion version, NullableContextOptions nullable)
    {
        CSharpCompilation compilation = GeneratorHarness.Compile([source], []);
        SyntaxTree tree = compilation.SyntaxTrees[0];
        return GeneratorHarness.RunFor(compilation.WithOptions(compilation.Options.WithNullableContextOptions(nullable))
            .ReplaceSyntaxTree(tree, tree.WithRootAndOptions(tree.GetRoot(), ((CSharpParseOptions)tree.Options).WithLanguageVersion(version))));
    }
}
