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

    private static Block Remove(Block block, Liveness liveness) => block.With(block.Statements
        .Where(statement => !IsDead(statement, liveness))
        .Select(statement => statement.MapBlocks(inner => Remove(inner, liveness)))
        .Where(static statement => statement is not If { Then.IsEmpty: true, Else.IsEmpty: true, Condition: var condition } || Purity.Calls(condition))
        .Where(static statement => statement is not For { Body.IsEmpty: true }));

    /// <summary>
    /// Drops arrays that nothing uses, as a scratch array of which each iteration has a part of its own. One of the same length says if
    /// there can be none of that length.
    /// </summary>
    public static Block RemoveArrays(Block body)
    {
        Dictionary<Variable, int> occurrences = body.Occurrences();
        Assign[] made = [.. body.Statements.OfType<Assign>().Where(static assign => assign is { Target: Reference, Value: Call call } && KeptStack.Asks(call, ".Zeros<"))];
        Assign[] unused = [.. made.Where(assign => occurrences[assign.Target.Root().Variable] == 1)];
        return unused.Length == 0 ? body : Block.Of(body.Statements.Where(statement => !unused.Contains(statement, ReferenceComparer.Instance) || !made.Any(other => !unused.Contains(other, ReferenceComparer.Instance) && other.Value == ((Assign)statement).Value)));
    }

    private static bool IsDead(Statement statement, Liveness liveness) => statement switch
    {
        Assign { Target: Reference target, Value: var value } =>
            value == target || IsItself(target, value) || !liveness.After(statement).Contains(target.Variable) && (Purity.CanDrop(value) || target.Variable.IsAdjoint && statement.IsView()),
        Evaluate { Expression: var expression } => Purity.CanDrop(expression),
        _ => false,
    };

    /// <summary>Whether a component is given what it is: <c>v.X = v.X</c>.</summary>
    private static bool IsItself(Reference target, Expression value) =>
        value is Update { Value: Member component } update && update.Target == target && component.Target == target && component.Name == update.Name;
}
