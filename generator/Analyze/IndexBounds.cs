using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>How far whole numbers are from a loop's counter, from a variable that stays the same, or from zero, as far as their definitions and the loops around them tell.</summary>
public sealed class IndexBounds
{
    /// <summary>Through how many definitions, limits and operands a bound is followed.</summary>
    private const int MostSteps = 200;

    /// <summary>Larger numbers are not compared: their sum with a counter might wrap around.</summary>
    private const int Largest = 1 << 20;

    private readonly IReadOnlyDictionary<Statement, SettledElements.Place> places;
    private readonly Dictionary<Variable, List<Statement>> assignments = [];
    private int steps;

    /// <param name="places">The statements.</param>
    public IndexBounds(IReadOnlyDictionary<Statement, SettledElements.Place> places)
    {
        this.places = places;
        foreach (Statement statement in places.Keys)
        {
            foreach (Variable variable in statement.Assigned())
            {
                if (!assignments.TryGetValue(variable, out List<Statement>? all))
                    assignments[variable] = all = [];
                all.Add(statement);
            }
        }
        // What a parameter is given by the caller is not among them.
        foreach (Variable parameter in assignments.Keys.Where(static variable => variable.Kind == VariableKind.Parameter).ToArray())
            assignments[parameter] = [];
    }

    /// <summary>Whether a variable has one value from where it is set to the end.</summary>
    public bool IsConstant(Variable variable) => !assignments.TryGetValue(variable, out List<Statement>? all) || all is [Assign only] && places[only].Loops.Length == 0;

    /// <summary>What an index is more than a variable, at least; null where that is not known.</summary>
    /// <param name="index">The index.</param>
    /// <param name="origin">The variable; null for zero.</param>
    /// <param name="at">Where it is evaluated.</param>
    public long? Least(Expression index, Variable? origin, SettledElements.Place at) => Follow(index, origin, isUpper: false, at);

    /// <summary>What an index is more than a variable, at most; null where that is not known.</summary>
    /// <param name="index">The index.</param>
    /// <param name="origin">The variable; null for zero.</param>
    /// <param name="at">Where it is evaluated.</param>
    public long? Most(Expression index, Variable? origin, SettledElements.Place at) => Follow(index, origin, isUpper: true, at);

