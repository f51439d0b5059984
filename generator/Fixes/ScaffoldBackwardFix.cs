using System.Collections.Immutable;
using System.Composition;
using AutoBackprop.Generator.Diagnose;
using AutoBackprop.Generator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace AutoBackprop.Generator.Fixes;

/// <summary>
/// ABP0003: writes a [BackwardOf] of the right signature for the called method, to be filled in: beside a method of the same
/// project, in the calling type for one of another.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ScaffoldBackwardFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NoDerivative.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (await MethodEdits.CallAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { Method: { IsStatic: true } method } call)
                continue;
            IMethodSymbol target = method.OriginalDefinition;
            TypeDeclarationSyntax? host = target.DeclaringSyntaxReferences is [var reference]
                && context.Document.Project.GetDocument(reference.SyntaxTree) is not null
                    ? (await reference.GetSyntaxAsync(context.CancellationToken).ConfigureAwait(false)).FirstAncestorOrSelf<TypeDeclarationSyntax>()
                    : null;
            bool isForeign = host is null;
            host ??= call.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>();
            // typeof takes no type parameters that are another type's.
            if (isForeign && target.ContainingType.IsGenericType || host is null || context.Document.Project.GetDocument(host.SyntaxTree) is not { } document)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Write the backward of '{method.Name}' by hand", cancellation => ScaffoldAsync(document, host, target, isForeign, cancellation),
                    equivalenceKey: nameof(ScaffoldBackwardFix) + method.ToDisplayString()),
                diagnostic);
        }
    }

    private static async Task<Document> ScaffoldAsync(Document document, TypeDeclarationSyntax host, IMethodSymbol target, bool isForeign, CancellationToken cancellation)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        SyntaxGenerator generator = SyntaxGenerator.GetGenerator(document);
        string name = target.Name + "Backward";
        SyntaxNode owner = generator.TypeExpression(target.ContainingType);
        SyntaxNode[] arguments = isForeign
            ? [generator.TypeOfExpression(owner), generator.NameOfExpression(generator.MemberAccessExpression(owner, target.Name))]
            : [generator.NameOfExpression(generator.IdentifierName(target.Name))];
        // Code in other types calls it too.
        string accessibility = isForeign ? "internal" : SyntaxFacts.GetText(target.DeclaredAccessibility);
        string declaration = $$"""
            {{accessibility}} {{BackwardOfReader.Expected(target, name, qualified: true)}}
            {
                throw new global::System.NotImplementedException("The backward of '{{target.Name}}' is not written yet.");
            }
            """;
        var method = (MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(declaration)!;
        method = (MethodDeclarationSyntax)Simplified(method.AddAttributeLists(MethodEdits.Attribute(document, compilation, MethodEdits.BackwardOf, arguments)));
        method = method.NormalizeWhitespace(eol: MethodEdits.EndOfLine(host).ToString())
            .WithLeadingTrivia(SyntaxFactory.ElasticEndOfLine("")).WithTrailingTrivia(MethodEdits.EndOfLine(host)).WithAdditionalAnnotations(Formatter.Annotation);
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNode(host, generator.AddMembers(host, method)));
    }

    /// <summary>Lets the editor shorten the qualified names.</summary>
    private static SyntaxNode Simplified(SyntaxNode node) => node.ReplaceNodes(
        node.DescendantNodes().Where(static part => part is QualifiedNameSyntax or AliasQualifiedNameSyntax),
        static (_, name) => name.WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation));
}
