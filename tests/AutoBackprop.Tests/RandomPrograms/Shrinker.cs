using System.Collections.Immutable;
using System.Diagnostics;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// Makes a failing program small: leaves out statements, functions and types, puts parts in the place of wholes and literals in
/// the place of expressions, as long as the program still fails in the same way.
/// </summary>
public static class Shrinker
{
    /// <summary>The smallest failure found before the time is up.</summary>
    public static Failure Shrink(Failure failure, TimeSpan time, Func<RandomProgram, Failure?> check)
    {
        var watch = Stopwatch.StartNew();
        // What a failure needs to be asked of is at most one function; the others need not stay callable.
        foreach (var functions in failure.Program.Functions.Select(function => ImmutableArray.Create(function)).Prepend([]))
        {
            if (check(failure.Program with { Functions = functions }) is { } found && found.Kind == failure.Kind)
            {
                failure = found;
                break;
            }
        }

        var seen = new HashSet<string>();
        bool progress = true;
        while (progress && watch.Elapsed < time)
        {
            progress = false;
            foreach (Node smaller in Smaller(failure.Program.Root).OrderBy(node => node.Size))
            {
                if (watch.Elapsed >= time)
                    break;
                if (!seen.Add(smaller.ToString()))
                    continue;
                Failure? found = check(failure.Program with { Root = smaller });
                if (found is null || found.Kind != failure.Kind)
                    continue;
                failure = found;
                progress = true;
                break;
            }
        }

        return failure;
    }

    /// <summary>Every tree that is one step smaller.</summary>
    private static IEnumerable<Node> Smaller(Node node)
    {
        if (node.Sort == Sort.List)
        {
            // Halves first: most of a program has nothing to do with the failure.
            for (int length = node.Children.Length / 2; length >= 1; length /= 2)
            {
                for (int i = 0; i + length <= node.Children.Length; i += length)
                    yield return node with { Children = node.Children.RemoveRange(i, length) };
            }
        }

        for (int i = 0; i < node.Children.Length; i++)
        {
            Node child = node.Children[i];
            if (child.Sort == Sort.Statement)
            {
                foreach (Node inner in child.Children.Where(inner => inner.Sort == Sort.List && node.Sort == Sort.List))
                    yield return node with { Children = node.Children.RemoveAt(i).InsertRange(i, inner.Children) };
            }
            else if (child.Sort is not (Sort.List or Sort.Member))
            {
                foreach (Node part in child.DescendantsAndSelf().Skip(1).Where(part => part.Sort == child.Sort && part.Size < child.Size))
                    yield return node with { Children = node.Children.SetItem(i, part) };
                if (Simplest(child.Sort) is { } simplest && (child.Size > 1 || child.Construct is "variable" or "int variable" or "field"))
                    yield return node with { Children = node.Children.SetItem(i, simplest) };
            }

            foreach (Node smaller in Smaller(child))
                yield return node with { Children = node.Children.SetItem(i, smaller) };
        }
    }

    private static Node? Simplest(Sort sort) => sort switch
    {
        Sort.Double => Node.Of("literal", sort, "1.5"),
        Sort.Float => Node.Of("literal", sort, "1.5f"),
        Sort.Int => Node.Of("int literal", sort, "1"),
        Sort.Value => Node.Of("value constructor", sort, "new Vec(1.5, 0.5)"),
        Sort.Body => Node.Of("body made", sort, "new Body { M = 1.5 }"),
        Sort.Bool => Node.Of("literal", sort, "true"),
        _ => null,
    };
}
