using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Vectors, quaternions, matrices and complex numbers of System.Numerics: constructors, methods, components.</content>
internal sealed partial class BodyReader
{
    private Expression ReadVectorCreation(IObjectCreationOperation creation)
    {
        if (creation.Type is not { } type || !type.IsVector() || creation.Constructor is null)
            return Refuse(creation, DescribeExpression(creation).Construct, DescribeExpression(creation).Instead);
        if (creation.Initializer is { } initializer)
            return SetComponents(ReadMadeVector(creation, type), initializer);
        return ReadMadeVector(creation, type);
    }

    /// <summary>What a constructor gives.</summary>
    private Expression ReadMadeVector(IObjectCreationOperation creation, ITypeSymbol type)
    {
        Model.ValueType vector = ReadType(type);
        string written = creation.Syntax is ObjectCreationExpressionSyntax syntax ? SourceLine.Of(syntax.Type) : vector.Text;
        if (creation.Arguments.Length == 0)
            return new Symbol($"new {written}()", vector);
        string name = "new " + type.Name;
        if (VectorRuleTable.Key(name, creation.Constructor!.Parameters.Select(parameter => ReadType(parameter.Type))) is not { } key || VectorRuleTable.Find(key) is null)
            return Refuse(creation, $"This constructor of '{type.Name}'", "give it the components one by one");
        return ReadArguments(creation.Arguments, creation) is { } arguments
            ? new Call(new RuleCallee("new " + written, key), arguments.ToEquatableArray(), vector)
            : Placeholder(type);
    }

    /// <summary>A vector with some components replaced, by an initializer or by <c>with</c>: each is as if it were assigned.</summary>
    private Expression SetComponents(Expression whole, IObjectOrCollectionInitializerOperation initializer)
    {
        foreach (IOperation operation in initializer.Initializers)
        {
            if (operation is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation target, Value: var given } || VectorTypes.Component(whole.Type.VectorName!, target.Member.Name) is null)
                return Refuse(operation, "This initializer", "set a component of the vector");
            Expression[] values = [whole];
            int before = output.Count;
            Expression value = ReadExpression(given);
            if (output.Count > before)
                Spill(values, 1, before);
            whole = new Update(values[0], target.Member.Name, value, whole.Type);
        }
        return whole;
    }

    /// <summary>The rule of a method of a vector type, static or with an instance in front; null where there is none.</summary>
    private string? VectorRuleOf(IMethodSymbol method)
    {
        if (!method.ContainingType.IsVector())
            return null;
        IEnumerable<ITypeSymbol> operands = method.Parameters.Select(static parameter => parameter.Type);
        string? key = VectorRuleTable.Key(method.ContainingType.Name + "." + method.Name, (method.IsStatic ? operands : operands.Prepend(method.ContainingType)).Select(ReadType));
        return VectorRuleTable.Find(key)?.Key;
    }

    private Expression ReadVectorMember(IPropertyReferenceOperation reference, IOperation instance)
    {
        string vector = instance.Type!.Name, name = reference.Property.Name;
        if (reference.Property.IsIndexer)
            return ReadComponentAt(reference, instance);
        bool isKnown = VectorTypes.Component(vector, name) is not null || VectorRuleTable.Find($"{vector}.{name}({vector})") is not null;
        return isKnown || reference.Type!.SpecialType == SpecialType.System_Boolean
            ? new Member(ReadExpression(instance), name, ReadType(reference.Type!))
            : Refuse(reference, $"The property '{name}' of '{vector}'", "compute it from the components");
    }

    /// <summary>A component by its index, or a matrix's element or row: named, where the index is known.</summary>
    private Expression ReadComponentAt(IPropertyReferenceOperation reference, IOperation instance)
    {
        Model.ValueType type = ReadType(reference.Type!);
        if (ComponentAt(reference) is { } name)
            return new Member(ReadExpression(instance), name, type);
        Expression[] operands = ReadOperands([instance, .. reference.Arguments.Select(static argument => argument.Value)]);
        return VectorRuleTable.Find(VectorRuleTable.Key(instance.Type!.Name + ".Item", operands.Select(static operand => operand.Type))) is { } rule
            ? new Call(new RuleCallee("[]", rule.Key), operands.ToEquatableArray(), type)
            : Refuse(reference, "This index into a vector", "name the component: v.X, m.M11");
    }

    /// <summary>The component that constant indices mean; null where they are not constant, or mean none.</summary>
    private static string? ComponentAt(IPropertyReferenceOperation reference)
    {
        int[] indices = [.. reference.Arguments.Select(static argument => argument.Value.ConstantValue is { HasValue: true, Value: int index and >= 0 and < 4 } ? index : -1)];
        string? name = indices switch
        {
            [>= 0 and var index] => "XYZW".Substring(index, 1),
            [>= 0 and var row, >= 0 and var column] => $"M{row + 1}{column + 1}",
            _ => null,
        };
        return name is not null && VectorTypes.Component(reference.Instance!.Type!.Name, name) is not null && (name[0] != 'M' || reference.Instance.Type.Name != "Matrix3x2" || indices[0] < 3 && indices[1] < 2) ? name : null;
    }

    /// <summary>Reads <c>Matrix4x4.Invert(m, out inverse)</c>, whose result is given by 'out'; null where it is another call.</summary>
    private Expression? ReadInversion(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod is not { Name: "Invert", IsStatic: true, ContainingType: { } type, Parameters.Length: 2 } || !type.IsVector() || model.Compilation.GetTypeByMetadataName("AutoBackprop.VectorMath") is not { } library)
            return null;
        if (ReadArguments(invocation.Arguments, invocation) is not [var matrix, var target])
            return Placeholder(invocation.Type);
        string text = library.ToMinimalDisplayString(model, position), key = VectorRuleTable.Key("VectorMath.Inverse", [matrix.Type])!;
        matrix = Settled("matrix", matrix, copies: false);
        // Whether there is an inverse is asked of the matrix before the inverse takes its place.
        Expression isInvertible = Literal.True;
        if (invocation.Parent is not IExpressionStatementOperation)
        {
            isInvertible = new Reference(NewTemporary("isInvertible", Model.ValueType.Boolean));
            Emit(new Assign(isInvertible, new Call(new RuleCallee(text + ".HasInverse", "VectorMath.HasInverse"), EquatableArray.Of(matrix), Model.ValueType.Boolean)) { Origin = SourceLine.Of(invocation.Syntax) });
        }
        Store(target, new Call(new RuleCallee(text + ".Inverse", key), EquatableArray.Of(matrix), matrix.Type), SourceLine.Of(invocation.Syntax));
        return isInvertible;
    }

    private static bool IsVectorComponent(IOperation target) => target is IMemberReferenceOperation { Instance.Type: { } type, Member.Name: var name }
        && type.IsVector() && VectorTypes.Component(type.Name, name) is not null;
}
