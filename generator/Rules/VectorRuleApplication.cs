using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>A rule of vectors and the operands that an expression applies it to.</summary>
public readonly record struct VectorRuleApplication(VectorRule Rule, EquatableArray<Expression> Operands)
{
    /// <summary>The rule of an operator, a call or a property of a vector; null for any other expression.</summary>
    public static VectorRuleApplication? Of(Expression expression) => expression switch
    {
        Unary { Type.IsVector: true } unary => Find(unary.Operator == UnaryOperator.Negate ? "-" : "+", unary.Operand),
        Binary { Type.IsVector: true } binary => Find(RuleApplication.Symbol(binary.Operator), binary.Left, binary.Right),
        Call { Callee: RuleCallee callee } call when VectorRuleTable.Find(callee.Name) is { } rule => new VectorRuleApplication(rule, call.Arguments),
        Member { Target.Type.VectorName: { } vector } member when VectorTypes.Component(vector, member.Name) is null => Find(vector + "." + member.Name, member.Target),
        _ => null,
    };

    private static VectorRuleApplication? Find(string? name, params Expression[] operands) =>
        name is not null && VectorRuleTable.Find(VectorRuleTable.Key(name, operands.Select(static operand => operand.Type))) is { } rule ? new VectorRuleApplication(rule, EquatableArray.Of(operands)) : null;
}
