using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>Writes branches that were conditional expressions as such again, where their arms only choose a value.</summary>
public static class Choices
{
    private const int Largest = 30;

    public static Block Restore(Block block)
    {
        var output = new List<Statement>();
        foreach (Statement statement in block.Statements.Select(static statement => statement.MapBlocks(Restore)))
        {
            if (statement is If { IsExpression: true } branch && Chosen(branch, output.LastOrDefault()) is { } choice)
            {
                if (branch.Else.IsEmpty || branch.Then.IsEmpty)
                    output.RemoveAt(output.Count - 1);
                output.Add(choice);
                continue;
            }
            output.Add(statement);
        }
        return block.With(output);
    }

    private static Assign? Chosen(If branch, Statement? before)
    {
        // Where one arm contributes nothing, its gradient was set to zero first.
        Assign? zero = before as Assign;
        Assign? then = Only(branch.Then, zero), otherwise = Only(branch.Else, zero);
        if (then is null || otherwise is null || then.Target != otherwise.Target || then.Target is not Reference { Variable: var target })
            return null;
        if ((then == zero || otherwise == zero) && (zero!.Value is not Literal || then.Value.Mentions().Concat(otherwise.Value.Mentions()).Contains(target)))
            return null;
        var choice = new Conditional(branch.Condition, then.Value, otherwise.Value, target.Type);
        return Purity.Size(choice) > Largest ? null : new Assign(then.Target, choice) { Origin = branch.Origin ?? then.Origin };
    }

    private static Assign? Only(Block arm, Assign? whenEmpty) => arm.IsEmpty ? whenEmpty : arm.Statements is [Assign only] ? only : null;
}
