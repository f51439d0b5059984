using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AutoBackprop.Generator.Fixes;

/// <summary>A fix that rewrites the document that a diagnostic is in; all of a document's diagnostics at once where asked.</summary>
public abstract class DocumentFix : CodeFixProvider
{
    /// <summary>What the editor offers for a diagnostic, or null where this fix has nothing to offer for it.</summary>
    protected abstract Task<string?> OfferAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation);

    /// <summary>The document with these diagnostics mended.</summary>
    protected abstract Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (await OfferAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } title)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(title, cancellation => FixAsync(context.Document, [diagnostic], cancellation), equivalenceKey: GetType().Name), diagnostic);
        }
    }

    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) => await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));
}
