using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Puts the backward method of a function together: its forward part, the sweep through it, and what it returns.</summary>
public static class BackwardMethod
{
    public static Method Of(LoweredFunction lowered)
    {
        Function function = lowered.Function;
        var variables = new VariableFactory(lowered.NextVariable);
        Activity activity = Activity.Of(lowered.Body, lowered.Inputs);
        Variable result = lowered.Result!;
        Variable upstream = variables.New(UpstreamName(function), result.Type, VariableKind.Parameter) with { IsAdjoint = true };
        var adjoints = new Adjoints(variables);
        adjoints.Set(result, upstream);
        Block backward = new ReverseSweep(activity, variables, function.Names).Reverse(lowered.Body, adjoints);
        Expression[] values =
        [
            new Reference(result),
            .. function.Parameters.Where(static parameter => parameter.IsDifferentiable).Select(parameter => adjoints.IsPresent(parameter.Variable)
                ? (Expression)new Reference(adjoints.Name(parameter.Variable))
                : Literal.Whole(0, parameter.Type)),
        ];
        Statement[] body =
        [
            new Heading("Forward"),
            .. lowered.Body.Statements,
            new Heading("Backward"),
            .. backward.Statements,
            new Return(values.ToEquatableArray()),
        ];
        return new Method(function, upstream, Block.Of(body), variables.Next);
    }

    private static string UpstreamName(Function function)
    {
        string name = "dOut";
        while (function.Parameters.Any(parameter => parameter.Name == name))
            name += "_";
        return name;
    }
}
