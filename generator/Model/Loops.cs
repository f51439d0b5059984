namespace AutoBackprop.Generator.Model;

/// <summary>A loop as it was read: any <c>for</c>, <c>while</c>, <c>do</c> or <c>foreach</c>. Lower makes of it a <see cref="For"/> or a <see cref="While"/>.</summary>
/// <param name="Initial">What is done once, before.</param>
/// <param name="Condition">Whether to go on; pure.</param>
/// <param name="Step">What is done after each iteration, on <c>continue</c> too.</param>
/// <param name="Body">The body.</param>
/// <param name="TestsFirst">Whether the condition is tested before the first iteration.</param>
/// <param name="BreakLabel">The label that <c>break</c> exits to.</param>
/// <param name="ContinueLabel">The label that <c>continue</c> exits to.</param>
public sealed record RawLoop(
    Block Initial, Expression Condition, Block Step, Block Body, bool TestsFirst, int BreakLabel, int ContinueLabel) : Statement
{
    /// <summary>The variables that are not known outside it: one of them may count it.</summary>
    public EquatableArray<Variable> Locals { get; init; }
}

/// <summary>
/// A counted loop: the counter starts at <paramref name="Start"/> and moves by <paramref name="Step"/> while it compares
/// with <paramref name="Limit"/>; nothing in the body writes the counter or changes start, limit or step.
/// </summary>
/// <param name="Counter">The counter, unknown outside the loop.</param>
/// <param name="Start">Its first value.</param>
/// <param name="Comparison">Less or less-or-equal for a positive step, greater or greater-or-equal for a negative one.</param>
/// <param name="Limit">What it is compared with.</param>
/// <param name="Step">What it moves by; not 0.</param>
/// <param name="Stop">A flag that ends the loop early once it is set, or null.</param>
/// <param name="Body">The body.</param>
public sealed record For(Variable Counter, Expression Start, BinaryOperator Comparison, Expression Limit, int Step, Expression? Stop, Block Body) : Statement
{
    /// <summary>What the loop carries around: versions that are set before it and, at the end of the body, by copies.</summary>
    public EquatableArray<Variable> Heads { get; init; }

    /// <summary>Whether it runs at all.</summary>
    public Binary Runs => this switch
    {
        { Comparison: BinaryOperator.GreaterOrEqual, Start: Binary { Operator: BinaryOperator.Subtract, Left: var end, Right: Literal { Text: "1" } } } => new Binary(BinaryOperator.Greater, end, Limit, ValueType.Boolean),
        { Comparison: BinaryOperator.Less } => new Binary(BinaryOperator.Greater, Limit, Start, ValueType.Boolean),
        _ => new Binary(Comparison, Start, Limit, ValueType.Boolean),
    };
}

/// <summary>Any other loop.</summary>
public sealed record While(Expression Condition, Block Body, bool TestsFirst) : Statement
{
    /// <summary>What the loop carries around: versions that are set before it and, at the end of the body, by copies.</summary>
    public EquatableArray<Variable> Heads { get; init; }
}

/// <summary>Throws; control does not go on.</summary>
public sealed record Throw(Expression Exception) : Statement;
