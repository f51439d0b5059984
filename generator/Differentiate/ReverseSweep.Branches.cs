using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>Branches: reversed by the same branch.</content>
public sealed partial class ReverseSweep
{
    private If ReverseBranch(If branch, Adjoints adjoints, bool isWhole)
    {
        Adjoints afterThen = adjoints.Fork(), afterElse = adjoints.Fork();
        (Block forwardThen, Block then) = Reverse(branch.Then, afterThen, isWhole);
        (Block forwardElse, Block otherwise) = Reverse(branch.Else, afterElse, isWhole);
        // A throwing arm has no backward: whatever the other arm knows holds.
        bool thenThrows = branch.Then.Throws(), elseThrows = branch.Else.Throws();
        HashSet<Variable> local = [.. branch.Blocks().SelectMany(static block => block.Descendants()).SelectMany(static statement => statement.Assigned())];
        foreach (Variable variable in afterThen.Present.Concat(afterElse.Present).Distinct().OrderBy(static variable => variable.Id).ToArray())
        {
            bool inThen = afterThen.IsPresent(variable), inElse = afterElse.IsPresent(variable);
            if (local.Contains(variable))
            {
                // Set in the arms and dead before them.
                adjoints.MarkAbsent(variable);
                continue;
            }
            if (!(inThen && inElse) && !adjoints.IsPresent(variable) && !(inThen && elseThrows) && !(inElse && thenThrows))
            {
                // Only one arm contributes: the gradient is zero where the other is taken.
                output.Add(Zero(variable, adjoints));
            }
            adjoints.MarkPresent(variable);
        }
        foreach (Variable variable in local)
            adjoints.MarkAbsent(variable);
        if (!then.IsEmpty || !otherwise.IsEmpty)
            output.Add(new If(branch.Condition, then, otherwise, branch.IsExpression) { Origin = branch.Origin });
        return branch with { Then = forwardThen, Else = forwardElse };
    }
}
