using System.Collections.Immutable;
using System.Text;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>What the generator made of a project.</summary>
public sealed class Generation
{
    private readonly IReadOnlyList<Generation> projects;
    private readonly Lazy<ImmutableArray<Diagnostic>> analyzerDiagnostics;
    private readonly Lazy<byte[]> image;

    internal Generation(
        CSharpCompilation compilation, GeneratorDriverRunResult result, ImmutableArray<Diagnostic> diagnostics, IReadOnlyList<Generation> projects)
    {
        Compilation = compilation;
        GeneratorDiagnostics = diagnostics;
        Sources = result.Results.SelectMany(run => run.GeneratedSources)
            .ToImmutableSortedDictionary(source => source.HintName, source => source.SourceText.ToString(), StringComparer.Ordinal);
        GeneratedTrees = result.GeneratedTrees;
        this.projects = projects;
        analyzerDiagnostics = new Lazy<ImmutableArray<Diagnostic>>(Analyze);
        image = new Lazy<byte[]>(Emit);
    }

    /// <summary>The project with what was generated.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The generated files by hint name, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, string> Sources { get; }

    public ImmutableArray<SyntaxTree> GeneratedTrees { get; }

    /// <summary>What the generator itself reported.</summary>
    public ImmutableArray<Diagnostic> GeneratorDiagnostics { get; }

    /// <summary>What the analyzer reports, in the order of the source.</summary>
    public ImmutableArray<Diagnostic> AnalyzerDiagnostics => analyzerDiagnostics.Value;

    /// <summary>What the analyzer refuses: its errors, without its remarks on functions that have their gradient.</summary>
    public ImmutableArray<Diagnostic> Refusals => [.. AnalyzerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    /// <summary>What the compiler says of the project after generation: errors anywhere, warnings in what was generated.</summary>
    public ImmutableArray<Diagnostic> CompilationDiagnostics => Compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error
            || diagnostic.Severity == DiagnosticSeverity.Warning && IsGenerated(diagnostic.Location.SourceTree))
        .ToImmutableArray();

    /// <summary>The generated file with this hint name, or the only one whose hint name ends with <c>.{hint}.g.cs</c>.</summary>
    public string this[string hint] => Sources.TryGetValue(hint, out string? text)
        ? text
        : Sources.SingleOrDefault(source => ("." + source.Key).EndsWith("." + hint + ".g.cs", StringComparison.Ordinal)).Value
            ?? throw new KeyNotFoundException($"No generated file '{hint}'. There are: {string.Join(", ", Sources.Keys)}");

    /// <summary>Compiles and loads the project; fails, with the generated text, where it does not compile without a word.</summary>
    public CompiledProgram Compile()
    {
        return new CompiledProgram(Images().ToArray());

        IEnumerable<byte[]> Images() => projects.SelectMany(project => project.projects.Append(project))
            .Distinct().Select(project => project.image.Value).Prepend(image.Value);
    }

    /// <summary>The compiled project as a reference of another one.</summary>
    public MetadataReference ToReference() => MetadataReference.CreateFromImage(image.Value);

    /// <summary>Every generated file, its lines numbered: what a failure shows.</summary>
    public string Print() => Print(Compilation.SyntaxTrees.Where(IsGenerated));

    private static string Print(IEnumerable<SyntaxTree> trees)
    {
        var text = new StringBuilder();
        foreach (SyntaxTree tree in trees)
        {
            text.Append("---- ").AppendLine(Path.GetFileName(tree.FilePath));
            foreach (var line in tree.GetText().Lines)
                text.Append($"{line.LineNumber + 1,4}  ").AppendLine(line.ToString());
        }

        return text.ToString();
    }

    private bool IsGenerated(SyntaxTree? tree) => tree is not null && GeneratedTrees.Contains(tree);

    private byte[] Emit()
    {
        ImmutableArray<Diagnostic> diagnostics = CompilationDiagnostics;
        if (diagnostics.IsEmpty)
        {
            using var stream = new MemoryStream();
            EmitResult result = Compilation.Emit(stream);
            if (result.Success)
                return stream.ToArray();
            diagnostics = result.Diagnostics;
        }

        SyntaxTree[] faulty = diagnostics.Select(diagnostic => diagnostic.Location.SourceTree).OfType<SyntaxTree>().Distinct().ToArray();
        Assert.Fail($"""
            The project does not compile without errors, and without warnings in generated code:
            {string.Join("\n", diagnostics)}

            {Print(faulty.Where(tree => !IsGenerated(tree)))}
            {Print(faulty.Any(IsGenerated) ? faulty.Where(IsGenerated) : GeneratedTrees)}
            The generator said: {(GeneratorDiagnostics.IsEmpty ? "nothing" : string.Join("\n", GeneratorDiagnostics))}
            """);
        return [];
    }

    private ImmutableArray<Diagnostic> Analyze()
    {
        ImmutableArray<Diagnostic> diagnostics = Compilation
            .WithAnalyzers([new DifferentiableAnalyzer()])
            .GetAnalyzerDiagnosticsAsync()
            .GetAwaiter().GetResult();
        // An analyzer's exception arrives as a diagnostic; here it is the test's failure.
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Id == "AD0001") is { } failure)
            throw new InvalidOperationException(failure.ToString());
        return diagnostics
            .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)
            .ToImmutableArray();
    }
}
