using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Drops what is stored into a gradient of the method's own that nobody looks at any more: the zero, say, that is left where the last contribution
/// was taken. In loops, where each iteration has an element of the gradient to itself.
/// </summary>
public static class LastStores
{
    public static Block Drop(Block body) => In(body, []);

    /// <param name="block">The block.</param>
    /// <param name="unread">The gradients that nothing reads after it, each with the counters of the loops around it, back to where that is so.</param>
    private static Block In(Block block, Dictionary<Variable, Variable[]> unread)
    {
        Dictionary<Variable, Variable[]> own = new(unread);
        foreach (Assign made in block.Statements.OfType<Assign>())
        {
            if (made is { Target: Reference { Variable: { IsAdjoint: true, Memory: null, Type.IsBuffer: true } gradient }, Value: var value } && IsNew(value) && block.Statements.Count(statement => statement.Assigned().Contains(gradient)) == 1)
                own[gradient] = [];
        }
        List<Statement> statements = [];
        HashSet<(Variable Gradient, string Path)> read = [];
        foreach (Statement statement in block.Statements.Reverse())
        {
            if (statement is Assign { Target: Element target } store && target.Owner() is { } owner && own.TryGetValue(owner, out Variable[]? counters) && !read.Contains((owner, "")) && !read.Contains((owner, target.Path))
                && IsOfEach(target, counters) && IsPure(store))
                continue;
            Dictionary<Variable, Variable[]> last = own.Where(pair => !read.Any(other => other.Gradient == pair.Key)).ToDictionary(static pair => pair.Key, static pair => pair.Value);
            statements.Insert(0, statement switch
            {
                For loop => loop.MapBlocks(inner => In(inner, last.Where(pair => IsOfIterations(loop, pair.Key)).ToDictionary(static pair => pair.Key, pair => pair.Value.Append(loop.Counter).ToArray()))),
                While => statement.MapBlocks(static inner => In(inner, [])),
                _ => statement.MapBlocks(inner => In(inner, last)),
            });
            read.UnionWith(Mentioned(statement));
        }
        return block.With(statements);
    }

    private static bool IsNew(Expression value) => value is NewBuffer || value is Call { Callee: WorkspaceCallee { Text: var method } } && method.Contains(".Zeros");

    /// <summary>Whether each iteration of the loops around has an element to itself.</summary>
    private static bool IsOfEach(Element element, Variable[] counters) => counters.Length == 0 || Coordinates(element) is { } at && counters.All(at.Contains);

    /// <summary>Whether all that a loop does with a gradient is at one element an iteration, another one in each.</summary>
    private static bool IsOfIterations(For loop, Variable gradient)
    {
        Expression[] parts = [.. Block.Of(loop).Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())];
        Variable[]?[] elements = [.. parts.OfType<Element>().Where(element => !element.Type.IsBuffer && element.Owner() == gradient).Select(Coordinates)];
        return elements.Length > 0 && elements[0] is { } first && first.Contains(loop.Counter) && elements.All(element => element is not null && element.SequenceEqual(first))
            && parts.OfType<Reference>().Count(reference => reference.Variable.Owner == gradient) == elements.Length;
    }

    /// <summary>The variables that are an element's indices, its row's first; null where an index is anything else, or the buffer a part of another one.</summary>
    private static Variable[]? Coordinates(Element element) => element.Indices.All(static index => index is Reference)
        ? element.Buffer switch
        {
            Reference { Variable: var buffer } when buffer == buffer.Owner => [.. element.Indices.Select(static index => ((Reference)index).Variable)],
            Element row when Coordinates(row) is { } outer => [.. outer, .. element.Indices.Select(static index => ((Reference)index).Variable)],
            _ => null,
        }
        : null;

    /// <summary>Whether a store does nothing else: it does not look at another element that may not be there.</summary>
    private static bool IsPure(Assign store) => !store.Value.SelfAndDescendants().Any(part => part is Element element ? element.Owner() != ((Element)store.Target).Owner() : part is not (Element or Reference or Literal or Binary or Unary or Conversion));

    /// <summary>What a statement mentions, of an element of composites only the part.</summary>
    private static IEnumerable<(Variable, string)> Mentioned(Statement statement)
    {
        foreach (Statement inner in Block.Of(statement).Descendants())
        {
            foreach (Variable variable in inner.Assigned())
                yield return (variable.Owner, "");
            foreach (Expression part in inner.Expressions().SelectMany(static expression => expression.SelfAndDescendants()))
            {
                if (part is Element { Buffer: Reference { Variable: var buffer }, Path: { Length: > 0 } path })
                    yield return (buffer.Owner, path);
            }
            foreach (Variable variable in inner.Expressions().SelectMany(Whole))
                yield return (variable.Owner, "");
        }

        static IEnumerable<Variable> Whole(Expression expression) => expression switch
        {
            Reference reference => [reference.Variable],
            Element { Buffer: Reference, Path.Length: > 0 } element => element.Indices.SelectMany(Whole),
            _ => expression.Children().SelectMany(Whole),
        };
    }
}
