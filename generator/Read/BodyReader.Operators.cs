using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Operators, conversions and the choice of two values.</content>
internal sealed partial class BodyReader
{
    private Expression ReadUnary(IUnaryOperation unary)
    {
        if (unary.OperatorMethod is { } method && !IsBuiltIn(method))
            return ReadOperator(unary, method, unary.Operand);
        Expression operand = ReadExpression(unary.Operand);
        UnaryOperator? symbol = unary.OperatorKind switch
        {
            UnaryOperatorKind.Plus => UnaryOperator.Plus,
            UnaryOperatorKind.Minus => UnaryOperator.Negate,
            UnaryOperatorKind.Not => UnaryOperator.Not,
            UnaryOperatorKind.BitwiseNegation => UnaryOperator.Complement,
            _ => null,
        };
        if (RefuseChecked(symbol is UnaryOperator.Negate && ReadType(unary.Type!).Class == TypeClass.Integer, unary.IsChecked, unary))
            return Placeholder(unary.Type);
        // `^1` is read where it is an index; anywhere else it is an Index object.
        return symbol is null || operand.Type.IsVector && symbol is UnaryOperator.Complement
            ? Refuse(unary, "This operator", "write it with arithmetic")
            : new Unary(symbol.Value, operand, ReadType(unary.Type!));
    }

    /// <summary>What is generated is checked where the project's arithmetic is: what says otherwise of itself would mean something else there.</summary>
    private bool RefuseChecked(bool isInteger, bool isChecked, IOperation operation)
    {
        bool checksAll = model.Compilation.Options is CSharpCompilationOptions { CheckOverflow: true };
        if (!isInteger || isChecked == checksAll || checksAll && !IsUnchecked(operation.Syntax))
            return false;
        fence.RefuseConstruct(operation.Syntax, checksAll ? "Unchecked integer arithmetic in a project that checks it" : "Checked integer arithmetic",
            checksAll ? "compute it in a method of its own, and call that" : "use unchecked arithmetic, or check in the caller");
        return true;
    }

    private Expression ReadBinary(IBinaryOperation binary)
    {
        if (binary.OperatorMethod is { } method && !IsBuiltIn(method))
            return binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr ? RefuseOperator(binary, method) : ReadOperator(binary, method, binary.LeftOperand, binary.RightOperand);
        if (binary.IsLifted && !(binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && (IsNull(binary.LeftOperand) || IsNull(binary.RightOperand))))
            return Refuse(binary, "Arithmetic of nullable values", "use the type without '?'");
        Model.ValueType type = ReadType(binary.Type!);
        if (Operator(binary.OperatorKind, type) is not { } symbol)
            return Refuse(binary, "This operator", "write it with arithmetic");
        if (RefuseChecked(type.Class == TypeClass.Integer, binary.IsChecked, binary))
            return Placeholder(binary.Type);
        if (type.IsVector && VectorRuleTable.Find(VectorRuleTable.Key(RuleApplication.Symbol(symbol) ?? "", binary.OperatorMethod!.Parameters.Select(parameter => ReadType(parameter.Type)))) is null)
            return Refuse(binary, $"This operator of '{type.VectorName}'", "compute it from the components");
        if (symbol is BinaryOperator.ConditionalAnd or BinaryOperator.ConditionalOr)
            return ReadShortCircuit(binary, symbol);
        if (IsObject(binary.LeftOperand) || IsObject(binary.RightOperand))
            return Refuse(binary, "Comparing objects", "compare them in the caller");
        Expression[] operands = ReadOperands(binary.LeftOperand, binary.RightOperand);
        return new Binary(symbol, operands[0], operands[1], type);
    }

    /// <summary>Operators that C# or the type itself defines, without a body that could be differentiated.</summary>
    private static bool IsBuiltIn(IMethodSymbol method) => method.ContainingType.SpecialType is not SpecialType.None
        || method.ContainingType.TypeKind == TypeKind.Enum || method.ContainingType.IsVector() || method.ContainingType.IsNumericInterface();

    /// <summary>An operator of a struct marked [Differentiable] is differentiated in place.</summary>
    private Expression ReadOperator(IOperation operation, IMethodSymbol method, params IOperation[] operands)
    {
        if (!CompositeReader.IsComposite(method.ContainingType))
            return TryReadTensorOperator(operation, method, operands) ?? RefuseOperator(operation, method);
        if (method.IsImplicitlyDeclared)
            return ReadEquality(operation, operands[0], operands[1], isNegated: method.Name == "op_Inequality");
        return Inline(method, operation, null, ReadOperands(operands), [.. operands.Select((operand, i) => NameOf(operand, method.Parameters[i].Name))]);
    }

