using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Adds the gradient of a number straight into the object that takes it, where it has one term: what is gathered in a variable is what
/// loops and several statements add to.
/// </summary>
public static class Deliveries
{
    public static Block Shorten(Block body)
    {
        Dictionary<Variable, int> occurrences = body.Occurrences();
        List<Statement> statements = [.. body.Statements];
        for (int i = statements.Count - 1; i >= 0; i--)
        {
            if (statements[i] is not Assign { Target: Element { Indices.Count: 0 } sum, Value: Binary { Operator: BinaryOperator.Add, Right: Reference { Variable: { IsAdjoint: true } gradient } } }
                || occurrences[gradient] != 2 || !Composite.IsSettable(sum.Buffer.Type, sum.Path))
                continue;
            int first = statements.FindIndex(statement => statement is Assign { Target: Reference { Variable: var target } } && target == gradient);
            if (first < 0)
                continue;
            var only = (Assign)statements[first];
            statements[first] = only with { Target = sum, Value = Algebra.Add(sum, only.Value) };
            statements.RemoveAt(i);
        }
        return body.With(statements);
    }
}
