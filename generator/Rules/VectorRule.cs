using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>
/// The derivative of a function of vectors, as its vector–Jacobian product: for each parameter a template of the gradient
/// that <c>dy</c>, the gradient of the result, gives it.
/// </summary>
/// <param name="Key">What it is found by: <c>Vector3.Dot(Vector3,Vector3)</c>, <c>*(Vector3,float)</c>.</param>
/// <param name="Parameters">The placeholders of its operands, with their types.</param>
/// <param name="Upstream">The placeholder of the result's gradient, of the result's type.</param>
/// <param name="Result">The placeholder of the result.</param>
/// <param name="Pullbacks">One template for each parameter; null where the derivative is zero everywhere.</param>
/// <param name="PullbacksAlone">The templates for a parameter that is the only one that varies.</param>
/// <param name="Where">What the templates share, in the order of definition.</param>
public sealed record VectorRule(
    string Key,
    EquatableArray<Variable> Parameters,
    Variable Upstream,
    Variable Result,
    EquatableArray<Expression?> Pullbacks,
    EquatableArray<Expression?> PullbacksAlone,
    EquatableArray<RuleDefinition> Where)
{
    /// <summary>The template for one operand, given whether it is the only one that varies.</summary>
    public Expression? Pullback(int index, bool isAlone) => isAlone ? PullbacksAlone[index] : Pullbacks[index];

    /// <summary>The real type that its numbers have.</summary>
    public Model.ValueType Real => Parameters.Select(static parameter => parameter.Type).Append(Result.Type).Any(static type => type.VectorName == "Complex")
        ? Model.ValueType.Double
        : Model.ValueType.Single;
}
