using System.Diagnostics;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AutoBackprop.Mutation;

/// <summary>A project of the repository, compiled with all mutants of some of its files.</summary>
internal static class MutatedProject
{
    /// <summary>What the mutants ask whether they are the one that is tried. A run that takes too long ends here.</summary>
    private const string Switch = """
        namespace AutoBackprop
        {
            internal static class Mutants
            {
                public static int Active = -1;
                public static bool[] Reached;
                public static long Deadline = long.MaxValue;
                private static int asked;

                public static bool Is(int id)
                {
                    if (Reached != null)
                        Reached[id] = true;
                    if ((++asked & 0xFFFF) == 0 && System.Diagnostics.Stopwatch.GetTimestamp() > Deadline)
                        throw new System.TimeoutException("The mutant runs too long.");
                    return id == Active;
                }
            }
        }
        """;

    /// <summary>Compiles the project; returns the mutants that compile.</summary>
    /// <param name="project">The project's file.</param>
    /// <param name="isMutated">Which of its files have mutants.</param>
    /// <param name="output">Where the assembly goes.</param>
    public static IReadOnlyList<Mutant> Write(string project, Func<string, bool> isMutated, string output)
    {
        string folder = Path.GetDirectoryName(project)!;
        CSharpCommandLineArguments arguments = CSharpCommandLineParser.Default.Parse(CompilerArguments(project), folder, sdkDirectory: null);
        CSharpParseOptions options = arguments.ParseOptions.WithLanguageVersion(LanguageVersion.Preview).WithDocumentationMode(DocumentationMode.None);
        SyntaxTree[] trees = [.. arguments.SourceFiles.Select(file => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(file.Path)), options, Path.GetRelativePath(folder, file.Path)))];
        CSharpCompilation original = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(arguments.OutputFileName), trees,
            arguments.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(reference.Reference)),
            arguments.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithOptimizationLevel(OptimizationLevel.Release).WithReportSuppressedDiagnostics(false));
        SyntaxTree[] mutated = [.. trees.Where(tree => isMutated(tree.FilePath))];
        var excluded = new HashSet<int>();
        while (true)
        {
            var mutants = new List<Mutant>();
            CSharpCompilation compilation = original.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Switch, options));
            foreach (SyntaxTree tree in mutated)
            {
                SyntaxNode root = new Mutator(original.GetSemanticModel(tree), mutants, excluded).Visit(tree.GetRoot());
                // Parsed again: what is put together by hand may be no tree that a parser would make of its text.
                compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(root.ToFullString(), options, tree.FilePath));
            }

            Diagnostic[] errors;
            using (FileStream stream = File.Create(output))
                errors = [.. compilation.Emit(stream).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
            if (errors.Length == 0)
                return [.. mutants.Where(mutant => !excluded.Contains(mutant.Id))];
            int before = excluded.Count;
            foreach (Diagnostic error in errors)
                excluded.UnionWith(Blame(error));
            Console.WriteLine($"{errors.Length} errors: {excluded.Count - before} mutants left out that do not compile");
            if (excluded.Count == before)
                throw new InvalidOperationException($"No mutant is to blame for {errors[0]}");
        }
    }

    /// <summary>The innermost mutant around an error; every one of the member where there is none.</summary>
    private static IEnumerable<int> Blame(Diagnostic error)
    {
        SyntaxNode node = error.Location.SourceTree!.GetRoot().FindNode(error.Location.SourceSpan);
        foreach (SyntaxNode outer in node.AncestorsAndSelf())
        {
            SyntaxNode? condition = outer switch
            {
                ConditionalExpressionSyntax choice => choice.Condition,
                IfStatementSyntax choice => choice.Condition,
                BinaryExpressionSyntax { Left: var left } => left,
                WhenClauseSyntax { Condition: BinaryExpressionSyntax { Left: var left } } => left,
                WhenClauseSyntax clause => clause.Condition,
                _ => null,
            };
            if (condition is PrefixUnaryExpressionSyntax not)
                condition = not.Operand;
            if (condition is InvocationExpressionSyntax call && IdOf(call) is { } id)
                return [id];
            if (outer is MemberDeclarationSyntax)
                return outer.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(IdOf).OfType<int>();
        }

        return [];
    }

    private static int? IdOf(InvocationExpressionSyntax call) =>
        call.Expression.ToString() == "Mutants.Is" ? int.Parse(call.ArgumentList.Arguments[0].ToString()) : null;

    /// <summary>What the build would give to the compiler.</summary>
    private static string[] CompilerArguments(string project)
    {
        var start = new ProcessStartInfo("dotnet",
            ["msbuild", project, "-t:Compile", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-p:DesignTimeBuild=true", "-getItem:CscCommandLineArgs"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }
}
