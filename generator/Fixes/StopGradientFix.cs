using System.Collections.Immutable;
using System.Composition;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AutoBackprop.Generator.Fixes;

/// <summary>ABP0003: wraps the call's numbers that can vary in <c>Gradient.Stop</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class StopGradientFix : DocumentFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NoDerivative.Id];

    protected override async Task<string?> OfferAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await MethodEdits.CallAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } call
        && Varying(call.Syntax, (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!, cancellation) is { Length: > 0 }
            ? "Stop the gradient: treat what the call is given as a constant"
            : null;

    protected override async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SyntaxGenerator generator = SyntaxGenerator.GetGenerator(document);
        var arguments = new HashSet<ExpressionSyntax>();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (await MethodEdits.CallAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } call)
                arguments.UnionWith(Varying(call.Syntax, model, cancellation));
        }
        INamedTypeSymbol gradient = model.Compilation.GetTypeByMetadataName("AutoBackprop.Gradient")!;
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNodes(arguments, (_, argument) => generator.InvocationExpression(
                generator.MemberAccessExpression(generator.TypeExpression(gradient), "Stop"), argument.WithoutTrivia())
            .WithTriviaFrom(argument)));
    }

    /// <summary>The real arguments that mention a variable, whole numbers that are made real among them.</summary>
    private static ExpressionSyntax[] Varying(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation) =>
        [.. call.ArgumentList.Arguments.Select(static argument => argument.Expression).Where(expression =>
            model.GetTypeInfo(expression, cancellation).Type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single
            && !model.GetConstantValue(expression, cancellation).HasValue
            && expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => model.GetSymbolInfo(name, cancellation).Symbol is ILocalSymbol { IsConst: false } or IParameterSymbol))];
}
