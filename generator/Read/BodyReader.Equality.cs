using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Comparing structs and tuples as wholes: a condition on their parts, which has no gradient.</content>
internal sealed partial class BodyReader
{
    /// <summary>The comparison that the compiler writes for records, or that of two tuples.</summary>
    private Expression ReadEquality(IOperation comparison, IOperation left, IOperation right, bool isNegated)
    {
        if (left.Type is not { } type || right.Type is not { } other || CompositeReader.IsHolder(type))
            return Refuse(comparison, "Comparing objects", "compare them in the caller");
        Expression[] operands = ReadOperands(left, right);
        bool isOfTuples = comparison is ITupleBinaryOperation;
        if ((isOfTuples ? AreEqualTuples(comparison, type, other, operands[0], operands[1]) : AreEqual(comparison, type, operands[0], operands[1])) is not { } equal)
            return Refuse(comparison, $"Comparing values of '{type.ToMinimalDisplayString(model, position)}'", "compare their numbers");
        return isNegated ? new Unary(UnaryOperator.Not, equal, Model.ValueType.Boolean) : equal;
    }

    /// <summary>Whether two values are equal as <c>Equals</c> has it, by which a record compares its parts: a NaN is equal to a NaN. Null where that cannot be said.</summary>
    private Expression? AreEqual(IOperation comparison, ITypeSymbol type, Expression left, Expression right)
    {
        if (left is Composite { Type.IsHolder: false } first && right is Composite second && type is INamedTypeSymbol composite)
        {
            if (OwnEquality(composite) is { } own)
                return SymbolEqualityComparer.Default.Equals(own.Parameters[0].Type, composite) ? Inline(own, comparison, first, [second]) : null;
            return All(CompositeReader.Parts(composite).Select((part, i) => AreEqual(comparison, CompositeReader.TypeOf(part), first.Parts[i], second.Parts[i])));
        }
        if (!left.Type.IsQuantity || left is Literal || right is Literal)
            return AreSame(type, left, right);
        var callee = new OpaqueCallee(".Equals", type.ToDisplayString() + ".Equals", "", fence.Site(comparison.Syntax), ArgumentsMayVary: true);
        return new Call(callee, EquatableArray.Of(left, right), Model.ValueType.Boolean);
    }

    /// <summary>Whether two tuples are equal, element by element, by the operator <c>==</c> of each.</summary>
    private Expression? AreEqualTuples(IOperation comparison, ITypeSymbol type, ITypeSymbol other, Expression left, Expression right)
    {
        if (left is not Composite { Type.IsHolder: false } first || right is not Composite second || type is not INamedTypeSymbol composite || other is not INamedTypeSymbol { IsTupleType: var isTuple } otherComposite || isTuple != composite.IsTupleType)
            return AreSame(type, left, right);
        if (isTuple)
            return All(composite.TupleElements.Zip(otherComposite.TupleElements, static (a, b) => (a, b)).Select((pair, i) => AreEqualTuples(comparison, pair.a.Type, pair.b.Type, first.Parts[i], second.Parts[i])));
        IMethodSymbol? equality = composite.GetMembers("op_Equality").OfType<IMethodSymbol>().FirstOrDefault();
        return equality is null || !SymbolEqualityComparer.Default.Equals(composite, otherComposite) ? null
            : equality.IsImplicitlyDeclared ? AreEqual(comparison, type, first, second) : Inline(equality, comparison, null, [first, second]);
    }

    /// <summary>The operator <c>==</c> of values that are one to the model; null where they have a comparison of their own, or are objects.</summary>
    private static Expression? AreSame(ITypeSymbol type, Expression left, Expression right) =>
        left.Type.IsQuantity || left.Type.Class is TypeClass.Integer or TypeClass.Boolean || type is { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_String }
            ? new Binary(BinaryOperator.Equal, left, right, Model.ValueType.Boolean)
            : null;

    private static Expression? All(IEnumerable<Expression?> conditions)
    {
        Expression?[] each = [.. conditions];
        return each.Contains(null) ? null : each.Aggregate((Expression)Literal.True, static (all, next) => And(all, next!));
    }

    /// <summary>A struct's comparison that is no compiler's.</summary>
    private static IMethodSymbol? OwnEquality(INamedTypeSymbol type) => type.IsTupleType ? null : type.GetMembers("Equals").OfType<IMethodSymbol>()
        .Where(static method => method is { IsStatic: false, IsImplicitlyDeclared: false, Parameters.Length: 1 })
        .OrderBy(method => SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, type) ? 0 : 1).FirstOrDefault();

    /// <summary>Whether a call is of the comparison that the compiler writes for a record.</summary>
    private static bool IsComparison(IMethodSymbol method) => method is { Name: "Equals", IsImplicitlyDeclared: true, IsStatic: false, Parameters: [{ Type: var type }] }
        && CompositeReader.IsComposite(type) && SymbolEqualityComparer.Default.Equals(type, method.ContainingType);
}
