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
        (Literal number, Binary { Operator: BinaryOperator.Multiply, Left: Literal other } product) when Fold(number, other, static (a, b) => a * b) is { } folded => Multiply(folded, product.Right),
        (not Literal, Literal) => Multiply(right, left),
        (Literal number, Literal other) when Fold(number, other, static (a, b) => a * b) is { } folded => folded,
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
        (Literal a, Literal b) when Fold(a, b, static (x, y) => x + y) is { } folded => folded,
        _ when left == right && left.Type.IsReal => Multiply(Literal.Whole(2, left.Type), left),
        _ => new Binary(BinaryOperator.Add, left, right, left.Type),
    };

    /// <summary>Twice a vector; null where it is not one that a number on its left scales.</summary>
    public static Expression? Twice(Expression vector) => vector switch
    {
        { Type.VectorName: not ("Vector2" or "Vector3" or "Vector4" or "Complex") } => null,
        Binary { Operator: BinaryOperator.Multiply, Left.Type.IsReal: true } product => product with { Left = Multiply(Literal.Whole(2, product.Left.Type), product.Left) },
        _ => new Binary(BinaryOperator.Multiply, Literal.Whole(2, vector.Type.Element!), vector, vector.Type),
    };

    /// <summary>An operation on vectors, its sign moved outwards: what commutes with numbers need not with vectors.</summary>
    public static Expression Of(Binary operation) => operation.Operator is not (BinaryOperator.Multiply or BinaryOperator.Divide)
        ? operation
        : (operation.Left, operation.Right) switch
        {
            (Unary { Operator: UnaryOperator.Negate } left, _) => Negate(Of(operation with { Left = left.Operand })),
            (_, Unary { Operator: UnaryOperator.Negate, Operand: not Literal } right) => Negate(Of(operation with { Right = right.Operand })),
            _ => operation,
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

    /// <summary>Computes with small whole numbers and halves, which are exact; null where they are not that.</summary>
    private static Literal? Fold(Literal left, Literal right, Func<double, double, double> compute)
    {
        if (!left.Type.IsReal || Value(left) is not { } a || Value(right) is not { } b)
            return null;
        double result = compute(a, b);
        string text = result.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        return Math.Abs(result) > 1e6 || 2 * result != Math.Floor(2 * result) ? null : new Literal(result == Math.Floor(result) || left.Type.Class != TypeClass.Single ? text : text + "f", left.Type);
    }

    private static double? Value(Literal literal) => double.TryParse(literal.Text.TrimEnd('f'), System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out double value)
        && Math.Abs(value) <= 1e6 && 2 * value == Math.Floor(2 * value) ? value : null;
}
