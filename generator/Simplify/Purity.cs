using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>What may be moved, repeated or dropped.</summary>
public static class Purity
{
    /// <summary>Whether evaluating an expression may do something besides giving a value: call unknown code, or throw.</summary>
    public static bool HasEffect(Expression expression) => expression.SelfAndDescendants().Any(IsEffect);

    /// <summary>Whether an expression may do something besides giving a value, but for what its parts do.</summary>
    public static bool IsEffect(Expression part) => part switch
    {
        Call { Callee: RuleCallee callee } => MayThrow(callee),
        Call => true,
        Member { Target.Type.IsVector: true } => false,
        Member { Target.Type.IsComposite: true } => false,
        Element or Slice or Member or NewBuffer => true,
        Binary { Operator: BinaryOperator.Divide or BinaryOperator.Remainder, Type.IsQuantity: false, Right: not Literal } => true,
        _ => false,
    };

    /// <summary>Whether an expression calls something of which more than a rule is known.</summary>
    public static bool Calls(Expression expression) => expression.SelfAndDescendants().Any(static part => part is Call { Callee: not RuleCallee } or NewBuffer or Member { Target.Type: { IsVector: false, IsComposite: false } });

    /// <summary>Whether an unused value may be dropped. A differentiable function may: where it throws, its backward does.</summary>
    public static bool CanDrop(Expression expression) => expression.SelfAndDescendants().All(static part => part switch
    {
        Call { Callee: OpaqueCallee or WorkspaceCallee or LayerCallee or GradientCallee } => false,
        Call { Callee: RuleCallee callee } => !MayThrow(callee),
        Call { Callee: DifferentiableCallee callee } => callee.Pass == SplitPass.None && !callee.Parameters.Any(static parameter => parameter.Type.IsAddedTo),
        Member { Target.Type.IsVector: true } => true,
        // Another part of the same element is read beside it.
        Element { Path.Length: > 0 } => true,
        Member { Target.Type.IsComposite: true } => true,
        Element or Slice or Member or NewBuffer => false,
        Binary { Operator: BinaryOperator.Divide or BinaryOperator.Remainder, Type.IsQuantity: false, Right: not Literal } => false,
        _ => true,
    });

    /// <summary>The functions with a rule that throw: on limits in the wrong order, NaN, a wrong number of digits.</summary>
    private static bool MayThrow(RuleCallee callee) => callee.Name is "Math.Clamp" or "double.ClampNative" or "Math.Sign" or "Math.Round";

    /// <summary>How large an expression is, in nodes.</summary>
    public static int Size(Expression expression) => expression.SelfAndDescendants().Count();
}
