using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>Drops assignments of a constant to a variable that has it already, and terms added to a gradient that is still zero.</summary>
public static class KnownConstants
{
    public static Block Simplify(Block body) => Simplify(body, []);

    private static Block Simplify(Block block, Dictionary<Variable, Literal> known)
    {
        var output = new List<Statement>();
        foreach (Statement statement in block.Statements)
        {
            switch (statement)
            {
                case Assign { Target: Reference { Variable: var variable }, Value: Literal value }:
                    if (known.TryGetValue(variable, out Literal? old) && old == value)
                        continue;
                    known[variable] = value;
                    output.Add(statement);
                    continue;
                case Assign { Target: Reference { Variable: { IsAdjoint: true } variable } target, Value: Binary { Operator: BinaryOperator.Add, Right: var term } sum } assign
                    when sum.Left == target && known.TryGetValue(variable, out Literal? zero) && zero.Text == "0":
                    known.Remove(variable);
                    output.Add(assign with { Value = term });
                    continue;
                case If branch:
                    var inThen = new Dictionary<Variable, Literal>(known);
                    var inElse = new Dictionary<Variable, Literal>(known);
                    output.Add(branch with { Then = Simplify(branch.Then, inThen), Else = Simplify(branch.Else, inElse) });
                    foreach (Variable variable in known.Keys.ToArray())
                    {
                        if (!inThen.TryGetValue(variable, out Literal? first) || !inElse.TryGetValue(variable, out Literal? second) || first != second)
                            known.Remove(variable);
                        else
                            known[variable] = first;
                    }
                    continue;
            }
            foreach (Variable variable in statement.Assigned().Concat(statement.Blocks().SelectMany(static inner => inner.Descendants()).SelectMany(static inner => inner.Assigned())))
                known.Remove(variable);
            output.Add(statement is For or While ? statement.MapBlocks(inner => Simplify(inner, [])) : statement);
        }
        return block.With(output);
    }
}
