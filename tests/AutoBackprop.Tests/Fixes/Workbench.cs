using System.Collections.Immutable;
using AutoBackprop.Generator;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace AutoBackprop.Tests.Fixes;

/// <summary>A project in an editor, with the generator, the analyzer and the fixes at work.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly AdhocWorkspace workspace = new();
    private Solution solution;
    private readonly ProjectId project = ProjectId.CreateNewId();

    public Workbench(params string[] files)
    {
        solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(project, VersionStamp.Default, "Project", "Project", LanguageNames.CSharp))
            .WithProjectCompilationOptions(project, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .WithProjectParseOptions(project, new CSharpParseOptions(LanguageVersion.Latest))
            .AddMetadataReferences(project, GeneratorHarness.References)
            .AddAnalyzerReference(project, new OwnAnalyzers());
        for (int i = 0; i < files.Length; i++)
            solution = solution.AddDocument(DocumentId.CreateNewId(project), $"File{i}.cs", SourceText.From(files[i], System.Text.Encoding.UTF8), filePath: $"File{i}.cs");
    }

    /// <summary>The files' texts.</summary>
    public string[] Files => [.. Documents.Select(document => document.GetTextAsync().GetAwaiter().GetResult().ToString())];

    /// <summary>What the analyzer says, in the order of the files.</summary>
    public ImmutableArray<Diagnostic> Diagnostics()
    {
        Compilation compilation = solution.GetProject(project)!.GetCompilationAsync().GetAwaiter().GetResult()!;
        return [.. compilation.WithAnalyzers([new DifferentiableAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan)];
    }

    /// <summary>What the compiler says of the project, with what is generated.</summary>
    public IEnumerable<Diagnostic> CompilerErrors() => solution.GetProject(project)!.GetCompilationAsync().GetAwaiter().GetResult()!.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>The titles of what a fix offers for the first diagnostic of an id.</summary>
    public string[] Offers(CodeFixProvider fix, string id) => [.. Actions(fix, First(id)).Select(action => action.Title)];

    /// <summary>Applies what a fix offers for the first diagnostic of an id: the only offer, or the one with a word in its title.</summary>
    public Workbench Apply(CodeFixProvider fix, string id, string word = "")
    {
        Apply(Assert.Single(Actions(fix, First(id)), action => action.Title.Contains(word, StringComparison.Ordinal)));
        return this;
    }

    /// <summary>Applies a fix to every diagnostic of an id in the project, as the editor's "fix all in project" does.</summary>
    public Workbench ApplyToAll(CodeFixProvider fix, string id)
    {
        Diagnostic first = First(id);
        CodeAction action = Actions(fix, first).First();
        var context = new FixAllContext(
            Document(first), fix, FixAllScope.Project, action.EquivalenceKey, [id], new Provided([.. Diagnostics().Where(diagnostic => diagnostic.Id == id)]), CancellationToken.None);
        Apply(fix.GetFixAllProvider()!.GetFixAsync(context).GetAwaiter().GetResult()!);
        return this;
    }

    /// <summary>What a refactoring offers at a word of the first file.</summary>
    public string[] Offers(CodeRefactoringProvider refactoring, string at) => [.. Actions(refactoring, at).Select(action => action.Title)];

    /// <summary>Applies the only offer of a refactoring at a word of the first file.</summary>
    public Workbench Apply(CodeRefactoringProvider refactoring, string at)
    {
        Apply(Assert.Single(Actions(refactoring, at)));
        return this;
    }

    /// <summary>Fails unless the files are these, and prints them whole.</summary>
    public void AssertFiles(string[] expected)
    {
        string wanted = string.Join("\n----\n", expected), actual = string.Join("\n----\n", Files);
        Assert.True(wanted == actual, $"Expected:\n{wanted}\n\nActual:\n{actual}");
    }

    /// <summary>Fails unless the project compiles and nothing is reported on it.</summary>
    public Workbench AssertClean()
    {
        string files = string.Join("\n----\n", Files);
        Assert.True(!CompilerErrors().Any(), string.Join("\n", CompilerErrors()) + "\n" + files);
        Assert.True(Diagnostics().All(diagnostic => diagnostic.Severity < DiagnosticSeverity.Warning), string.Join("\n", Diagnostics()) + "\n" + files);
        return this;
    }

    public void Dispose() => workspace.Dispose();

    private IEnumerable<Document> Documents => solution.GetProject(project)!.Documents.OrderBy(document => document.Name, StringComparer.Ordinal);

    private Diagnostic First(string id) => Diagnostics().FirstOrDefault(diagnostic => diagnostic.Id == id)
        ?? throw new InvalidOperationException($"There is no {id}, but: {string.Join("\n", Diagnostics())}\n{string.Join("\n", CompilerErrors())}");

    private Document Document(Diagnostic diagnostic) => solution.GetDocument(diagnostic.Location.SourceTree)!;

    private List<CodeAction> Actions(CodeFixProvider fix, Diagnostic diagnostic)
    {
        Assert.Contains(diagnostic.Id, fix.FixableDiagnosticIds);
        List<CodeAction> actions = [];
        fix.RegisterCodeFixesAsync(new CodeFixContext(Document(diagnostic), diagnostic, (action, _) => actions.Add(action), CancellationToken.None)).GetAwaiter().GetResult();
        return actions;
    }

    private List<CodeAction> Actions(CodeRefactoringProvider refactoring, string at)
    {
        List<CodeAction> actions = [];
        Document document = Documents.First();
        int position = document.GetTextAsync().GetAwaiter().GetResult().ToString().IndexOf(at, StringComparison.Ordinal);
        refactoring.ComputeRefactoringsAsync(new CodeRefactoringContext(document, new TextSpan(position, 0), actions.Add, CancellationToken.None)).GetAwaiter().GetResult();
        return actions;
    }

    private void Apply(CodeAction action) => solution = action.GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult().OfType<ApplyChangesOperation>().Single().ChangedSolution;

    private sealed class Provided(Diagnostic[] diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => diagnostic.Location.SourceTree!.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }

    /// <summary>The generator and the analyzer, as a project refers to them.</summary>
    private sealed class OwnAnalyzers : AnalyzerReference
    {
        // A workspace finds the reference again by the generator's identity.
        private readonly ImmutableArray<ISourceGenerator> generators = [new BackpropGenerator().AsSourceGenerator()];

        public override string FullPath => typeof(BackpropGenerator).Assembly.Location;

        public override object Id => FullPath;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [new DifferentiableAnalyzer()];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [new DifferentiableAnalyzer()];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => generators;

        public override ImmutableArray<ISourceGenerator> GetGeneratorsForAllLanguages() => generators;
    }
}
