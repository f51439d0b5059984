using System.Composition;
using AutoBackprop.Generator.Read;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AutoBackprop.Generator.Fixes;

/// <summary>
/// On a [Differentiable] method: copies the generated backward into the file, as a [BackwardOf] that is then edited by hand
/// and called instead of a generated one.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(EjectRefactoring)), Shared]
public sealed class EjectRefactoring : CodeRefactoringProvider
{
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        if (root.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } syntax || !syntax.Identifier.Span.IntersectsWith(context.Span))
            return;
        SemanticModel model = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        if (model.GetDeclaredSymbol(syntax, context.CancellationToken) is not { } method
            || method.Attribute(MethodEdits.Differentiable) is null || FunctionReader.FindBackwardOf(method) is not null)
            return;
        MethodDeclarationSyntax[] generated = [.. Generated(method, context.CancellationToken)];
        if (generated.Length > 0)
        {
            context.RegisterRefactoring(CodeAction.Create(
                $"Eject the backward of '{method.Name}', to edit it by hand",
                cancellation => EjectAsync(context.Document, syntax, method, generated, cancellation), equivalenceKey: nameof(EjectRefactoring)));
        }
    }

    /// <summary>The generated backward, and the method that it hands its workspace to.</summary>
    private static IEnumerable<MethodDeclarationSyntax> Generated(IMethodSymbol method, CancellationToken cancellation) =>
        new[] { method.Name + "Backward", method.Name + "BackwardCore" }
            .SelectMany(name => method.ContainingType.GetMembers(name)).OfType<IMethodSymbol>()
            .Where(candidate => GeneratedNames.IsGenerated(candidate)
                && method.Parameters.Select(static parameter => parameter.Type).SequenceEqual(
                    candidate.Parameters.Take(method.Parameters.Length).Select(static parameter => parameter.Type), SymbolEqualityComparer.Default))
            .SelectMany(static candidate => candidate.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax(cancellation)).OfType<MethodDeclarationSyntax>();

    private static async Task<Document> EjectAsync(
        Document document, MethodDeclarationSyntax syntax, IMethodSymbol method, MethodDeclarationSyntax[] generated, CancellationToken cancellation)
    {
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        string newLine = MethodEdits.EndOfLine(syntax).ToString();
        string indent = Indent(text, syntax);
        string attribute = syntax.AttributeLists.SelectMany(static list => list.Attributes).Select(static given => given.Name)
            .First(name => name.ToString().Split('.').Last() is "Differentiable" or "DifferentiableAttribute").ToString();
        string backwardOf = attribute.Substring(0, attribute.LastIndexOf("Differentiable", StringComparison.Ordinal)) + "BackwardOf";
        var ejected = generated.Select((member, i) => Member(member, indent, i == 0 ? $"[{backwardOf}(nameof({method.Name}))]" : null));
        string insertion = string.Concat(ejected.Select(lines => newLine + newLine + string.Join(newLine, lines)));
        return document.WithText(text.Replace(new TextSpan(syntax.Span.End, 0), insertion));
    }

    /// <summary>A generated member's lines, as they stand on the page but for the attribute that says that it is generated.</summary>
    private static IEnumerable<string> Member(MethodDeclarationSyntax member, string indent, string? attribute)
    {
        SourceText page = member.SyntaxTree.GetText();
        int strip = Indent(page, member).Length;
        AttributeListSyntax mark = member.AttributeLists.First(static list => list.ToString().Contains("GeneratedCode"));
        int first = page.Lines.GetLineFromPosition(member.FullSpan.Start).LineNumber, last = page.Lines.GetLineFromPosition(member.Span.End).LineNumber;
        int marked = page.Lines.GetLineFromPosition(mark.SpanStart).LineNumber;
        for (int i = first; i <= last; i++)
        {
            string line = page.Lines[i].ToString();
            if (i == marked)
            {
                if (attribute is not null)
                    yield return indent + attribute;
            }
            else if (line.Trim().Length > 0)
            {
                yield return indent + line.Substring(Math.Min(strip, line.Length));
            }
            else if (i > marked)
            {
                yield return "";
            }
        }
    }

    private static string Indent(SourceText text, SyntaxNode node)
    {
        string line = text.Lines.GetLineFromPosition(node.SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }
}
