using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>
/// Computes a function of the same variable once: the sine of an angle that a rotation takes for each of its rows is taken, kept and
/// differentiated once. After <see cref="Versioning"/>: what is known in a block is known to the blocks inside it, and forgotten after it, where
/// another arm or iteration may have given a version its value.
/// </summary>
public static class Repetitions
{
    public static (Block Body, Expression? Result) Share(Block body, Expression? result)
    {
        Dictionary<Variable, int> sets = body.TimesSet();
        var shared = new Dictionary<Variable, Variable>();
        body = Share(body, []);
        return shared.Count == 0 ? (body, result) : (body.RenameVariables(Renamed), result?.Substitute(variable => shared.TryGetValue(variable, out Variable? other) ? new Reference(other) : null));

        Block Share(Block block, Dictionary<Expression, Variable> known)
        {
            var statements = new List<Statement>();
            foreach (Statement statement in block.Statements)
            {
                if (statement is not Assign { Target: Reference { Variable: var target }, Value: Call { Callee: RuleCallee, Type.IsReal: true } call } assign || !call.Arguments.All(IsValue))
                {
                    statements.Add(statement.MapBlocks(inner => Share(inner, new Dictionary<Expression, Variable>(known))));
                    continue;
                }
                Expression value = call.Substitute(variable => new Reference(Renamed(variable)));
                if (!known.TryGetValue(value, out Variable? first))
                {
                    statements.Add(statement);
                    known[value] = target;
                }
                else if (target.Kind == VariableKind.Temporary && IsSetOnce(target))
                {
                    shared[target] = first;
                }
                else
                {
                    statements.Add(assign with { Value = new Reference(first) });
                }
            }
            return Block.Of(statements);
        }

        Variable Renamed(Variable variable) => shared.TryGetValue(variable, out Variable? other) ? other : variable;

        bool IsSetOnce(Variable variable) => sets.TryGetValue(variable, out int count) && count == 1;
    }

    private static bool IsValue(Expression argument) => argument.SelfAndDescendants().All(static part => part is Literal or Reference { Type.IsReal: true } or Unary or Conversion);
}
