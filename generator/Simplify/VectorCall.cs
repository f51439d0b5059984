using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>One statement, done for a range of indices at once.</summary>
internal sealed class VectorCall(VectorLoops.Range range, HashSet<Variable> changed, IReadOnlyDictionary<Variable, Expression> lengths, BroughtNames names)
{
    /// <summary>The call, or null where there is none that computes the same.</summary>
    public Statement? Of(Assign assign)
    {
        switch (assign)
        {
            case { Target: Reference sum, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } binary } when binary.Left == sum:
                return Total(binary.Right, sum.Variable.IsAdjoint) is { } total ? assign with { Value = binary with { Right = total } } : null;
            case { Target: Element target, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } binary } when binary.Left == target && Part(target) is { } destination:
                return Added(destination, binary, target.Root().Variable.IsAdjoint) is { } added ? new Evaluate(added) { Origin = assign.Origin } : null;
            case { Target: Element target } when Part(target) is { } destination:
                return Stored(destination, assign.Value) is { } stored ? new Evaluate(stored) { Origin = assign.Origin } : null;
            default:
                return null;
        }
    }

    /// <summary>The sum of a term over the range.</summary>
    private Expression? Total(Expression term, bool isGradient)
    {
        if (Product.Of(term, IsSteady) is not { } product || product.Factor is not null && !isGradient)
            return null;
        Expression[] parts = [.. product.Elements.Select(Part).OfType<Expression>()];
        if (parts.Length != product.Elements.Count)
            return null;
        Expression? total = parts switch
        {
            [var only] => Call("Sum", term.Type, only),
            [var left, var right] => Call("Dot", term.Type, left, right),
            _ => null,
        };
        return total is null || product.Factor is null ? total : new Binary(BinaryOperator.Multiply, product.Factor, total, term.Type);
    }

    /// <summary>Adds a term to each element of a part.</summary>
    private Expression? Added(Expression destination, Binary sum, bool isGradient)
    {
        bool subtracts = sum.Operator == BinaryOperator.Subtract;
        if (IsSteady(sum.Right))
            return Call(subtracts ? "Subtract" : "Add", Model.ValueType.Void, destination, sum.Right, destination);
        if (Product.Of(sum.Right, IsSteady) is not { } product || !isGradient && !product.IsLeading)
            return null;
        Expression[] parts = [.. product.Elements.Select(Part).OfType<Expression>()];
        if (parts.Length != product.Elements.Count)
            return null;
        return (parts, product.Factor, subtracts) switch
        {
            ([var only], null, _) => Call(subtracts ? "Subtract" : "Add", Model.ValueType.Void, destination, only, destination),
            ([var only], { } factor, false) => Call("MultiplyAdd", Model.ValueType.Void, only, factor, destination, destination),
            ([var only], { } factor, true) => Call("MultiplyAdd", Model.ValueType.Void, only, Negated(factor), destination, destination),
            ([var left, var right], null, false) => Call("MultiplyAdd", Model.ValueType.Void, left, right, destination, destination),
            _ => null,
        };
    }

    private static Expression Negated(Expression factor) => factor is Unary { Operator: UnaryOperator.Negate } unary ? unary.Operand : new Unary(UnaryOperator.Negate, factor, factor.Type);

    /// <summary>Gives each element of a part a value.</summary>
    private Call? Stored(Expression destination, Expression value)
    {
        if (value is Literal { Text: "0" })
            return new Call(new WorkspaceCallee(".Clear"), EquatableArray.Of(Spanned(destination)), Model.ValueType.Void);
        if (IsSteady(value))
            return new Call(new WorkspaceCallee(".Fill"), EquatableArray.Of(Spanned(destination), value), Model.ValueType.Void);
        switch (value)
        {
            case Element element when Part(element) is { } source:
                return new Call(new WorkspaceCallee(".CopyTo"), EquatableArray.Of(Spanned(source), destination), Model.ValueType.Void);
            case Unary { Operator: UnaryOperator.Negate, Operand: Element operand } when Part(operand) is { } negated:
                return Call("Negate", Model.ValueType.Void, negated, destination);
            case Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide } binary
                when Operand(binary.Left) is { } left && Operand(binary.Right) is { } right:
                // A number comes second where the order says nothing: that is how the library has it.
                return left.Type.IsBuffer || binary.Operator is BinaryOperator.Subtract or BinaryOperator.Divide
                    ? Call(binary.Operator.ToString(), Model.ValueType.Void, left, right, destination)
                    : Call(binary.Operator.ToString(), Model.ValueType.Void, right, left, destination);
            default:
                return null;
        }
    }

    private Expression? Operand(Expression operand) => operand is Element element ? Part(element) : IsSteady(operand) ? operand : null;

    private bool IsSteady(Expression expression) =>
        expression.SelfAndDescendants().All(static part => part is not (Element or Model.Call or NewBuffer)) && !expression.Mentions().Any(changed.Contains);

    /// <summary>The elements of a buffer that the loop touches, or null where they are not a range.</summary>
    private Expression? Part(Element element)
    {
        if (element is not { Buffer: Reference { Type: { Element.Class: TypeClass.Single or TypeClass.Double } type } buffer, Indices: [var index] } || type.Class is TypeClass.RectangularArray or TypeClass.Tensor)
            return null;
        Expression? start = Offset(index);
        if (start is null)
            return null;
        if (start is Literal { Text: "0" } && (range.Count is Length { Buffer: Reference whole } && whole == buffer || lengths.TryGetValue(buffer.Variable, out Expression? length) && range.Count == length))
            return buffer;
        var part = new Model.ValueType(type.Class == TypeClass.ReadOnlySpan ? TypeClass.ReadOnlySpan : TypeClass.Span, "var", type.Element);
        return new Call(new WorkspaceCallee(names.Elements + ".Of"), EquatableArray.Of(buffer, start, range.Count), part);
    }

    /// <summary>The first index, where an index is the counter and something that does not change.</summary>
    private Expression? Offset(Expression index) => index switch
    {
        Reference { Variable: var counter } when counter == range.Counter => range.First,
        Binary { Operator: BinaryOperator.Add } sum when Offset(sum.Right) is { } right && IsSteady(sum.Left) => Sum(sum.Left, right),
        Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum when Offset(sum.Left) is { } left && IsSteady(sum.Right) => sum.Operator == BinaryOperator.Add ? Sum(left, sum.Right) : Difference(left, sum.Right),
        _ => null,
    };

    private static Expression Sum(Expression left, Expression right) => (left, right) switch
    {
        (Literal { Text: "0" }, _) => right,
        (_, Literal { Text: "0" }) => left,
        (Literal { Text: var a }, Literal { Text: var b }) when int.TryParse(a, out int x) && int.TryParse(b, out int y) => Literal.Int(x + y),
        _ => new Binary(BinaryOperator.Add, left, right, Model.ValueType.Int32),
    };

    private static Expression Difference(Expression left, Expression right) => left == right
        ? Literal.Int(0)
        : (left, right) switch
        {
            (Literal { Text: var a }, Literal { Text: var b }) when int.TryParse(a, out int x) && int.TryParse(b, out int y) => Literal.Int(x - y),
            (Binary { Operator: BinaryOperator.Add } sum, _) when sum.Right == right => sum.Left,
            (Binary { Operator: BinaryOperator.Add } sum, _) when sum.Left == right => sum.Right,
            _ => new Binary(BinaryOperator.Subtract, left, right, Model.ValueType.Int32),
        };

    /// <summary>A call of a method of TensorPrimitives. Its type argument is written: neither an array nor a span says which one is meant where a read-only span is wanted.</summary>
    private Call Call(string method, Model.ValueType type, params Expression[] arguments)
    {
        string element = arguments.Select(static argument => argument.Type).First(static argument => argument.IsBuffer).Element!.Text;
        return new Call(new WorkspaceCallee($"{names.TensorPrimitives}.{method}<{element}>"), arguments.ToEquatableArray(), type);
    }

    /// <summary>A part that has a span's methods.</summary>
    private static Expression Spanned(Expression part) => part is Reference { Type: { Class: TypeClass.Array } type }
        ? new Call(new WorkspaceCallee(".AsSpan"), EquatableArray.Of(part), type)
        : part;
}
