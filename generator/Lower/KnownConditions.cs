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

    private static double? Number(Expression expression) => expression switch
    {
        Literal { Type: { IsReal: true } or { Class: TypeClass.Integer } } literal when literal.Text.All(static c => char.IsDigit(c) || c is '.' or '-')
            && double.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
        Conversion { IsImplicit: true, Type: { IsReal: true } or { Class: TypeClass.Integer } } conversion => Number(conversion.Operand),
        Unary { Operator: UnaryOperator.Negate } negated => -Number(negated.Operand),
        _ => null,
    };
}
