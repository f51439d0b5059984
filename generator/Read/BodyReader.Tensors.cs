using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>
/// Tensors: values like numbers, whose elements are read and never written, so that no two names can mean one tensor that
/// changes. Layers compute with them.
/// </content>
internal sealed partial class BodyReader
{
    private Expression ReadLayer(IInvocationOperation invocation, IMethodSymbol method)
    {
        if (method.ReturnsVoid)
            return Refuse(invocation, $"'{method.Name}' into a destination", $"use the '{method.Name}' that returns its result");
        IArgumentOperation[] arguments = [.. invocation.Arguments];
        if (arguments.FirstOrDefault(static argument => argument is { ArgumentKind: not ArgumentKind.DefaultValue } && LayerReader.IsWorkspace(argument.Parameter!)) is { } lent)
            return Refuse(lent, "A layer in a workspace of the caller's", "leave the workspace out; the backward method brings one");
        arguments = [.. arguments.Where(static argument => !LayerReader.IsWorkspace(argument.Parameter!))];
        Expression[] values = ReadOperands([.. arguments.Select(static argument => argument.Value)]);
        var ordered = new (Expression Value, SyntaxNode Syntax)[values.Length];
        for (int i = 0; i < values.Length; i++)
            ordered[arguments[i].Parameter!.Ordinal] = (values[i], arguments[i].Syntax);
        return new Call(LayerOf(method, CalleeText(invocation, method), [.. ordered.Select(static argument => argument.Syntax)], invocation), ordered.Select(static argument => argument.Value).ToEquatableArray(), ReadType(method.ReturnType));
    }

