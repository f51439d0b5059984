using System.Globalization;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>A program whose function has its gradient, and remarks at the expressions between <c>[|</c> and <c>|]</c>.</summary>
internal static class Remarked
{
    /// <summary>Checks members of a partial class <c>P</c>; a remark is written as <c>id: message</c>, in the order of the source.</summary>
    public static void InClass(DiagnosticSeverity severity, string marked, params string[] expected)
    {
        marked = Language.GeneratedGradient.InClass(marked);
        string source = Refused.Unmarked(marked);
        Generation generation = GeneratorHarness.Run(source);

        string actual = Refused.Marked(source, generation.AnalyzerDiagnostics)
            + string.Concat(generation.AnalyzerDiagnostics.Select(diagnostic => $"\n{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}"));
        string wanted = $"{marked}\n{string.Join("\n", expected)}";
        Assert.True(wanted == actual, $"Expected:\n{wanted}\n\nReported:\n{actual}");
        Assert.All(generation.AnalyzerDiagnostics, diagnostic => Assert.Equal(severity, diagnostic.Severity));
        using CompiledProgram program = generation.Compile();
        Assert.NotNull(program.Method("P.FGradient"));
    }
}
