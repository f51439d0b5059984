using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Takes the results of layers from the workspace, but for what leaves the method: that is made new.</summary>
public static class TensorPlacement
{
    public static Block Place(Block body, Variable workspace)
    {
        HashSet<Variable> leaving = Leaving(body);
        Expression Lend(Expression expression) => expression.MapChildren(Lend) is Call { Callee: LayerCallee { TakesWorkspace: true } } call
            ? call with { Arguments = call.Arguments.Append(new Reference(workspace)).ToEquatableArray() }
            : expression.MapChildren(Lend);
        Block Map(Block block) => Block.Of(block.Statements.Select(statement =>
            statement is Assign { Target: Reference { Variable: var target } } && leaving.Contains(target) ? statement : statement.MapExpressions(Lend).MapBlocks(Map)));
        return Map(body);
    }

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
                foreach (Call call in statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).OfType<Call>().Where(static call => call.Callee is OpaqueCallee))
                    leaving.UnionWith(Tensors(call.Arguments));
            }
        }
        while (leaving.Count > count);
        return leaving;
    }

    private static IEnumerable<Variable> Tensors(IEnumerable<Expression> expressions) =>
        expressions.SelectMany(static expression => expression.Mentions()).Where(static variable => variable.Type.IsTensor);
}
