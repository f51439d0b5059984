using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Puts the method together that gives a function's Jacobian: its forward part, and one sweep for all numbers of the result.</summary>
public static class JacobianMethod
{
    /// <summary>The method.</summary>
    public static Method Of(LoweredFunction lowered)
    {
        if (Obstacle(lowered) is { } call)
            throw new InvalidOperationException($"'{call.Text}' may write a buffer.");
        Function function = lowered.Function;
        EquatableArray<JacobianRow> rows = JacobianRow.Of(function.ReturnType, VectorTypes.Constructed);
        var parts = new BackwardParts(lowered, Buffers.Of(lowered.Body), EquatableArray<SplitFunction>.Empty);
        Variable?[] upstream = [.. parts.UpstreamLeaves()];
        (Block forward, Block backward) = parts.Sweep.Reverse(lowered.Body, parts.Adjoints, isWhole: true);
        IReadOnlyDictionary<Variable, Expression>[] seeds = [.. rows.Select(row => upstream[row.Leaf] is { } leaf
            ? new Dictionary<Variable, Expression> { [leaf] = Seed(leaf.Type, row.Component) }
            : new Dictionary<Variable, Expression>())];
        Block sweep = Block.Of([new Heading("Forward"), .. forward.Statements, .. backward.IsEmpty ? [] : new Statement[] { new Heading("Backward") }, .. backward.Statements]);
        var mode = new VectorMode(sweep, seeds, [.. rows.Select(static row => row.Name)], parts.Variables);
        Expression[] gradients = [.. parts.ReturnedGradients()];
        IEnumerable<Statement> body = mode.Apply().Statements;
        Expression[] values = [lowered.Result!, .. gradients.Length == 0 ? [] : rows.Select((_, row) => Row(gradients.Select(gradient => mode.InRow(gradient, row) ?? Composite.Zero(gradient.Type)).ToEquatableArray()))];
        Method method = parts.Method([.. RowsOfBuffers(parts, mode, rows.Count), .. body, new Return(values.ToEquatableArray())], SplitPass.None);
        return method with { Upstream = null, Rows = rows, HasCore = method.UsesWorkspace };
    }

    /// <summary>
    /// A call whose backward may write what the rows share, and runs once for each of them: the second would find what the first has
    /// left. Null where there is none.
    /// </summary>
    public static DifferentiableCallee? Obstacle(LoweredFunction lowered) => lowered.Body.Descendants().SelectMany(static statement => statement.Expressions())
        .SelectMany(static expression => expression.SelfAndDescendants()).OfType<Call>()
        .Where(static call => call.Callee is DifferentiableCallee && Enumerable.Range(0, call.Arguments.Count).Any(i => Buffers.MayWrite(call, i)))
        .Select(static call => (DifferentiableCallee)call.Callee).FirstOrDefault();

    private static Expression Seed(Model.ValueType type, string? component) => component is null
        ? Literal.Whole(1, type)
        : new Update(Composite.ZeroLeaf(type), component, Literal.Whole(1, type.Element!), type);

    /// <summary>The gradients of a row, as a tuple where there are several.</summary>
    private static Expression Row(EquatableArray<Expression> gradients) => gradients is [var only] ? only : new Composite(gradients, new Model.ValueType(TypeClass.Composite, "")
    {
        Fields = gradients.Select(static gradient => new Field("", gradient.Type, IsConstant: false, IsSettable: true, IsVariable: true)).ToEquatableArray(),
        Construction = new Construction(Enumerable.Range(0, gradients.Count).ToEquatableArray(), EquatableArray<int>.Empty) { IsTuple = true },
    });

    /// <summary>The gradients of a buffer lie one behind the other, a row for each number of the result.</summary>
    private static IEnumerable<Statement> RowsOfBuffers(BackwardParts parts, VectorMode mode, int rows) =>
        from parameter in parts.AddedTo
        let whole = parts.Adjoints.NameBuffer(parameter.Variable)
        let length = new Length(new Reference(parameter.Variable), null, Model.ValueType.Int32)
        from row in Enumerable.Range(0, rows)
        let start = row switch { 0 => Literal.Int(0), 1 => length, _ => (Expression)new Binary(BinaryOperator.Multiply, Literal.Int(row), length, Model.ValueType.Int32) }
        select new Assign(new Reference(mode.VersionOf(whole, row)), new Slice(new Reference(whole), start, length, whole.Type));
}
