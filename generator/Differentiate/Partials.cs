using System.Globalization;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>Puts operands into a rule's templates: retyped for float, names as they are written in the user's file, constants folded.</summary>
public sealed class Partials(BroughtNames names)
{
    /// <summary>Instantiates a template of a rule.</summary>
    /// <param name="template">The template, typed double.</param>
    /// <param name="type">The real type that it is wanted in.</param>
    /// <param name="bindings">What stands for the placeholders.</param>
    public Expression Instantiate(Expression template, Model.ValueType type, IReadOnlyDictionary<Variable, Expression> bindings)
    {
        Expression Map(Expression part) => Instantiate(part, type, bindings);

        switch (template)
        {
            case Reference reference:
                return bindings[reference.Variable];
            case Literal literal when literal.Type.IsReal:
                return Number(literal.Text, type);
            case Symbol symbol:
                return new Symbol(Write(symbol.Text, type), type);
            case Unary { Operator: UnaryOperator.Negate } unary:
                return Map(unary.Operand) is Literal { Text: var text } && Value(text) is { } value ? Number(-value, type) : Algebra.Negate(Map(unary.Operand));
            case Binary { Type.IsReal: true } binary:
                return Arithmetic(binary.Operator, Map(binary.Left), Map(binary.Right), type);
            case Binary binary:
                return Condition(binary with { Left = Map(binary.Left), Right = Map(binary.Right) });
            case Conditional conditional:
                return Map(conditional.Condition) switch
                {
                    Literal { Text: "true" } => Map(conditional.WhenTrue),
                    Literal { Text: "false" } => Map(conditional.WhenFalse),
                    var condition => new Conditional(condition, Map(conditional.WhenTrue), Map(conditional.WhenFalse), type),
                };
            case Call { Callee: RuleCallee callee } call:
                return Function(callee.Name, call.Arguments.Select(Map).ToEquatableArray(), type);
            default:
                return template.MapChildren(Map);
        }
    }

    /// <summary>Instantiates a template of a rule of vectors.</summary>
    /// <param name="template">The template.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="bindings">What stands for the placeholders.</param>
    public Expression Instantiate(Expression template, VectorRule rule, IReadOnlyDictionary<Variable, Expression> bindings)
    {
        Expression Map(Expression part) => Instantiate(part, rule, bindings);

        switch (template)
        {
            case Reference reference:
                return bindings[reference.Variable];
            case Literal literal:
                return Number(literal.Text, rule.Real);
            case Symbol { Type: { IsVector: true } type } symbol:
                return symbol.Text == VectorTypes.Zero(type) ? Literal.Whole(0, Write(type)) : new Symbol(Write(symbol.Text, rule.Real), Write(type));
            case Symbol symbol:
                return new Symbol(Write(symbol.Text, rule.Real), rule.Real);
            case Unary unary:
                return Map(unary.Operand) is Literal { Text: var text } && Value(text) is { } value ? Number(-value, rule.Real) : Algebra.Negate(Map(unary.Operand));
            case Binary { Type.IsReal: true } binary:
                return Arithmetic(binary.Operator, Map(binary.Left), Map(binary.Right), rule.Real);
            case Binary { Type.IsVector: true } binary:
                return Algebra.Of(binary with { Left = Map(binary.Left), Right = Map(binary.Right), Type = Write(binary.Type) });
            case Conditional conditional:
                return new Conditional(Map(conditional.Condition), Map(conditional.WhenTrue), Map(conditional.WhenFalse), Write(conditional.Type));
            case Member member:
                return member with { Target = Map(member.Target), Type = Write(member.Type) };
            case Call { Callee: RuleCallee { Text: var called } } call:
                string name = called.StartsWith(".", StringComparison.Ordinal) ? called : Write(called, rule.Real);
                return new Call(new RuleCallee(name, called), call.Arguments.Select(Map).ToEquatableArray(), call.Type.IsReal ? rule.Real : Write(call.Type));
            default:
                return template.MapChildren(Map);
        }
    }

    /// <summary>A type of the table as it is written in the user's file.</summary>
    private Model.ValueType Write(Model.ValueType type) => type.VectorName is { } vector ? type with { Text = names.Vector(vector) } : type;

