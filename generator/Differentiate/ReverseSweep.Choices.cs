using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>
/// Loops that choose one of their iterations, as a running maximum does: the others have no gradient. Which it was is noted, nothing is
/// stored, and its reverse computes again what it needs.
/// </content>
public sealed partial class ReverseSweep
{
    private IEnumerable<Statement>? TryReverseChoice(For loop, Adjoints adjoints)
    {
        if (Choice.Of(loop) is not { } choice || !adjoints.IsPresent(choice.Head) || choice.Other is not null && (loop.Stop is not null || !activity.IsVaried(choice.Other)))
            return null;
        int notesBefore = notes.Count;
        (HashSet<Variable> around, Adjoints inside, Block forward, Block backward) = ReverseIteration(loop with { Body = choice.Taken }, adjoints, isWhole: false, ofIteration: []);
        if (forward != choice.Taken || inside.IsPresent(choice.Head) || loop.Heads.Count(around.Contains) > 1 || Again(choice, backward, loop.Heads) is not { } again)
        {
            notes.RemoveRange(notesBefore, notes.Count - notesBefore);
            return null;
        }
        foreach (Variable variable in around.OrderBy(static variable => variable.Id).Where(variable => !adjoints.IsPresent(variable)))
        {
            output.Add(Zero(variable, adjoints));
            adjoints.MarkPresent(variable);
        }
        var chosen = new Reference(variables.New(choice.Head.Name + "At", Model.ValueType.Int32, VariableKind.Local));
        var isMetAgain = new Reference(variables.New(choice.Head.Name + "Again", Model.ValueType.Boolean, VariableKind.Local));
        if (choice.Other is not null)
        {
            // Where two are equal, each has half of the gradient.
            var gradient = new Reference(adjoints.Name(choice.Head));
            var half = new Binary(BinaryOperator.Divide, gradient, Literal.Whole(2, gradient.Type), gradient.Type);
            var share = new If(choice.IsOther(BinaryOperator.Equal), Block.Of([new Assign(gradient, half), .. backward.Statements]), Block.Empty);
            Variable counter = variables.Version(loop.Counter);
            var shares = new For(counter, Last(loop), loop.Step > 0 ? BinaryOperator.Greater : BinaryOperator.Less, chosen, -loop.Step, null, Renewed(Block.Of([.. again, share]), counter)) { Origin = loop.Origin };
            output.Add(new If(isMetAgain, Block.Of(shares), Block.Empty) { Origin = loop.Origin });
        }
        var isAny = new Binary(loop.Step > 0 ? BinaryOperator.GreaterOrEqual : BinaryOperator.LessOrEqual, chosen, loop.Start, Model.ValueType.Boolean);
        output.Add(new If(isAny, Renewed(Block.Of([.. again, .. backward.Statements, Zero(choice.Head, adjoints)]), chosen.Variable), Block.Empty) { Origin = loop.Origin });
        var note = new Assign(chosen, new Reference(loop.Counter));
        return
        [
            new Assign(chosen, Integer(BinaryOperator.Subtract, loop.Start, Literal.Int(loop.Step))),
            .. choice.Other is null ? [] : new Statement[] { new Assign(isMetAgain, Literal.False) },
            loop with { Body = choice.Noting(loop.Body, choice.Other is null ? Block.Of(note) : Block.Of(note, new Assign(isMetAgain, Literal.False)), Block.Of(new Assign(isMetAgain, Literal.True))) },
        ];

        Block Renewed(Block block, Variable counter)
        {
            HashSet<Variable> kept = [choice.Head, .. around.Select(adjoints.Name)];
            Dictionary<Variable, Variable> versions = choice.Taken.Statements.Concat(backward.Statements).SelectMany(static statement => Block.Of(statement).Descendants()).SelectMany(static statement => statement.Assigned())
                .Where(variable => !kept.Contains(variable)).Distinct().ToDictionary(static variable => variable, variables.Version);
            versions[loop.Counter] = counter;
            return block.RenameVariables(variable => versions.TryGetValue(variable, out Variable? version) ? version : variable);
        }
    }

    /// <summary>What of an iteration is done again for its reverse; null where that is not what it was.</summary>
    private List<Statement>? Again(Choice choice, Block backward, EquatableArray<Variable> heads)
    {
        HashSet<Variable> needed = [.. choice.Other?.Mentions() ?? [], .. backward.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions())];
        var again = new List<Statement>();
        foreach (Statement statement in choice.Taken.Statements.Reverse())
        {
            Block whole = Block.Of(statement);
            if (!whole.Descendants().SelectMany(static inner => inner.Assigned()).Any(needed.Contains))
                continue;
            again.Insert(0, statement);
            foreach (Statement inner in whole.Descendants())
            {
                foreach (Expression expression in inner.Expressions())
                {
                    if (expression.SelfAndDescendants().OfType<Element>().Any(element => !buffers.IsSettled(element, inner)))
                        return null;
                    needed.UnionWith(expression.Mentions());
                }
            }
        }
        return heads.Any(needed.Contains) ? null : again;
    }
}
