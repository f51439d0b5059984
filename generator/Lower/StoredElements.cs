using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>
/// Takes an element that has just been stored from the variable that was stored in it: the reverse then need not keep what it can compute
/// again, nor send the gradient by way of the element. And one that has been read, of a buffer that something writes, from the variable that it
/// was read into: it would be kept twice. After <see cref="Versioning"/>.
/// </summary>
public static class StoredElements
{
    public static Block Forward(Block block) => Forward(block, [], [.. block.Descendants().SelectMany(Buffers.Written)]);

    private static Block Forward(Block block, Dictionary<Element, Variable> known, HashSet<Variable> written)
    {
        var statements = new List<Statement>();
        foreach (Statement statement in block.Statements)
        {
            if (statement is Assign { Target: Reference, Value: Element read } assign && known.TryGetValue(read, out Variable? value))
            {
                statements.Add(assign with { Value = new Reference(value) });
                Forget(known, statement);
                continue;
            }
            // What an iteration finds, the one before it may have left.
            statements.Add(statement.MapBlocks(inner => Forward(inner, statement is If ? new Dictionary<Element, Variable>(known) : [], written)));
            Forget(known, statement);
            if (statement is Assign { Target: Element stored, Value: Reference { Type.IsReal: true, Variable: var source } } && source.Type == stored.Type)
                known[stored] = source;
            else if (statement is Assign { Target: Reference { Type.IsReal: true, Variable: var target }, Value: Element found } && target.Type == found.Type && found.Owner() is { } owner && written.Contains(owner))
                known[found] = target;
        }
        return Block.Of(statements);
    }

    /// <summary>Forgets what a statement may change: elements of the buffers that it writes, and what it assigns.</summary>
    private static void Forget(Dictionary<Element, Variable> known, Statement statement)
    {
        if (known.Count == 0)
            return;
        HashSet<Variable> changed = [];
        foreach (Statement inner in Block.Of(statement).Descendants())
        {
            changed.UnionWith(Buffers.Written(inner));
            changed.UnionWith(inner.Assigned());
        }
        foreach (Element element in known.Keys.Where(element => changed.Contains(known[element]) || element.Owner() is not { } owner || changed.Contains(owner) || element.Mentions().Any(changed.Contains)).ToArray())
            known.Remove(element);
    }
}