    /// <summary>An operand as a rule sees it: a whole-number literal is a real number without a conversion.</summary>
    public static Expression Operand(Expression operand) => operand switch
    {
        Model.Conversion { IsImplicit: true, Type: { IsReal: true } type, Operand: Literal { Text: var text } } when text.All(char.IsDigit) => new Literal(text, type),
        Model.Conversion { IsImplicit: true, Type: { IsReal: true } type, Operand: Unary { Operator: UnaryOperator.Negate, Operand: Literal { Text: var text } } } when text.All(char.IsDigit) => new Literal("-" + text, type),
        Model.Conversion { Type: { Class: TypeClass.Generic } type, Operand: Literal { Text: var text } } when text.All(static c => char.IsDigit(c) || c == '.') => new Literal(text, type),
        Unary { Operator: UnaryOperator.Negate, Operand: Literal { Type.IsReal: true } literal } => literal with { Text = "-" + literal.Text },
        _ => operand,
    };

    private static Expression Arithmetic(BinaryOperator symbol, Expression left, Expression right, Model.ValueType type)
    {
        if (left is Literal { Text: var l } && right is Literal { Text: var r } && Value(l) is { } a && Value(r) is { } b)
        {
            double? folded = symbol switch
            {
                BinaryOperator.Add => a + b,
                BinaryOperator.Subtract => a - b,
                BinaryOperator.Multiply => a * b,
                _ => null,
            };
            if (folded is { } value)
                return Number(value, type);
        }
        return symbol switch
        {
            BinaryOperator.Add => Algebra.Add(left, right),
            BinaryOperator.Multiply => Algebra.Multiply(left, right),
            BinaryOperator.Divide => Algebra.Divide(left, right),
            _ => new Binary(symbol, left, right, type),
        };
    }

    private static Expression Condition(Binary test)
    {
        if (test.Left == test.Right)
            return test.Operator is BinaryOperator.Equal or BinaryOperator.LessOrEqual or BinaryOperator.GreaterOrEqual ? Literal.True : Literal.False;
        if (test.Left is not Literal { Text: var left } || test.Right is not Literal { Text: var right})
            return test;
        if (test.Operator is BinaryOperator.ConditionalAnd or BinaryOperator.ConditionalOr)
            return (left == "true", right == "true", test.Operator) is (true, true, _) or (true, _, BinaryOperator.ConditionalOr) or (_, true, BinaryOperator.ConditionalOr) ? Literal.True : Literal.False;
        if (Value(left) is not { } a || Value(right) is not { } b)
            return test;
        bool? known = test.Operator switch
        {
            BinaryOperator.Equal => a == b,
            BinaryOperator.NotEqual => a != b,
            BinaryOperator.Less => a < b,
            BinaryOperator.LessOrEqual => a <= b,
            BinaryOperator.Greater => a > b,
            BinaryOperator.GreaterOrEqual => a >= b,
            _ => null,
        };
        return known is null ? test : known.Value ? Literal.True : Literal.False;
    }

    private Expression Function(string name, EquatableArray<Expression> arguments, Model.ValueType type)
    {
        // A small whole power is a product: exact, and a third of the time.
        if (name == "Math.Pow" && arguments[1] is Literal { Text: var text } && Value(text) is { } power && power is 0 or 1 or 2 or 3)
        {
            Expression product = Literal.Whole(1, type);
            for (int i = 0; i < power; i++)
                product = Algebra.Multiply(product, arguments[0]);
            return product;
        }
        return new Call(new RuleCallee(Write(name, type), name), arguments, type);
    }

    private string Write(string name, Model.ValueType type)
    {
        if (type.Class == TypeClass.Single)
            name = RuleNames.InSingle(name);
        if (type.Class == TypeClass.Generic)
            return RuleNames.InGeneric(name, type.Text);
        if (name.StartsWith("new ", StringComparison.Ordinal))
            return "new " + names.Vector(name.Substring(4));
        int dot = name.IndexOf('.');
        return name.Substring(0, dot) switch
        {
            "Math" => names.Math,
            "MathF" => names.MathF,
            "VectorMath" => names.VectorMath,
            "Layers" => names.Layers,
            var vector when VectorTypes.Contains(vector) => names.Vector(vector),
            var other => other,
        } + name.Substring(dot);
    }

    private static double? Value(string literal) =>
        double.TryParse(literal.Replace("_", "").TrimEnd('d', 'D', 'f', 'F', 'm', 'M'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && !literal.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !literal.StartsWith("0b", StringComparison.OrdinalIgnoreCase)
            ? value
            : null;

    private static Literal Number(double value, Model.ValueType type) => Number(value.ToString("R", CultureInfo.InvariantCulture), type);

    private static Literal Number(string text, Model.ValueType type)
    {
        bool isWhole = text.All(static c => char.IsDigit(c) || c == '-');
        return new Literal(isWhole || type.Class != TypeClass.Single ? text : text + "f", type);
    }
}
