using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>Brings a function into the form that is differentiated: one exit, one operation a statement, one version an assignment.</summary>
public static class Lowering
{
    /// <summary>The label of the region that is the whole function.</summary>
    public const int FunctionLabel = 0;

    public static LoweredFunction Lower(Function function)
    {
        var variables = new VariableFactory(function.VariableCount);
        Block body = new ExitLowering(variables).Lower(function.Body, FunctionLabel);
        body = new Flattening(variables).Lower(body);
        Variable[] parameters = [.. function.Parameters.SelectMany(static parameter => parameter.Leaves)];
        (body, Expression? result) = Versioning.Lower(body, parameters, function.Result, variables);
        (body, result) = Repetitions.Share(body, result);
        body = StoredElements.Forward(body);
        return new LoweredFunction(function, body, result, variables.Next);
    }
}
