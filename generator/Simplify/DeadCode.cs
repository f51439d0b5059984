using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>Drops what nobody reads: a forward value that neither the result nor the backward part needs is not computed.</summary>
public static class DeadCode
{
    public static Block Remove(Block body)
    {
        while (true)
        {
            Liveness liveness = Liveness.Of(body, []);
            Block smaller = Remove(body, liveness);
            if (smaller == body)
                return body;
            body = smaller;
        }
    }

    private static Block Remove(Block block, Liveness liveness) => Block.Of(block.Statements
        .Where(statement => !IsDead(statement, liveness))
        .Select(statement => statement.MapBlocks(inner => Remove(inner, liveness)))
        .Where(static statement => statement is not If { Then.IsEmpty: true, Else.IsEmpty: true, Condition: var condition } || Purity.Calls(condition))
        .Where(static statement => statement is not For { Body.IsEmpty: true }));

    private static bool IsDead(Statement statement, Liveness liveness) => statement switch
    {
        Assign { Target: Reference target, Value: var value } =>
            value == target || !liveness.After(statement).Contains(target.Variable) && (Purity.CanDrop(value) || target.Variable.IsAdjoint && statement.IsView()),
        Evaluate { Expression: var expression } => Purity.CanDrop(expression),
        _ => false,
    };
}