    private Expression RefuseOperator(IOperation operation, IMethodSymbol method) => LayerReader.IsOfTensors(method)
        ? Refuse(operation, "This operator of tensors", "use + - * / of tensors and numbers, each in an assignment of its own")
        : Refuse(operation, $"The operator of '{(method.ContainingType is { Name: "", ContainingType: { } extending } ? extending : method.ContainingType).Name}'", "compute with float, double and integers");

    private Expression ReadShortCircuit(IBinaryOperation binary, BinaryOperator symbol) =>
        ShortCircuit(symbol, ReadExpression(binary.LeftOperand), () => ReadExpression(binary.RightOperand));

    /// <summary>What the right operand does besides giving a value is done where it is evaluated.</summary>
    private Expression ShortCircuit(BinaryOperator symbol, Expression left, Func<Expression> readRight)
    {
        if (left == Literal.True)
            return symbol == BinaryOperator.ConditionalAnd ? readRight() : left;
        Expression right = Literal.True;
        Block effects = ReadBlock(() => right = readRight());
        if (effects.IsEmpty)
            return symbol == BinaryOperator.ConditionalAnd && right == Literal.True ? left : new Binary(symbol, left, right, Model.ValueType.Boolean);
        Variable condition = NewTemporary("condition", Model.ValueType.Boolean);
        EmitAssign(condition, left);
        Expression reference = new Reference(condition);
        Emit(new If(
            symbol == BinaryOperator.ConditionalAnd ? reference : new Unary(UnaryOperator.Not, reference, Model.ValueType.Boolean),
            Block.Of(effects.Statements.Append(new Assign(reference, right))),
            Block.Empty));
        return reference;
    }

    private static BinaryOperator? Operator(BinaryOperatorKind kind, Model.ValueType type) => kind switch
    {
        BinaryOperatorKind.Add when type.Class is not TypeClass.Opaque || type.Text is "string" or "string?" => BinaryOperator.Add,
        BinaryOperatorKind.Subtract => BinaryOperator.Subtract,
        BinaryOperatorKind.Multiply => BinaryOperator.Multiply,
        BinaryOperatorKind.Divide => BinaryOperator.Divide,
        BinaryOperatorKind.Remainder => BinaryOperator.Remainder,
        BinaryOperatorKind.LeftShift => BinaryOperator.LeftShift,
        BinaryOperatorKind.RightShift => BinaryOperator.RightShift,
        BinaryOperatorKind.UnsignedRightShift => BinaryOperator.UnsignedRightShift,
        BinaryOperatorKind.And => BinaryOperator.BitAnd,
        BinaryOperatorKind.Or => BinaryOperator.BitOr,
        BinaryOperatorKind.ExclusiveOr => BinaryOperator.BitXor,
        BinaryOperatorKind.ConditionalAnd => BinaryOperator.ConditionalAnd,
        BinaryOperatorKind.ConditionalOr => BinaryOperator.ConditionalOr,
        BinaryOperatorKind.Equals => BinaryOperator.Equal,
        BinaryOperatorKind.NotEquals => BinaryOperator.NotEqual,
        BinaryOperatorKind.LessThan => BinaryOperator.Less,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperator.Greater,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperator.GreaterOrEqual,
        _ => null,
    };

