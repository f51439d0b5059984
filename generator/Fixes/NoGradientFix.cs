using System.Collections.Immutable;
using System.Composition;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Fixes;

/// <summary>ABP0003: makes a parameter that the call is given a constant, [NoGradient]. ABP0012 and ABP0013: says that the parameter is one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NoGradientFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.NoDerivative.Id, Descriptors.NoInfluence.Id, Descriptors.TakenAsConstant.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        SemanticModel model = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan);
            foreach (ParameterSyntax parameter in Parameters(node, model, context.CancellationToken))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Mark '{parameter.Identifier.ValueText}' [NoGradient]", cancellation => MarkAsync(context.Document, parameter, cancellation),
                        equivalenceKey: nameof(NoGradientFix) + parameter.Identifier.ValueText),
                    diagnostic);
            }
        }
    }

    /// <summary>The parameters with a gradient that an expression mentions, or the parameter that the node is.</summary>
    private static IEnumerable<ParameterSyntax> Parameters(SyntaxNode node, SemanticModel model, CancellationToken cancellation) => node
        .DescendantNodesAndSelf()
        .Select(part => part is ParameterSyntax ? model.GetDeclaredSymbol(part, cancellation) : part is IdentifierNameSyntax ? model.GetSymbolInfo(part, cancellation).Symbol : null)
        .OfType<IParameterSymbol>().Distinct<IParameterSymbol>(SymbolEqualityComparer.Default)
        .Where(parameter => (node is ParameterSyntax || CarriesReals(parameter.Type)) && !parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.ToDisplayString() == MethodEdits.NoGradient))
        .SelectMany(parameter => parameter.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax(cancellation)).OfType<ParameterSyntax>()
        .Where(parameter => parameter.SyntaxTree == node.SyntaxTree);

    private static bool CarriesReals(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double } => true,
        IArrayTypeSymbol array => CarriesReals(array.ElementType),
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [var element] } => CarriesReals(element),
        _ => false,
    };

    private static async Task<Document> MarkAsync(Document document, ParameterSyntax parameter, CancellationToken cancellation)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        AttributeListSyntax attribute = MethodEdits.Attribute(document, compilation, MethodEdits.NoGradient).WithTrailingTrivia(SyntaxFactory.Space);
        ParameterSyntax marked = parameter.WithoutLeadingTrivia();
        marked = marked.WithAttributeLists(marked.AttributeLists.Insert(0, attribute)).WithLeadingTrivia(parameter.GetLeadingTrivia());
        return document.WithSyntaxRoot(root.ReplaceNode(parameter, marked));
    }
}
