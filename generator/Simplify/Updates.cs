using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Lets a gradient be replaced when nothing needs it any more, so that it needs no second name:
/// <c>d1 = d; d = d1 * a; … d1 …;</c> is <c>… d …; d = d * a;</c>.
/// </summary>
public static class Updates
{
    public static Block Delay(Block body) => Delay(body, body.Occurrences());

    private static Block Delay(Block block, Dictionary<Variable, int> occurrences)
    {
        List<Statement> statements = [.. block.Statements.Select(statement => statement.MapBlocks(inner => Delay(inner, occurrences)))];
        for (int i = 0; i < statements.Count; i++)
        {
            if (statements[i] is not Assign { Target: Reference { Variable: { IsAdjoint: true, Type.IsReal: true } old }, Value: Reference { Variable: { IsAdjoint: true } gradient } } || old.Type != gradient.Type)
                continue;
            int update = statements.FindIndex(i + 1, statement => Mentions(statement, gradient));
            int last = statements.FindLastIndex(statement => Mentions(statement, old));
            if (update < 0 || last <= i || Block.Of(statements.GetRange(i, last - i + 1)).Occurrences()[old] != occurrences[old]
                || statements[update] is not Assign { Target: Reference { Variable: var target }, Value: var value } assign || target != gradient || value.Mentions().Contains(gradient) || Purity.Calls(value))
                continue;
            List<Statement> later = last < update ? [] : statements.GetRange(update + 1, last - update);
            if (later.Any(statement => Mentions(statement, gradient) || Changes(statement, value)))
                continue;
            statements.RemoveRange(update, later.Count + 1);
            statements.InsertRange(update, later);
            // It may only come back as what it was.
            bool isHandedBack = value is Reference { Variable: var same } && same == old;
            if (!isHandedBack)
                statements.Insert(update + later.Count, assign);
            int end = Math.Max(last, update) - (isHandedBack ? 1 : 0);
            for (int j = i + 1; j <= end; j++)
                statements[j] = Block.Of(statements[j]).RenameVariables(variable => variable == old ? gradient : variable).Statements[0];
            statements.RemoveAt(i);
            i--;
        }
        return block.With(statements);
    }

    private static bool Mentions(Statement statement, Variable variable) => Block.Of(statement).Occurrences().ContainsKey(variable);

    /// <summary>Whether a statement changes what a value is computed from.</summary>
    private static bool Changes(Statement statement, Expression value)
    {
        HashSet<Variable> read = [.. value.Mentions()];
        HashSet<Variable> buffers = [.. read.Where(static variable => variable.Type.IsBuffer).Select(static variable => variable.Owner)];
        return Block.Of(statement).Descendants().Any(inner => inner.Assigned().Any(read.Contains) || Buffers.Written(inner).Any(buffers.Contains) || inner is Return or Throw);
    }
}
