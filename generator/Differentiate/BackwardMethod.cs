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
        foreach (Parameter parameter in function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsTensor: true }))
            adjoints.Set(parameter.Variable, adjoints.NameTensor(parameter.Variable, function.Names.TensorSpan));
        Activity activity = Activity.Of(lowered.Body, lowered.Inputs);
        var sweep = new ReverseSweep(activity, Buffers.Of(lowered.Body), variables, function.Names, workspace);
        Statement[] received = ReceivedTensor(lowered, adjoints, upstream, workspace, function.Names);
        (Block forward, Block backward) = sweep.Reverse(lowered.Body, adjoints, isWhole: received.Length == 0);
        backward = Block.Of(received.Concat(backward.Statements));
        Parameter[] buffers = [.. function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: true })];
        List<Expression> values = lowered.Result is null ? [] : [new Reference(lowered.Result)];
        values.AddRange(function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: false }).Select(parameter =>
            adjoints.IsPresent(parameter.Variable) ? (Expression)new Reference(adjoints.Name(parameter.Variable)) : Literal.Whole(0, parameter.Type)));
        Statement[] body =
        [
            new Heading("Forward"),
            .. forward.Statements,
            .. backward.IsEmpty ? [] : new Statement[] { new Heading("Backward") },
            .. backward.Statements,
            .. values.Count == 0 ? [] : new Statement[] { new Return(values.ToEquatableArray()) },
        ];
        Block placed = TensorPlacement.Place(WorkspacePlacement.Place(Block.Of(body), variables, workspace, function.Names), workspace);
        return new Method(function, upstream, buffers.Select(parameter => parameter.Type.IsTensor ? adjoints.Name(parameter.Variable) : adjoints.NameBuffer(parameter.Variable)).ToEquatableArray(), workspace, placed, variables.Next) { Notes = sweep.Notes };
    }

    private static Model.ValueType UpstreamType(Model.ValueType result, BroughtNames names) => result.IsBuffer
        ? new Model.ValueType(TypeClass.ReadOnlySpan, $"{names.ReadOnlySpan}<{result.Element!.Text}>", result.Element)
        : result.IsTensor
        ? new Model.ValueType(TypeClass.Tensor, $"{names.ReadOnlyTensorSpan}<{result.Element!.Text}>", result.Element)
        : result;

    /// <summary>
    /// What comes from outside is only read. Where the result is another variable's tensor, whose gradient more is added to,
    /// the sweep begins with a copy.
    /// </summary>
    private static Statement[] ReceivedTensor(LoweredFunction lowered, Adjoints adjoints, Variable? upstream, Variable workspace, BroughtNames names)
    {
        if (lowered.Result is not { Type.IsTensor: true } result || lowered.Body.Descendants().All(statement => statement switch
        {
            Assign { Target: Reference { Variable: var target }, Value: not Call } => target != result,
            For loop => !loop.Heads.Contains(result),
            While loop => !loop.Heads.Contains(result),
            _ => true,
        }))
            return [];
        Variable copy = adjoints.Renew(result);
        var call = new Call(new WorkspaceCallee(".ZerosLike"), EquatableArray.Of<Expression>(new Reference(workspace), new Reference(result)), copy.Type);
        var add = new Call(new GradientCallee($"{names.GradientBuffer}.Add<{result.Type.Leaf.Text}>"), EquatableArray.Of<Expression>(new Reference(copy), new Reference(upstream!)), Model.ValueType.Void);
        return [new Assign(new Reference(copy), call), new Evaluate(add)];
    }
}
