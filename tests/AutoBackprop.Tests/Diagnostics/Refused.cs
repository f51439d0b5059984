using System.Globalization;
using System.Text;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>
/// A program with its diagnostics: each at the expression between <c>[|</c> and <c>|]</c>, and beside it a function that has
/// nothing to do with it and gets its gradient.
/// </summary>
internal static class Refused
{
    private const string Neighbour = "\npublic static partial class Neighbour { [AutoBackprop.Differentiable] public static double Square(double x) => x * x; }\n";

    /// <summary>Checks members of a partial class <c>P</c>; a diagnostic is written as <c>id: message</c>, in the order of the source.</summary>
    public static void InClass(string marked, params string[] expected) => InFile(Language.GeneratedGradient.InClass(marked), expected);

    /// <summary>Checks a whole file.</summary>
    public static void InFile(string marked, params string[] expected)
    {
        string source = Unmarked(marked) + Neighbour;
        Generation generation = GeneratorHarness.Run(source);

        string actual = Marked(source, generation.AnalyzerDiagnostics)[..^Neighbour.Length] + Messages(generation.AnalyzerDiagnostics);
        string wanted = $"{marked}\n{string.Join("\n", expected)}";
        if (actual != wanted)
            Assert.Fail($"Expected:\n{wanted}\n\nReported:\n{actual}\n\n{generation.Print()}");
        Assert.All(generation.AnalyzerDiagnostics, diagnostic => Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity));
        Assert.Empty(generation.GeneratorDiagnostics);
        using CompiledProgram program = generation.Compile();
        Assert.Equal([9.0, 6.0], program.InvokeTuple("Neighbour.SquareGradient", 3.0));
        if (expected.Length > 0)
            Assert.DoesNotContain(generation.Sources.Keys, hint => hint.EndsWith(".F.g.cs", StringComparison.Ordinal));
    }

    /// <summary>Checks that members of a partial class <c>P</c> are not refused: <c>F</c> gets its gradient.</summary>
    public static void No(string members)
    {
        Generation generation = GeneratorHarness.Run(Language.GeneratedGradient.InClass(members));

        Assert.Empty(generation.AnalyzerDiagnostics);
        using CompiledProgram program = generation.Compile();
        Assert.NotNull(program.Method("P.FGradient"));
    }

    /// <summary>The message of <see cref="Descriptors.Construct"/>.</summary>
    public static string Construct(string construct, string instead) => $"ABP0004: {construct} cannot be differentiated; {instead}";

    internal static string Unmarked(string marked) => marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    private static string Messages(IEnumerable<Diagnostic> diagnostics) =>
        string.Concat(diagnostics.Select(diagnostic => $"\n{diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}"));

    /// <summary>The source with every place that a diagnostic points at between marks, once.</summary>
    internal static string Marked(string source, IEnumerable<Diagnostic> diagnostics)
    {
        var text = new StringBuilder(source);
        foreach (var span in diagnostics.Select(diagnostic => diagnostic.Location.SourceSpan).Distinct().OrderByDescending(span => span.Start).ThenBy(span => span.End))
            text.Insert(span.End, "|]").Insert(span.Start, "[|");
        return text.ToString();
    }
}
