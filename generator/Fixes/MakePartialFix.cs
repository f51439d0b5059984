using System.Collections.Immutable;
using System.Composition;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Fixes;

/// <summary>ABP0001: makes the type partial, and every type around it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakePartialFix : DocumentFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NotPartial.Id];

    protected override Task<string?> OfferAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        Task.FromResult<string?>("Make the type and those around it partial");

    protected override async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        // Each of a method's types has a diagnostic: mending one mends the method's others.
        return document.WithSyntaxRoot(MakePartial(root, diagnostics.Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan))
            .SelectMany(static type => type.DescendantNodes().OfType<MethodDeclarationSyntax>().Where(IsMarked).Prepend(type))));
    }

    /// <summary>A syntax tree in which these nodes stand in partial types only.</summary>
    public static SyntaxNode MakePartial(SyntaxNode root, IEnumerable<SyntaxNode> nodes)
    {
        TypeDeclarationSyntax[] types = [.. nodes.SelectMany(static node => node.AncestorsAndSelf()).OfType<TypeDeclarationSyntax>()
            .Where(static type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)).Distinct()];
        return root.ReplaceNodes(types, static (_, type) => WithPartial(type));
    }

    private static bool IsMarked(MethodDeclarationSyntax method) => method.AttributeLists.SelectMany(static list => list.Attributes)
        .Any(static attribute => attribute.Name.ToString().Split('.').Last() is "Differentiable" or "DifferentiableAttribute");

    /// <summary>The declaration with <c>partial</c>, which is always the last modifier.</summary>
    private static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0)
            return type.WithModifiers(type.Modifiers.Add(partial));
        // What stands before the declaration stays before its first word.
        SyntaxTriviaList before = type.Keyword.LeadingTrivia;
        return type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers([partial.WithLeadingTrivia(before)]);
    }
}
