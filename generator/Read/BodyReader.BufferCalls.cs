using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>The methods of the class library that fill, copy and view buffers.</content>
internal sealed partial class BodyReader
{
    private static bool IsSpanConversion(IConversionOperation conversion) => conversion.Type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" };

    private Expression ReadBufferConversion(IConversionOperation conversion)
    {
        if (conversion.Operand is ILiteralOperation)
            return new Literal("null", ReadType(conversion.Type!));
        return ReadBufferOrRefuse("buffer", ReadType(conversion.Type!), conversion, null);
    }

    private Expression? BufferOf(IInvocationOperation invocation)
    {
        IOperation? source = invocation.Instance ?? (invocation.Arguments.Length == 1 ? invocation.Arguments[0].Value : null);
        while (source is IConversionOperation { IsImplicit: true } conversion)
            source = conversion.Operand;
        return source?.Type is not null && ReadType(source.Type).IsBuffer ? PinBuffer(ReadExpression(source)) : null;
    }

    /// <summary>What <c>x.AsSpan()</c> shows whole.</summary>
    private static IOperation? ViewedWhole(IInvocationOperation view)
    {
        IOperation[] operands = [.. view.Instance is null ? [] : new[] { view.Instance }, .. view.Arguments.Select(static argument => argument.Value)];
        return operands is [var only] ? only is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : only : null;
    }

    /// <summary>Reads a call that copies, fills or clears; null where it is another call.</summary>
    private Expression? ReadBufferCall(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        string type = MetadataName(method.ContainingType);
        IOperation[] operands = [.. invocation.Instance is null ? [] : new[] { invocation.Instance }, .. invocation.Arguments.Select(static argument => argument.Value)];
        bool isBuffer = type is "System.Array" or "System.Span`1" or "System.ReadOnlySpan`1" or "System.Memory`1" or "System.ReadOnlyMemory`1" or "System.MemoryExtensions";
        if (!isBuffer)
            return null;
        if (operands.FirstOrDefault(operand => operand.Type is not null && ReadType(operand.Type) is { IsBuffer: true, Element.IsTensor: true }) is not null && method.Name is "Clear" or "Fill" or "Copy" or "CopyTo")
            return Refuse(invocation, "Changing an array of tensors", "compute new tensors, and assign them to locals");
        string origin = SourceLine.Of(invocation.Syntax);
        switch (method.Name, operands.Length)
        {
            case ("Clear", 1):
                EmitFill(ReadWhole(operands[0]), null, null, null, origin, invocation.Syntax);
                break;
            case ("Clear", 3):
                EmitFill(ReadWhole(operands[0]), Pinned(operands[1]), Pinned(operands[2]), null, origin, invocation.Syntax);
                break;
            case ("Fill", 2):
                EmitFill(ReadWhole(operands[0]), null, null, ReadExpression(operands[1]), origin, invocation.Syntax);
                break;
            case ("Fill", 4):
                Expression filled = ReadWhole(operands[0]);
                Expression value = ReadExpression(operands[1]);
                EmitFill(filled, Pinned(operands[2]), Pinned(operands[3]), value, origin, invocation.Syntax);
                break;
            case ("Copy", 3):
                EmitCopy(ReadWhole(operands[0]), Literal.Int(0), ReadWhole(operands[1]), Literal.Int(0), Pinned(operands[2]), origin, invocation.Syntax);
                break;
            case ("Copy", 5):
                EmitCopy(ReadWhole(operands[0]), Pinned(operands[1]), ReadWhole(operands[2]), Pinned(operands[3]), Pinned(operands[4]), origin, invocation.Syntax);
                break;
            case ("CopyTo", 2):
                Expression source = ReadWhole(operands[0]);
                EmitCopy(source, Literal.Int(0), ReadWhole(operands[1]), Literal.Int(0), LengthOf(source), origin, invocation.Syntax);
                break;
            case ("CopyTo", 3):
                Expression from = ReadWhole(operands[0]);
                EmitCopy(from, Literal.Int(0), ReadWhole(operands[1]), Pinned(operands[2]), LengthOf(from), origin, invocation.Syntax);
                break;
            default:
                return null;
        }
        return Literal.True;
    }

