using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Inside loops, adds up what one gradient contributes to another before multiplying by it: the sum does not wait for
/// the gradient, so that only one multiplication an iteration does.
/// </summary>
public static class LocalSlopes
{
    public static Block Combine(Block body) => Block.Of(body.Statements.Select(static statement =>
        statement.MapBlocks(inner => statement is For or While ? CombineIn(Combine(inner)) : Combine(inner))));

    private static Block CombineIn(Block block)
    {
        List<Statement> statements = [.. block.Statements];
        for (int second = 0; second < statements.Count; second++)
        {
            if (statements[second] is not Assign { Target: Reference { Variable: { IsAdjoint: true } target } reference, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum } later
                || sum.Left != reference)
                continue;
            int first = statements.FindLastIndex(second - 1 < 0 ? 0 : second - 1, second, statement => Touches(statement, target));
            if (first < 0 || second == 0 || statements[first] is not Assign { Target: Reference same, Value: var term } earlier || same != reference || term.Mentions().Contains(target))
                continue;
            if (Common(term, sum.Right) is not { } gradient || Without(term, gradient) is not { } slope || Without(sum.Right, gradient) is not { } other)
                continue;
            HashSet<Variable> read = [.. term.Mentions()];
            if (statements.Skip(first + 1).Take(second - first - 1).Any(statement => statement is not Assign || statement.Assigned().Any(read.Contains)) || term.SelfAndDescendants().Any(static part => part is Call { Callee: not RuleCallee }))
                continue;
            var combined = new Binary(BinaryOperator.Multiply, new Reference(gradient), new Binary(sum.Operator, slope, other, sum.Type), sum.Type);
            statements[second] = later with { Value = combined };
            statements.RemoveAt(first);
            second--;
        }
        return Block.Of(statements);
    }

    private static bool Touches(Statement statement, Variable variable) => Block.Of(statement).Descendants().Any(inner =>
        inner.Assigned().Contains(variable) || inner.Expressions().Any(expression => expression.Mentions().Contains(variable)));

    /// <summary>The gradient that both terms are multiples of.</summary>
    private static Variable? Common(Expression left, Expression right) =>
        left.Mentions().FirstOrDefault(variable => variable.IsAdjoint && !variable.Type.IsBuffer && Without(left, variable) is not null && Without(right, variable) is not null);

    /// <summary>A product without one of its factors, or null where it is no multiple of it.</summary>
    private static Expression? Without(Expression term, Variable factor)
    {
        switch (term)
        {
            case Reference reference when reference.Variable == factor:
                return Literal.Whole(1, term.Type);
            case Unary { Operator: UnaryOperator.Negate } negative:
                return Without(negative.Operand, factor) is { } operand ? Negate(operand) : null;
            case Binary { Operator: BinaryOperator.Multiply } product:
                if (Without(product.Left, factor) is { } left)
                    return product.Right.Mentions().Contains(factor) ? null : left is Literal { Text: "1" } ? product.Right : product with { Left = left };
                if (Without(product.Right, factor) is { } right)
                    return product.Left.Mentions().Contains(factor) ? null : right is Literal { Text: "1" } ? product.Left : product with { Right = right };
                return null;
            case Binary { Operator: BinaryOperator.Divide } quotient:
                return Without(quotient.Left, factor) is { } numerator && !quotient.Right.Mentions().Contains(factor) ? quotient with { Left = numerator } : null;
            default:
                return null;
        }
    }

    private static Expression Negate(Expression expression) => expression is Literal { Text: "1" }
        ? Literal.Whole(-1, expression.Type)
        : new Unary(UnaryOperator.Negate, expression, expression.Type);
}
