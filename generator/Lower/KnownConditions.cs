using System.Globalization;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>Decides conditions of literals, which arguments of callees read in place may leave: C# warns of the arm that is never reached.</summary>
public static class KnownConditions
{
    /// <summary>What a condition is, if it is known.</summary>
    public static bool? Decide(Expression condition) => condition switch
    {
        Literal { Text: "true" } => true,
        Literal { Text: "false" } => false,
        Symbol { Known: "true" } => true,
        Symbol { Known: "false" } => false,
        Unary { Operator: UnaryOperator.Not, Operand: var operand } => !Decide(operand),
        Binary { Operator: BinaryOperator.ConditionalAnd } both => Decide(both.Left) == false ? false : Decide(both.Left) == true ? Decide(both.Right) : null,
        Binary { Operator: BinaryOperator.ConditionalOr } either => Decide(either.Left) == true ? true : Decide(either.Left) == false ? Decide(either.Right) : null,
        Binary comparison when Number(comparison.Left) is { } left && Number(comparison.Right) is { } right => comparison.Operator switch
        {
            BinaryOperator.Equal => left == right,
            BinaryOperator.NotEqual => left != right,
            BinaryOperator.Less => left < right,
            BinaryOperator.LessOrEqual => left <= right,
            BinaryOperator.Greater => left > right,
            BinaryOperator.GreaterOrEqual => left >= right,
            _ => null,
        },
        _ => null,
    };

    /// <summary>A condition without the parts of it that are known.</summary>
    public static Expression Rest(Expression condition) => condition switch
    {
        Binary { Operator: BinaryOperator.ConditionalAnd } both when Decide(both.Left) == true => Rest(both.Right),
        Binary { Operator: BinaryOperator.ConditionalAnd } both when Decide(both.Right) == true => Rest(both.Left),
        Binary { Operator: BinaryOperator.ConditionalOr } either when Decide(either.Left) == false => Rest(either.Right),
        Binary { Operator: BinaryOperator.ConditionalOr } either when Decide(either.Right) == false => Rest(either.Left),
        Binary { Operator: BinaryOperator.ConditionalAnd or BinaryOperator.ConditionalOr } whole => whole with { Left = Rest(whole.Left), Right = Rest(whole.Right) },
        Unary { Operator: UnaryOperator.Not } negated => negated with { Operand = Rest(negated.Operand) },
        _ => condition,
    };

    private static double? Number(Expression expression) => expression switch
    {
        Literal { Type: { IsReal: true } or { Class: TypeClass.Integer } } literal => Parse(literal.Text.TrimEnd(Suffixes), literal.Type),
        Symbol { Known: { } known } symbol => Parse(known, symbol.Type),
        Conversion conversion => As(conversion.Type, Number(conversion.Operand)),
        Unary { Operator: UnaryOperator.Negate } negated => -Number(negated.Operand),
        Conditional choice => Decide(choice.Condition) switch { true => Number(choice.WhenTrue), false => Number(choice.WhenFalse), _ => null },
        Binary operation when Number(operation.Left) is { } left && Number(operation.Right) is { } right => As(operation.Type, operation.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide when operation.Type.IsReal || right != 0 => left / right,
            BinaryOperator.Remainder when operation.Type.IsReal || right != 0 => left % right,
            var other => operation.Type == Model.ValueType.Int32 && operation.Left.Type == Model.ValueType.Int32 ? OfBits(other, left, right) : null,
        }),
        _ => null,
    };

    /// <summary>Of whole numbers, bit by bit; null for any other operation, and where it would not fit.</summary>
    private static double? OfBits(BinaryOperator operation, double left, double right) => left is < int.MinValue or > int.MaxValue || right is < int.MinValue or > int.MaxValue ? null : operation switch
    {
        BinaryOperator.BitAnd => (int)left & (int)right,
        BinaryOperator.BitOr => (int)left | (int)right,
        BinaryOperator.BitXor => (int)left ^ (int)right,
        BinaryOperator.LeftShift => (int)left << (int)right,
        BinaryOperator.RightShift => (int)left >> (int)right,
        _ => null,
    };

    /// <summary>A number in the type in which C# computes it; null where it would not fit.</summary>
    private static double? As(Model.ValueType type, double? number) => type.Class switch
    {
        TypeClass.Double => number,
        TypeClass.Single => (float?)number,
        TypeClass.Integer when type.Text == "int" && number is > int.MinValue and < int.MaxValue => Math.Truncate(number.Value),
        TypeClass.Integer when number is { } whole && Math.Truncate(whole) == whole && whole is >= 0 and < sbyte.MaxValue => whole,
        _ => null,
    };

    private static readonly char[] Suffixes = ['f', 'F', 'd', 'D', 'l', 'L', 'u', 'U', 'm', 'M'];

    private static double? Parse(string text, Model.ValueType type) => text.Length <= 24 && (type.Class != TypeClass.Integer || text.Length <= 15) && text.All(static c => char.IsDigit(c) || c is '.' or '-' or '+' or 'e' or 'E') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        ? type.Class == TypeClass.Single ? (float)value : value
        : null;
}
