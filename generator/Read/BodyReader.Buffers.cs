using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>
/// Arrays and spans. A variable stands for one buffer as long as it lives; a second name for the same buffer is the
/// buffer itself. What copies, fills or clears is read as the loop that it is.
/// </content>
internal sealed partial class BodyReader
{
    /// <summary>The sizes of buffers that loops make: the buffer is gone when its reverse asks for them.</summary>
    private readonly Dictionary<Variable, Expression[]> sizesInLoops = [];

    private int loopDepth;

    private readonly Dictionary<ISymbol, Expression> aliases = new(SymbolEqualityComparer.Default);

    private void ReadBufferLocal(ILocalSymbol local, IOperation? initializer, SyntaxNode syntax)
    {
        bool moves = this.moves!.IsMoving(local);
        if (moves)
        {
            homes[local] = output;
            // Of a function that is read in place again, each reading makes its own.
            foreach (ISymbol made in rolling.Keys.Where(made => this.moves.Keepers((ILocalSymbol)made).Contains(local, SymbolEqualityComparer.Default)).ToArray())
                rolling.Remove(made);
        }
        if (initializer is null)
        {
            if (moves || this.moves.IsMadeLater(local))
                return;
            fence.RefuseConstruct(syntax, "A buffer without an initializer", "declare it where it is created");
            aliases[local] = Placeholder(local.Type);
            return;
        }
        string origin = $"{local.Name} = {SourceLine.Of(initializer.Syntax)}";
        if (rolling.ContainsKey(local))
        {
            TakeTurn(local, origin);
            return;
        }
        if (moves && !this.moves.HasOwn(local))
        {
            if (ReadSelection(initializer, local) is { } selection)
                Select(local, selection, origin);
            else
                RefuseMove(initializer.Syntax);
            return;
        }
        ISymbol? outer = owner;
        owner = local;
        Expression value = ReadBufferOrRefuse(local.Name, ReadType(local.Type), initializer, origin);
        owner = outer;
        if (value is Reference && (moves || this.moves.Group(local) is not null))
            bases[local] = value;
        if (ScopeOf(local) is { } scope)
            RefuseReplaced(initializer, scope, syntax.SpanStart);
        if (moves && IsKept(value))
            RefuseMove(initializer.Syntax);
        else if (!moves)
            aliases[local] = value;
        else if (value is Reference)
            Select(local, Literal.Int(this.moves.Number(local)), origin);
        else if (!fence.HasRefused)
            RefuseMove(initializer.Syntax);
    }

    /// <summary>Refuses to let a variable stand for another buffer; for what a function gives, which is its own only where the function is marked, says so.</summary>
    private void RefuseMove(SyntaxNode syntax, IOperation? value = null) =>
        fence.RefuseConstruct(syntax, "Letting a variable stand for another buffer", value is IInvocationOperation { TargetMethod: var maker } && maker.OriginalDefinition.Attribute(FunctionReader.DifferentiableAttribute) is null && maker.HasSourceIn(model.Compilation)
            ? $"mark '{maker.Name}' [Differentiable], so that what it returns is known to be new"
            : "declare another variable, or copy the elements");

    /// <summary>Reads what makes or names a buffer. Where that is none, and no reason has been given, it is refused here: nothing that stands for it may be emitted.</summary>
    private Expression ReadBufferOrRefuse(string name, Model.ValueType type, IOperation operation, string? origin)
    {
        if (ReadBuffer(name, type, operation, origin) is { } buffer)
            return buffer;
        if (!fence.HasRefused)
            RefuseMaking(operation);
        return new Literal("default", type);
    }

    private void RefuseMaking(IOperation operation) =>
        fence.RefuseConstruct(operation.Syntax, "Making a buffer this way", "use new T[n], a list of elements, Clone, or another buffer");

