using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>Tells whether a buffer that outlives a loop's iterations carries anything from one to the next.</summary>
public static class ScratchBuffer
{
    /// <summary>
    /// Whether each iteration fills a buffer, from 0 to a limit, before it reads it, and reads it only that far: then its
    /// content, and its gradient, belong to the iteration alone.
    /// </summary>
    public static bool IsPrivate(Variable buffer, Block body)
    {
        if (buffer.Kind == VariableKind.Parameter || body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()).Any(variable => variable != buffer && variable.Owner == buffer.Owner)
            || body.Statements.FirstOrDefault(statement => Involves(statement, buffer)) is not For { Start: Literal { Text: "0" }, Comparison: BinaryOperator.Less, Step: 1, Stop: null } fill
            || fill.Body.Statements.FirstOrDefault(statement => Involves(statement, buffer)) is not Assign { Target: Element { Buffer: Reference, Indices: [Reference { Variable: var index }] } target } first
            || target.Root().Variable != buffer || index != fill.Counter || first.Value.Mentions().Contains(buffer))
            return false;
        HashSet<Variable> assigned = [.. body.Descendants().SelectMany(static statement => statement.Assigned())];
        return !fill.Limit.Mentions().Any(assigned.Contains) && StaysWithin(body, buffer, fill.Limit, []);
    }

    private static bool StaysWithin(Block block, Variable buffer, Expression limit, HashSet<Variable> counters) => block.Statements.All(statement =>
    {
        IEnumerable<Expression> expressions = statement.Expressions();
        if (!expressions.All(expression => StaysWithin(expression, buffer, counters)))
            return false;
        HashSet<Variable> inside = statement is For { Start: Literal { Text: var start }, Comparison: BinaryOperator.Less, Step: > 0 } loop && start.All(char.IsDigit) && loop.Limit == limit ? [.. counters, loop.Counter] : counters;
        return statement.Blocks().All(inner => StaysWithin(inner, buffer, limit, inside));
    });

    private static bool StaysWithin(Expression expression, Variable buffer, HashSet<Variable> counters) => expression switch
    {
        Element { Buffer: Reference { Variable: var root }, Indices: [var index] } when root == buffer =>
            index is Literal || index is Reference { Variable: var counter } && counters.Contains(counter),
        Length => true,
        Reference reference => reference.Variable != buffer,
        _ => expression.Children().All(child => StaysWithin(child, buffer, counters)),
    };

    private static bool Involves(Statement statement, Variable buffer) => Block.Of(statement).Descendants().Any(inner =>
        inner.Expressions().Any(expression => expression.Mentions().Contains(buffer)));
}
