using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>A rule and the operands that an expression applies it to.</summary>
public readonly record struct RuleApplication(Rule Rule, EquatableArray<Expression> Operands)
{
    /// <summary>The rule of an operator or of a call of a function with a rule; null for any other expression.</summary>
    public static RuleApplication? Of(Expression expression) => expression switch
    {
        Unary unary when unary.Type.IsReal && Symbol(unary.Operator) is { } symbol => Find(symbol, unary.Operand),
        Binary { Operator: BinaryOperator.Divide, Type.IsReal: true } inverse when IsOne(inverse.Left) => Find(RuleNames.Inverse, inverse.Right),
        Binary binary when binary.Type.IsReal && Symbol(binary.Operator) is { } symbol => Find(symbol, binary.Left, binary.Right),
        Call { Callee: RuleCallee callee } call when RuleTable.Find(callee.Name, call.Arguments.Count) is { } rule => new RuleApplication(rule, call.Arguments),
        _ => null,
    };

    private static RuleApplication? Find(string symbol, params Expression[] operands) =>
        RuleTable.Find(symbol, operands.Length) is { } rule ? new RuleApplication(rule, EquatableArray.Of(operands)) : null;

    private static bool IsOne(Expression expression) => expression switch
    {
        Literal { Text: "1" or "1.0" or "1d" or "1f" or "1.0f" or "1D" or "1F" } => true,
        Conversion { IsImplicit: true } conversion => IsOne(conversion.Operand),
        _ => false,
    };

    private static string? Symbol(UnaryOperator symbol) => symbol switch
    {
        UnaryOperator.Plus => "+",
        UnaryOperator.Negate => "-",
        _ => null,
    };

    /// <summary>How the tables name an operator; null where they do not know it.</summary>
    public static string? Symbol(BinaryOperator symbol) => symbol switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Remainder => "%",
        _ => null,
    };
}
