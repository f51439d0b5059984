using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// What a loop's iterations keep for their reverse: the to-be-recorded analysis. Of the values that the reverse of an
/// iteration needs, those that cost no more than a store are computed again, the others are stored.
/// </summary>
public sealed class Recording
{
    /// <summary>More operations than this are not done again in place of a store.</summary>
    private const int LargestRecomputation = 8;

    private readonly List<Stored> kept = [];
    private readonly List<(Variable Variable, Variable Restored, Expression Value)> recomputed = [];

    private Recording()
    {
    }

    /// <summary>A value that is stored once an iteration.</summary>
    public sealed class Stored(Variable variable, Variable restored)
    {
        public Variable Variable { get; } = variable;

        /// <summary>The variable that holds it in the reverse.</summary>
        public Variable Restored { get; } = restored;

        /// <summary>Where it is stored; null where it is pushed.</summary>
        public Element? Slot { get; set; }

        /// <summary>Where the reverse finds it, if that is another block.</summary>
        public Element? RestoredSlot { get; set; }
    }

    public IReadOnlyList<Stored> Kept => kept;

    public static Recording Plan(
        EquatableArray<Variable> heads, Variable? counter, Block backward, Block forward, Buffers buffers, VariableFactory variables)
    {
        Dictionary<Variable, Assign> definitions = forward.Statements.OfType<Assign>().Where(static assign => assign.Target is Reference)
            .GroupBy(static assign => ((Reference)assign.Target).Variable).ToDictionary(static group => group.Key, static group => group.First());
        foreach (Variable variable in forward.Descendants().SelectMany(static statement => statement.Assigned()).GroupBy(static variable => variable)
            .Where(static group => group.Count() > 1).Select(static group => group.Key).Concat(heads))
            definitions.Remove(variable);
        List<Variable> order = [.. heads, .. forward.Descendants().SelectMany(static statement => statement.Assigned()).Distinct()];
        HashSet<Variable> assigned = [.. order];
        if (counter is not null)
            assigned.Remove(counter);
        HashSet<Variable> needed = [.. Liveness.Before(backward).Where(assigned.Contains)];
        if (needed.FirstOrDefault(static variable => variable.Type.IsBuffer) is { } buffer)
            throw new InvalidOperationException($"The buffer '{buffer.Name}', made anew by each iteration, would have to be kept.");
        HashSet<Variable> stored = [.. needed.Where(variable => heads.Contains(variable))];
        var again = new List<Variable>();
        foreach (Variable variable in order.Where(needed.Contains).Where(variable => !stored.Contains(variable)).Distinct().ToArray())
        {
            var chain = new List<Variable>();
            if (CanRecompute(variable, chain))
                again.AddRange(chain.Where(link => !again.Contains(link)));
            else
                stored.Add(variable);
        }
        var recording = new Recording();
        Dictionary<Variable, Variable> restored = stored.Concat(again).ToDictionary(static variable => variable, variables.Version);
        recording.kept.AddRange(order.Distinct().Where(stored.Contains).Select(variable => new Stored(variable, restored[variable])));
        recording.recomputed.AddRange(order.Distinct().Where(again.Contains).Select(variable =>
            (variable, restored[variable], definitions[variable].Value.Substitute(mention => restored.TryGetValue(mention, out Variable? version) ? new Reference(version) : null))));
        return recording;

        bool CanRecompute(Variable variable, List<Variable> chain)
        {
            if (chain.Contains(variable))
                return true;
            if (!definitions.TryGetValue(variable, out Assign? definition) || !IsCheap(definition, buffers) || chain.Count >= LargestRecomputation)
                return false;
            foreach (Variable mention in definition.Value.Mentions())
            {
                if (assigned.Contains(mention) && !stored.Contains(mention) && !CanRecompute(mention, chain))
                    return false;
            }
            chain.Add(variable);
            return true;
        }
    }

    private static bool IsCheap(Assign definition, Buffers buffers) => definition.Value.SelfAndDescendants().All(part => part switch
    {
        Element element => element.Owner() is { } owner && buffers.IsSettled(owner, definition),
        Binary { Operator: BinaryOperator.Divide or BinaryOperator.Remainder, Right: not Literal } => false,
        Call or NewBuffer or Member or Conditional => false,
        _ => true,
    });

    /// <summary>Adds the stores to an iteration, and to its reverse what takes the values back.</summary>
    public (Block Forward, Block Backward) Apply(Block forward, Block backward, EquatableArray<Variable> heads, Variable workspace)
    {
        List<Statement> statements = [.. forward.Statements];
        int end = statements.FindIndex(statement => statement is Assign { Target: Reference { Variable: var target } } && heads.Contains(target));
        statements.InsertRange(end < 0 ? statements.Count : end, kept.Select(stored => stored.Slot is null
            ? new Evaluate(new Call(new WorkspaceCallee(".Push"), EquatableArray.Of<Expression>(new Reference(workspace), new Reference(stored.Variable)), Model.ValueType.Void))
            : (Statement)new Assign(stored.Slot, new Reference(stored.Variable))));
        var prologue = new List<Statement>();
        foreach (Stored stored in Enumerable.Reverse(kept))
        {
            Expression value = stored.Slot is null
                ? new Call(new WorkspaceCallee(stored.Variable.Type.IsTensor ? $".PopTensor<{stored.Variable.Type.Leaf.Text}>" : $".Pop<{stored.Variable.Type.Text}>"), EquatableArray.Of<Expression>(new Reference(workspace)), stored.Variable.Type)
                : stored.RestoredSlot ?? stored.Slot;
            prologue.Add(new Assign(new Reference(stored.Restored), value));
        }
        prologue.AddRange(recomputed.Select(static value => new Assign(new Reference(value.Restored), value.Value)));
        Dictionary<Variable, Variable> restored = kept.Select(static stored => (stored.Variable, stored.Restored))
            .Concat(recomputed.Select(static value => (value.Variable, value.Restored))).ToDictionary(static pair => pair.Variable, static pair => pair.Restored);
        Block renamed = backward.RenameVariables(variable => restored.TryGetValue(variable, out Variable? version) ? version : variable);
        return (Block.Of(statements), Block.Of(prologue.Concat(renamed.Statements)));
    }
}
