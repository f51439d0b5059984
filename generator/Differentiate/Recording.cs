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
    private readonly List<Undone> undone = [];
    private readonly List<Assign> movedOut = [];

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

    /// <summary>A whole number that each iteration moves by the same: the reverse moves it back.</summary>
    /// <param name="Head">What the loop carries around; after it, its last value.</param>
    /// <param name="Variable">What holds it in the reverse: at first its last value, in the end its first.</param>
    /// <param name="Step">What each iteration adds; null where a loop inside it moves it, and back.</param>
    public sealed record Undone(Variable Head, Variable Variable, Expression? Step);

    public IReadOnlyList<Stored> Kept => kept;

    /// <summary>What the reverse moves back, beginning with the last value.</summary>
    public IReadOnlyList<Undone> MovedBack => undone;

    /// <summary>What is computed before the loop.</summary>
    public IReadOnlyList<Assign> MovedOut => movedOut;

    /// <summary>Decides what the forward pass of a split function keeps for its reverse: it is like a loop that runs once, but that there is no before or after.</summary>
    public static Recording Plan(Block backward, Block forward, Buffers buffers, VariableFactory variables, IReadOnlyDictionary<Variable, Variable> undoneInside) =>
        Plan(EquatableArray<Variable>.Empty, null, backward, forward, buffers, variables, undoneInside, hasBefore: false);

    public static Recording Plan(
        EquatableArray<Variable> heads, Variable? counter, Block backward, Block forward, Buffers buffers, VariableFactory variables, IReadOnlyDictionary<Variable, Variable> undoneInside, bool hasBefore = true)
    {
        Dictionary<Variable, Assign> definitions = forward.Statements.OfType<Assign>().Where(static assign => assign.Target is Reference)
            .GroupBy(static assign => ((Reference)assign.Target).Variable).ToDictionary(static group => group.Key, static group => group.First());
        foreach (Variable variable in forward.Descendants().SelectMany(static statement => statement.Assigned()).GroupBy(static variable => variable)
            .Where(static group => group.Count() > 1).Select(static group => group.Key).Concat(heads))
            definitions.Remove(variable);
        List<Variable> order = [.. heads, .. forward.Descendants().SelectMany(static statement => statement.Assigned()).Distinct()];
        HashSet<Variable> assigned = [.. order];
        Dictionary<Variable, Assign> stores = forward.Statements.OfType<Assign>().Where(static assign => assign is { Target: Element { Type.IsBuffer: false }, Value: Reference { Type.IsTensor: false } } && assign.Target.Type == assign.Value.Type)
            .GroupBy(static assign => ((Reference)assign.Value).Variable).ToDictionary(static group => group.Key, static group => group.Last());
        var invariants = new Invariants(forward, definitions, counter is null ? order : order.Append(counter));
        if (counter is not null)
            assigned.Remove(counter);
        HashSet<Variable> needed = [.. Liveness.Before(backward).Where(assigned.Contains)];
        if (needed.FirstOrDefault(static variable => variable.Type.IsBuffer) is { } buffer)
            throw new InvalidOperationException($"The buffer '{buffer.Name}', made anew by each iteration, would have to be kept.");
        var recording = new Recording();
        HashSet<Variable> stored = [];
        foreach (Variable head in heads.Where(needed.Contains))
        {
            if (Step(head, forward, definitions) is { } step)
                recording.undone.Add(new Undone(head, variables.Version(head), step));
            else
                stored.Add(head);
        }
        foreach (Variable variable in needed.Where(undoneInside.ContainsKey).OrderBy(static variable => variable.Id))
        {
            if (heads.FirstOrDefault(head => !needed.Contains(head) && IsHandedThrough(head, variable, forward)) is { } head
                && backward.Descendants().Count(statement => statement.Expressions().Any(expression => expression.Mentions().Contains(variable))) == 1)
                recording.undone.Add(new Undone(head, undoneInside[variable], Step: null));
        }
        HashSet<Variable> known = [.. recording.undone.SelectMany(undone => undone.Step is null ? needed.Where(variable => undoneInside.TryGetValue(variable, out Variable? inner) && inner == undone.Variable) : [undone.Head])];
        var again = new List<Variable>();
        foreach (Variable variable in order.Where(needed.Contains).Where(variable => !stored.Contains(variable) && !known.Contains(variable)).Distinct().ToArray())
        {
            var chain = new List<Variable>();
            if (CanRecompute(variable, chain))
                again.AddRange(chain.Where(link => !again.Contains(link)));
            else if (IsInvariant(variable))
                recording.MoveOut(variable, definitions, assigned);
            else
                stored.Add(variable);
        }
        // What is read once is read where it is used.
        Dictionary<Variable, Variable> restored = stored.Concat(again).ToDictionary(static variable => variable, variable => variables.Version(variable) with { Kind = VariableKind.Temporary });
        foreach (Undone moved in recording.undone.Where(static moved => moved.Step is not null))
            restored[moved.Head] = moved.Variable;
        recording.kept.AddRange(order.Distinct().Where(stored.Contains).Select(variable => new Stored(variable, restored[variable])));
        recording.recomputed.AddRange(order.Distinct().Where(again.Contains).Select(variable =>
            (variable, restored[variable], Again(variable)!.Substitute(mention => restored.TryGetValue(mention, out Variable? version) ? new Reference(version) : null))));
        return recording;

        bool CanRecompute(Variable variable, List<Variable> chain)
        {
            if (chain.Contains(variable))
                return true;
            if (chain.Count >= LargestRecomputation || Again(variable) is not { } value)
                return false;
            foreach (Variable mention in value.Mentions())
            {
                if (assigned.Contains(mention) && !stored.Contains(mention) && !known.Contains(mention) && !CanRecompute(mention, chain) && !IsInvariant(mention))
                    return false;
            }
            chain.Add(variable);
            return true;
        }

        // What takes its time is read where it was stored, if it is still there and it is known where that is.
        Expression? Again(Variable variable) => !definitions.TryGetValue(variable, out Assign? definition) ? null
            : IsCheap(definition.Value, definition, buffers) ? definition.Value
            : !IsInvariant(variable) && stores.TryGetValue(variable, out Assign? store) && IsCheap(store.Target, store, buffers)
                && store.Target.Mentions().All(mention => !assigned.Contains(mention) || order.IndexOf(mention) < order.IndexOf(variable)) ? store.Target
            : null;

        bool IsInvariant(Variable variable) => hasBefore && invariants.Contains(variable);
    }

    /// <summary>
    /// What is the same in every iteration is computed before the loop, where that can neither throw nor call: then an
    /// outer loop need not keep it either.
    /// </summary>
    private void MoveOut(Variable variable, Dictionary<Variable, Assign> definitions, HashSet<Variable> assigned)
    {
        if (!definitions.TryGetValue(variable, out Assign? definition) || movedOut.Contains(definition) || Simplify.Purity.HasEffect(definition.Value))
            return;
        Variable[] inside = [.. definition.Value.Mentions().Where(assigned.Contains)];
        foreach (Variable mention in inside)
            MoveOut(mention, definitions, assigned);
        if (inside.All(mention => movedOut.Contains(definitions[mention])))
            movedOut.Add(definition);
    }

    /// <summary>What each iteration adds to a whole number that the loop carries around, if that is always the same.</summary>
    private static Expression? Step(Variable head, Block forward, Dictionary<Variable, Assign> definitions) =>
        head.Type == Model.ValueType.Int32
        && forward.Statements.OfType<Assign>().SingleOrDefault(assign => assign.Target is Reference target && target.Variable == head) is { Value: Reference { Variable: var next } }
        && definitions.TryGetValue(next, out Assign? definition)
        && definition.Value is Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Left: Reference from, Right: Literal { Text: var text } amount } move && from.Variable == head && int.TryParse(text, out int size)
            ? move.Operator == BinaryOperator.Add ? amount : Literal.Int(-size)
            : null;

    /// <summary>Whether an iteration begins a loop inside it with what the outer one carries, and carries on what that leaves.</summary>
    private static bool IsHandedThrough(Variable head, Variable inner, Block forward) =>
        forward.Statements.Contains(new Assign(new Reference(inner), new Reference(head))) && forward.Statements.Contains(new Assign(new Reference(head), new Reference(inner)))
        && forward.Descendants().Count(statement => statement.Assigned().Contains(head)) == 1;

    /// <summary>Whether a value that a statement mentions costs no more than a load to have again.</summary>
    private static bool IsCheap(Expression value, Statement statement, Buffers buffers) => value.SelfAndDescendants().All(part => part switch
    {
        Element element => buffers.IsSettled(element, statement),
        Binary { Operator: BinaryOperator.Divide or BinaryOperator.Remainder, Right: not Literal } => false,
        Member { Target.Type.IsVector: true } => true,
        Call or NewBuffer or Member or Conditional => false,
        _ => true,
    });

    /// <summary>Adds the stores to an iteration, and to its reverse what takes the values back.</summary>
    public (Block Forward, Block Backward) Apply(Block forward, Block backward, EquatableArray<Variable> heads, Variable workspace)
    {
        List<Statement> statements = [.. forward.Statements.Where(statement => !movedOut.Contains(statement, ReferenceComparer.Instance))];
        int end = statements.FindIndex(statement => statement is Assign { Target: Reference { Variable: var target } } && heads.Contains(target));
        statements.InsertRange(end < 0 ? statements.Count : end, kept.Where(stored => !IsKeptFirst(stored)).Select(stored => stored.Slot is null
            ? new Evaluate(new Call(new WorkspaceCallee(".Push"), EquatableArray.Of<Expression>(new Reference(workspace), new Reference(stored.Variable)), Model.ValueType.Void))
            : (Statement)new Assign(stored.Slot, new Reference(stored.Variable))));
        statements.InsertRange(0, kept.Where(IsKeptFirst).Select(static stored => new Assign(stored.Slot!, new Reference(stored.Variable))));

        // What is carried around is kept before it is overwritten; on a stack, all is kept behind what inner loops have kept.
        bool IsKeptFirst(Stored stored) => stored.Slot is not null && heads.Contains(stored.Variable);

        List<Statement> prologue = [.. undone.Where(static moved => moved.Step is not null).Select(static moved => new Assign(new Reference(moved.Variable), MovedBackBy(moved)))];
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
        foreach (Undone moved in undone)
        {
            if (moved.Step is null)
                backward = Block.Of(backward.Statements.Where(statement => !IsBeginning(statement, moved.Variable)));
            else
                restored[moved.Head] = moved.Variable;
        }
        Block renamed = backward.RenameVariables(variable => restored.TryGetValue(variable, out Variable? version) ? version : variable);
        return (Block.Of(statements), Block.Of(prologue.Concat(renamed.Statements)));
    }

    private static bool IsBeginning(Statement statement, Variable undo) => statement is Assign { Target: Reference { Variable: var target }, Value: Reference } && target == undo;

    private static Binary MovedBackBy(Undone moved)
    {
        int step = int.Parse(((Literal)moved.Step!).Text, System.Globalization.CultureInfo.InvariantCulture);
        return new Binary(step > 0 ? BinaryOperator.Subtract : BinaryOperator.Add, new Reference(moved.Variable), Literal.Int(Math.Abs(step)), moved.Variable.Type);
    }
}
