using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>What a backward method, whole or split, is made of beside the sweep: which gradients come in, and which go out.</summary>
internal sealed class BackwardParts
{
    private readonly LoweredFunction lowered;
    private readonly Function function;
    private readonly VariableFactory variables;
    private readonly Variable workspace;
    private readonly Variable? upstream;

    /// <param name="lowered">The function.</param>
    /// <param name="buffers">What its body writes where.</param>
    /// <param name="split">The functions whose forward pass and reverse can be called apart.</param>
    public BackwardParts(LoweredFunction lowered, Buffers buffers, EquatableArray<SplitFunction> split)
    {
        this.lowered = lowered;
        function = lowered.Function;
        variables = new VariableFactory(lowered.NextVariable);
        workspace = variables.New("workspace", new Model.ValueType(TypeClass.Opaque, function.Names.Workspace), VariableKind.Parameter);
        Adjoints = new Adjoints(variables, function.Names.Span);
        if (lowered.Result is { } result)
        {
            upstream = variables.New(GradientName.OfResult(function.Parameters), UpstreamType(result.Type, function.Names), VariableKind.Parameter) with { IsAdjoint = true };
            if (result is Reference { Variable: var whole })
                Adjoints.Set(whole, upstream);
            else
                Initial = TakeApart(upstream, (Composite)result);
        }
        foreach (Parameter parameter in function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsTensor: true }))
            Adjoints.Set(parameter.Variable, Adjoints.NameTensor(parameter.Variable, function.Names.TensorSpan));
        foreach (Parameter parameter in function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsHolder: true }))
            Adjoints.NameHolder(parameter);
        Sweep = new ReverseSweep(Activity.Of(lowered.Body, lowered.Inputs), buffers, variables, function, workspace, split);
    }

    public VariableFactory Variables => variables;

    public Adjoints Adjoints { get; }

    public ReverseSweep Sweep { get; }

    /// <summary>Takes the gradient of a composite result apart.</summary>
    public Block Initial { get; } = Block.Empty;

    /// <summary>The gradient of a composite result is that of its leaves.</summary>
    private Block TakeApart(Variable upstream, Composite result)
    {
        var statements = new List<Statement>();
        Composite parts = Variable.PartsOf(upstream, upstream.Name, () => variables.New("", upstream.Type, VariableKind.Parameter).Id);
        foreach ((Expression leaf, Expression part) in result.Leaves.Zip(parts.Leaves, static (leaf, part) => (leaf, part)))
        {
            if (!leaf.Type.IsQuantity)
                continue;
            Variable variable = ((Reference)leaf).Variable;
            Adjoints.Set(variable, variables.Adjoint(variable) with { Kind = VariableKind.Temporary });
            statements.Add(new Assign(new Reference(Adjoints.Name(variable)), part));
        }
        return Block.Of(statements);
    }

    /// <summary>The variables that hold the gradient of the result's leaves, before the sweep goes on from them; null for a leaf without one.</summary>
    public IEnumerable<Variable?> UpstreamLeaves() => lowered.Result is Composite result
        ? result.Leaves.Select(leaf => leaf.Type.IsQuantity ? Adjoints.Name(((Reference)leaf).Variable) : null)
        : [upstream];

    /// <summary>Adds the gradients of an object's numbers into the object that takes them.</summary>
    public IEnumerable<Statement> AddNumbers() =>
        from holder in AddedTo
        where holder.Type.IsHolder
        from input in holder.Inputs
        where !input.Type.IsAddedTo && Adjoints.IsPresent(input)
        let sum = new Element(new Reference(Adjoints.Name(holder.Variable)), EquatableArray<Expression>.Empty, input.Type) { Path = input.Path }
        select new Assign(sum, Algebra.Add(sum, new Reference(Adjoints.Name(input))));

    /// <summary>The parameters whose gradients are added into what the caller gives.</summary>
    public IEnumerable<Parameter> AddedTo => function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: true });

    /// <summary>The gradients that are returned, in the order of the parameters.</summary>
    public IEnumerable<Expression> ReturnedGradients() => function.Parameters.Where(static parameter => parameter.IsReturned).Select(GradientOf);

    /// <summary>The method that these statements make.</summary>
    public Method Method(Statement[] body, SplitPass pass)
    {
        Block placed = WorkspacePlacement.Place(Unpacking.Expand(Block.Of(body), variables), variables, workspace, function.Names, isShared: pass != SplitPass.None);
        placed = TensorPlacement.Place(placed, workspace, function.Names);
        Variable[] gradients = pass == SplitPass.Forward ? [] : [.. AddedTo.Select(parameter => parameter.Type.IsTensor || parameter.Type.IsHolder ? Adjoints.Name(parameter.Variable) : Adjoints.NameBuffer(parameter.Variable))];
        return new Method(function, pass == SplitPass.Forward ? null : upstream, gradients.ToEquatableArray(), workspace, placed, variables.Next) { Notes = Sweep.Notes, Pass = pass };
    }

    /// <summary>What is returned as the gradient of a parameter: for a composite, a value of its type.</summary>
    private Expression GradientOf(Parameter parameter)
    {
        HashSet<Variable> inputs = [.. parameter.Inputs];
        Expression Leaf(Variable variable) => inputs.Contains(variable) && Adjoints.IsPresent(variable) ? new Reference(Adjoints.Name(variable)) : Composite.ZeroLeaf(variable.Type);
        return parameter.Parts is null ? Leaf(parameter.Variable) : parameter.Parts.Map(part => Leaf(((Reference)part).Variable));
    }

    private static Model.ValueType UpstreamType(Model.ValueType result, BroughtNames names) => result.IsFlat
        ? new Model.ValueType(TypeClass.ReadOnlySpan, $"{names.ReadOnlySpan}<{result.Element!.Text}>", result.Element)
        : result.IsTensor
        ? new Model.ValueType(TypeClass.Tensor, $"{names.ReadOnlyTensorSpan}<{result.Element!.Text}>", result.Element)
        : result;

    /// <summary>
    /// What comes from outside is only read. Where the result is another variable's tensor, whose gradient more is added to,
    /// the sweep begins with a copy.
    /// </summary>
    public Statement[] ReceivedTensor()
    {
        if (lowered.Result is not Reference { Variable: { Type.IsTensor: true } result } || lowered.Body.Descendants().All(statement => statement switch
        {
            Assign { Target: Reference { Variable: var target }, Value: not Call } => target != result,
            For loop => !loop.Heads.Contains(result),
            While loop => !loop.Heads.Contains(result),
            _ => true,
        }))
            return [];
        Variable copy = Adjoints.Renew(result);
        var call = new Call(new WorkspaceCallee(".ZerosLike"), EquatableArray.Of<Expression>(new Reference(workspace), new Reference(result)), copy.Type);
        var add = new Call(new GradientCallee($"{function.Names.GradientBuffer}.Add<{result.Type.Leaf.Text}>"), EquatableArray.Of<Expression>(new Reference(copy), new Reference(upstream!)), Model.ValueType.Void);
        return [new Assign(new Reference(copy), call), new Evaluate(add)];
    }
}
