using System.Collections.Immutable;
using System.Text;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// A piece of a random program: C# text with its children in the places <c>$0</c>, <c>$1</c>, …; a list has no text of its own.
/// One type for everything keeps the shrinker and the coverage count free of cases.
/// </summary>
/// <param name="Construct">The name in the grammar, for the coverage table; empty where it is of no interest.</param>
/// <param name="Sort">What it is.</param>
/// <param name="Template">The text.</param>
/// <param name="Children">What is put into it.</param>
public sealed record Node(string Construct, Sort Sort, string Template, ImmutableArray<Node> Children)
{
    /// <summary>For a number: an upper bound of its absolute value. Bounded values make a relative comparison meaningful.</summary>
    public double Bound { get; init; }

    /// <summary>Whether control does not come out at the end.</summary>
    public bool Leaves { get; init; }

    public static Node Of(string construct, Sort sort, string template, params Node[] children) => new(construct, sort, template, [.. children]);

    public static Node ListOf(IEnumerable<Node> children) => new("", Sort.List, "", [.. children]);

    public IEnumerable<Node> DescendantsAndSelf() => Children.SelectMany(child => child.DescendantsAndSelf()).Prepend(this);

    public int Size => 1 + Children.Sum(child => child.Size);

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private void Write(StringBuilder text)
    {
        if (Sort == Sort.List)
        {
            foreach (Node child in Children)
            {
                child.Write(text);
                text.Append('\n');
            }

            return;
        }

        for (int i = 0; i < Template.Length; i++)
        {
            if (Template[i] != '$')
            {
                text.Append(Template[i]);
                continue;
            }

            int child = Template[++i] - '0';
            if (i + 1 < Template.Length && char.IsDigit(Template[i + 1]) && 10 * child + Template[i + 1] - '0' is var longer && longer < Children.Length)
                (child, i) = (longer, i + 1);
            Children[child].Write(text);
        }
    }
}
