namespace AutoBackprop.Generator.Model;

/// <summary>Names a subexpression after what it is: <c>sum</c>, <c>product</c>, <c>exp</c>, <c>larger</c>.</summary>
public static class TemporaryName
{
    public static string Of(Expression expression) => expression switch
    {
        Binary { Operator: BinaryOperator.Add } => "sum",
        Binary { Operator: BinaryOperator.Subtract } => "difference",
        Binary { Operator: BinaryOperator.Multiply, Left: var left, Right: var right } => left == right ? "square" : "product",
        Binary { Operator: BinaryOperator.Divide } => "quotient",
        Binary { Operator: BinaryOperator.Remainder } => "remainder",
        Binary { Type.Class: TypeClass.Boolean } => "condition",
        Unary { Operator: UnaryOperator.Negate } => "negative",
        Unary { Operator: UnaryOperator.Not } => "condition",
        Conversion conversion => conversion.Operand is Reference reference ? reference.Variable.Name : Of(conversion.Operand),
        Conditional => "choice",
        Element { Buffer: Reference buffer, Path: var path } => Composite.NameOf(Singular(buffer.Variable.Name), path),
        Slice slice => Of(slice.Buffer),
        // A member of an object is called after the way to it.
        Length { Buffer: Reference or Element { Path.Length: > 0 } } length => (length.Buffer is Reference { Variable: var buffer } ? buffer.Name : Of(length.Buffer)) + "Length",
        Length => "length",
        Element { Buffer: Element { Path.Length: > 0 } row } => Of(row) + "Element",
        Reference reference => reference.Variable.Name,
        Member member => char.ToLowerInvariant(member.Name[0]) + member.Name.Substring(1),
        Update { Target: var updated } => Of(updated),
        Call call => OfCall(call.Callee is RuleCallee rule ? rule.Name : call.Callee.Text),
        Literal => "constant",
        _ => "term",
    };

    private static string OfCall(string method)
    {
        int arguments = method.IndexOf('(');
        if (arguments >= 0)
            method = method.Substring(0, arguments);
        string name = method.Substring(method.LastIndexOf('.') + 1);
        if (name.StartsWith("new ", StringComparison.Ordinal))
            name = name.Substring(4);
        int typeArguments = name.IndexOf('<');
        if (typeArguments >= 0)
            name = name.Substring(0, typeArguments);
        return name switch
        {
            "Max" or "MaxNumber" => "larger",
            "Min" or "MinNumber" => "smaller",
            "Sqrt" => "root",
            "Abs" => "magnitude",
            "Pow" => "power",
            _ => char.ToLowerInvariant(name[0]) + name.Substring(1),
        };
    }

    private static string Singular(string name) => name.EndsWith("ias", StringComparison.Ordinal) || name.EndsWith("ius", StringComparison.Ordinal) || name.EndsWith("xis", StringComparison.Ordinal) ? name + "Element" :
        name.EndsWith("ies", StringComparison.Ordinal) && name.Length > 4 ? name.Substring(0, name.Length - 3) + "y" : name.Length > 2 && name[name.Length - 1] == 's' && name[name.Length - 2] != 's' ? name.Substring(0, name.Length - 1) : name + "Element";
}
