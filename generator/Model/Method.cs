namespace AutoBackprop.Generator.Model;

/// <summary>A backward method, in the model.</summary>
/// <param name="Source">The function that it is the backward of.</param>
/// <param name="Upstream">The parameter that holds the gradient of the result.</param>
/// <param name="Body">What it does.</param>
/// <param name="NextVariable">One more than the highest variable id in it.</param>
public sealed record Method(Function Source, Variable Upstream, Block Body, int NextVariable);

/// <summary>A function whose body has been lowered: one exit, one operation a statement, one version an assignment.</summary>
/// <param name="Function">The function as read.</param>
/// <param name="Body">Its body, lowered.</param>
/// <param name="Result">The version that holds the result at the end.</param>
/// <param name="NextVariable">One more than the highest variable id in it.</param>
public sealed record LoweredFunction(Function Function, Block Body, Variable? Result, int NextVariable)
{
    /// <summary>The inputs that gradients are wanted for.</summary>
    public IEnumerable<Variable> Inputs => Function.Parameters.Where(static parameter => parameter.IsDifferentiable).Select(static parameter => parameter.Variable);
}