    /// <summary>A layer as a callee; a method that has no backward is one of which nothing is known.</summary>
    private Callee LayerOf(IMethodSymbol method, string text, SyntaxNode[] arguments, IOperation call)
    {
        if (LayerReader.Backward(method) is not (var backward, var returned))
            return new OpaqueCallee(text, method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), method.Key(), fence.Site(call.Syntax), ArgumentsMayVary: false);
        var parameters = method.Parameters.Where(static parameter => !LayerReader.IsWorkspace(parameter)).Select((parameter, i) => new LayerParameter(
            $"{method.Name} with respect to '{parameter.Name}'",
            returned == i || backward.Any(argument => argument is { Role: LayerRole.Gradient } && argument.Parameter == i),
            fence.Site(arguments[i])));
        return new LayerCallee(text, WithSuffix(text, "Backward"), parameters.ToEquatableArray(), backward, returned, method.Parameters.Any(LayerReader.IsWorkspace));
    }

    /// <summary>An operator of tensors is a layer.</summary>
    private Expression? TryReadTensorOperator(IOperation operation, IMethodSymbol method, params IOperation[] operands)
    {
        if (!LayerReader.IsOfTensors(method) || LayerReader.Counterpart(model.Compilation, method.Name, [.. operands.Select(static operand => operand.Type!)], operation.Type!) is not { } layer)
            return null;
        return ReadCounterpart(operation, layer, operands);
    }

    /// <summary>A function of tensors, or of spans, that gives a tensor or a number is the layer of its name; null where there is none.</summary>
    private Expression? TryReadTensorFunction(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        bool isOfSpans = MetadataName(method.ContainingType) == "System.Numerics.Tensors.TensorPrimitives";
        if (!isOfSpans && !LayerReader.IsOfTensors(method))
            return null;
        IOperation[] operands = [.. invocation.Arguments.OrderBy(static argument => argument.Parameter!.Ordinal).Select(static argument => argument.Value)];
        if (LayerReader.Counterpart(model.Compilation, method.Name, [.. method.Parameters.Select(static parameter => parameter.Type)], method.ReturnType) is { } layer)
            return ReadCounterpart(invocation, layer, operands);
        return isOfSpans && method.ReturnsVoid ? ReadElementwise(invocation, operands) : null;
    }

    private Call ReadCounterpart(IOperation operation, IMethodSymbol layer, IOperation[] operands)
    {
        Expression[] values = ReadOperands(operands);
        for (int i = 0; i < values.Length; i++)
        {
            // A number that is converted on the way to the operator is one of the tensor's elements' type.
            if (layer.Parameters[i].Type.IsReal() && ReadType(layer.Parameters[i].Type) is var real && values[i].Type != real)
                values[i] = new Model.Conversion(values[i], real, IsImplicit: true);
        }
        if (LayerReader.TruncationCheck(model.Compilation, layer) is { } check)
        {
            values = [.. values.Select(value => value is Reference ? value : PinValue(value))];
            var callee = new OpaqueCallee(QualifiedText(check), check.Name, check.Key(), fence.Site(operation.Syntax), ArgumentsMayVary: true) { MayKeepTensors = LayerReader.MayKeepTensors(check) };
            Expression name = new Literal($"nameof({QualifiedText(layer)})", ReadType(check.Parameters[2].Type));
            Emit(new Evaluate(new Call(callee, values.Append(name).ToEquatableArray(), Model.ValueType.Void)) { Origin = OriginOf(operation.Syntax) });
        }
        return new Call(LayerOf(layer, QualifiedText(layer), [.. operands.Select(static operand => operand.Syntax)], operation), values.ToEquatableArray(), ReadType(layer.ReturnType));
    }

    /// <summary><c>TensorPrimitives.Exp(x, y)</c> is a loop over elements.</summary>
    private Expression? ReadElementwise(IInvocationOperation invocation, IOperation[] operands)
    {
        if (invocation.TargetMethod.Parameters.LastOrDefault()?.Type is not INamedTypeSymbol { Name: "Span", TypeArguments: [{ } element] } || !element.IsReal())
            return null;
        Model.ValueType type = ReadType(element);
        string name = invocation.TargetMethod.Name;
        int arity = operands.Length - 1;
        BinaryOperator? arithmetic = name switch { "Add" => BinaryOperator.Add, "Subtract" => BinaryOperator.Subtract, "Multiply" => BinaryOperator.Multiply, "Divide" => BinaryOperator.Divide, _ => null };
        string text = (type.Class == TypeClass.Single ? "float." : "double.") + name;
        string? rule = RuleNames.Of("System.Double", name);
        if (name == "Sigmoid" && model.Compilation.GetTypeByMetadataName(LayerReader.Layers) is { } layers)
            (rule, text) = (RuleNames.Of(LayerReader.Layers, name), layers.ToMinimalDisplayString(model, position) + "." + name);
        if (arithmetic is not null ? arity != 2 : name == "Negate" ? arity != 1 : rule is null || RuleTable.Find(rule, arity) is null)
            return null;
        Expression[] values = [.. operands.Take(arity).Select(operand => IsSpan(operand) ? ReadWhole(operand) : PinValue(ReadExpression(operand)))];
        Expression target = ReadWhole(operands[arity]);
        if (fence.HasRefused || RefuseUnowned(target, invocation.Syntax) || values.FirstOrDefault(static value => value.Type.IsBuffer) is not { } first)
            return Literal.True;
        string origin = SourceLine.Of(invocation.Syntax);
        EmitIndexLoop(LengthOf(first), index =>
        {
            Expression[] items = [.. values.Select(value => value.Type.IsBuffer ? new Element(value, EquatableArray.Of(index), type) : value)];
            Expression value = arithmetic is { } symbol ? new Binary(symbol, items[0], items[1], type)
                : name == "Negate" ? new Unary(UnaryOperator.Negate, items[0], type)
                : new Call(new RuleCallee(text, rule!) { OfSpans = name }, items.ToEquatableArray(), type);
            Emit(new Assign(new Element(target, EquatableArray.Of(index), type), value) { Origin = origin });
        });
        return Literal.True;
    }

    private bool IsSpan(IOperation operand) => operand.Type is not null && ReadType(operand.Type).IsBuffer;

    private Expression ReadShape(ICollectionExpressionOperation shape, ITypeSymbol type)
    {
        if (shape.Elements.Any(static element => element is ISpreadOperation))
            return Refuse(shape, "A spread in a shape", "list the lengths");
        IOperation[] lengths = [.. shape.Elements.Select(static element => element is IConversionOperation { IsImplicit: true } widened ? widened.Operand : element)];
        return new Collection(ReadOperands(lengths).ToEquatableArray(), ReadType(type));
    }

    /// <summary>A conversion to a tensor or a span of one: the same tensor, or an array seen as one.</summary>
    private Expression ReadTensorConversion(IConversionOperation conversion)
    {
        if (conversion.Operand is ILiteralOperation)
            return new Literal("null", ReadType(conversion.Type!));
        return conversion.Operand.Type is { } from && ReadType(from) is { IsBuffer: true }
            ? ReadBufferOrRefuse("buffer", ReadType(from), conversion.Operand, null)
            : ReadExpression(conversion.Operand);
    }

    private Expression ReadTensorElement(IPropertyReferenceOperation reference, IOperation instance)
    {
        IOperation indices = reference.Arguments[0].Value;
        while (indices is IConversionOperation { IsImplicit: true } conversion)
            indices = conversion.Operand;
        if (!ReadType(reference.Type!).IsReal || indices is not ICollectionExpressionOperation list || list.Elements.Any(static element => element is ISpreadOperation))
            return Refuse(reference, "A part of a tensor", "read its elements one by one, t[i, j], or use a layer");
        IOperation[] positions = [.. list.Elements.Select(static element => element is IConversionOperation { IsImplicit: true } widened ? widened.Operand : element)];
        if (positions.FirstOrDefault(position => position.Type is null || ReadType(position.Type).Class is not TypeClass.Integer) is { } other)
            return Refuse(other, "This index", "index with an int");
        Expression[] operands = ReadOperands([instance, .. positions]);
        return new Element(operands[0], operands.Skip(1).ToEquatableArray(), ReadType(reference.Type!));
    }
}
