using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>Takes a part of a part at once from the whole: what the loops of a nest keep lies in one block, and only the innermost ones look into it.</summary>
public static class Parts
{
    public static Method Join(Method method)
    {
        string of = method.Source.Names.Elements + ".Of";
        return method.Body.Descendants().OfType<Assign>().Count(assign => PartOf(assign.Value) is not null) < 2 ? method : method with { Body = In(method.Body) };

        Block In(Block body)
        {
            Statement[] all = [.. body.Descendants()];
            Dictionary<Variable, int> sets = body.TimesSet();
            Dictionary<Variable, int> occurrences = body.Occurrences();
            Dictionary<Variable, Call> outer = [];
            foreach (Assign assign in all.OfType<Assign>())
            {
                // Set once, looked at once, and from what stays as it is.
                if (assign.Target is Reference { Variable: var part } && PartOf(assign.Value) is { } call && occurrences[part] == 2 && call.Arguments.SelectMany(static argument => argument.Mentions()).All(mention => !sets.TryGetValue(mention, out int count) || count == 1))
                    outer[part] = call;
            }
            HashSet<Variable> joined = [.. all.OfType<Assign>().Select(assign => PartOf(assign.Value)).OfType<Call>().Select(static call => call.Arguments[0].Root().Variable).Where(outer.ContainsKey)];
            return joined.Count == 0 ? body : Without(body);

            Block Without(Block block) => Block.Of(block.Statements
                .Where(statement => statement is not Assign { Target: Reference { Variable: var part } } || !joined.Contains(part))
                .Select(statement => statement is Assign assign && PartOf(assign.Value) is { } call ? assign with { Value = Whole(call) } : statement.MapBlocks(Without)));

            Call Whole(Call call)
            {
                while (outer.TryGetValue(call.Arguments[0].Root().Variable, out Call? around))
                    call = call with { Arguments = EquatableArray.Of(around.Arguments[0], Sum(around.Arguments[1], call.Arguments[1]), call.Arguments[2]) };
                return call;
            }
        }

        Call? PartOf(Expression value) => value is Call { Callee: WorkspaceCallee { Text: var text }, Arguments: [Reference, _, _] } call && text == of ? call : null;
    }

    /// <summary>Where a part of a part begins: <c>t * (rows * columns) + i * columns</c> is <c>(t * rows + i) * columns</c>.</summary>
    private static Expression Sum(Expression outer, Expression inner) => (outer, inner) switch
    {
        (Literal { Text: "0" }, _) => inner,
        (_, Literal { Text: "0" }) => outer,
        (Binary { Operator: BinaryOperator.Multiply, Left: var slot, Right: Binary { Operator: BinaryOperator.Multiply } size }, Binary { Operator: BinaryOperator.Multiply } offset) when size.Right == offset.Right =>
            new Binary(BinaryOperator.Multiply, Sum(new Binary(BinaryOperator.Multiply, slot, size.Left, Model.ValueType.Int32), offset.Left), size.Right, Model.ValueType.Int32),
        _ => new Binary(BinaryOperator.Add, outer, inner, Model.ValueType.Int32),
    };
}
