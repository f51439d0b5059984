using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>An auxiliary that a rule's partials share: <c>u = a * a + b * b</c>.</summary>
/// <param name="Variable"><see cref="RulePlaceholders.U"/> or <see cref="RulePlaceholders.V"/>.</param>
/// <param name="Value">Its value, in terms of the parameters, the result and the auxiliaries before it.</param>
public sealed record RuleDefinition(Variable Variable, Expression Value);
