using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>
/// The derivative of one function or operator: for each parameter a template of ∂y/∂parameter in the
/// <see cref="RulePlaceholders"/>. Templates are typed <c>double</c>; for <c>float</c> whoever puts the operands in retypes
/// them, with <see cref="RuleNames.InSingle"/> for the names.
/// </summary>
/// <param name="Name">
/// Its name: <c>Math.Tanh</c>, or the operator's symbol, where the arity tells <c>a - b</c> from <c>-a</c>.
/// </param>
/// <param name="Primal">The function itself, in terms of the parameters.</param>
/// <param name="Partials">One template for each parameter; null where the derivative is zero everywhere.</param>
/// <param name="PartialsAlone">
/// The templates for a parameter that is the only one that varies: a kink between two varying operands is shared, one
/// between a varying operand and a constant is not. The same as <paramref name="Partials"/> for most rules.
/// </param>
/// <param name="Where">What the templates share, in the order of definition.</param>
public sealed record Rule(
    string Name,
    Expression Primal,
    EquatableArray<Expression?> Partials,
    EquatableArray<Expression?> PartialsAlone,
    EquatableArray<RuleDefinition> Where)
{
    /// <summary>The number of operands.</summary>
    public int Arity => Partials.Count;

    /// <summary>Whether the derivative is zero in every operand, as that of a step function is.</summary>
    public bool IsConstant => Partials.All(partial => partial is null);

    /// <summary>The template for one operand, given whether it is the only one that varies.</summary>
    public Expression? Partial(int index, bool isAlone) => isAlone ? PartialsAlone[index] : Partials[index];
}
