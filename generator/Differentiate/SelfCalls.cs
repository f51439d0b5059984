using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Lets a recursive function's backward call its own core: gradients were checked, and a workspace rented, when it was
/// called from outside, and need not be at every depth. A block that is recalled while the workspace is shared would be kept over
/// by the inner call: there the call goes through the front, which rents anew.
/// </summary>
public static class SelfCalls
{
    public static Method Direct(Method method)
    {
        bool isFlat = method.Source.Parameters.Any(static parameter => parameter is { IsDifferentiable: true, Type.IsBuffer: true });
        if (!method.UsesWorkspace && !isFlat || Recalls(method.Body))
            return method;
        bool found = false;
        Block body = Map(method.Body);
        return found ? method with { Body = body, HasCore = true } : method;

        Block Map(Block block) => block.MapStatements(statement => statement.MapExpressions(MapExpression).MapBlocks(Map));

        Expression MapExpression(Expression expression) => expression.MapChildren(MapExpression) switch
        {
            Call { Callee: DifferentiableCallee callee } call when IsSelf(call, callee) => Core(call, callee),
            var other => other,
        };

        bool IsSelf(Call call, DifferentiableCallee callee) => callee.Key == method.Source.Key && callee.Text.EndsWith(method.Source.BackwardName, StringComparison.Ordinal)
            && AreApart(call.Arguments.Take(callee.Parameters.Count));

        Call Core(Call call, DifferentiableCallee callee)
        {
            found = true;
            IEnumerable<Expression> arguments = method.UsesWorkspace ? call.Arguments.Append(new Reference(method.Workspace)) : call.Arguments;
            string container = callee.Text.Substring(0, callee.Text.Length - method.Source.BackwardName.Length);
            return call with { Callee = callee with { Text = container + method.Source.CoreName }, Arguments = arguments.ToEquatableArray() };
        }
    }

    private static bool Recalls(Block body) => body.Statements.Any(static statement => KeptStack.Any(statement, static part => KeptStack.Asks(part, ".Recall<")));

    /// <summary>Whether no buffer is passed twice: that is what the checks would find.</summary>
    private static bool AreApart(IEnumerable<Expression> arguments)
    {
        Variable?[] owners = [.. arguments.Where(static argument => argument.Type.IsBuffer).Select(static argument => argument.Owner())];
        return owners.All(static owner => owner is not null) && owners.Distinct().Count() == owners.Length;
    }
}
