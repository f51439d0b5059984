using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Calls of what an object or a value has itself.</content>
internal sealed partial class BodyReader
{
    private const string CallStatic = "call a static method marked [Differentiable]";

    private Expression ReadInstanceCall(IInvocationOperation invocation, IOperation instance)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (instance is IInstanceReferenceOperation && receiver is null && !IsOfObject)
            return Refuse(invocation, $"The instance method '{method.Name}'", "make it static and pass what it needs");
        if (instance.Type is IArrayTypeSymbol && method.Name == "GetLength" && invocation.Arguments[0].Value.ConstantValue is { HasValue: true, Value: int dimension })
            return LengthOf(ReadExpression(instance), dimension);
        if (VectorRuleOf(method) is { } vectorRule)
        {
            Expression[] given = ReadOperands([instance, .. invocation.Arguments.Select(static argument => argument.Value)]);
            return new Call(new RuleCallee("." + method.Name, vectorRule), given.ToEquatableArray(), ReadType(method.ReturnType));
        }
        bool isPredicate = IsVerdict(method) && instance.Type is { } number && (number.IsReal() || number.IsVector());
        if (instance.Type is { } own && (CompositeReader.IsComposite(own) || method.OriginalDefinition.Attribute(FunctionReader.DifferentiableAttribute) is not null))
            return ReadMethodOfComposite(invocation, instance, own);
        if (method.IsOfExtension())
            return Refuse(invocation, $"The extension member '{method.Name}'", CallStatic);
        if (instance.Type is null || !isPredicate && ReadType(instance.Type).Class is not TypeClass.Opaque)
            return Refuse(invocation, $"The method '{method.Name}' of '{instance.Type?.ToDisplayString()}'", instance.Type is not null && LayerReader.IsTensor(instance.Type) ? "write it with layers and operators of tensors" : "write it with assignments and loops");
        Expression[] operands = ReadInstanceOperands(invocation, instance);
        var callee = new OpaqueCallee("." + method.Name, method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), method.Key(), fence.Site(invocation.Syntax), isPredicate) { Draws = Repeatable.Draws(method) };
        if (!CheckConstant(method.ReturnType, invocation))
            return Placeholder(invocation.Type);
        var call = new Call(callee, operands.ToEquatableArray(), ReadType(method.ReturnType));
        return call.Type.IsComposite ? Unpack(call, OriginOf(invocation.Syntax)) : call;
    }

    /// <summary>What a method is called on, then its arguments in the order of the parameters, evaluated in the order in which they are written.</summary>
    private Expression[] ReadInstanceOperands(IInvocationOperation invocation, IOperation instance)
    {
        Expression[] values = ReadOperands([instance, .. invocation.Arguments.Select(static argument => argument.Value)]);
        var operands = new Expression[values.Length];
        operands[0] = values[0];
        for (int i = 1; i < values.Length; i++)
            operands[invocation.Arguments[i - 1].Parameter!.Ordinal + 1] = AsGiven(values[i], invocation.Arguments[i - 1].Parameter!);
        return operands;
    }

    /// <summary>A method of a composite with a backward method of its own: the value that it is called on is its first parameter.</summary>
    private Expression ReadMethodOfComposite(IInvocationOperation invocation, IOperation instance, ITypeSymbol type)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (method.OriginalDefinition.Attribute(FunctionReader.DifferentiableAttribute) is null || ChangesReceiver(method, []))
            return Refuse(invocation, $"The method '{method.Name}' of '{type.ToDisplayString()}'", "mark it [Differentiable], and let it return what it computes");
        Expression[] operands = ReadInstanceOperands(invocation, instance);
        if (RefuseWritable(method, [.. operands.Skip(1)], invocation))
            return Placeholder(invocation.Type);
        DifferentiableCallee callee = Differentiable(invocation, method, [.. operands.Skip(1)], "." + method.Name, "." + method.Name + "Backward");
        if (SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, model.Compilation.Assembly))
            callees.Add(callee.Key);
        var self = new Parameter(new Variable(-1 - method.Parameters.Length, "this", ReadType(type), VariableKind.Parameter, -1), ReadType(type).Text, ReadType(type).IsDifferentiable, "", "dThis") { IsReceiver = true };
        callee = callee with { Parameters = callee.Parameters.Prepend(self).ToEquatableArray() };
        var call = new Call(callee, operands.ToEquatableArray(), ReadType(method.ReturnType));
        return call.Type.IsComposite ? Unpack(call, OriginOf(invocation.Syntax)) : call;
    }
}
