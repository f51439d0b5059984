using AutoBackprop.Generator.Model;
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

    /// <summary>A conversion to a tensor or a span of one: the same tensor, or an array seen as one.</summary>
    private Expression ReadTensorConversion(IConversionOperation conversion)
    {
        if (conversion.Operand is ILiteralOperation)
            return new Literal("null", ReadType(conversion.Type!));
        return conversion.Operand.Type is { } from && ReadType(from) is { IsBuffer: true }
            ? ReadBuffer("buffer", ReadType(from), conversion.Operand, null) ?? Placeholder(conversion.Type)
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
