using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Reverse mode: goes through a lowered body backwards and turns each statement into what it contributes to the
/// gradients of its operands. Model in, model out.
/// </summary>
public sealed partial class ReverseSweep(Activity activity, VariableFactory variables, BroughtNames names)
{
    private readonly Partials partials = new(names);
    private List<Statement> output = [];

    /// <summary>Reverses a block, given which gradients there are after it; leaves which there are before it.</summary>
    public Block Reverse(Block block, Adjoints adjoints)
    {
        List<Statement> outer = output;
        output = [];
        for (int i = block.Statements.Count - 1; i >= 0; i--)
            Reverse(block.Statements[i], adjoints);
        Block result = Block.Of(output);
        output = outer;
        return result;
    }

    private void Reverse(Statement statement, Adjoints adjoints)
    {
        switch (statement)
        {
            case Assign { Target: Reference { Variable: var target } } assign:
                if (adjoints.IsPresent(target))
                    ReverseAssign(assign, target, adjoints);
                break;
            case If branch:
                ReverseBranch(branch, adjoints);
                break;
            case Evaluate or Throw:
                break;
            default:
                throw new InvalidOperationException($"The reverse sweep does not know {statement.GetType().Name}.");
        }
    }

    private void ReverseAssign(Assign assign, Variable target, Adjoints adjoints)
    {
        var upstream = new Reference(adjoints.Name(target));
        adjoints.MarkAbsent(target);
        if (!activity.IsVaried(assign.Value))
            return;
        switch (assign.Value)
        {
            case Reference or Model.Conversion:
                Contribute(Inner(assign.Value), Pull(assign.Value, upstream), assign.Origin, adjoints);
                break;
            case Call { Callee: DifferentiableCallee callee } call:
                ReverseCall(call, callee, upstream, assign.Origin, adjoints);
                break;
            case var value when RuleApplication.Of(value) is { } application:
                ReverseRule(application, value.Type, target, upstream, assign.Origin, adjoints);
                break;
            default:
                throw new InvalidOperationException($"The reverse sweep does not know {assign.Value.GetType().Name} with an operand that varies.");
        }
    }

