using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Differentiate;

/// <content>Statements that apply a rule.</content>
public sealed partial class ReverseSweep
{
    private IEnumerable<Statement> ReverseRule(RuleApplication application, Model.ValueType type, Variable target, Expression upstream, string? origin, Adjoints adjoints)
    {
        Rule rule = application.Rule;
        var companions = new List<Statement>();
        var bindings = new Dictionary<Variable, Expression> { [RulePlaceholders.Y] = new Reference(target) };
        for (int i = 0; i < rule.Arity; i++)
            bindings[RulePlaceholders.Parameters[i]] = Partials.Operand(application.Operands[i]);
        int[] varying = [.. Enumerable.Range(0, rule.Arity).Where(i => rule.Partials[i] is not null && activity.IsVaried(application.Operands[i]))];
        foreach (RuleDefinition definition in rule.Where)
        {
            Expression value = partials.Instantiate(definition.Value, type, bindings);
            Variable auxiliary = variables.Temporary(TemporaryName.Of(value), type);
            output.Add(new Assign(new Reference(auxiliary), value) { Origin = origin });
            bindings[definition.Variable] = new Reference(auxiliary);
        }
        // One contribution for each variable: x * x gives 2 * x once.
        var slopes = new List<(Expression Operand, Expression Slope)>();
        foreach (int i in varying)
        {
            Expression operand = application.Operands[i];
            Expression slope = WithCompanions(partials.Instantiate(rule.Partial(i, varying.Length == 1)!, type, bindings), companions);
            int known = slopes.FindIndex(pair => pair.Operand == operand);
            if (known < 0)
                slopes.Add((operand, slope));
            else
                slopes[known] = (operand, Algebra.Add(slopes[known].Slope, slope));
        }
        // The gradient of an overwritten version comes last: it may take the place of the one that it comes from.
        slopes = [.. slopes.OrderBy(pair => Inner(pair.Operand).Family == target.Family ? 1 : 0)];
        upstream = ShareDenominator(slopes, upstream, origin, adjoints);
        foreach ((Expression operand, Expression slope) in slopes)
        {
            if (slope is not Literal { Text: "0" })
                Contribute(operand, Scale(upstream, slope), origin, adjoints);
        }
        return companions;
    }

    /// <summary>
    /// The sine's slope is the cosine, and the other way round: what the forward part has of the two is used, and what
    /// it has not is computed there, where both cost little more than one.
    /// </summary>
    private Expression WithCompanions(Expression slope, List<Statement> companions)
    {
        if (slope is not Call { Callee: RuleCallee { Name: "Math.Sin" or "Math.Cos" or "double.SinPi" or "double.CosPi" } callee } call || !call.Arguments[0].Mentions().Any())
            return slope.MapChildren(child => WithCompanions(child, companions));
        Variable? known = current.Statements.OfType<Assign>()
            .Where(assign => assign is { Target: Reference, Value: Call { Callee: RuleCallee same } other } && same.Name == callee.Name && other.Arguments == call.Arguments)
            .Select(static assign => ((Reference)assign.Target).Variable).FirstOrDefault();
        if (known is null)
        {
            known = variables.Temporary(TemporaryName.Of(call), call.Type);
            companions.Add(new Assign(new Reference(known), call));
        }
        return new Reference(known);
    }

    /// <summary>Divides the upstream gradient once where several slopes have the same denominator.</summary>
    private Expression ShareDenominator(List<(Expression Operand, Expression Slope)> slopes, Expression upstream, string? origin, Adjoints adjoints)
    {
        Expression[] denominators = [.. slopes.Select(static pair => Denominator(pair.Slope)).OfType<Expression>()];
        if (denominators.Length < 2 || denominators.Length < slopes.Count || denominators.Distinct().Count() > 1)
            return upstream;
        Expression share = Algebra.Divide(upstream, denominators[0]);
        int whole = slopes.FindIndex(pair => Numerator(pair.Slope) is Literal { Text: "1" } && pair.Operand is Reference { Variable: var variable } && !adjoints.IsPresent(variable));
        Variable shared;
        if (whole >= 0)
        {
            // The operand whose slope is 1 / u takes the quotient itself; the others go on from its gradient.
            shared = adjoints.Name(Inner(slopes[whole].Operand));
            Contribute(slopes[whole].Operand, share, origin, adjoints);
            slopes.RemoveAt(whole);
        }
        else
        {
            shared = variables.Temporary("share", upstream.Type);
            output.Add(new Assign(new Reference(shared), share) { Origin = origin });
        }
        for (int i = 0; i < slopes.Count; i++)
            slopes[i] = (slopes[i].Operand, Numerator(slopes[i].Slope));
        return new Reference(shared);
    }

    private static Expression? Denominator(Expression slope) => slope switch
    {
        Binary { Operator: BinaryOperator.Divide } quotient => quotient.Right,
        Unary { Operator: UnaryOperator.Negate } unary => Denominator(unary.Operand),
        _ => null,
    };

    private static Expression Numerator(Expression slope) => slope switch
    {
        Binary { Operator: BinaryOperator.Divide } quotient => quotient.Left,
        Unary unary => Algebra.Negate(Numerator(unary.Operand)),
        _ => slope,
    };

    /// <summary>Upstream times slope. Where the slope is a choice between numbers, the choice is between gradients: what is not taken is 0, whatever the upstream.</summary>
    private static Expression Scale(Expression upstream, Expression slope) => slope switch
    {
        Literal { Text: "0" } => slope,
        Conditional conditional when IsPlain(conditional) => conditional with
        {
            WhenTrue = Scale(upstream, conditional.WhenTrue),
            WhenFalse = Scale(upstream, conditional.WhenFalse),
        },
        _ => Algebra.Multiply(upstream, slope),
    };

    private static bool IsPlain(Expression slope) => slope switch
    {
        Literal or Reference => true,
        Unary { Operand: Literal or Reference } => true,
        Conditional conditional => IsPlain(conditional.WhenTrue) && IsPlain(conditional.WhenFalse),
        _ => false,
    };
}
