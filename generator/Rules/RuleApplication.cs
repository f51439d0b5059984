using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>A rule and the operands that an expression applies it to.</summary>
public readonly record struct RuleApplication(Rule Rule, EquatableArray<Expression> Operands)
{
    /// <summary>The rule of an operator or of a call of a function with a rule; null for any other expression.</summary>
    public static RuleApplication? Of(Expression expression) => expression switch
    {
        Unary unary when unary.Type.IsReal && Symbol(unary.Operator) is { } symbol => Find(symbol, unary.Operand),
        Binary binary when binary.Type.IsReal && Symbol(binary.Operator) is { } symbol => Find(symbol, binary.Left, binary.Right),
        Call { Callee: RuleCallee callee } call when RuleTable.Find(callee.Name, call.Arguments.Count) is { } rule => new RuleApplication(rule, call.Arguments),
        _ => null,
    };

    private static RuleApplication? Find(string symbol, params Expression[] operands) =>
        RuleTable.Find(symbol, operands.Length) is { } rule ? new RuleApplication(rule, EquatableArray.Of(operands)) : null;

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
