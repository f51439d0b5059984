using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Assigns parts of elements that cannot be assigned alone, those of read-only structs: the smallest struct around them
/// that can be is made anew, with all the parts that change together.
/// </summary>
public static class Rebuilding
{
    public static Block Rebuild(Block block)
    {
        var output = new List<Statement>();
        List<Statement> statements = [.. block.Statements];
        while (statements.Count > 0)
        {
            Statement statement = statements[0];
            statements.RemoveAt(0);
            if (Part(statement) is not { } first)
            {
                output.Add(statement.MapBlocks(Rebuild));
                continue;
            }
            output.AddRange(Gather(first, (Assign)statement, statements));
        }
        return block.With(output);
    }

    /// <summary>Takes further parts of the same struct from what follows, as far as nothing between minds.</summary>
    private static IEnumerable<Statement> Gather(Element first, Assign assign, List<Statement> following)
    {
        string around = Around(first);
        var values = new Dictionary<string, Expression> { [first.Path] = assign.Value };
        var between = new List<Statement>();
        int taken = 0, kept = 0;
        for (int i = 0; i < following.Count; i++)
        {
            Statement next = following[i];
            if (next.Expressions().Any(expression => IsRead(values.Keys, first, expression is Element target && next is Assign { Target: var own } && own == target ? Literal.True : expression)))
                break;
            if (Part(next) is { } part && part.Buffer == first.Buffer && part.Indices == first.Indices && Around(part) == around && !values.ContainsKey(part.Path))
            {
                values[part.Path] = ((Assign)next).Value;
                (taken, kept) = (i + 1, between.Count);
                continue;
            }
            if (next is not Assign { Target: Reference { Variable: var variable }, Value: var value } || Purity.Calls(value)
                || first.Mentions().Concat(values.Values.SelectMany(static pending => pending.Mentions())).Contains(variable))
                break;
            between.Add(next);
        }
        following.RemoveRange(0, taken);
        Model.ValueType type = TypeOf(first)!;
        Field[] way = [.. Composite.Way(type, around)];
        Model.ValueType made = way.Length == 0 ? type : way[way.Length - 1].Type;
        Composite rebuilt = Composite.Of(made, inside => around + Composite.PathOf(inside) is var path && values.TryGetValue(path, out Expression? given)
            ? given
            : first with { Path = path, Type = inside[inside.Count - 1].Type });
        return [.. between.Take(kept), new Assign(first with { Path = around, Type = made }, rebuilt) { Origin = assign.Origin }];
    }

    /// <summary>The way to the smallest struct around a part that can be assigned.</summary>
    private static string Around(Element part)
    {
        string path = part.Path;
        do
            path = path.Substring(0, path.LastIndexOf('.'));
        while (path.Length > 0 && !Composite.IsSettable(TypeOf(part)!, path));
        return path;
    }

    /// <summary>The part that a statement assigns, if it cannot be assigned alone.</summary>
    private static Element? Part(Statement statement) =>
        statement is Assign { Target: Element { Path.Length: > 0 } part } && TypeOf(part) is { IsComposite: true } type && !Composite.IsSettable(type, part.Path) ? part : null;

    /// <summary>What the way to a part begins at: an element, or an object.</summary>
    private static Model.ValueType? TypeOf(Element part) => part.Indices.Count == 0 ? part.Buffer.Type : part.Buffer.Type.Element;

    private static bool IsRead(ICollection<string> paths, Element of, Expression value) =>
        value.SelfAndDescendants().OfType<Element>().Any(element => paths.Contains(element.Path) && element.Owner() == of.Owner());
}
