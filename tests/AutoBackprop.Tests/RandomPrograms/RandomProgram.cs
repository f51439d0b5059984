using System.Collections.Immutable;
using System.Text;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>A random program: one file with a namespace of its own.</summary>
/// <param name="Seed">From which it comes.</param>
/// <param name="Grammar">By which it was made.</param>
/// <param name="Root">Its text, as a tree.</param>
/// <param name="Functions">Its differentiable functions.</param>
public sealed record RandomProgram(ulong Seed, Grammar Grammar, Node Root, ImmutableArray<Signature> Functions)
{
    public string Namespace => "Random" + Seed.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The file.</summary>
    public string Source => Indent(Root.ToString());

    /// <summary>The file as the oracle reads it: without type parameters.</summary>
    public string OracleSource => ProgramGenerator.OfDouble(Source);

    private static string Indent(string text)
    {
        var indented = new StringBuilder();
        int depth = 0;
        foreach (string line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line[0] == '}')
                depth--;
            indented.Append(' ', 4 * depth).Append(line).Append('\n');
            if (line[^1] == '{')
                depth++;
        }

        return indented.ToString();
    }
}