    /// <summary>An index <c>row * columns + column</c> of a list that is a table, if the column is surely one: then no other row and column have the same index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="at">Where it is evaluated.</param>
    public (Expression Row, Expression Column, Expression Columns)? Split(Expression index, SettledElements.Place at)
    {
        while (index is Reference { Variable: var variable } && Definition(variable, at) is { } definition)
            (index, at) = (definition.Value, places[definition]);
        if (Product(index) is not { } found)
            return null;
        (Binary product, Expression column) = found;
        (Expression row, Expression columns) = IsSize(product.Right) ? (product.Left, product.Right) : (product.Right, product.Left);
        bool isColumn = Least(column, null, at) >= 0 && (columns is Reference { Variable: var size } ? Most(column, size, at) < 0 : Most(column, null, at) < Number((Literal)columns));
        return isColumn ? (row, column, columns) : null;

        bool IsSize(Expression factor) => factor is Reference { Variable: var variable } && IsConstant(variable) || factor is Literal;

        (Binary Product, Expression Other)? Product(Expression sum) => sum switch
        {
            Binary { Operator: BinaryOperator.Multiply } product when IsSize(product.Left) || IsSize(product.Right) => (product, Literal.Int(0)),
            Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } whole when Product(whole.Left) is { } left => (left.Product, whole with { Left = left.Other }),
            Binary { Operator: BinaryOperator.Add } whole when Product(whole.Right) is { } right => (right.Product, whole with { Right = right.Other }),
            _ => null,
        };
    }

    private long? Follow(Expression index, Variable? origin, bool isUpper, SettledElements.Place at)
    {
        steps = 0;
        return Bound(index, origin, isUpper, at);
    }

    private long? Bound(Expression index, Variable? origin, bool isUpper, SettledElements.Place at)
    {
        if (index.Type != Model.ValueType.Int32 || ++steps > MostSteps)
            return null;
        switch (index)
        {
            case Literal literal:
                return origin is null ? Number(literal) : null;
            case Reference { Variable: var variable } when variable == origin:
                return 0;
            case Reference { Variable: var variable } when at.Loops.OfType<For>().FirstOrDefault(loop => loop.Counter == variable) is { } loop:
                bool isStart = loop.Step > 0 != isUpper;
                long inside = isStart || loop.Comparison is BinaryOperator.LessOrEqual or BinaryOperator.GreaterOrEqual ? 0 : isUpper ? -1 : 1;
                return Bound(isStart ? loop.Start : loop.Limit, origin, isUpper, places[loop]) + inside;
            case Reference { Variable: var variable } when Definition(variable, at) is { } definition:
                return Bound(definition.Value, origin, isUpper, places[definition]);
            case Reference { Variable: var variable }:
                return OfAll(variable, origin, isUpper, at);
            case Length:
                return origin is null && !isUpper ? 0 : null;
            case Binary { Operator: BinaryOperator.Add } sum:
                return Bound(sum.Left, origin, isUpper, at) + Bound(sum.Right, null, isUpper, at)
                    ?? Bound(sum.Left, null, isUpper, at) + Bound(sum.Right, origin, isUpper, at);
            case Binary { Operator: BinaryOperator.Subtract } difference:
                return Bound(difference.Left, origin, isUpper, at) - Bound(difference.Right, null, !isUpper, at);
            default:
                return null;
        }
    }

    /// <summary>Where a variable is set, if that is the one place, and it has its value of the same iterations where it is used.</summary>
    private Assign? Definition(Variable variable, SettledElements.Place use) =>
        assignments.TryGetValue(variable, out List<Statement>? all) && all is [Assign only] && places[only] is var place && place.Order < use.Order
        && place.Loops.Length <= use.Loops.Length && place.Loops.Zip(use.Loops, static (a, b) => ReferenceEquals(a, b)).All(static isSame => isSame) ? only : null;

    /// <summary>The bound of all values that a variable is given, as that of the row that a search has found: some directly, some as another variable's.</summary>
    private long? OfAll(Variable variable, Variable? origin, bool isUpper, SettledElements.Place use)
    {
        HashSet<Variable> seen = [variable];
        var left = new Queue<Variable>(seen);
        long? bound = null;
        if (IsSetBefore(variable, use))
            return null;
        while (left.Count > 0)
        {
            foreach (Statement statement in assignments[left.Dequeue()])
            {
                SettledElements.Place place = places[statement];
                // Relative to a counter only what is set in the same iteration: what a loop carries around is set before it too.
                if (statement is not Assign { Value: var value } || origin is not null && !IsConstant(origin) && !place.Loops.OfType<For>().Any(loop => loop.Counter == origin))
                    return null;
                if (value is Reference { Variable: var source } && source != origin && assignments.TryGetValue(source, out List<Statement>? others) && others.Count > 1)
                {
                    if (IsSetBefore(source, place))
                        return null;
                    if (seen.Add(source))
                        left.Enqueue(source);
                    continue;
                }
                if (Bound(value, origin, isUpper, place) is not { } one)
                    return null;
                bound = bound is null ? one : isUpper ? Math.Max(bound.Value, one) : Math.Min(bound.Value, one);
            }
        }
        return bound;

        // What is used before it is set was set before all that is looked at.
        bool IsSetBefore(Variable used, SettledElements.Place there) => !assignments.TryGetValue(used, out List<Statement>? all) || all.Count == 0 || places[all[0]].Order > there.Order;
    }

    private static int? Number(Literal literal) => int.TryParse(literal.Text, out int number) && Math.Abs((long)number) <= Largest ? number : null;
}
