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
        Variable workspace = variables.New("workspace", new Model.ValueType(TypeClass.Opaque, function.Names.Workspace), VariableKind.Parameter);
        var adjoints = new Adjoints(variables, function.Names.Span);
        Variable? upstream = null;
        if (lowered.Result is { } result)
        {
            upstream = variables.New(GradientName.OfResult(function.Parameters), UpstreamType(result.Type, function.Names), VariableKind.Parameter) with { IsAdjoint = true };
            adjoints.Set(result, upstream);
        }
        Activity activity = Activity.Of(lowered.Body, lowered.Inputs);
        var sweep = new ReverseSweep(activity, Buffers.Of(lowered.Body), variables, function.Names, workspace);
        (Block forward, Block backward) = sweep.Reverse(lowered.Body, adjoints, isWhole: true);
        Parameter[] buffers = [.. function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsBuffer: true })];
        List<Expression> values = lowered.Result is null ? [] : [new Reference(lowered.Result)];
        values.AddRange(function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsBuffer: false }).Select(parameter =>
            adjoints.IsPresent(parameter.Variable) ? (Expression)new Reference(adjoints.Name(parameter.Variable)) : Literal.Whole(0, parameter.Type)));
        Statement[] body =
        [
            new Heading("Forward"),
            .. forward.Statements,
            .. backward.IsEmpty ? [] : new Statement[] { new Heading("Backward") },
            .. backward.Statements,
            .. values.Count == 0 ? [] : new Statement[] { new Return(values.ToEquatableArray()) },
        ];
        Block placed = WorkspacePlacement.Place(Block.Of(body), variables, workspace, function.Names);
        return new Method(function, upstream, buffers.Select(parameter => adjoints.NameBuffer(parameter.Variable)).ToEquatableArray(), workspace, placed, variables.Next) { Notes = sweep.Notes };
    }

    private static Model.ValueType UpstreamType(Model.ValueType result, BroughtNames names) => result.IsBuffer
        ? new Model.ValueType(TypeClass.ReadOnlySpan, $"{names.ReadOnlySpan}<{result.Element!.Text}>", result.Element)
        : result;
}
