using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AutoBackprop.Generator.Fixes;

/// <summary>What several fixes do to a tree.</summary>
internal static class MethodEdits
{
    public const string Differentiable = "AutoBackprop.DifferentiableAttribute";
    public const string NoGradient = "AutoBackprop.NoGradientAttribute";
    public const string BackwardOf = "AutoBackprop.BackwardOfAttribute";

    /// <summary>An attribute of the runtime library, written as short as the place allows.</summary>
    public static AttributeListSyntax Attribute(Document document, Compilation compilation, string name, params SyntaxNode[] arguments)
    {
        SyntaxGenerator generator = SyntaxGenerator.GetGenerator(document);
        SyntaxNode type = generator.TypeExpression(compilation.GetTypeByMetadataName(name)!);
        SyntaxNode list = arguments.Length == 0 ? generator.Attribute(type) : generator.Attribute(type, arguments.Select(argument => generator.AttributeArgument(argument)));
        return (AttributeListSyntax)list;
    }

    /// <summary>A member with an attribute on a line above it.</summary>
    public static T WithAttributeAbove<T>(T member, AttributeListSyntax attribute) where T : MemberDeclarationSyntax
    {
        SyntaxTriviaList before = member.GetLeadingTrivia();
        SyntaxTriviaList indent = [.. before.Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))];
        return (T)member.WithLeadingTrivia(indent)
            .WithAttributeLists(member.WithLeadingTrivia(indent).AttributeLists.Insert(0, attribute.WithTrailingTrivia(EndOfLine(member))))
            .WithLeadingTrivia(before);
    }

    /// <summary>The line ending of a file.</summary>
    public static SyntaxTrivia EndOfLine(SyntaxNode node) => node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found
        ? found
        : SyntaxFactory.LineFeed;

    /// <summary>The invocation that a diagnostic is on, if it is on one.</summary>
    public static async Task<(InvocationExpressionSyntax Syntax, IMethodSymbol Method)?> CallAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        return root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method
            ? (call, method)
            : null;
    }
}