    /// <summary>Reads what makes or names a buffer; null where it is refused.</summary>
    private Expression? ReadBuffer(string name, Model.ValueType type, IOperation operation, string? origin)
    {
        if (type.Element is { IsTensor: true } && operation is IArrayCreationOperation or ICollectionExpressionOperation or IInvocationOperation { TargetMethod.Name: "Clone" or "ToArray" })
        {
            fence.RefuseConstruct(operation.Syntax, "Making an array of tensors", "take it as a parameter, or give each tensor a local");
            return null;
        }
        bool isMade = operation is IArrayCreationOperation or ICollectionExpressionOperation || operation.Syntax is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax;
        if (isMade && type is { IsDifferentiable: true, Leaf.CanBeMade: false })
        {
            fence.Refuse(Diagnose.Descriptors.UnsupportedType, operation.Syntax.GetLocation(), type.Leaf.Text, FunctionReader.CannotBeMade);
            return null;
        }
        if (isMade && type.IsDifferentiable && FunctionReader.InsteadOf(type) is { } instead)
        {
            fence.Refuse(Diagnose.Descriptors.UnsupportedType, operation.Syntax.GetLocation(), type.Text, instead);
            return NewBufferOf(name, type, [.. Enumerable.Repeat(Literal.Int(0), type.Rank)], origin);
        }
        switch (operation)
        {
            case IConversionOperation conversion when conversion.OperatorMethod is null || IsSpanConversion(conversion):
                return ReadBuffer(name, conversion.Operand is IInvocationOperation or IConversionOperation ? type : ReadOwnType(conversion.Operand, type), conversion.Operand, origin);
            case IParenthesizedOperation parenthesized:
                return ReadBuffer(name, type, parenthesized.Operand, origin);
            case IArrayCreationOperation { Initializer: null } creation:
                return NewBufferOf(name, type, [.. creation.DimensionSizes.Select(Size)], origin);
            case IArrayCreationOperation { Initializer: { } list, DimensionSizes.Length: 1 }:
                return FilledBuffer(name, type, [.. list.ElementValues], origin);
            case IArrayCreationOperation { Initializer: { } rows, DimensionSizes.Length: 2 }:
                return FilledRectangle(name, type, [.. rows.ElementValues.OfType<IArrayInitializerOperation>()], origin);
            case ICollectionExpressionOperation collection when collection.Elements.All(static element => element is not ISpreadOperation):
                return FilledBuffer(name, type, [.. collection.Elements], origin);
            case ICollectionExpressionOperation spread when type.Element is { IsBuffer: false }:
                return Joined(name, type, spread, origin);
            case { Syntax: StackAllocArrayCreationExpressionSyntax { Initializer: { } values } }:
                return FilledBuffer(name, type, [.. values.Expressions.Select(value => model.GetOperation(value, cancellation)!)], origin);
            case { Syntax: ImplicitStackAllocArrayCreationExpressionSyntax { Initializer: { } values } }:
                return FilledBuffer(name, type, [.. values.Expressions.Select(value => model.GetOperation(value, cancellation)!)], origin);
            case IInvocationOperation { TargetMethod: { Name: "Clone" or "ToArray" } } copy when BufferOf(copy) is { } source:
                return CopyOf(name, source, origin, copy.Syntax);
            case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" } } view when ViewedWhole(view) is { } whole:
                return ReadBuffer(name, ReadType(whole.Type!), whole, origin);
            case var _ when ReadSlice(name, operation, origin) is { } slice:
                return slice;
            case IInvocationOperation invocation:
                Expression call = ReadInvocation(invocation);
                if (call is not Call { Callee: DifferentiableCallee or OpaqueCallee })
                    return null;
                if (loopDepth > 0 && call is { Type.Element.IsBuffer: true } and Call { Callee: DifferentiableCallee })
                {
                    // Its rows are gone with the iteration, and with them the shape of its gradient.
                    fence.RefuseConstruct(invocation.Syntax, "A call in a loop that returns a jagged array", "return a rectangular array, T[,], or write into rows that are made before the loop");
                    return null;
                }
                Variable result = NewBufferVariable(name, call.Type);
                EmitAssign(result, call, origin);
                return new Reference(result);
            case ILocalReferenceOperation or IParameterReferenceOperation:
            case IArrayElementReferenceOperation { Type: { } element } when ReadType(element).IsBuffer && !IsRange((IArrayElementReferenceOperation)operation):
                return PinBuffer(ReadExpression(operation));
            case IArrayElementReferenceOperation { Indices: [var index] } part when ReadWhole(part.ArrayReference) is var array && ReadRange(index, LengthOf(array)) is var (first, length):
                return PartOf(name, array, first, length, origin, operation.Syntax);
            case IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } when IsOfConstant((IMemberReferenceOperation)operation):
                return ReadExpression(operation);
            case IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } when ((IMemberReferenceOperation)operation).Instance?.Type is { } whole && CompositeReader.IsComposite(whole):
                return PinBuffer(ReadExpression(operation));
            case IPropertyReferenceOperation { Property.Name: "Span", Instance: { Type: { } memory } whole } when SpanOf(memory) is not null:
                return ReadBuffer(name, type, whole, origin);
            case IConditionalOperation { WhenFalse: not null } choice when MovingBuffers.IsNamed(choice):
                if (ReadChoice(choice, name) is { } chosen)
                    return new Reference(NewView(name, type, chosen, origin));
                fence.RefuseConstruct(operation.Syntax, "This choice between buffers", "choose between variables: isEven ? a : b");
                return null;
            case { Syntax: StackAllocArrayCreationExpressionSyntax { Type: ArrayTypeSyntax array, Initializer: null } }
                when array.RankSpecifiers[0].Sizes[0] is { } size && model.GetOperation(size, cancellation) is { } length:
                Variable onStack = NewBufferVariable(name, type);
                Expression count = Size(length);
                EmitAssign(onStack, new NewBuffer(EquatableArray.Of(count), type, IsOnStack: true), origin);
                if (loopDepth > 0)
                    sizesInLoops[onStack] = [count];
                return new Reference(onStack);
            default:
                RefuseMaking(operation);
                return null;
        }
    }

    /// <summary>Whether it is a static member, or one of an object that has no gradient and goes by a name that stays its own.</summary>
    private bool IsOfConstant(IMemberReferenceOperation member) => member.Instance switch
    {
        null or IInstanceReferenceOperation => member.Instance is null || receiver is null,
        { Type: { } type } when CompositeReader.IsComposite(type) => false,
        IMemberReferenceOperation outer => IsOfConstant(outer),
        { } instance => IsFixed(instance),
    };

    private Expression LengthOf(Expression buffer, int? dimension = null) =>
        buffer is Reference { Variable: var variable } && sizesInLoops.TryGetValue(variable, out Expression[]? sizes)
            ? sizes[dimension ?? 0]
            : new Length(buffer, dimension, Model.ValueType.Int32);

    private Model.ValueType ReadOwnType(IOperation operation, Model.ValueType otherwise) => operation.Type is null ? otherwise : ReadType(operation.Type);

    /// <summary>An element's indices as they are now: the alias lives longer.</summary>
    private Expression PinBuffer(Expression buffer)
    {
        if (buffer is not Element element)
            return buffer;
        return element with { Buffer = PinBuffer(element.Buffer), Indices = element.Indices.Select(PinValue).ToEquatableArray() };
    }

    private Expression Pinned(IOperation operation) => PinValue(ReadExpression(operation is IConversionOperation { IsImplicit: true, Type.SpecialType: not SpecialType.System_Int32 } widened ? widened.Operand : operation));

    /// <summary>How many elements something is made with: an int, as the workspace counts them.</summary>
    private Expression Size(IOperation operation)
    {
        if (operation.Type?.SpecialType is SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
            fence.RefuseConstruct(operation.Syntax, $"A length of type '{(operation is IConversionOperation { IsImplicit: true } widened ? widened.Operand : operation).Type}'", "convert it to int");
        return Pinned(operation);
    }

    private Expression PinValue(Expression value)
    {
        if (value is Literal or Symbol or Length { Buffer: Reference })
            return value;
        Variable temporary = NewTemporary(TemporaryName.Of(value), value.Type);
        EmitAssign(temporary, value);
        return new Reference(temporary);
    }

    private Expression? NewBufferOf(string name, Model.ValueType type, Expression[] sizes, string? origin)
    {
        Variable variable = NewBufferVariable(name, type);
        EmitAssign(variable, new NewBuffer(sizes.ToEquatableArray(), type), origin);
        if (loopDepth > 0)
            sizesInLoops[variable] = sizes;
        return new Reference(variable);
    }

    private Expression? FilledBuffer(string name, Model.ValueType type, IOperation[] elements, string? origin)
    {
        if (type.Element is { IsBuffer: true })
        {
            Expression? rows = NewBufferOf(name, type, [Literal.Int(elements.Length)], origin);
            for (int i = 0; i < elements.Length && rows is not null; i++)
                ReadRow(new Element(rows, EquatableArray.Of<Expression>(Literal.Int(i)), type.Element), elements[i], origin);
            return rows;
        }
        Expression[] values = ReadOperands(elements);
        // What is only read later is written here.
        if (type.Class == TypeClass.ReadOnlySpan)
            type = type with { Class = TypeClass.Span, Text = type.Text.Replace("ReadOnlySpan<", "Span<") };
        if (NewBufferOf(name, type, [Literal.Int(elements.Length)], origin) is not Reference buffer)
            return null;
        for (int i = 0; i < values.Length; i++)
        {
            Expression value = values[i].Type == type.Element! ? values[i] : values[i] is Composite ? ConvertPart(values[i], type.Element!) : new Model.Conversion(values[i], type.Element!, IsImplicit: true);
            Store(ElementOf(buffer, EquatableArray.Of<Expression>(Literal.Int(i))), value, origin);
        }
        return buffer;
    }

    private Expression? FilledRectangle(string name, Model.ValueType type, IArrayInitializerOperation[] rows, string? origin)
    {
        Expression[] values = ReadOperands([.. rows.SelectMany(static row => row.ElementValues)]);
        int columns = rows.Length == 0 ? 0 : rows[0].ElementValues.Length;
        if (NewBufferOf(name, type, [Literal.Int(rows.Length), Literal.Int(columns)], origin) is not Reference buffer)
            return null;
        for (int i = 0; i < values.Length; i++)
            Store(ElementOf(buffer, EquatableArray.Of<Expression>(Literal.Int(i / columns), Literal.Int(i % columns))), ConvertPart(values[i], type.Element!), origin);
        return buffer;
    }

    /// <summary>A list with other buffers in it: <c>[0, .. x, t]</c>.</summary>
    private Expression? Joined(string name, Model.ValueType type, ICollectionExpressionOperation list, string? origin)
    {
        if (type.Class == TypeClass.ReadOnlySpan)
            type = type with { Class = TypeClass.Span, Text = type.Text.Replace("ReadOnlySpan<", "Span<") };
        var parts = new List<(Expression Value, Expression? Length)>();
        Expression? size = null;
        int single = 0;
        foreach (IOperation element in list.Elements)
        {
            if (element is not ISpreadOperation spread)
            {
                Expression read = ReadExpression(element);
                parts.Add((read is Composite ? Settled("element", ConvertPart(read, type.Element!), copies: true) : PinValue(Convert(read, type.Element!)), null));
                single++;
                continue;
            }
            Expression buffer = ReadWhole(spread.Operand);
            // A static array is nobody's, but is only read here.
            if (buffer.Owner() is null && buffer is not (Symbol or Member) || RefuseConversion(buffer, type, spread.Operand))
                return null;
            Expression length = PinValue(LengthOf(buffer));
            size = size is null ? length : new Binary(BinaryOperator.Add, size, length, Model.ValueType.Int32);
            parts.Add((buffer, length));
        }
        Expression count = PinValue(single == 0 ? size! : new Binary(BinaryOperator.Add, size!, Literal.Int(single), Model.ValueType.Int32));
        if (NewBufferOf(name, type, [count], origin) is not Reference joined)
            return null;
        Expression at = Literal.Int(0);
        for (int i = 0; i < parts.Count; i++)
        {
            (Expression value, Expression? length) = parts[i];
            if (length is not null)
                EmitCopy(value, Literal.Int(0), joined, at, length, origin, list.Syntax);
            else
                Store(ElementOf(joined, EquatableArray.Of(at)), value, origin);
            if (i < parts.Count - 1)
                at = i == 0 ? length ?? Literal.Int(1) : PinValue(new Binary(BinaryOperator.Add, at, length ?? Literal.Int(1), Model.ValueType.Int32));
        }
        return joined;
    }

    private bool IsRange(IArrayElementReferenceOperation element) => element.Indices is [{ Type: { } type }] && ReadType(type).Class != TypeClass.Integer
        && element.Indices is not [IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat }];

    /// <summary>A part of an array is a copy; of a span it would be a view.</summary>
    private Expression? PartOf(string name, Expression array, Expression start, Expression count, string? origin, SyntaxNode syntax)
    {
        if (NewBufferOf(name, array.Type, [count], origin) is not Reference buffer)
            return null;
        EmitCopy(array, start, buffer, Literal.Int(0), count, origin, syntax);
        return buffer;
    }

    private Expression? CopyOf(string name, Expression source, string? origin, SyntaxNode syntax)
    {
        if (source.Type is { Class: TypeClass.RectangularArray, Rank: 2 })
        {
            if (NewBufferOf(name, source.Type, [LengthOf(source, 0), LengthOf(source, 1)], origin) is not Reference rectangle)
                return null;
            EmitOver(rectangle, indices => Emit(new Assign(new Element(rectangle, indices, source.Type.Element!), new Element(source, indices, source.Type.Element!)) { Origin = origin }));
            return rectangle;
        }
        if (source.Type is not { Class: TypeClass.Array or TypeClass.Span or TypeClass.ReadOnlySpan, Element: { IsBuffer: false } element })
        {
            fence.Refuse(Diagnose.Descriptors.UnsupportedType, syntax.GetLocation(), source.Type.Text, "copy the elements in a loop");
            return null;
        }
        Expression length = LengthOf(source);
        if (NewBufferOf(name, new Model.ValueType(TypeClass.Array, element.Text + "[]", element), [length], origin) is not Reference buffer)
            return null;
        EmitCopy(source, Literal.Int(0), buffer, Literal.Int(0), length, origin, syntax);
        return buffer;
    }
}
