using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Drops a gradient that is only another name of one, or of one negated: where a sum hands its gradient on to its terms, each would be called once more, and
/// where a difference does, what is added could be subtracted. A variable of the user's keeps its name.
/// </summary>
public static class Copies
{
    public static Block Drop(Block body) => Drop(body, body.TimesSet(), body.Occurrences());

    private static Block Drop(Block block, Dictionary<Variable, int> timesSet, Dictionary<Variable, int> occurrences)
    {
        List<Statement> statements = [.. block.Statements.Select(statement => statement.MapBlocks(inner => Drop(inner, timesSet, occurrences)))];
        for (int i = statements.Count - 1; i >= 0; i--)
        {
            if (statements[i] is not Assign { Target: Reference { Variable: { IsAdjoint: true, Kind: VariableKind.Temporary, Type.IsQuantity: true } copy }, Value: var value }
                || Source(value) is not { } source || copy.Type != source.Type || timesSet[copy] != 1)
                continue;
            int last = LastMention(statements, i, copy);
            if (last == i || !MentionsAll(statements, i + 1, last, copy, occurrences) || !IsSameUntil(statements, i + 1, last, source))
                continue;
            if (value is Unary && !Enumerable.Range(i + 1, last - i).Where(user => Count(statements[user], copy) > 0).All(user => IsSubtracted(statements[user], copy)))
                continue;
            for (int user = i + 1; user <= last; user++)
            {
                statements[user] = value is Unary
                    ? Count(statements[user], copy) > 0 ? Subtracted((Assign)statements[user], source) : statements[user]
                    : Block.Of(statements[user]).RenameVariables(variable => variable == copy ? source : variable).Statements[0];
            }
            statements.RemoveAt(i);
        }
        return block.With(statements);
    }

    /// <summary>The gradient that a value names, or negates; null where it does neither.</summary>
    private static Variable? Source(Expression value) => value switch
    {
        Reference { Variable: { IsAdjoint: true, Whole: null } source } => source,
        Unary { Operator: UnaryOperator.Negate, Type.IsReal: true, Operand: Reference { Variable: { IsAdjoint: true, Whole: null } source } } => source,
        _ => null,
    };

    /// <summary>Whether a statement adds a product with a variable to another gradient, and does nothing else with it: its negative is subtracted as well.</summary>
    private static bool IsSubtracted(Statement statement, Variable negative) => statement is Assign { Value: Binary { Operator: BinaryOperator.Add, Right: Binary { Operator: BinaryOperator.Multiply, Left: Reference { Variable: var factor } } product } sum }
        && factor == negative && sum.Left.Mentions().Concat(product.Right.Mentions()).All(variable => variable != negative);

    private static Assign Subtracted(Assign assign, Variable gradient)
    {
        var sum = (Binary)assign.Value;
        return assign with { Value = sum with { Operator = BinaryOperator.Subtract, Right = ((Binary)sum.Right) with { Left = new Reference(gradient) } } };
    }

    private static int LastMention(List<Statement> statements, int from, Variable variable)
    {
        int last = statements.Count - 1;
        while (last > from && Count(statements[last], variable) == 0)
            last--;
        return last;
    }

    /// <summary>Whether nothing outside these statements reads a variable.</summary>
    private static bool MentionsAll(List<Statement> statements, int first, int last, Variable variable, Dictionary<Variable, int> occurrences) =>
        Enumerable.Range(first, last - first + 1).Sum(i => Count(statements[i], variable)) == occurrences[variable] - 1;

    private static int Count(Statement statement, Variable variable) => Block.Of(statement).Descendants()
        .Sum(inner => inner.Expressions().Sum(expression => expression.Mentions().Count(mentioned => mentioned == variable)));

    /// <summary>Whether a variable keeps its value until the last of these statements has read it.</summary>
    private static bool IsSameUntil(List<Statement> statements, int first, int last, Variable variable)
    {
        for (int i = first; i <= last; i++)
        {
            bool isSimple = !statements[i].Blocks().Any();
            if ((i < last || !isSimple) && Block.Of(statements[i]).Descendants().SelectMany(static inner => inner.Assigned()).Contains(variable))
                return false;
        }
        return true;
    }
}
