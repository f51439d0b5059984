using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Takes the memory of local arrays from the workspace, where nothing needs them to be arrays, and gives back at the end
/// of each iteration what a loop's body has taken.
/// </summary>
public static class WorkspacePlacement
{
    public static Block Place(Block body, VariableFactory variables, Variable workspace, BroughtNames names)
    {
        HashSet<Variable> arrays = NeededAsArrays(body);
        var spans = new Dictionary<Variable, Variable>();
        foreach (Statement statement in body.Descendants())
        {
            if (statement is Assign { Target: Reference { Variable: var buffer }, Value: NewBuffer { Sizes.Count: 1 } } && !arrays.Contains(buffer)
                && buffer.Type is { Class: TypeClass.Array or TypeClass.Span, Element: { Class: not TypeClass.Opaque, IsBuffer: false } element })
                spans[buffer] = buffer with { Type = new Model.ValueType(TypeClass.Span, $"{names.Span}<{element.Text}>", element) };
        }
        body = body.RenameVariables(variable => spans.TryGetValue(variable, out Variable? span) ? span : variable);
        return PlaceIn(body, isLoop: false, variables, workspace, [.. spans.Values]);
    }

    private static HashSet<Variable> NeededAsArrays(Block body)
    {
        HashSet<Variable> needed = [];
        foreach (Statement statement in body.Descendants())
        {
            foreach (Expression expression in statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()))
            {
                switch (expression)
                {
                    case Call { Callee: WorkspaceCallee }:
                        break;
                    case Call call:
                        needed.UnionWith(call.Arguments.OfType<Reference>().Where(static argument => argument.Type.IsBuffer).Select(static argument => argument.Variable));
                        break;
                }
            }
            if (statement is Return returned)
                needed.UnionWith(returned.Values.OfType<Reference>().Select(static value => value.Variable));
            if (statement is Assign { Value: Reference { Type.IsBuffer: true } source })
                needed.Add(source.Variable);
        }
        return needed;
    }

    private static Block PlaceIn(Block block, bool isLoop, VariableFactory variables, Variable workspace, HashSet<Variable> spans)
    {
        List<Statement> statements = [.. block.Statements.Select(statement => Convert(statement.MapBlocks(inner => PlaceIn(inner, isLoop || statement is For or While, variables, workspace, spans)), workspace, spans))];
        bool takes = statements.SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
            .Any(static part => part is Call { Callee: WorkspaceCallee { Text: var text } } && (text.StartsWith(".Zeros", StringComparison.Ordinal) || text.StartsWith(".Take", StringComparison.Ordinal)));
        if (!isLoop || !takes)
            return Block.Of(statements);
        Variable mark = variables.New("mark", new Model.ValueType(TypeClass.Opaque, "var"), VariableKind.Local);
        var self = new Reference(workspace);
        statements.Insert(0, new Assign(new Reference(mark), new Call(new WorkspaceCallee(".Mark"), EquatableArray.Of<Expression>(self), mark.Type)));
        statements.Add(new Evaluate(new Call(new WorkspaceCallee(".Release"), EquatableArray.Of<Expression>(self, new Reference(mark)), Model.ValueType.Void)));
        return Block.Of(statements);
    }

    private static Statement Convert(Statement statement, Variable workspace, HashSet<Variable> spans) =>
        statement is Assign { Target: Reference { Variable: var buffer }, Value: NewBuffer { Sizes: [var size] } } assign && spans.Contains(buffer)
            ? assign with { Value = new Call(new WorkspaceCallee($".Zeros<{buffer.Type.Element!.Text}>"), EquatableArray.Of(new Reference(workspace), size), buffer.Type) }
            : statement;
}
