using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Inside loops, adds up what one gradient contributes to another before multiplying by it: the sum does not wait for
/// the gradient, so that only one multiplication an iteration does.
/// </summary>
public static class LocalSlopes
{
    public static Block Combine(Block body) => body.With(body.Statements.Select(static statement =>
        statement.MapBlocks(inner => statement is For or While ? CombineIn(Combine(inner)) : Combine(inner))));

    private static Block CombineIn(Block block)
    {
        List<Statement> statements = [.. block.Statements];
        for (int second = 0; second < statements.Count; second++)
        {
            if (statements[second] is not Assign { Target: Reference { Variable: { IsAdjoint: true } target } reference, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Type.IsReal: true } sum } later
                || sum.Left != reference)
                continue;
            int first = statements.FindLastIndex(second - 1 < 0 ? 0 : second - 1, second, statement => Touches(statement, target));
            if (first < 0 || second == 0 || statements[first] is not Assign { Target: Reference same, Value: var term } earlier || same != reference || term.Mentions().Contains(target))
                continue;
            Dictionary<Variable, Expression> multiples = Multiples(statements, first, second);
            if (Common(term, sum.Right, multiples) is not { } gradient || Without(term, gradient, []) is not { } slope || Without(sum.Right, gradient, multiples) is not { } other)
                continue;
            HashSet<Variable> read = [.. term.Mentions()];
            if (statements.Skip(first + 1).Take(second - first - 1).Any(statement => statement is not Assign || statement.Assigned().Any(read.Contains)) || term.SelfAndDescendants().Any(static part => part is Call { Callee: not RuleCallee }))
                continue;
            var combined = new Binary(BinaryOperator.Multiply, new Reference(gradient), Sum(slope, sum.Operator, other), sum.Type);
            statements[second] = later with { Value = combined };
            statements.RemoveAt(first);
            second--;
        }
        return block.With(statements);
    }

    /// <summary>The sum or difference of two slopes: twice the one where they are the same, and no sum with a negative.</summary>
    private static Expression Sum(Expression slope, BinaryOperator symbol, Expression other)
    {
        if (slope is not Literal && slope == (symbol == BinaryOperator.Add ? other : Negate(other)))
        {
            return slope is Unary { Operator: UnaryOperator.Negate } negative
                ? Differentiate.Algebra.Multiply(Literal.Whole(-2, slope.Type), negative.Operand)
                : Differentiate.Algebra.Multiply(Literal.Whole(2, slope.Type), slope);
        }
        return Positive(other) is { } positive
            ? new Binary(symbol == BinaryOperator.Add ? BinaryOperator.Subtract : BinaryOperator.Add, slope, positive, slope.Type)
            : new Binary(symbol, slope, other, slope.Type);
    }

    private static bool Touches(Statement statement, Variable variable) => Block.Of(statement).Descendants().Any(inner =>
        inner.Assigned().Contains(variable) || inner.Expressions().Any(expression => expression.Mentions().Contains(variable)));

    /// <summary>The gradients that are set once, and whose value could still be computed where the later of two terms is added.</summary>
    private static Dictionary<Variable, Expression> Multiples(List<Statement> statements, int first, int second)
    {
        var multiples = new Dictionary<Variable, Expression>();
        for (int i = 0; i < second; i++)
        {
            if (statements[i] is not Assign { Target: Reference { Variable: { IsAdjoint: true, Type.IsReal: true } gradient }, Value: Binary { Operator: BinaryOperator.Multiply } or Unary { Operator: UnaryOperator.Negate } } assign || i == first
                || statements.Sum(statement => Block.Of(statement).Descendants().Count(inner => inner.Assigned().Contains(gradient))) != 1)
                continue;
            HashSet<Variable> read = [.. assign.Value.Mentions()];
            // What is a multiple of itself as it was is a multiple of nothing that is still there.
            if (!read.Contains(gradient) && !statements.Skip(i + 1).Take(second - i - 1).SelectMany(static statement => Block.Of(statement).Descendants()).Any(statement => statement.Assigned().Concat(Analyze.Buffers.Written(statement)).Any(read.Contains)))
                multiples[gradient] = assign.Value;
        }
        return multiples;
    }

    /// <summary>The gradient that both terms are multiples of.</summary>
    private static Variable? Common(Expression left, Expression right, Dictionary<Variable, Expression> multiples) =>
        left.Mentions().FirstOrDefault(variable => variable.IsAdjoint && variable.Type.IsReal && Without(left, variable, []) is not null && Without(right, variable, multiples) is not null);

    /// <summary>A product without one of its factors, or null where it is no multiple of it.</summary>
    public static Expression? Without(Expression term, Variable factor) => Without(term, factor, []);

    /// <summary>A product without one of its factors, or null where it is no multiple of it.</summary>
    /// <param name="term">The product.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="multiples">Gradients that may be multiples of the factor themselves.</param>
    private static Expression? Without(Expression term, Variable factor, Dictionary<Variable, Expression> multiples)
    {
        switch (term)
        {
            case Reference reference when reference.Variable != factor && multiples.TryGetValue(reference.Variable, out Expression? multiple):
                return Without(multiple, factor, multiples);
            case Reference reference when reference.Variable == factor:
                return Literal.Whole(1, term.Type);
            case Unary { Operator: UnaryOperator.Negate } negative:
                return Without(negative.Operand, factor, multiples) is { } operand ? Negate(operand) : null;
            case Binary { Operator: BinaryOperator.Multiply } product:
                if (Without(product.Left, factor, multiples) is { } left)
                    return product.Right.Mentions().Contains(factor) ? null : left is Literal { Text: "1" } ? product.Right : left is Literal { Text: "-1" } ? Negate(product.Right) : product with { Left = left };
                if (Without(product.Right, factor, multiples) is { } right)
                    return product.Left.Mentions().Contains(factor) ? null : right is Literal { Text: "1" } ? product.Left : product with { Right = right };
                return null;
            case Binary { Operator: BinaryOperator.Divide } quotient:
                return Without(quotient.Left, factor, multiples) is { } numerator && !quotient.Right.Mentions().Contains(factor) ? quotient with { Left = numerator } : null;
            default:
                return null;
        }
    }

    /// <summary>A negative term without its sign, or null where it has none.</summary>
    private static Expression? Positive(Expression term) => term switch
    {
        Unary { Operator: UnaryOperator.Negate } negative => negative.Operand,
        Binary { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } product when Positive(product.Left) is { } left => product with { Left = left },
        _ => null,
    };

    private static Expression Negate(Expression expression) => expression is Literal { Text: "1" }
        ? Literal.Whole(-1, expression.Type)
        : new Unary(UnaryOperator.Negate, expression, expression.Type);
}
