using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Simplify;

/// <summary>One statement, done for a range of indices at once, by one call or several.</summary>
internal sealed class VectorCall(VectorLoops.Range range, HashSet<Variable> changed, Dictionary<Variable, Expression> lengths, VectorTemporaries temporaries, BroughtNames names)
{
    /// <summary>What is computed before, in memory of its own.</summary>
    private readonly List<Call> before = [];

    /// <summary>The calls, or null where there are none that compute the same.</summary>
    public Statement[]? Of(Assign assign) => Last(assign) is { } last ? [.. before.Select(call => new Evaluate(call) { Origin = assign.Origin }), .. last] : null;

    private Statement[]? Last(Assign assign)
    {
        switch (assign)
        {
            case { Target: Reference sum, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } binary } when binary.Left == sum:
                return Total(binary.Right, sum.Variable.IsAdjoint) is { } total ? [assign with { Value = binary with { Right = total } }] : null;
            case { Target: Element target, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } binary } when binary.Left == target && Part(target) is { } destination:
                return Added(destination, binary, target.Root().Variable.IsAdjoint) is { } added ? [new Evaluate(added) { Origin = assign.Origin }] : null;
            case { Target: Element target } when Part(target) is { } destination:
                return Stored(destination, target, assign.Value) is { } stored ? [.. stored.Select(call => new Evaluate(call) { Origin = assign.Origin })] : null;
            default:
                return null;
        }
    }

    /// <summary>The sum of a term over the range.</summary>
    private Expression? Total(Expression term, bool isGradient)
    {
        // A function of an element is worth memory in between, a sum is not.
        if (term.SelfAndDescendants().Any(IsFunction) && WithTemporaries(term) is { } computed)
            term = computed;
        if (Product.Of(term, IsSteady) is not { } product || product.Factor is not null && !isGradient)
            return null;
        Expression[] parts = [.. product.Elements.Select(Part).OfType<Expression>()];
        if (parts.Length != product.Elements.Count)
            return null;
        Expression? total = parts switch
        {
            [var only] => Call(Own("Sum"), term.Type, only),
            [var left, var right] => Call(Own("Dot"), term.Type, left, right),
            _ => null,
        };
        return total is null || product.Factor is null ? total : new Binary(BinaryOperator.Multiply, product.Factor, total, term.Type);
    }

    /// <summary>Adds a term to each element of a part.</summary>
    private Expression? Added(Expression destination, Binary sum, bool isGradient)
    {
        bool subtracts = sum.Operator == BinaryOperator.Subtract;
        if (IsSteady(sum.Right))
            return Call(Own(subtracts ? "Subtract" : "Add"), Model.ValueType.Void, destination, sum.Right, destination);
        if (WithTemporaries(sum.Right) is not { } term || Product.Of(term, IsSteady) is not { } product || !isGradient && !product.IsLeading)
            return null;
        Expression[] parts = [.. product.Elements.Select(Part).OfType<Expression>()];
        if (parts.Length != product.Elements.Count)
            return null;
        return (parts, product.Factor, subtracts) switch
        {
            ([var only], null, _) => Call(Own(subtracts ? "Subtract" : "Add"), Model.ValueType.Void, destination, only, destination),
            ([var only], { } factor, false) => Call(Own("MultiplyAdd"), Model.ValueType.Void, only, factor, destination, destination),
            ([var only], { } factor, true) => Call(Own("MultiplyAdd"), Model.ValueType.Void, only, Negated(factor), destination, destination),
            ([var left, var right], null, false) => Call(Own("MultiplyAdd"), Model.ValueType.Void, left, right, destination, destination),
            _ => null,
        };
    }

    /// <summary>A term whose factors are elements or the same for all: the others are computed before. Null where they cannot be.</summary>
    private Expression? WithTemporaries(Expression term)
    {
        switch (term)
        {
            case Element:
                return term;
            case Unary { Operator: UnaryOperator.Negate } negative:
                return WithTemporaries(negative.Operand) is { } operand ? negative with { Operand = operand } : null;
            case Binary { Operator: BinaryOperator.Multiply } product:
                return WithTemporaries(product.Left) is { } left && WithTemporaries(product.Right) is { } right ? product with { Left = left, Right = right } : null;
            case Binary or Model.Call when !IsSteady(term):
                return temporaries.Of(term, range, lengths) is { } memory && Part(memory) is { } part && Compute(part, term, before) ? memory : null;
            default:
                return IsSteady(term) ? term : null;
        }
    }

    private static Expression Negated(Expression factor) => factor is Unary { Operator: UnaryOperator.Negate } unary ? unary.Operand : new Unary(UnaryOperator.Negate, factor, factor.Type);

    /// <summary>Gives each element of a part a value.</summary>
    private List<Call>? Stored(Expression destination, Element target, Expression value)
    {
        if (value is Literal { Text: "0" })
            return [new Call(new WorkspaceCallee(".Clear"), EquatableArray.Of(Spanned(destination)), Model.ValueType.Void)];
        if (IsSteady(value))
            return [new Call(new WorkspaceCallee(".Fill"), EquatableArray.Of(Spanned(destination), value), Model.ValueType.Void)];
        if (value is Element element)
            return Part(element) is { } source ? [new Call(new WorkspaceCallee(".CopyTo"), EquatableArray.Of(Spanned(source), destination), Model.ValueType.Void)] : null;
        var calls = new List<Call>();
        // What is computed in several steps lies in the destination meanwhile.
        return Compute(destination, value, calls) && (calls.Count == 1 || !value.SelfAndDescendants().Any(part => part is Element read && read.Owner() == target.Owner())) ? calls : null;
    }

    /// <summary>Computes a value in a part: what it is made of first, where that is no element itself.</summary>
    private bool Compute(Expression destination, Expression value, List<Call> calls)
    {
        Expression? inner = null;
        if (Combined(value, Operand) is not { } combined)
            return false;
        if (inner is not null && !Compute(destination, inner, calls))
            return false;
        calls.Add(Call(combined.Method, Model.ValueType.Void, [.. combined.Arguments, destination]));
        return true;

        // One operand may be computed before.
        Expression? Operand(Expression operand)
        {
            if (this.Operand(operand) is { } known)
                return known;
            if (inner is not null || !(operand is Binary or Unary || IsFunction(operand)))
                return null;
            inner = operand;
            return destination;
        }
    }

    /// <summary>Whether an expression is a call for whole spans. It has a type argument; what tells the elements has none.</summary>
    public static bool Is(Expression expression, BroughtNames names) =>
        (KeptStack.Asks(expression, names.Elements + ".") || KeptStack.Asks(expression, names.TensorPrimitives + ".")) && ((Call)expression).Callee.Text.EndsWith(">", StringComparison.Ordinal);

    /// <summary>The method that computes a value of its operands, and these in the method's order.</summary>
    private (string Method, Expression[] Arguments)? Combined(Expression value, Func<Expression, Expression?> operand)
    {
        switch (value)
        {
            case Unary { Operator: UnaryOperator.Negate } negative:
                return operand(negative.Operand) is { } negated ? (Own("Negate"), [negated]) : null;
            case Binary { Operator: BinaryOperator.Add } sum when Multiplied(sum.Right) is { } second && Added(sum.Left, second) is { } addend:
                return (Own("MultiplyAdd"), [.. second, addend]);
            case Binary { Operator: BinaryOperator.Add } sum when Multiplied(sum.Left) is { } first && Added(sum.Right, first) is { } addend:
                return (Own("MultiplyAdd"), [.. first, addend]);
            case Binary { Operator: BinaryOperator.Subtract } difference when Multiplied(difference.Right) is [var element, { Type.IsBuffer: false } factor] subtracted && Added(difference.Left, subtracted) is { } from:
                // The same to the last bit: the sign of a product is that of its factors.
                return (Own("MultiplyAdd"), [element, Negated(factor), from]);
            case Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide } binary when operand(binary.Left) is { } left && operand(binary.Right) is { } right:
                // A number comes second where the order says nothing: that is how the library has it.
                return (Own(binary.Operator.ToString()), left.Type.IsBuffer || binary.Operator is BinaryOperator.Subtract or BinaryOperator.Divide ? [left, right] : [right, left]);
            case Call call when MethodOf(call) is { } method:
                Expression[] operands = [.. call.Arguments.Select(operand).OfType<Expression>()];
                return operands.Length == call.Arguments.Count && operands.Any(static known => known.Type.IsBuffer) ? (method, operands) : null;
            default:
                return null;
        }

        // The factors of a product, a number last.
        Expression[]? Multiplied(Expression term) => term is Binary { Operator: BinaryOperator.Multiply } product && Operand(product.Left) is { } left && Operand(product.Right) is { } right
            ? left.Type.IsBuffer ? [left, right] : right.Type.IsBuffer ? [right, left] : null
            : null;

        // Of the last two only one may be a number.
        Expression? Added(Expression addend, Expression[] factors) => factors[1].Type.IsBuffer || !IsSteady(addend) ? operand(addend) : null;
    }

    /// <summary>The method that computes a function for all elements: the one that the user calls, or the runtime library's.</summary>
    private string? MethodOf(Call call) => call.Callee switch
    {
        RuleCallee { OfSpans: { } written } => $"{names.TensorPrimitives}.{written}",
        RuleCallee callee when RuleNames.OfSpans(callee.Name) is { } method => Own(method),
        _ => null,
    };

    private string Own(string method) => $"{names.Elements}.{method}";

    private bool IsFunction(Expression expression) => expression is Call call && MethodOf(call) is not null;

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

    /// <summary>A call of a method for whole spans. Its type argument is written: neither an array nor a span says which one is meant where a read-only span is wanted.</summary>
    private Call Call(string method, Model.ValueType type, params Expression[] arguments)
    {
        string element = arguments.Select(static argument => argument.Type).First(static argument => argument.IsBuffer).Element!.Text;
        return new Call(new WorkspaceCallee($"{method}<{element}>"), arguments.ToEquatableArray(), type);
    }

    /// <summary>A part that has a span's methods.</summary>
    private static Expression Spanned(Expression part) => part is Reference { Type: { Class: TypeClass.Array } type }
        ? new Call(new WorkspaceCallee(".AsSpan"), EquatableArray.Of(part), type)
        : part;
}
