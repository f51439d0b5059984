using System.Text;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>Source text on one line: comments left out, white space folded, so that neither changes the model.</summary>
internal static class SourceLine
{
    private static readonly char[] LineBreaks = ['\r', '\n', '\u0085', '\u2028', '\u2029'];

    public static string Of(SyntaxNode node)
    {
        var text = new StringBuilder();
        bool gap = false;
        foreach (SyntaxToken token in node.DescendantTokens())
        {
            if (text.Length > 0 && (gap || token.HasLeadingTrivia && token.LeadingTrivia.Any(IsSpace)))
                text.Append(' ');
            text.Append(token.Text.IndexOfAny(LineBreaks) < 0 ? token.Text : string.Join(" ", token.Text.Split(LineBreaks, StringSplitOptions.RemoveEmptyEntries)));
            gap = token.TrailingTrivia.Any(IsSpace);
        }
        return text.ToString();
    }

    private static bool IsSpace(SyntaxTrivia trivia) => trivia.RawKind != 0;
}
