using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>Tells counted loops from others: only of a <see cref="For"/> is it known, before it runs, how often it runs.</summary>
public static class CountedLoop
{
    public static IEnumerable<Statement> Lower(RawLoop loop, Expression? stopped)
    {
        if (TryCount(loop) is { } counted)
            return [.. loop.Initial.Statements.Take(loop.Initial.Statements.Count - 1), counted with { Stop = stopped }];
        Statement[] body = stopped is null || loop.Step.IsEmpty
            ? [.. loop.Body.Statements, .. loop.Step.Statements]
            : [.. loop.Body.Statements, new If(Not(stopped), loop.Step, Block.Empty)];
        Expression condition = (stopped, loop.Condition) switch
        {
            (null, var test) => test,
            (var stop, Literal { Text: "true" }) => Not(stop),
            var (stop, test) => new Binary(BinaryOperator.ConditionalAnd, Not(stop), test, Model.ValueType.Boolean),
        };
        return [.. loop.Initial.Statements, new While(condition, Block.Of(body), loop.TestsFirst)];
    }

    private static For? TryCount(RawLoop loop)
    {
        if (!loop.TestsFirst
            || loop.Initial.Statements.LastOrDefault() is not Assign { Target: Reference { Variable: var counter }, Value: var start }
            || counter.Type != Model.ValueType.Int32 || !loop.Locals.Contains(counter)
            || loop.Step.Statements is not [Assign { Target: Reference target, Value: Binary { Left: Reference from, Right: Literal { Text: var text } } move }]
            || target.Variable != counter || from.Variable != counter || !int.TryParse(text, out int step) || step == 0
            || loop.Condition is not Binary test)
            return null;
        if (move.Operator == BinaryOperator.Subtract)
            step = -step;
        else if (move.Operator != BinaryOperator.Add)
            return null;
        (BinaryOperator comparison, Expression limit) = test.Left == new Reference(counter)
            ? (test.Operator, test.Right)
            : test.Right == new Reference(counter) ? (Mirror(test.Operator), test.Left) : (BinaryOperator.Equal, test.Left);
        bool ascends = comparison is BinaryOperator.Less or BinaryOperator.LessOrEqual;
        bool descends = comparison is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;
        if (!(step > 0 && ascends || step < 0 && descends))
            return null;
        // The reverse ends a step before the start, which must be a number too.
        if (Known(start) is { } first && first - step is < int.MinValue or > int.MaxValue)
            return null;
        var assigned = new HashSet<Variable>(loop.Body.Descendants().SelectMany(static statement => statement.Assigned()));
        // Any array of numbers might be another name for one that is written.
        bool changesNumbers = loop.Body.Descendants().Any(static statement => statement is Assign { Target: Element { Type.Class: TypeClass.Integer } } || MayWrite(statement));
        bool changesRows = loop.Body.Descendants().Any(static statement => statement is Swap or Assign { Target: Element { Type.IsBuffer: true } } || MayWrite(statement));
        return assigned.Contains(counter) || limit.Type != Model.ValueType.Int32 || !IsInvariant(limit, counter, assigned, changesNumbers, changesRows)
            ? null
            : new For(counter, start, comparison, limit, step, Stop: null, loop.Body) { Origin = loop.Origin };
    }

    private static long? Known(Expression number) => number switch
    {
        Literal { Text: var text } => int.TryParse(text, out int literal) ? literal : null,
        Symbol { Known: var text } => int.TryParse(text, out int symbol) ? symbol : null,
        Binary { Operator: BinaryOperator.Add } sum => Known(sum.Left) + Known(sum.Right),
        Binary { Operator: BinaryOperator.Subtract } difference => Known(difference.Left) - Known(difference.Right),
        _ => null,
    };

    private static bool IsInvariant(Expression limit, Variable counter, HashSet<Variable> assigned, bool changesNumbers, bool changesRows) => limit.SelfAndDescendants().All(part => part switch
    {
        Literal or Symbol or Length or Unary or Conversion => true,
        Binary binary => binary.Operator is not (BinaryOperator.Divide or BinaryOperator.Remainder) || binary.Right is Literal,
        Reference { Variable: var variable } => variable != counter && !assigned.Contains(variable),
        Element { Type: { IsBuffer: true } or { Class: TypeClass.Integer } } element =>
            element.Owner() is { } owner && (owner.IsKept || !assigned.Contains(owner) && !(element.Type.IsBuffer ? changesRows : changesNumbers)),
        _ => false,
    });

    private static bool MayWrite(Statement statement) => statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).OfType<Call>()
        .Any(static call => call.Arguments.Where((argument, i) => argument.Type.IsBuffer && Buffers.MayWrite(call, i)).Any());

    private static BinaryOperator Mirror(BinaryOperator comparison) => comparison switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => comparison,
    };

    private static Expression Not(Expression condition) => new Unary(UnaryOperator.Not, condition, Model.ValueType.Boolean);
}
