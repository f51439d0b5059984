using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>Tells whether a buffer that outlives a loop's iterations carries anything from one to the next.</summary>
public static class ScratchBuffer
{
    /// <summary>
    /// Whether each iteration fills a buffer, from 0 to a limit, before it reads it, and reads it only that far: then its
    /// content, and its gradient, belong to the iteration alone.
    /// </summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="body">An iteration.</param>
    /// <param name="length">The buffer's length, if that is known: where it is the limit, callees may read the whole buffer.</param>
    public static bool IsPrivate(Variable buffer, Block body, Expression? length)
    {
        if (HasViews(buffer, body) || First(buffer, body) is not { } first)
            return false;
        if (IsFill(first, buffer))
            return FilledTo(buffer, body, length) is not null;
        // What belongs to an iteration of a loop inside belongs to one of the outer loop, if nothing else there looks at it.
        return IsPrivate(buffer, first.Body, length) && body.Statements.Count(statement => Involves(statement, buffer)) == 1
            // An element that a number names may be beyond the limit: what is there an iteration with a larger one has left.
            && (LimitOf(buffer, first.Body) is { } limit && !limit.Mentions().Any(Varying(body).Contains) || !HasNumbered(buffer, body));
    }

    /// <summary>The limit to which the innermost of some loops fills a buffer.</summary>
    private static Expression? LimitOf(Variable buffer, Block body) => First(buffer, body) is not { } first ? null : IsFill(first, buffer) ? first.Limit : LimitOf(buffer, first.Body);

    private static HashSet<Variable> Varying(Block body) => [.. body.Descendants().SelectMany(static statement => statement.Assigned())];

    private static bool HasNumbered(Variable buffer, Block body) => body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
        .Any(part => part is Element { Buffer: Reference { Variable: var root }, Indices: [Literal] } && root == buffer);

    /// <summary>How far each iteration itself fills a buffer that is private to it; null where it is not, or a loop inside fills it.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="body">An iteration.</param>
    /// <param name="length">The buffer's length, where callees may read the whole buffer.</param>
    public static Expression? FilledTo(Variable buffer, Block body, Expression? length = null)
    {
        if (HasViews(buffer, body) || First(buffer, body) is not { } first || !IsFill(first, buffer))
            return null;
        return !first.Limit.Mentions().Any(Varying(body).Contains) && FillsAlone(first, buffer) && StaysWithin(body, buffer, first.Limit, [], isWhole: length is not null && first.Limit == length) ? first.Limit : null;
    }

    private static For? First(Variable buffer, Block body) => body.Statements.FirstOrDefault(statement => Involves(statement, buffer)) as For is { Stop: null } first ? first : null;

    private static bool HasViews(Variable buffer, Block body) => buffer.Kind == VariableKind.Parameter
        || body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()).Any(variable => variable != buffer && variable.Owner == buffer.Owner);

    private static bool IsFill(For loop, Variable buffer) =>
        loop is { Start: Literal { Text: "0" }, Comparison: BinaryOperator.Less, Step: 1 }
        && loop.Body.Statements.FirstOrDefault(statement => Involves(statement, buffer)) is Assign { Target: Element { Buffer: Reference, Path: "", Indices: [Reference { Variable: var index }] } target } first
        && target.Root().Variable == buffer && index == loop.Counter && !first.Value.Mentions().Contains(buffer);

    /// <summary>Whether each iteration that fills an element looks at no other: that may still be what the iteration before has left.</summary>
    private static bool FillsAlone(For fill, Variable buffer)
    {
        return fill.Body.Descendants().SelectMany(static statement => statement.Expressions()).All(IsAlone);

        bool IsAlone(Expression expression) => expression switch
        {
            Element { Buffer: Reference { Variable: var root }, Indices: [Reference { Variable: var index }] } when root == buffer => index == fill.Counter,
            Length => true,
            Reference reference => reference.Variable != buffer,
            _ => expression.Children().All(IsAlone),
        };
    }

    /// <summary>Whether every element that a block touches is below a limit.</summary>
    private static bool StaysWithin(Block block, Variable buffer, Expression limit, HashSet<Variable> counters, bool isWhole) => block.Statements.All(statement =>
    {
        // A number may be beyond the limit: read there is what was there before, but written there it would be carried on.
        if (statement is Assign { Target: Element { Indices: [Literal { Text: var at }] } target } && target.Owner() == buffer && !(limit is Literal { Text: var end } && int.TryParse(at, out int number) && int.TryParse(end, out int size) && number < size))
            return false;
        IEnumerable<Expression> expressions = statement.Expressions();
        if (!expressions.All(expression => StaysWithin(expression, buffer, counters, isWhole)))
            return false;
        HashSet<Variable> inside = statement is For { Comparison: BinaryOperator.Less, Step: > 0 } loop && IsNatural(loop.Start, counters) && loop.Limit == limit ? [.. counters, loop.Counter] : counters;
        return statement.Blocks().All(inner => StaysWithin(inner, buffer, limit, inside, isWhole));
    });

    /// <summary>Whether an expression is surely not negative: a number, such a counter, their sum.</summary>
    private static bool IsNatural(Expression expression, HashSet<Variable> counters) => expression switch
    {
        Literal { Text: var text } => text.All(char.IsDigit),
        Reference { Variable: var variable } => counters.Contains(variable),
        Binary { Operator: BinaryOperator.Add } sum => IsNatural(sum.Left, counters) && IsNatural(sum.Right, counters),
        _ => false,
    };

    private static bool StaysWithin(Expression expression, Variable buffer, HashSet<Variable> counters, bool isWhole) => expression switch
    {
        Call call when isWhole => call.Arguments.Select((argument, i) => (argument, i)).All(pair =>
            pair.argument is Reference or Conversion { Operand: Reference } && pair.argument.Owner() == buffer ? !Buffers.MayWrite(call, pair.i) : StaysWithin(pair.argument, buffer, counters, isWhole)),
        Element { Buffer: Reference { Variable: var root }, Indices: [var index] } when root == buffer =>
            index is Literal || index is Reference { Variable: var counter } && counters.Contains(counter),
        Length => true,
        Reference reference => reference.Variable != buffer,
        _ => expression.Children().All(child => StaysWithin(child, buffer, counters, isWhole)),
    };

    private static bool Involves(Statement statement, Variable buffer) => Block.Of(statement).Descendants().Any(inner =>
        inner.Expressions().Any(expression => expression.Mentions().Contains(buffer)));
}
