using System.Collections.Immutable;
using AutoBackprop.Generator;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AutoBackprop.Benchmarks;

/// <summary>What the generator costs a project of a thousand functions: in a cold build, and at a keystroke in a file that has none of them.</summary>
internal static class GeneratorRun
{
    private const int Strokes = 30;

    public static void Run()
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        SyntaxTree[] files = [.. UserFunctions.Files.Select((text, file) => CSharpSyntaxTree.ParseText(Text(text), options, $"File{file}.cs"))];
        SyntaxTree unrelated = CSharpSyntaxTree.ParseText(Text(Unrelated(0, 0)), options, "Unrelated.cs");
        MetadataReference[] references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
        CSharpCompilation compilation = CSharpCompilation.Create("Project", [.. files, unrelated], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        for (int round = 0; round < 4; round++)
        {
            // What was read of a file is kept with its syntax tree: a cold build has trees of its own.
            CSharpCompilation fresh = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(tree.GetText(), options, tree.FilePath)));
            double plain = Milliseconds(() => fresh.Clone().GetDiagnostics());
            Compilation generated = fresh;
            double cold = Milliseconds(() => DriverOf(new BackpropGenerator(), options).RunGeneratorsAndUpdateCompilation(fresh.Clone(), out generated, out _));
            // The first analysis of a compilation pays for what the compiler keeps; neither of the two that are compared is the first.
            double[] analyses = [.. new DiagnosticAnalyzer[] { new EmptyAnalyzer(), new EmptyAnalyzer(), new DifferentiableAnalyzer() }
                .Select(analyzer => Milliseconds(() => ((CSharpCompilation)generated).Clone().WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()))];
            double analysis = analyses[2] - analyses[1];
            Console.WriteLine($"{UserFunctions.Count} functions: compiled without in {plain:F0} ms; generated in {cold:F0} ms, {cold / UserFunctions.Count:F2} ms each; analyzed in {analysis:F0} ms, {analysis / UserFunctions.Count:F2} ms each");
        }
        Keystrokes("in a body elsewhere", compilation, unrelated, options, static stroke => Unrelated(stroke, 0));
        Keystrokes("in a declaration elsewhere", compilation, unrelated, options, static stroke => Unrelated(0, stroke));
    }

    /// <summary>The median of keystrokes, each given to every driver in turn: ours, one that only finds the attribute, and one that does nothing.</summary>
    private static void Keystrokes(string where, CSharpCompilation compilation, SyntaxTree edited, CSharpParseOptions options, Func<int, string> text)
    {
        IIncrementalGenerator[] generators = [new BackpropGenerator(), new EmptyTransform(), new Nothing()];
        GeneratorDriver[] drivers = [.. generators.Select(generator => DriverOf(generator, options).RunGenerators(compilation))];
        double[][] times = [.. generators.Select(static _ => new double[Strokes])];
        for (int stroke = 0; stroke < Strokes; stroke++)
        {
            SyntaxTree changed = edited.WithChangedText(Text(text(stroke + 1)));
            compilation = compilation.ReplaceSyntaxTree(edited, changed);
            edited = changed;
            for (int i = 0; i < drivers.Length; i++)
                times[i][stroke] = Milliseconds(() => drivers[i] = drivers[i].RunGenerators(compilation.Clone()));
        }
        double[] medians = [.. times.Select(static all => all.Skip(Strokes / 3).Order().ElementAt(Strokes / 3))];
        Console.WriteLine($"a keystroke {where}: {medians[0] - medians[2]:F1} ms; finding the attribute alone {medians[1] - medians[2]:F1} ms; nothing {medians[2]:F1} ms");
    }

    private static GeneratorDriver DriverOf(IIncrementalGenerator generator, CSharpParseOptions options) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: options);

    private static SourceText Text(string text) => SourceText.From(text, System.Text.Encoding.UTF8);

    private static string Unrelated(int body, int declaration) => $"static class Unrelated {{ public static int F{declaration}() => {body}; }}";

    private sealed class EmptyTransform : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.SyntaxProvider.ForAttributeWithMetadataName("AutoBackprop.DifferentiableAttribute", static (_, _) => true, static (_, _) => true), static (_, _) => { });
    }

#pragma warning disable RS1036, RS1041 // It is run here alone.
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class EmptyAnalyzer : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => new DifferentiableAnalyzer().SupportedDiagnostics;

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(static _ => { }, SyntaxKind.MethodDeclaration);
        }
    }
#pragma warning restore RS1036, RS1041

    private sealed class Nothing : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
        }
    }

    /// <summary>The processor's time, of all threads, the runtime's own compiling among it: on the clock, a machine that others use too tells little.</summary>
    private static double Milliseconds(Action action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }
}
