namespace AutoBackprop.Generator.Model;

/// <summary>A backward method, in the model.</summary>
/// <param name="Source">The function that it is the backward of.</param>
/// <param name="Upstream">The parameter that holds the gradient of the result; null where there is no result.</param>
/// <param name="Gradients">The parameters that the gradients of buffers are added into.</param>
/// <param name="Workspace">The workspace that it works in, where it mentions it.</param>
/// <param name="Body">What it does.</param>
/// <param name="NextVariable">One more than the highest variable id in it.</param>
public sealed record Method(Function Source, Variable? Upstream, EquatableArray<Variable> Gradients, Variable Workspace, Block Body, int NextVariable)
{
    /// <summary>What it stores, why, and how much: one sentence a loop.</summary>
    public EquatableArray<string> Notes { get; init; }

    /// <summary>The parameters whose gradients it adds to, and the gradients; none in the forward pass of a function that is split.</summary>
    public IEnumerable<(Parameter Parameter, Variable Gradient)> AddedTo => Source.Parameters
        .Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: true }).Zip(Gradients, static (parameter, gradient) => (parameter, gradient));

    /// <summary>The rows that it gives, where it gives the Jacobian.</summary>
    public EquatableArray<JacobianRow> Rows { get; init; }

    /// <summary>Which pass it is, of a function that is split.</summary>
    public SplitPass Pass { get; init; }

    /// <summary>Whether it checks its arguments and then leaves the work to a method of its own.</summary>
    public bool HasCore { get; init; }

    /// <summary>Whether it keeps values or works with buffers of its own.</summary>
    public bool UsesWorkspace => Body.Descendants().SelectMany(static statement => statement.Expressions())
        .Any(expression => expression.Mentions().Contains(Workspace));
}

/// <summary>A function whose body has been lowered: one exit, one operation a statement, one version an assignment.</summary>
/// <param name="Function">The function as read.</param>
/// <param name="Body">Its body, lowered.</param>
/// <param name="Result">The version, or the composite of versions, that holds the result at the end.</param>
/// <param name="NextVariable">One more than the highest variable id in it.</param>
public sealed record LoweredFunction(Function Function, Block Body, Expression? Result, int NextVariable)
{
    /// <summary>The inputs that gradients are wanted for.</summary>
    public IEnumerable<Variable> Inputs => Function.Parameters.SelectMany(static parameter => parameter.Inputs);
}
