using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Differentiate;

/// <content>Vectors: statements that apply a rule of them, and their components.</content>
public sealed partial class ReverseSweep
{
    private void ReverseVectorRule(VectorRuleApplication application, Variable target, Reference upstream, string? origin, Adjoints adjoints)
    {
        (VectorRule rule, EquatableArray<Expression> operands) = application;
        var bindings = new Dictionary<Variable, Expression> { [rule.Result] = new Reference(target), [rule.Upstream] = upstream };
        for (int i = 0; i < operands.Count; i++)
            bindings[rule.Parameters[i]] = operands[i];
        foreach (RuleDefinition definition in rule.Where)
        {
            Expression value = partials.Instantiate(definition.Value, rule, bindings);
            Variable auxiliary = variables.Temporary(TemporaryName.Of(value), value.Type);
            output.Add(new Assign(new Reference(auxiliary), value) { Origin = origin });
            bindings[definition.Variable] = new Reference(auxiliary);
        }
        int[] varying = [.. Enumerable.Range(0, operands.Count).Where(i => rule.Pullbacks[i] is not null && activity.IsVaried(operands[i]))];
        // One contribution for each operand: Dot(a, a) gives both of its terms at once.
        var terms = new List<(Expression Operand, Expression Term)>();
        foreach (int i in varying)
        {
            Expression term = partials.Instantiate(rule.Pullback(i, varying.Length == 1)!, rule, bindings);
            int known = terms.FindIndex(pair => pair.Operand == operands[i]);
            if (known < 0)
                terms.Add((operands[i], term));
            else
                terms[known] = (operands[i], terms[known].Term == term && Algebra.Twice(term) is { } twice ? twice : Algebra.Add(terms[known].Term, term));
        }
        // The gradient of an overwritten version comes last: it may take the place of the one that it comes from.
        foreach ((Expression operand, Expression term) in terms.OrderBy(pair => Inner(pair.Operand).Family == target.Family ? 1 : 0))
            Contribute(operand, term, origin, adjoints);
    }

    /// <summary>Adds a term to one component of a gradient.</summary>
    private void ContributeToComponent(Member component, Expression term, string? origin, Adjoints adjoints)
    {
        switch (component.Target)
        {
            case Reference { Variable: var variable }:
                var adjoint = new Reference(adjoints.Name(variable));
                Expression whole = adjoints.IsPresent(variable) ? adjoint : Literal.Whole(0, variable.Type);
                Expression part = adjoints.IsPresent(variable) ? Algebra.Add(component with { Target = adjoint }, term) : Algebra.LeadingSign(term);
                output.Add(new Assign(adjoint, new Update(whole, component.Name, part, variable.Type)) { Origin = origin });
                adjoints.MarkPresent(variable);
                break;
            case Element element:
                Element gradient = GradientOf(element, adjoints);
                output.Add(new Assign(gradient, new Update(gradient, component.Name, Algebra.Add(component with { Target = gradient }, term), element.Type)) { Origin = origin });
                break;
            default:
                throw new InvalidOperationException($"The reverse sweep does not know a component of {component.Target.GetType().Name}.");
        }
    }

    /// <summary>A component of an element that is overwritten, or added to.</summary>
    private void ReverseComponentStore(Update update, Element gradient, string? origin, Adjoints adjoints)
    {
        var part = new Member(gradient, update.Name, update.Value.Type);
        if (update.Value is Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum && sum.Left == new Member(update.Target, update.Name, update.Value.Type))
        {
            if (activity.IsVaried(sum.Right))
                Contribute(sum.Right, sum.Operator == BinaryOperator.Add ? part : Algebra.Negate(part), origin, adjoints);
            return;
        }
        if (activity.IsVaried(update.Value))
            Contribute(update.Value, part, origin, adjoints);
        output.Add(new Assign(gradient, new Update(gradient, update.Name, Literal.Whole(0, update.Value.Type), update.Type)) { Origin = origin });
    }

    /// <summary>A component that is overwritten takes its gradient; what was there before has none.</summary>
    private void ReverseUpdate(Update update, Reference upstream, string? origin, Adjoints adjoints)
    {
        if (activity.IsVaried(update.Value))
            Contribute(update.Value, new Member(upstream, update.Name, update.Value.Type), origin, adjoints);
        if (activity.IsVaried(update.Target))
            Contribute(update.Target, new Update(upstream, update.Name, Literal.Whole(0, update.Value.Type), update.Type), origin, adjoints);
    }
}
