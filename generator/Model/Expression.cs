namespace AutoBackprop.Generator.Model;

/// <summary>
/// An expression of the model: a tree without side effects, but for calls of unknown methods, which Lower puts into
/// statements of their own. Literals are kept as source text: a record with a <c>double</c> in it would find NaN
/// equal to itself and 0.0 the same as −0.0.
/// </summary>
/// <param name="Type">The type of its value.</param>
public abstract record Expression(ValueType Type);

/// <summary>A literal, as source text.</summary>
public sealed record Literal(string Text, ValueType Type) : Expression(Type)
{
    public static readonly Literal True = new("true", ValueType.Boolean);
    public static readonly Literal False = new("false", ValueType.Boolean);

    public static Literal Int(int value) => new(value.ToString(System.Globalization.CultureInfo.InvariantCulture), ValueType.Int32);

    /// <summary>A whole number as a real: written without suffix, which C# converts exactly where a real is expected.</summary>
    public static Literal Whole(int value, ValueType type) => new(value.ToString(System.Globalization.CultureInfo.InvariantCulture), type);

    /// <summary>The real 0 or 1 as an argument: with its type, by which overloads are told apart.</summary>
    public static Literal Argument(int value, ValueType type) => new(
        type.Class switch { TypeClass.Generic => type.Text + (value == 0 ? ".Zero" : ".One"), TypeClass.Single => value == 0 ? "0f" : "1f", _ => value == 0 ? "0.0" : "1.0" }, type);
}

/// <summary>Something outside the function that does not change while it runs, as written: a constant, a static readonly field.</summary>
public sealed record Symbol(string Text, ValueType Type) : Expression(Type)
{
    /// <summary>The number or the truth that it is, where the compiler knows it too; null where not.</summary>
    public string? Known { get; init; }
}

/// <summary>The value of a variable.</summary>
public sealed record Reference(Variable Variable) : Expression(Variable.Type);

public enum UnaryOperator { Plus, Negate, Not, Complement }

public sealed record Unary(UnaryOperator Operator, Expression Operand, ValueType Type) : Expression(Type);

public enum BinaryOperator
{
    Add, Subtract, Multiply, Divide, Remainder,
    LeftShift, RightShift, UnsignedRightShift, BitAnd, BitOr, BitXor,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,
    ConditionalAnd, ConditionalOr,
}

public sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right, ValueType Type) : Expression(Type);

/// <summary><c>condition ? whenTrue : whenFalse</c>.</summary>
public sealed record Conditional(Expression Condition, Expression WhenTrue, Expression WhenFalse, ValueType Type) : Expression(Type);

/// <summary>A conversion, of numbers or constants. An implicit one is not written, where what surrounds it brings it about.</summary>
public sealed record Conversion(Expression Operand, ValueType Type, bool IsImplicit) : Expression(Type)
{
    /// <summary>Whether it gives null where it fails: <c>operand as T</c>.</summary>
    public bool IsTried { get; init; }

    /// <summary>A value as the type of a parameter, where it is a buffer of another type.</summary>
    public static Expression OfBuffer(Expression value, ValueType type) =>
        value.Type.IsBuffer && type.IsBuffer && value.Type.Class != type.Class ? new Conversion(value, type, IsImplicit: false) : value;
}

/// <summary>A call.</summary>
public sealed record Call(Callee Callee, EquatableArray<Expression> Arguments, ValueType Type) : Expression(Type);

/// <summary>An element of a buffer, one index per dimension.</summary>
public sealed record Element(Expression Buffer, EquatableArray<Expression> Indices, ValueType Type) : Expression(Type)
{
    /// <summary>In a buffer of composites, the way from the element to the leaf: <c>.Position.X</c>.</summary>
    public string Path { get; init; } = "";
}

/// <summary>The length of a buffer, or of one of its dimensions.</summary>
public sealed record Length(Expression Buffer, int? Dimension, ValueType Type) : Expression(Type);

/// <summary>A part of a buffer that is no copy: what is written there is written in the buffer.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Count">How many elements it has.</param>
/// <param name="Type">Its type, a span.</param>
public sealed record Slice(Expression Buffer, Expression Start, Expression Count, ValueType Type) : Expression(Type);

/// <summary>A new buffer, all zero.</summary>
/// <param name="Sizes">Its length, one per dimension.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsOnStack">Whether it is allocated by <c>stackalloc</c>.</param>
public sealed record NewBuffer(EquatableArray<Expression> Sizes, ValueType Type, bool IsOnStack = false) : Expression(Type);

/// <summary>A list of elements, as an argument: <c>[2, n]</c>.</summary>
public sealed record Collection(EquatableArray<Expression> Items, ValueType Type) : Expression(Type);

/// <summary>An interpolated string: text, and before each value's text behind it its alignment and format.</summary>
public sealed record Interpolation(EquatableArray<string> Pieces, EquatableArray<Expression> Values, ValueType Type) : Expression(Type);

/// <summary>A value with one of its components replaced: <c>target with { Name = value }</c>, and <c>v.X = value</c> where it is assigned to its target.</summary>
public sealed record Update(Expression Target, string Name, Expression Value, ValueType Type) : Expression(Type);

/// <summary>A named member of a value: an element of a tuple, a component of a vector.</summary>
public sealed record Member(Expression Target, string Name, ValueType Type) : Expression(Type);