    private Expression ReadWhole(IOperation operation)
    {
        while (operation is IConversionOperation { IsImplicit: true } conversion)
            operation = conversion.Operand;
        if (operation is IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } view && ViewedWhole(view) is { } whole)
            return ReadWhole(whole);
        if (ReadSlice("part", operation, null) is { } slice)
            return slice;
        Expression buffer = operation.Type is not null && ReadType(operation.Type).IsBuffer ? PinBuffer(ReadExpression(operation)) : Refuse(operation, "This buffer", "name an array or a span");
        if (buffer.Owner() is null && buffer is not (Literal or Symbol or Member))
            return Refuse(operation, "A part of a buffer", "copy the elements in a loop");
        if (buffer.Type.Class is TypeClass.RectangularArray || buffer.Type.Element is { IsBuffer: true })
            return Refuse(operation, "Copying or clearing a nested array at once", "do it in loops");
        return buffer;
    }

    /// <summary>Refuses to write what is no variable's, as a static array is: whoever else reads it would not see the gradient.</summary>
    private bool RefuseUnowned(Expression target, SyntaxNode syntax)
    {
        if (target is Literal)
            return false;
        if (target.Owner() is { IsKept: false } owner)
            return RefuseShapeless(owner, syntax);
        if (IsKept(target))
            RefuseKept(syntax);
        else
            RefuseWriting(syntax, target is Symbol { Text: var name } ? name : null);
        return true;
    }

    /// <summary>Refuses to write into a buffer for whose gradient no memory is to be had. One that a method gives may be read.</summary>
    private bool RefuseShapeless(Variable owner, SyntaxNode syntax)
    {
        if (owner is not { Kind: not VariableKind.Parameter, Type.IsDifferentiable: true } || FunctionReader.InsteadOf(owner.Type) is not { } instead)
            return false;
        if (!fence.HasRefused)
            fence.Refuse(Diagnose.Descriptors.UnsupportedType, syntax.GetLocation(), owner.Type.Text, instead);
        return true;
    }

    private void RefuseWriting(SyntaxNode syntax, string? shared) => fence.RefuseConstruct(
        syntax, shared is null ? "Writing into this array" : $"Writing into '{shared}', which outlives the call,",
        shared is null ? "write into a parameter or a local array" : $"write into a copy, as of double[] copy = [.. {shared}], or pass it as a parameter");

    private void EmitFill(Expression buffer, Expression? start, Expression? length, Expression? value, string origin, SyntaxNode syntax)
    {
        if (!buffer.Type.IsBuffer || RefuseUnowned(buffer, syntax))
            return;
        Model.ValueType element = buffer.Type.Element!;
        value ??= element.IsComposite ? Default(element) : element.IsQuantity || element.Class == TypeClass.Integer ? new Literal("0", element) : new Symbol($"default({element.Text})", element);
        if (value is Composite parts)
            value = Settled("filling", parts, copies: false);
        else if (value is not (Literal or Symbol or Reference))
        {
            Variable filling = NewTemporary(TemporaryName.Of(value), value.Type);
            EmitAssign(filling, value, origin);
            value = new Reference(filling);
        }
        EmitIndexLoop(length ?? LengthOf(buffer), index =>
            Store(ElementOf(buffer, EquatableArray.Of(Offset(start, index))), value, origin));
    }

    private void EmitCopy(Expression source, Expression sourceStart, Expression target, Expression targetStart, Expression length, string? origin, SyntaxNode syntax)
    {
        if (!source.Type.IsBuffer || !target.Type.IsBuffer || RefuseUnowned(target, syntax))
            return;
        // Copying within one buffer may overlap; through a loop it would read what it has written.
        if (source.Owner() is { } memory && memory == target.Owner())
        {
            ISymbol? outer = owner;
            owner = null;
            Expression? made = NewBufferOf("copy", new Model.ValueType(TypeClass.Array, source.Type.Element!.Text + "[]", source.Type.Element), [PinValue(length)], origin);
            owner = outer;
            if (made is not Reference between)
                return;
            EmitCopy(source, sourceStart, between, Literal.Int(0), length, origin, syntax);
            EmitCopy(between, Literal.Int(0), target, targetStart, length, origin, syntax);
            return;
        }
        EmitIndexLoop(length, index => Store(
            ElementOf(target, EquatableArray.Of(Offset(targetStart, index))), ElementOf(source, EquatableArray.Of(Offset(sourceStart, index))), origin));
    }

    private static Expression Offset(Expression? start, Expression index) => start is null or Literal { Text: "0" }
        ? index
        : new Binary(BinaryOperator.Add, start, index, Model.ValueType.Int32);

    private void EmitIndexLoop(Expression length, Action<Expression> body)
    {
        Variable index = NewTemporary("index", Model.ValueType.Int32);
        var reference = new Reference(index);
        Block inner = ReadBlock(() => body(reference));
        Emit(new RawLoop(
            Block.Of(new Assign(reference, Literal.Int(0))),
            new Binary(BinaryOperator.Less, reference, length, Model.ValueType.Boolean),
            Block.Of(new Assign(reference, new Binary(BinaryOperator.Add, reference, Literal.Int(1), Model.ValueType.Int32))),
            inner,
            TestsFirst: true,
            nextLabel++,
            nextLabel++) { Locals = EquatableArray.Of(index) });
    }
}
