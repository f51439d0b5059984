using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Adds up in a variable what every iteration of a loop adds to one element of a gradient, and adds that to the element
/// once: a sum in memory waits for the memory at every step.
/// </summary>
public static class Accumulators
{
    public static Method Use(Method method)
    {
        var variables = new VariableFactory(method.NextVariable);
        Block body = Visit(method.Body, variables);
        return method with { Body = body, NextVariable = variables.Next };
    }

    private static Block Visit(Block block, VariableFactory variables) => block.With(block.Statements.SelectMany(statement =>
        statement.MapBlocks(inner => Visit(inner, variables)) switch
        {
            For loop => WithAccumulators(loop, variables),
            var other => [other],
        }));

    private static IEnumerable<Statement> WithAccumulators(For loop, VariableFactory variables)
    {
        HashSet<Variable> changed = [loop.Counter, .. loop.Body.Descendants().SelectMany(static statement => statement.Assigned())];
        Element[] elements = [.. loop.Body.Statements.Select(Sum).OfType<Element>().Distinct().Where(element => IsSteady(element, changed) && IsOnlyAddedTo(element, loop.Body))];
        bool? isKnownToRun = KnownConditions.Decide(loop.Runs);
        if (elements.Length == 0 || isKnownToRun == false || loop.Start.Mentions().Concat(loop.Limit.Mentions()).Any(changed.Contains))
            return [loop];
        Dictionary<Element, Reference> sums = elements.ToDictionary(static element => element, element => new Reference(variables.Temporary(TemporaryName.Of(element), element.Type) with { IsAdjoint = true }));
        Block body = Block.Of(loop.Body.Statements.Select(statement => Sum(statement) is { } element && sums.TryGetValue(element, out Reference? sum)
            ? (Assign)statement with { Target = sum, Value = (Binary)((Assign)statement).Value with { Left = sum } }
            : statement));
        // An element that no iteration touches may not be there.
        Statement[] added = [.. elements.Select(element => new Assign(element, new Binary(BinaryOperator.Add, element, sums[element], element.Type)))];
        return
        [
            .. elements.Select(element => new Assign(sums[element], Literal.Whole(0, element.Type))),
            loop with { Body = body },
            .. isKnownToRun == true ? added : [new If(loop.Runs, Block.Of(added), Block.Empty)],
        ];
    }

    /// <summary>The element of a gradient that a statement adds to.</summary>
    private static Element? Sum(Statement statement) =>
        statement is Assign { Target: Element { Buffer: Reference { Variable.IsAdjoint: true } } target, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum } && sum.Left == target ? target : null;

    private static bool IsSteady(Element element, HashSet<Variable> changed) =>
        element.SelfAndDescendants().All(part => part is not (Call or Element) || ReferenceEquals(part, element)) && !element.Mentions().Any(changed.Contains);

    /// <summary>Whether nothing in a loop's body looks at a gradient but statements that add to one element of it.</summary>
    private static bool IsOnlyAddedTo(Element element, Block body)
    {
        Variable gradient = element.Root().Variable;
        return body.Descendants().All(statement => Mentions(statement, gradient) == (Sum(statement) == element && body.Statements.Contains(statement, ReferenceComparer.Instance) ? 2 : 0));
    }

    private static int Mentions(Statement statement, Variable variable) =>
        statement.Expressions().SelectMany(static expression => expression.Mentions()).Count(mention => mention.Owner == variable.Owner);
}
