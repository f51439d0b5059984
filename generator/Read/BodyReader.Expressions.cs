using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Expressions.</content>
internal sealed partial class BodyReader
{
    private Expression ReadExpression(IOperation operation)
    {
        cancellation.ThrowIfCancellationRequested();
        // An overflow would end the compiler; this exception ends the one function.
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (operation is { ConstantValue: { HasValue: true, Value: { } constant }, Type: { TypeKind: not TypeKind.Enum } constantType }
            && ReadType(constantType).Class == TypeClass.Integer && operation is not ILiteralOperation && IsUnchecked(operation.Syntax))
        {
            // Constants are always checked, unless it is said that they are not: what was computed unchecked is a number now.
            return new Model.Conversion(ReadValue(constant, ReadType(constantType), isEnum: false), ReadType(constantType), IsImplicit: false);
        }
        switch (operation)
        {
            case ILiteralOperation literal:
                return ReadLiteral(literal);
            case IParenthesizedOperation parenthesized:
                return ReadExpression(parenthesized.Operand);
            case ILocalReferenceOperation or IParameterReferenceOperation when MovingBuffers.Symbol(operation) is { } symbol && selectors.ContainsKey(symbol):
                return ViewOf(symbol, operation.Type!);
            case ILocalReferenceOperation { Local: var local } when aliases.TryGetValue(local, out Expression? alias):
                return alias;
            case ILocalReferenceOperation { Local: var local }:
                // What a refused construct would have declared is not refused once more.
                return variables.TryGetValue(local, out Variable? variable)
                    ? new Reference(variable)
                    : fence.HasRefused ? Placeholder(local.Type) : Refuse(operation, $"The local '{local.Name}'", "declare it with a type of the differentiable language");
            case IParameterReferenceOperation { Parameter: var parameter } when aliases.TryGetValue(parameter, out Expression? bound):
                return bound;
            case IParameterReferenceOperation { Parameter: var parameter } when variables.TryGetValue(parameter, out Variable? given):
                return new Reference(given);
            case IFieldReferenceOperation field:
                return ReadField(field);
            case IPropertyReferenceOperation property:
                return ReadProperty(property);
            case IDefaultValueOperation or IObjectCreationOperation or IWithOperation or IConditionalOperation or ICoalesceOperation or ISwitchExpressionOperation or IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: null } }
                when operation.Type is { } kept && CompositeReader.IsHolder(kept):
                return fence.HasRefused ? Placeholder(kept) : Refuse(operation, "Another object than a parameter, or a member of one,", "pass it as a parameter");
            case IDefaultValueOperation { Type: { } type } when CompositeReader.IsComposite(type):
                return Default(ReadType(type));
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } when patternInput is not null:
                return patternInput;
            case IInstanceReferenceOperation when receiver is not null:
                return receiver;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } when IsOfObject:
                return new Symbol("this", ReadType(operation.Type!));
            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } kept } when IsOfObject && !IsWritten(kept):
                return CheckConstant(kept.Type, operation) ? RefuseLost(operation, kept.Name, kept.Type) ?? new Symbol(kept.Name, ReadType(kept.Type)) : Placeholder(kept.Type);
            case IObjectCreationOperation { Type: { } type } creation when CompositeReader.IsComposite(type):
                return ReadCreation(creation);
            case IWithOperation with:
                return ReadWith(with);
            case ITupleOperation { Type: { } type } tuple:
                return ReadTuple(tuple, ReadType(type));
            case IDiscardOperation { Type: { } type }:
                // What is given by 'out' to nobody.
                return NewTarget("discarded", ReadType(type), VariableKind.Temporary);
            case INameOfOperation or ISizeOfOperation or ITypeOfOperation or IDefaultValueOperation:
                return ReadConstant(operation);
            case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice" or "ToArray" or "Clone" } } or IImplicitIndexerReferenceOperation { Argument: IRangeOperation }
                or IConditionalOperation or IArrayCreationOperation or ICollectionExpressionOperation or IArrayElementReferenceOperation { Indices: [IRangeOperation] }
                when operation.Type is not null && ReadType(operation.Type).IsBuffer:
                return ReadBufferOrRefuse("part", ReadType(operation.Type), operation, SourceLine.Of(operation.Syntax));
            case IUnaryOperation unary:
                return ReadUnary(unary);
            case IBinaryOperation binary:
                return ReadBinary(binary);
            case ITupleBinaryOperation comparison:
                return ReadEquality(comparison, comparison.LeftOperand, comparison.RightOperand, comparison.OperatorKind == BinaryOperatorKind.NotEquals);
            case IConversionOperation conversion:
                return ReadConversion(conversion);
            case IConditionalOperation { WhenFalse: not null } conditional:
                return ReadConditional(conditional);
            case ICoalesceOperation coalesce:
                return ReadCoalesce(coalesce);
            case IInvocationOperation invocation:
                return Named(ReadInvocation(invocation), invocation);
            case IObjectCreationOperation creation:
                return ReadVectorCreation(creation);
            case IArrayElementReferenceOperation element:
                return ReadElement(element);
            case IImplicitIndexerReferenceOperation { Argument: IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat } element
                when element.Instance.Type is not null && ReadType(element.Instance.Type).IsBuffer:
                return ReadFromEnd(element, element.Instance, hat);
            case ISimpleAssignmentOperation assignment:
                return ReadAssignment(assignment, SourceLine.Of(operation.Syntax));
            case ICompoundAssignmentOperation assignment:
                return ReadCompoundAssignment(assignment, SourceLine.Of(operation.Syntax));
            case IIncrementOrDecrementOperation step:
                return ReadIncrement(step, SourceLine.Of(operation.Syntax));
            case IIsPatternOperation isPattern:
                return ReadPattern(isPattern.Pattern, BindSubject(isPattern.Value, [isPattern.Pattern]));
            case ISwitchExpressionOperation selection:
                return ReadSwitchExpression(selection);
            case IInterpolatedStringOperation text:
                return ReadInterpolation(text);
            default:
                (string construct, string instead) = DescribeExpression(operation);
                return Refuse(operation, construct, instead);
        }
    }

    private static bool IsUnchecked(SyntaxNode node) => node.AncestorsAndSelf()
        .Any(static ancestor => ancestor.Kind() is SyntaxKind.UncheckedExpression or SyntaxKind.UncheckedStatement);

    private static (string Construct, string Instead) DescribeExpression(IOperation operation) => operation switch
    {
        IAnonymousFunctionOperation or IDelegateCreationOperation => ("A lambda", "call a [Differentiable] method directly"),
        ITranslatedQueryOperation => ("A query", "write it as a loop"),
        IAnonymousObjectCreationOperation => ("Creating an object", "compute with float, double and buffers of them"),
        IWithOperation => ("A 'with' expression", "use a local for each part"),
        IAddressOfOperation or IFunctionPointerInvocationOperation => ("A pointer", "use variables and spans"),
        IUtf8StringOperation => ("A UTF-8 literal", "pass it as a parameter"),
        ICoalesceAssignmentOperation => ("A null test", "test for null in the caller"),
        { Kind: OperationKind.None } => ("A construct that C# has no model of, like a pointer's,", "write it with arithmetic, calls and assignments of float and double"),
        IIsTypeOperation => ("Testing an object", "test it in the caller"),
        IAwaitOperation => ("An 'await'", "await in the caller and pass the value"),
        IInstanceReferenceOperation => ("'this'", "pass the values it holds as parameters of a static method"),
        IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation
            => ("A dynamic operation", "use float or double"),
        ITupleOperation => ("A tuple", "use a local for each element"),
        IObjectCreationOperation => ("Creating an object", "mark the struct [Differentiable], or compute with float, double and buffers of them"),
        IArrayCreationOperation or ICollectionExpressionOperation => ("Creating an array", "pass a buffer as a parameter"),
        IConditionalAccessOperation => ("A null test", "test for null in the caller"),
        IThrowOperation => ("A throw expression", "throw in a statement of its own"),
        IParameterReferenceOperation => ("A parameter of the containing type", "pass it as a parameter of the method"),
        _ => ($"This expression ({operation.Kind})", "write it with arithmetic, calls and assignments of float and double"),
    };

    private Expression ReadLiteral(ILiteralOperation literal) => literal.Syntax is LiteralExpressionSyntax syntax
        ? new Literal(syntax.Token.Text, literal.Type is null ? new Model.ValueType(TypeClass.Opaque, "object") : ReadType(literal.Type))
        : ReadConstant(literal);

    /// <summary>Something that is the same at every evaluation and is written as the user wrote it.</summary>
    private Expression ReadConstant(IOperation operation)
    {
        if (operation.Type is null)
            return Refuse(operation, "This constant", "give it a type");
        if (operation.IsImplicit && operation.ConstantValue is { HasValue: true, Value: null })
            return new Literal("null", ReadType(operation.Type));
        if (operation.IsImplicit && operation.ConstantValue is { HasValue: true, Value: { } value })
            return ReadValue(value, ReadType(operation.Type), operation.Type.TypeKind == TypeKind.Enum);
        if (inlined.Count > 0 && operation.ConstantValue is { HasValue: true, Value: { } known })
            return ReadValue(known, ReadType(operation.Type), operation.Type.TypeKind == TypeKind.Enum);
        return operation is IDefaultValueOperation
            ? new Symbol($"default({ReadType(operation.Type).Text})", ReadType(operation.Type))
            : new Symbol(SourceLine.Of(operation.Syntax), ReadType(operation.Type)) { Known = Known(operation.ConstantValue.Value) };
    }

    /// <summary>A number or a truth that the compiler knows, as text; null of anything else.</summary>
    private static string? Known(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        double or float or sbyte or byte or short or ushort or int or uint or long or ulong => string.Format(System.Globalization.CultureInfo.InvariantCulture, value is double or float ? "{0:R}" : "{0}", value),
        _ => null,
    };

    /// <summary>A value that stands nowhere in the source, as a literal of its type: that of an optional parameter.</summary>
    private static Expression ReadValue(object value, Model.ValueType type, bool isEnum)
    {
        string text = SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false);
        if (isEnum)
            return new Symbol($"({type.Text})({text})", type) { Known = Known(value) };
        return value switch
        {
            float number when float.IsNaN(number) || float.IsInfinity(number) => new Symbol("float." + NonFinite(number), type),
            double number when double.IsNaN(number) || double.IsInfinity(number) => new Symbol("double." + NonFinite(number), type),
            float => new Literal(text + "f", type),
            double => new Literal(text.All(static c => char.IsDigit(c) || c == '-') ? text + ".0" : text, type),
            long => new Literal(text + "L", type),
            uint => new Literal(text + "u", type),
            ulong => new Literal(text + "ul", type),
            decimal => new Literal(text + "m", type),
            _ => new Literal(text, type),
        };
    }

    private static string NonFinite(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "PositiveInfinity" : "NegativeInfinity";

    private Expression ReadInterpolation(IInterpolatedStringOperation text)
    {
        var pieces = new List<string> { "" };
        var values = new List<Expression>();
        foreach (IInterpolatedStringContentOperation part in text.Parts)
        {
            if (part is IInterpolationOperation value)
            {
                values.Add(ReadExpression(value.Expression is IConversionOperation { IsImplicit: true } boxed ? boxed.Operand : value.Expression));
                var syntax = (InterpolationSyntax)value.Syntax;
                pieces.Add($"{syntax.AlignmentClause}{syntax.FormatClause}");
                pieces.Add("");
            }
            else
            {
                pieces[pieces.Count - 1] += SymbolDisplay.FormatLiteral(((IInterpolatedStringTextOperation)part).Text.ConstantValue.Value as string ?? "", quote: false)
                    .Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("{", "{{").Replace("}", "}}").Replace("\r", "\\r").Replace("\n", "\\n");
            }
        }
        return new Interpolation(pieces.ToEquatableArray(), values.ToEquatableArray(), ReadType(text.Type!));
    }

    private Expression ReadField(IFieldReferenceOperation reference)
    {
        IFieldSymbol field = reference.Field;
        NoteObsolete(field);
        if (reference.Instance is { } instance)
        {
            if (TryReadSineOrCosine(instance, field.Name) is { } one)
                return one;
            if (ReadPart(reference) is { } part)
                return part;
            return ReadMember(reference, instance, field.Name, field.Type);
        }
        if (field.IsConst || field.IsReadOnly)
            return CheckConstant(field.Type, reference) ? ReadStatic(field, field.Type, reference) : Placeholder(field.Type);
        return Refuse(reference, $"The field '{field.Name}', which can change while gradients are taken,", field.Type is IArrayTypeSymbol ? "make it static readonly, or pass it as a parameter" : "make it const or static readonly, or pass it as a parameter");
    }

    /// <summary>A constant, a static readonly field or its like: as the user wrote it, or, in a callee, so that it means the same here.</summary>
    private Expression ReadStatic(ISymbol member, ITypeSymbol memberType, IMemberReferenceOperation reference)
    {
        Model.ValueType type = ReadType(memberType);
        string text = SourceLine.Of(reference.Syntax);
        if (inlined.Count > 0)
        {
            // Of which type it is depends on the call.
            if (member is not IFieldSymbol { HasConstantValue: true } && member.ContainingType.IsGenericType && inlined.Any(static method => method.MethodKind is not (MethodKind.LocalFunction or MethodKind.AnonymousFunction)))
                return Refuse(reference, $"The {Kind(member)} '{member.Name}' of a generic type, in a method that is differentiated in place,", "pass its value as an argument");
            if (!model.IsAccessible(position, member))
            {
                return member is IFieldSymbol { HasConstantValue: true, ConstantValue: { } value }
                    ? ReadValue(value, type, memberType.TypeKind == TypeKind.Enum)
                    : Refuse(reference, $"The {Kind(member)} '{member.Name}', which cannot be named here,", "make it const or public");
            }
            text = member.ContainingType.SpecialType != SpecialType.None ? $"{member.ContainingType.ToDisplayString()}.{member.Name}" : $"{member.ContainingType.ToMinimalDisplayString(model, position)}.{member.Name}";
        }
        var symbol = new Symbol(text, type) { Known = Known(reference.ConstantValue.Value) };
        return type.IsComposite ? PartsOf(symbol, type) : symbol;
    }

    private static string Kind(ISymbol member) => member is IFieldSymbol ? "field" : "property";

    /// <summary>Whether a static property gives the same each time: what it began with, or what it computes of constants alone.</summary>
    private bool IsFixedStatic(IPropertySymbol property, HashSet<ISymbol> seen) => seen.Add(property) && property is { SetMethod: null, GetMethod: { } getter, IsIndexer: false } && !getter.MayBeOverridden() && property.HasSourceIn(model.Compilation)
        && (Repeatability.IsAuto(getter) || BodyOf(getter) is { } body && body.Descendants().All(part => part switch
        {
            IFieldReferenceOperation { Field: var field } => field.IsConst || field is { IsStatic: true, IsReadOnly: true },
            IPropertyReferenceOperation { Property: var other } => other.IsStatic && IsFixedStatic(other, seen),
            IInvocationOperation { TargetMethod.ContainingType: var type } => type.Name is "Math" or "MathF" && type.ContainingNamespace.Name == "System",
            IAssignmentOperation or IIncrementOrDecrementOperation or IInstanceReferenceOperation => false,
            _ => true,
        }));

    private Expression ReadProperty(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        NoteObsolete(property);
        if (ReadPart(reference) is { } composite)
            return composite;
        if (reference.Instance is { } instance)
        {
            if (instance.Type is not null && ReadType(instance.Type) is { IsBuffer: true } buffer)
            {
                if (property.Name == "Length")
                    return LengthOf(ReadExpression(instance));
                if (property.Name == "Span")
                    return ReadExpression(instance);
                if (property.IsIndexer && buffer.Class is TypeClass.Span or TypeClass.ReadOnlySpan)
                    return ReadSpanElement(reference, instance, buffer);
            }
            if (property.IsIndexer && instance.Type is not null && LayerReader.IsTensor(instance.Type))
                return ReadTensorElement(reference, instance);
            if (instance.Type?.IsVector() == true)
                return ReadVectorMember(reference, instance);
            if (!property.IsIndexer)
                return ReadMember(reference, instance, property.Name, property.Type);
            return Refuse(reference, "This indexer", "index an array or a span");
        }
        // Static properties of the numeric types are constants in all but name: double.Pi is a const, T.Zero a property.
        if (property.ContainingType.SpecialType is SpecialType.System_Double or SpecialType.System_Single || property.ContainingType.IsVector() || property.ContainingType.IsNumericInterface())
            return new Symbol(SourceLine.Of(reference.Syntax), ReadType(property.Type));
        if (CompositeReader.IsComposite(property.ContainingType) && property.GetMethod is { } getter && CompositeReader.IsComposite(property.Type) && !Repeatability.IsAuto(getter))
            return Inline(getter, reference, null, []);
        if (IsFixedStatic(property, new HashSet<ISymbol>(SymbolEqualityComparer.Default)))
            return CheckConstant(property.Type, reference) ? ReadStatic(property, property.Type, reference) : Placeholder(property.Type);
        return Refuse(reference, $"The static property '{property.Name}', which can change while gradients are taken,", "pass its value as a parameter");
    }

    /// <summary>A member of a constant object: constant too.</summary>
    private Expression ReadMember(IMemberReferenceOperation reference, IOperation instance, string name, ITypeSymbol type)
    {
        if (IsThis(instance) && !IsOfObject)
            return Refuse(instance.IsImplicit ? reference : instance, $"The instance member '{name}'", "pass it as a parameter of a static method");
        if (IsThis(instance) && RefuseLost(reference, name, type) is { } refused)
            return refused;
        if (IsThis(instance) && IsKept(reference.Member) && CheckConstant(type, reference))
            return new Symbol(SourceLine.Of(reference.Syntax), ReadType(type)) is var symbol && symbol.Type.IsComposite ? PartsOf(symbol, symbol.Type) : symbol;
        Expression target = ReadExpression(instance);
        // An extension computes something; what a buffer has itself, its rank for one, does not depend on its elements.
        if (target.Type.IsDifferentiable && instance.Type is { } own && !own.SelfAndBases().Contains(reference.Member.ContainingType.OriginalDefinition, SymbolEqualityComparer.Default))
            return Refuse(reference, reference.Member.IsOfExtension() ? $"The extension member '{name}'" : $"The property '{name}' of '{own.ToDisplayString()}'", CallStatic);
        if (!CheckConstant(type, reference))
            return Placeholder(type);
        if (MayChange(reference, instance))
        {
            var callee = new OpaqueCallee("." + name, name, "", fence.Site(reference.Syntax), ArgumentsMayVary: false) { IsMember = true, Draws = true };
            var read = new Call(callee, EquatableArray.Of(target), ReadType(type));
            return read.Type.IsComposite ? Unpack(read, OriginOf(reference.Syntax)) : Named(read, reference);
        }
        var member = new Member(target, name, ReadType(type));
        return member.Type.IsComposite ? PartsOf(member, member.Type) : member;
    }

    private Repeatability Repeatable => field ??= new Repeatability(method => method.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree == Source.SyntaxTree || method.MethodKind == MethodKind.PropertyGet && method.HasSourceIn(model.Compilation) ? BodyOf(method) : null);

    /// <summary>Whether a member of an object may be another one when it is read again: by what it computes itself, or by what else the function calls.</summary>
    private bool MayChange(IMemberReferenceOperation reference, IOperation instance)
    {
        if (instance.Type is not { IsValueType: false, SpecialType: SpecialType.None } || instance.Type is IArrayTypeSymbol)
            return false;
        if (reference.Member is IPropertySymbol { GetMethod: { } getter } && Repeatable.Draws(getter))
            return true;
        bool isFixed = reference.Member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null or { IsInitOnly: true } } && reference.Member.HasSourceIn(model.Compilation);
        return !isFixed && RootOf(reference).Descendants().Any(operation => operation is IInvocationOperation && Repeatable.Draws(operation, isMarked: true));
    }

    private bool CheckConstant(ITypeSymbol type, IOperation reference) =>
        type.SpecialType == SpecialType.System_Decimal || CheckType(type, reference.Syntax);

    private Expression ReadElement(IArrayElementReferenceOperation element)
    {
        if (element.Indices.Any(index => index.Type is null || ReadType(index.Type).Class != TypeClass.Integer))
        {
            if (element.Indices is [IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat])
                return ReadFromEnd(element, element.ArrayReference, hat);
            return Refuse(element, "A range of an array", "index its elements");
        }
        Expression[] operands = ReadOperands([element.ArrayReference, .. element.Indices]);
        return ElementOf(operands[0], operands.Skip(1).ToEquatableArray());
    }

    private Expression ReadFromEnd(IOperation element, IOperation buffer, IUnaryOperation hat)
    {
        Expression[] operands = ReadOperands(buffer, hat.Operand is IConversionOperation { IsImplicit: true } c ? c.Operand : hat.Operand);
        var index = new Binary(BinaryOperator.Subtract, LengthOf(operands[0]), operands[1], Model.ValueType.Int32);
        return ElementOf(operands[0], EquatableArray.Of<Expression>(index));
    }

    private Expression ReadSpanElement(IPropertyReferenceOperation reference, IOperation instance, Model.ValueType buffer)
    {
        IOperation index = reference.Arguments[0].Value;
        if (index.Type?.SpecialType != SpecialType.System_Int32)
            return Refuse(reference, "This index", "index with an int");
        Expression[] operands = ReadOperands(instance, index);
        return ElementOf(operands[0], EquatableArray.Of(operands[1]));
    }
}
