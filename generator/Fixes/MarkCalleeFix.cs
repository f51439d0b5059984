using System.Collections.Immutable;
using System.Composition;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Fixes;

/// <summary>ABP0003: marks the called method [Differentiable], in whatever file of the solution it is, and makes its types partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MarkCalleeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NoDerivative.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (await MethodEdits.CallAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { Method: { IsStatic: true } method }
                || method.OriginalDefinition.DeclaringSyntaxReferences is not [var declaration]
                || context.Document.Project.Solution.GetDocument(declaration.SyntaxTree) is not { } document
                || await declaration.GetSyntaxAsync(context.CancellationToken).ConfigureAwait(false) is not MethodDeclarationSyntax syntax)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create($"Mark '{method.Name}' [Differentiable]", cancellation => MarkAsync(document, syntax, cancellation), equivalenceKey: nameof(MarkCalleeFix) + method.ToDisplayString()), diagnostic);
        }
    }

    private static async Task<Solution> MarkAsync(Document document, MethodDeclarationSyntax syntax, CancellationToken cancellation)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!.TrackNodes(syntax);
        root = MakePartialFix.MakePartial(root, [root.GetCurrentNode(syntax)!]);
        root = root.ReplaceNode(root.GetCurrentNode(syntax)!, MethodEdits.WithAttributeAbove(syntax, MethodEdits.Attribute(document, compilation, MethodEdits.Differentiable)));
        return document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root);
    }
}
