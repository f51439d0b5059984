using System.Collections.Immutable;
using AutoBackprop.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AutoBackprop.Tests;

/// <summary>Runs the generator over source text in memory, as a user's build would.</summary>
public static class GeneratorHarness
{
    // The newest language that this compiler knows is what the newest SDK's users write.
    // Comments are diagnosed, so that a broken cref in a generated summary is a warning and with it a failure.
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    private static readonly Lazy<ImmutableArray<MetadataReference>> LazyReferences = new(FindReferences);

    /// <summary>What a user's project references: the framework and the runtime library, nothing of the tests' own.</summary>
    public static ImmutableArray<MetadataReference> References => LazyReferences.Value;

    /// <summary>Generates for a project of these files.</summary>
    public static Generation Run(params string[] sources) => Run(sources, []);

    /// <summary>Generates for a project of these files that references other generated projects.</summary>
    public static Generation Run(IReadOnlyList<string> sources, IReadOnlyList<Generation> projects) => RunFor(Compile(sources, projects), projects);

    /// <summary>Generates for a project with options of its own.</summary>
    internal static Generation RunFor(CSharpCompilation compilation, params IReadOnlyList<Generation> projects)
    {
        GeneratorDriver driver = CreateDriver(track: false).WithUpdatedParseOptions(compilation.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        ThrowIfItFailed(driver.GetRunResult());
        return new Generation((CSharpCompilation)output, driver.GetRunResult(), diagnostics, projects);
    }

    /// <summary>Generates, edits the one file, generates again with the same driver.</summary>
    public static IncrementalRun Rerun(string before, string after) => Rerun([before], [after]);

    /// <summary>Generates, edits, generates again. A file that is the same before and after keeps its syntax tree, as in an editor.</summary>
    public static IncrementalRun Rerun(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        CSharpCompilation first = Compile(before, []);
        CSharpCompilation second = first;
        for (int i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            if (i >= after.Count)
                second = second.RemoveSyntaxTrees(first.SyntaxTrees[i]);
            else if (i >= before.Count)
                second = second.AddSyntaxTrees(Parse(after[i], i));
            else if (before[i] != after[i])
                second = second.ReplaceSyntaxTree(first.SyntaxTrees[i], first.SyntaxTrees[i].WithChangedText(SourceText.From(after[i], Encoding)));
        }

        GeneratorDriver driver = CreateDriver(track: true).RunGenerators(first);
        ThrowIfItFailed(driver.GetRunResult());
        driver = driver.RunGenerators(second);
        ThrowIfItFailed(driver.GetRunResult());
        return new IncrementalRun(driver.GetRunResult().Results.Single());
    }

    /// <summary>The project before generation.</summary>
    internal static CSharpCompilation Compile(IReadOnlyList<string> sources, IReadOnlyList<Generation> projects) => CSharpCompilation.Create(
        // The name differs from call to call: two projects of one test may reference each other.
        "Project" + Interlocked.Increment(ref projectCount),
        sources.Select(Parse),
        References.AddRange(projects.Select(project => project.ToReference())),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable));

    private static readonly System.Text.Encoding Encoding = System.Text.Encoding.UTF8;

    private static int projectCount;

    private static SyntaxTree Parse(string source, int index) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding), ParseOptions, path: $"Source{index}.cs");

    internal static GeneratorDriver CreateDriver(bool track) => CSharpGeneratorDriver.Create(
        [new BackpropGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: track));

    private static void ThrowIfItFailed(GeneratorDriverRunResult result)
    {
        // The driver turns a generator's exception into a warning; here it is the test's failure, with its stack.
        foreach (GeneratorRunResult run in result.Results)
        {
            if (run.Exception is { } exception)
                throw new InvalidOperationException("The generator threw: " + exception.Message, exception);
        }
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework
                || Path.GetFileName(path) is "AutoBackprop.dll" or "System.Numerics.Tensors.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .ToImmutableArray();
    }
}
