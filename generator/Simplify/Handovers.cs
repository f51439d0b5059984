using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Lets a gradient stay where it is on the way through a branch: <c>d1 = d; d = 0; if (c) … d1 …; else d = d1;</c> is
/// <c>if (c) { … d …; d = 0; }</c>.
/// </summary>
public static class Handovers
{
    public static Block Shorten(Block body) => Shorten(body, body.Occurrences());

    private static Block Shorten(Block block, Dictionary<Variable, int> occurrences)
    {
        List<Statement> statements = [.. block.Statements.Select(statement => statement.MapBlocks(inner => Shorten(inner, occurrences)))];
        for (int i = 0; i + 2 < statements.Count; i++)
        {
            if (statements[i] is not Assign { Target: Reference { Variable: { IsAdjoint: true, Type.IsReal: true } held }, Value: Reference { Variable: { IsAdjoint: true } gradient } })
                continue;
            int zero = Next(statements, i + 1, held, gradient);
            int at = zero < 0 ? -1 : Next(statements, zero + 1, held, gradient);
            if (at < 0 || statements[zero] is not Assign { Target: Reference zeroed, Value: Literal { Text: "0" } nothing } || zeroed.Variable != gradient || statements[at] is not If branch)
                continue;
            if (Block.Of(statements[i], statements[zero], branch).Occurrences()[held] != occurrences[held] || branch.Condition.Mentions().Any(variable => variable == held || variable == gradient))
                continue;
            if (Arm(branch.Then, held, gradient, nothing) is not { } then || Arm(branch.Else, held, gradient, nothing) is not { } otherwise)
                continue;
            statements[at] = branch with { Then = then, Else = otherwise, IsExpression = false };
            statements.RemoveAt(zero);
            statements.RemoveAt(i);
        }
        return block.With(statements);
    }

    private static int Next(List<Statement> statements, int from, Variable held, Variable gradient) =>
        statements.FindIndex(from, statement => Block.Of(statement).Occurrences() is var here && (here.ContainsKey(held) || here.ContainsKey(gradient)));

    /// <summary>An arm with the gradient in its own variable: handed on where the arm hands it on, zero at the end otherwise.</summary>
    private static Block? Arm(Block arm, Variable held, Variable gradient, Literal nothing)
    {
        Dictionary<Variable, int> here = arm.Occurrences();
        if (arm.Throws())
            return here.ContainsKey(gradient) ? null : Renamed(arm);
        if (!here.ContainsKey(gradient))
            return Block.Of(Renamed(arm).Statements.Append(new Assign(new Reference(gradient), nothing)));
        // It is taken back before anything else is done with it.
        int back = arm.Statements.ToList().FindIndex(statement => Block.Of(statement).Occurrences().ContainsKey(gradient));
        if (arm.Statements[back] is not Assign { Target: Reference { Variable: var target }, Value: Reference { Variable: var source } } || target != gradient || source != held
            || arm.Statements.Skip(back + 1).Any(statement => Block.Of(statement).Occurrences().ContainsKey(held)))
            return null;
        return Renamed(Block.Of(arm.Statements.Where((_, i) => i != back)));

        Block Renamed(Block block) => block.RenameVariables(variable => variable == held ? gradient : variable);
    }
}
