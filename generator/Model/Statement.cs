namespace AutoBackprop.Generator.Model;

/// <summary>A statement of the model.</summary>
public abstract record Statement
{
    /// <summary>The user's statement that this one comes from, as written, without its declaration and semicolon.</summary>
    public string? Origin { get; init; }
}

/// <summary>Gives a variable or an element a value. A variable's first assignment declares it.</summary>
public sealed record Assign(Expression Target, Expression Value) : Statement;

/// <summary>Takes a tuple apart; a null target is discarded.</summary>
public sealed record Deconstruction(EquatableArray<Variable?> Targets, Expression Value) : Statement;

/// <summary>Lets two rows of a jagged array change places: the rows themselves, not their elements.</summary>
public sealed record Swap(Element Left, Element Right) : Statement;

/// <summary>Evaluates an expression for its effect.</summary>
public sealed record Evaluate(Expression Expression) : Statement;

/// <summary>Branches.</summary>
/// <param name="IsExpression">Whether it was a conditional expression, and is written as one again where its arms allow it.</param>
public sealed record If(Expression Condition, Block Then, Block Else, bool IsExpression = false) : Statement;

/// <summary>Statements that <see cref="Exit"/> can leave.</summary>
public sealed record Region(int Label, Block Body) : Statement;

/// <summary>Leaves the region with this label: what return, break and continue are.</summary>
public sealed record Exit(int Label) : Statement;

/// <summary>A list of statements.</summary>
public sealed record Block(EquatableArray<Statement> Statements)
{
    public static readonly Block Empty = new(EquatableArray<Statement>.Empty);

    public static Block Of(params Statement[] statements) => new(EquatableArray.Of(statements));

    public static Block Of(IEnumerable<Statement> statements) => new(statements.ToEquatableArray());

    /// <summary>The block of these statements: itself where they are its own, so that a pass that changes nothing hands on what it was given.</summary>
    public Block With(IEnumerable<Statement> statements)
    {
        Block other = Of(statements);
        for (int i = 0; i < Statements.Count; i++)
        {
            if (i >= other.Statements.Count || !ReferenceEquals(Statements[i], other.Statements[i]))
                return other;
        }
        return other.Statements.Count == Statements.Count ? this : other;
    }

    public bool IsEmpty => Statements.Count == 0;
}

/// <summary>A heading between the parts of a generated method.</summary>
public sealed record Heading(string Text) : Statement;

/// <summary>The end of a generated method: what it returns, one value or several as a tuple.</summary>
public sealed record Return(EquatableArray<Expression> Values) : Statement;