    private Expression ReadConversion(IConversionOperation conversion)
    {
        if (conversion.Operand is ITupleOperation literal && conversion.Type is { IsTupleType: true })
            return ReadTuple(literal, ReadType(conversion.Type));
        if (conversion.Operand.Type is not { } from || conversion.Type is not { } to)
        {
            return conversion.Operand is ILiteralOperation { ConstantValue.Value: null }
                ? new Literal("null", ReadType(conversion.Type!))
                : Refuse(conversion, DescribeExpression(conversion.Operand).Construct, DescribeExpression(conversion.Operand).Instead);
        }
        if (conversion.Operand is ICollectionExpressionOperation shape && LayerReader.IsShape(to))
            return ReadShape(shape, to);
        if (ReadType(to).IsBuffer)
            return ReadBufferConversion(conversion);
        if (ReadType(to).IsTensor)
            return ReadTensorConversion(conversion);
        if (conversion.OperatorMethod is { } method && !IsBuiltIn(method))
            return ReadOperator(conversion, method, conversion.Operand);
        if (CompositeReader.IsComposite(to) && ReadType(to) is var composite)
        {
            if (CompositeReader.IsHolder(to) && (!CompositeReader.IsHolder(from) || !conversion.Conversion.IsIdentity && !conversion.GetConversion().IsImplicit))
                return Refuse(conversion, $"Converting '{from.ToDisplayString()}' to '{to.ToDisplayString()}'", "pass it as what it is");
            Expression converted = conversion.Operand is ITupleOperation tuple ? ReadTuple(tuple, composite) : ReadExpression(conversion.Operand);
            return converted is Composite parts ? ConvertComposite(parts, composite) : Refuse(conversion, $"Converting '{from.ToDisplayString()}' to '{to.ToDisplayString()}'", "take the parts");
        }
        if (CompositeReader.IsComposite(from))
            return Refuse(conversion, $"Converting '{from.ToDisplayString()}' to '{to.ToDisplayString()}'", "take the parts");
        bool isNumeric = conversion.Conversion.IsNumeric || from.TypeKind == TypeKind.Enum || to.TypeKind == TypeKind.Enum;
        if (RefuseChecked(!to.IsReal() && isNumeric && !conversion.IsImplicit, conversion.IsChecked, conversion))
            return Placeholder(to);
        Expression operand = ReadExpression(conversion.Operand);
        Model.ValueType type = ReadType(to);
        // (double)(a * b) of doubles only says what is already so, as does the conversion that C# sees in `Complex z = new(a, b)`.
        if (operand.Type == type)
            return operand;
        if (from.IsReal() && !to.IsReal() && !type.IsVector && type.Class != TypeClass.Integer && to.TypeKind != TypeKind.Enum)
            return Refuse(conversion, $"Converting '{from.ToDisplayString()}' to '{to.ToDisplayString()}'", "keep it float or double");
        if (from.IsReal() && (type.Class == TypeClass.Integer || to.TypeKind == TypeKind.Enum))
            fence.NoteLoss(operand, conversion.Syntax, $"'{to.ToDisplayString()}' has no gradient");
        // A constant that C# converts silently because its value fits would not be, once it has become a variable.
        bool isPlain = conversion.IsImplicit && (to.TypeKind != TypeKind.Enum || from.TypeKind == TypeKind.Enum)
            && (conversion.Operand is ILiteralOperation || !conversion.GetConversion().IsConstantExpression || to.IsReal());
        return new Model.Conversion(operand, conversion.IsTryCast && to.IsReferenceType ? ReadType(to.WithNullableAnnotation(NullableAnnotation.None)) : type, isPlain) { IsTried = conversion.IsTryCast };
    }

    private static bool IsNull(IOperation operation) => operation is { ConstantValue: { HasValue: true, Value: null } } or IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: null } };

    /// <summary>A number that is there, or another one: <c>limit ?? 1</c>.</summary>
    private Expression ReadCoalesce(ICoalesceOperation coalesce)
    {
        if (!IsNullable(coalesce.Value.Type) || IsNullable(coalesce.Type))
            return Refuse(coalesce, "A null test", "test for null in the caller");
        Expression given = Settled("given", ReadExpression(coalesce.Value), copies: false);
        return Choose(IsThere(given), () => ConvertPart(ValueOf(given, coalesce.Value.Type!), ReadType(coalesce.Type!)), () => ReadExpression(coalesce.WhenNull), ReadType(coalesce.Type!));
    }

    private static bool IsNullable(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>Whether what may be null is not.</summary>
    private static Expression IsThere(Expression given) => new Binary(BinaryOperator.NotEqual, given, new Literal("null", given.Type), Model.ValueType.Boolean);

    /// <summary>The value of what may be null.</summary>
    private Expression ValueOf(Expression given, ITypeSymbol type) => new Member(given, "Value", ReadType(((INamedTypeSymbol)type).TypeArguments[0]));

    private Expression ReadConditional(IConditionalOperation conditional) =>
        Choose(ReadExpression(conditional.Condition), () => ReadExpression(conditional.WhenTrue), () => ReadExpression(conditional.WhenFalse!), ReadType(conditional.Type!));

    /// <summary>One of two values, of which only that is evaluated.</summary>
    private Expression Choose(Expression condition, Func<Expression> readTrue, Func<Expression> readFalse, Model.ValueType type)
    {
        Expression whenTrue = Literal.True, whenFalse = Literal.True;
        Block trueEffects = ReadBlock(() => whenTrue = readTrue());
        Block falseEffects = ReadBlock(() => whenFalse = readFalse());
        if (type.IsComposite)
        {
            Expression chosen = NewTarget("choice", type, VariableKind.Temporary);
            Emit(new If(condition, ReadBlock(() => { output.AddRange(trueEffects.Statements); Store(chosen, whenTrue, null); }), ReadBlock(() => { output.AddRange(falseEffects.Statements); Store(chosen, whenFalse, null); })));
            return chosen;
        }
        if (trueEffects.IsEmpty && falseEffects.IsEmpty)
            return new Conditional(condition, whenTrue, whenFalse, type);
        Variable choice = NewTemporary("choice", type);
        Expression target = new Reference(choice);
        Emit(new If(
            condition,
            Block.Of(trueEffects.Statements.Append(new Assign(target, whenTrue))),
            Block.Of(falseEffects.Statements.Append(new Assign(target, whenFalse)))));
        return target;
    }
}
