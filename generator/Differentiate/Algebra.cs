using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Builds arithmetic without the parts that say nothing: no factor 1, no term 0, signs moved outwards, a product with a
/// reciprocal as a quotient. What is left means the same for every value, NaN and infinity included.
/// </summary>
public static class Algebra
{
    public static Expression Multiply(Expression left, Expression right) => (left, right) switch
    {
        (Literal { Text: "1" }, _) => right,
        (_, Literal { Text: "1" }) => left,
        (Unary { Operator: UnaryOperator.Negate } l, Unary { Operator: UnaryOperator.Negate } r) => Multiply(l.Operand, r.Operand),
        (Unary { Operator: UnaryOperator.Negate } l, _) => Negate(Multiply(l.Operand, right)),
        (_, Unary { Operator: UnaryOperator.Negate } r) => Negate(Multiply(left, r.Operand)),
        (Literal { Text: "-1" }, _) => Negate(right),
        (_, Literal { Text: "-1" }) => Negate(left),
        (_, Binary { Operator: BinaryOperator.Divide } quotient) => Divide(Multiply(left, quotient.Left), quotient.Right),
        (not Literal, Literal) => new Binary(BinaryOperator.Multiply, right, left, left.Type),
        (_, Binary { Operator: BinaryOperator.Multiply } product) => Multiply(Multiply(left, product.Left), product.Right),
        _ => new Binary(BinaryOperator.Multiply, left, right, left.Type),
    };

    public static Expression Divide(Expression left, Expression right) => (left, right) switch
    {
        (_, Literal { Text: "1" }) => left,
        (Unary { Operator: UnaryOperator.Negate } l, _) => Negate(Divide(l.Operand, right)),
        _ => new Binary(BinaryOperator.Divide, left, right, left.Type),
    };

    public static Expression Add(Expression left, Expression right) => (left, right) switch
    {
        (_, Unary { Operator: UnaryOperator.Negate } r) => new Binary(BinaryOperator.Subtract, left, r.Operand, left.Type),
        (Unary { Operator: UnaryOperator.Negate } l, _) => new Binary(BinaryOperator.Subtract, right, l.Operand, left.Type),
        _ when left == right => Multiply(Literal.Whole(2, left.Type), left),
        _ => new Binary(BinaryOperator.Add, left, right, left.Type),
    };

    /// <summary>Moves a sign to the first factor, where a reader expects it.</summary>
    public static Expression LeadingSign(Expression expression) => expression is Unary { Operator: UnaryOperator.Negate, Operand: Binary { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } product }
        ? product with { Left = LeadingSign(Negate(product.Left)) }
        : expression;

    public static Expression Negate(Expression operand) => operand switch
    {
        Unary { Operator: UnaryOperator.Negate } unary => unary.Operand,
        Literal { Text: "1" } => Literal.Whole(-1, operand.Type),
        _ => new Unary(UnaryOperator.Negate, operand, operand.Type),
    };
}