    private void ReverseRule(RuleApplication application, Model.ValueType type, Variable target, Expression upstream, string? origin, Adjoints adjoints)
    {
        Rule rule = application.Rule;
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
            Expression slope = partials.Instantiate(rule.Partial(i, varying.Length == 1)!, type, bindings);
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
                Contribute(Inner(operand), Pull(operand, Scale(upstream, slope)), origin, adjoints);
        }
    }

    /// <summary>The variable that an operand stands for: itself, negated or converted.</summary>
    private static Variable Inner(Expression operand) => operand switch
    {
        Reference reference => reference.Variable,
        Unary { Operator: UnaryOperator.Negate } unary => Inner(unary.Operand),
        Model.Conversion conversion => Inner(conversion.Operand),
        _ => throw new InvalidOperationException($"The reverse sweep does not know {operand.GetType().Name} as an operand."),
    };

    /// <summary>Takes an operand's gradient to the variable that it stands for.</summary>
    private static Expression Pull(Expression operand, Expression gradient) => operand switch
    {
        Unary unary => Pull(unary.Operand, Algebra.Negate(gradient)),
        Model.Conversion conversion => Pull(conversion.Operand, new Model.Conversion(gradient, conversion.Operand.Type, IsImplicit: conversion.Operand.Type.Class == TypeClass.Double)),
        _ => gradient,
    };

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
            Variable variable = Inner(slopes[whole].Operand);
            shared = adjoints.Name(variable);
            Contribute(variable, share, origin, adjoints);
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

    private void ReverseCall(Call call, DifferentiableCallee callee, Expression upstream, string? origin, Adjoints adjoints)
    {
        var backward = new Call(
            callee with { Text = callee.BackwardText },
            call.Arguments.Append(upstream).ToEquatableArray(),
            new Model.ValueType(TypeClass.Opaque, "var"));
        (Parameter Parameter, Expression Argument)[] pairs = [.. callee.Parameters.Zip(call.Arguments, static (parameter, argument) => (parameter, argument))];
        (Parameter Parameter, Expression Argument)[] wanted = [.. pairs.Where(pair => pair.Parameter.IsDifferentiable && activity.IsVaried(pair.Argument))];
        if (wanted is [(var only, var argument)])
        {
            Contribute(Inner(argument), Pull(argument, new Member(backward, only.GradientName, only.Type)), origin, adjoints);
            return;
        }
        // The result's value comes first; gradients that nobody wants are discarded. A gradient that is its variable's first is taken at once.
        var targets = new List<Variable?> { null };
        var contributions = new List<(Expression Argument, Variable Gradient)>();
        var taken = new List<Variable>();
        foreach ((Parameter parameter, Expression value) in pairs.Where(static pair => pair.Parameter.IsDifferentiable))
        {
            if (!activity.IsVaried(value))
            {
                targets.Add(null);
            }
            else if (value is Reference { Variable: var variable } && !adjoints.IsPresent(variable) && !taken.Contains(variable))
            {
                targets.Add(adjoints.Name(variable));
                taken.Add(variable);
            }
            else
            {
                Variable gradient = variables.Temporary(GradientName.Of(Inner(value).Name), parameter.Type);
                targets.Add(gradient);
                contributions.Add((value, gradient));
            }
        }
        output.Add(new Deconstruction(targets.ToEquatableArray(), backward) { Origin = origin });
        foreach (Variable variable in taken)
            adjoints.MarkPresent(variable);
        foreach ((Expression value, Variable gradient) in contributions)
            Contribute(Inner(value), Pull(value, new Reference(gradient)), origin, adjoints);
    }

    private void ReverseBranch(If branch, Adjoints adjoints)
    {
        Adjoints afterThen = adjoints.Fork(), afterElse = adjoints.Fork();
        List<Statement> then = [.. Reverse(branch.Then, afterThen).Statements];
        List<Statement> otherwise = [.. Reverse(branch.Else, afterElse).Statements];
        // A throwing arm has no backward: whatever the other arm knows holds.
        bool thenThrows = Throws(branch.Then), elseThrows = Throws(branch.Else);
        HashSet<Variable> local = [.. branch.Blocks().SelectMany(static block => block.Descendants()).SelectMany(static statement => statement.Assigned())];
        foreach (Variable variable in afterThen.Present.Concat(afterElse.Present).Distinct().OrderBy(static variable => variable.Id).ToArray())
        {
            bool inThen = afterThen.IsPresent(variable), inElse = afterElse.IsPresent(variable);
            if (local.Contains(variable))
            {
                // Set in the arms and dead before them.
                adjoints.MarkAbsent(variable);
                continue;
            }
            if (!(inThen && inElse) && !adjoints.IsPresent(variable) && !(inThen && elseThrows) && !(inElse && thenThrows))
            {
                // Only one arm contributes: the gradient is zero where the other is taken.
                output.Add(new Assign(new Reference(adjoints.Name(variable)), Literal.Whole(0, variable.Type)));
            }
            adjoints.MarkPresent(variable);
        }
        foreach (Variable variable in local)
            adjoints.MarkAbsent(variable);
        if (then.Count > 0 || otherwise.Count > 0)
            output.Add(new If(branch.Condition, Block.Of(then), Block.Of(otherwise), branch.IsExpression) { Origin = branch.Origin });
    }

    private static bool Throws(Block block) => block.Statements.LastOrDefault() is Throw;

    /// <summary>Adds a term to a variable's gradient; the first one assigns.</summary>
    private void Contribute(Variable variable, Expression term, string? origin, Adjoints adjoints)
    {
        var adjoint = new Reference(adjoints.Name(variable));
        Expression value = adjoints.IsPresent(variable) ? Algebra.Add(adjoint, term) : Algebra.LeadingSign(term);
        output.Add(new Assign(adjoint, value) { Origin = origin });
        adjoints.MarkPresent(variable);
    }
}
