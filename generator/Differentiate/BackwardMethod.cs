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
        Block initial = Block.Empty;
        if (lowered.Result is { } result)
        {
            upstream = variables.New(GradientName.OfResult(function.Parameters), UpstreamType(result.Type, function.Names), VariableKind.Parameter) with { IsAdjoint = true };
            if (result is Reference { Variable: var whole })
                adjoints.Set(whole, upstream);
            else
                initial = TakeApart(upstream, (Composite)result, adjoints, variables);
        }
        foreach (Parameter parameter in function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsTensor: true }))
            adjoints.Set(parameter.Variable, adjoints.NameTensor(parameter.Variable, function.Names.TensorSpan));
        foreach (Parameter parameter in function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsHolder: true }))
            adjoints.NameHolder(parameter);
        Activity activity = Activity.Of(lowered.Body, lowered.Inputs);
        var sweep = new ReverseSweep(activity, Buffers.Of(lowered.Body), variables, function.Names, workspace, function.Key);
        Statement[] received = ReceivedTensor(lowered, adjoints, upstream, workspace, function.Names);
        (Block forward, Block backward) = sweep.Reverse(lowered.Body, adjoints, isWhole: received.Length == 0);
        backward = Block.Of(received.Concat(backward.Statements));
        Parameter[] buffers = [.. function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: true })];
        List<Expression> values = lowered.Result is null ? [] : [lowered.Result];
        values.AddRange(function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: false }).Select(parameter => GradientOf(parameter, adjoints)));
        Statement[] body =
        [
            .. initial.Statements,
            new Heading("Forward"),
            .. forward.Statements,
            .. backward.IsEmpty ? [] : new Statement[] { new Heading("Backward") },
            .. backward.Statements,
            .. buffers.Where(static parameter => parameter.Type.IsHolder).SelectMany(parameter => AddNumbers(parameter, adjoints)),
            .. values.Count == 0 ? [] : new Statement[] { new Return(values.ToEquatableArray()) },
        ];
        Block placed = TensorPlacement.Place(WorkspacePlacement.Place(Unpacking.Expand(Block.Of(body), variables), variables, workspace, function.Names), workspace, function.Names);
        Variable[] gradients = [.. buffers.Select(parameter => parameter.Type.IsTensor || parameter.Type.IsHolder ? adjoints.Name(parameter.Variable) : adjoints.NameBuffer(parameter.Variable))];
        var method = new Method(function, upstream, gradients.ToEquatableArray(), workspace, placed, variables.Next) { Notes = sweep.Notes };
        return SelfCalls.Direct(method with { HasCore = method.UsesWorkspace || function.HasShell });
    }

    /// <summary>The gradient of a composite result is that of its leaves.</summary>
    private static Block TakeApart(Variable upstream, Composite result, Adjoints adjoints, VariableFactory variables)
    {
        var statements = new List<Statement>();
        Composite parts = Variable.PartsOf(upstream, upstream.Name, () => variables.New("", upstream.Type, VariableKind.Parameter).Id);
        foreach ((Expression leaf, Expression part) in result.Leaves.Zip(parts.Leaves, static (leaf, part) => (leaf, part)))
        {
            if (!leaf.Type.IsQuantity)
                continue;
            Variable variable = ((Reference)leaf).Variable;
            adjoints.Set(variable, variables.Adjoint(variable) with { Kind = VariableKind.Temporary });
            statements.Add(new Assign(new Reference(adjoints.Name(variable)), part));
        }
        return Block.Of(statements);
    }

    /// <summary>Adds the gradients of an object's numbers into the object that takes them.</summary>
    private static IEnumerable<Statement> AddNumbers(Parameter holder, Adjoints adjoints) =>
        from input in holder.Inputs
        where !input.Type.IsAddedTo && adjoints.IsPresent(input)
        let sum = new Element(new Reference(adjoints.Name(holder.Variable)), EquatableArray<Expression>.Empty, input.Type) { Path = input.Path }
        select new Assign(sum, Algebra.Add(sum, new Reference(adjoints.Name(input))));

    /// <summary>What is returned as the gradient of a parameter: for a composite, a value of its type.</summary>
    private static Expression GradientOf(Parameter parameter, Adjoints adjoints)
    {
        HashSet<Variable> inputs = [.. parameter.Inputs];
        Expression Leaf(Variable variable) => inputs.Contains(variable) && adjoints.IsPresent(variable) ? new Reference(adjoints.Name(variable)) : Composite.ZeroLeaf(variable.Type);
        return parameter.Parts is null ? Leaf(parameter.Variable) : parameter.Parts.Map(part => Leaf(((Reference)part).Variable));
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
        if (lowered.Result is not Reference { Variable: { Type.IsTensor: true } result } || lowered.Body.Descendants().All(statement => statement switch
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
