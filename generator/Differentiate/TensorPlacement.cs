using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Takes the results of layers from the workspace, but for what leaves the method: that is made new.</summary>
public static class TensorPlacement
{
    public static Block Place(Block body, Variable workspace, BroughtNames names)
    {
        HashSet<Variable> leaving = Leaving(body);
        Expression Lend(Expression expression) => expression.MapChildren(Lend) switch
        {
            Call { Callee: LayerCallee { TakesWorkspace: true } } call => call with { Arguments = call.Arguments.Append(new Reference(workspace)).ToEquatableArray() },
            var other => other,
        };
        Expression Show(Expression expression) => AsTensors(expression.MapChildren(Show), names);
        Block Map(Block block) => block.With(block.Statements.Select(statement =>
            (statement is Assign { Target: Reference { Variable: var target } } && leaving.Contains(target) ? statement : statement.MapExpressions(Lend)).MapExpressions(Show).MapBlocks(Map)));
        return Map(body);
    }

    /// <summary>C# takes an array for a tensor, but no span.</summary>
    private static Expression AsTensors(Expression expression, BroughtNames names) => expression is Call { Callee: LayerCallee or GradientCallee } call
        ? call with
        {
            Arguments = call.Arguments.Select(argument => argument is not Literal && argument.Type is { Class: TypeClass.Span or TypeClass.ReadOnlySpan, Element: { IsReal: true } element }
                ? new Model.Conversion(argument, argument.Type with { Text = $"{(argument.Owner() is { IsAdjoint: true } ? names.TensorSpan : names.ReadOnlyTensorSpan)}<{element.Text}>" }, IsImplicit: false)
                : argument).ToEquatableArray(),
        }
        : expression;

    /// <summary>The tensors that a caller may get hold of: those returned, and those given to code that may keep or return them.</summary>
    private static HashSet<Variable> Leaving(Block body)
    {
        HashSet<Variable> leaving = [];
        Statement[] all = [.. body.Descendants()];
        int count;
        do
        {
            count = leaving.Count;
            foreach (Statement statement in all)
            {
                if (statement is Return returned)
                    leaving.UnionWith(Tensors(returned.Values));
                if (statement is Assign { Target: Reference { Variable: var target }, Value: var value } && leaving.Contains(target) && value is not Call { Callee: LayerCallee or WorkspaceCallee })
                    leaving.UnionWith(Tensors([value]));
                foreach (Call call in statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).OfType<Call>().Where(static call => call.Callee is OpaqueCallee { MayKeepTensors: true }))
                    leaving.UnionWith(Tensors(call.Arguments));
            }
        }
        while (leaving.Count > count);
        return leaving;
    }

    private static IEnumerable<Variable> Tensors(IEnumerable<Expression> expressions) =>
        expressions.SelectMany(static expression => expression.Mentions()).Where(static variable => variable.Type.IsTensor);
}
