using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>Questions that several readers ask of Roslyn's symbols.</summary>
internal static class SymbolExtensions
{
    /// <summary>Whether it is <c>float</c>, <c>double</c>, or a type parameter that stands for such a type.</summary>
    public static bool IsReal(this ITypeSymbol type) => type.SpecialType is SpecialType.System_Single or SpecialType.System_Double
        || type is ITypeParameterSymbol parameter && parameter.Implements("IFloatingPointIeee754");

    /// <summary>Whether a type parameter is constrained to an interface of System.Numerics, over itself.</summary>
    public static bool Implements(this ITypeParameterSymbol parameter, string name) => parameter.ConstraintTypes.OfType<INamedTypeSymbol>()
        .SelectMany(static constraint => constraint.AllInterfaces.Add(constraint))
        .Any(candidate => candidate.Name == name && candidate.ContainingNamespace.IsNumerics() && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments.FirstOrDefault(), parameter));

    /// <summary>Whether it is an interface of System.Numerics, over a type parameter that stands for a real number.</summary>
    public static bool IsNumericInterface(this INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.ContainingNamespace.IsNumerics() && type.TypeArguments.FirstOrDefault()?.IsReal() == true;

    public static bool IsNumerics(this INamespaceSymbol space) => space is { Name: "Numerics", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Whether it is one of the vector types of System.Numerics.</summary>
    public static bool IsVector(this ITypeSymbol type) => type is INamedTypeSymbol { Arity: 0, ContainingType: null } && VectorTypes.Contains(type.Name) && type.ContainingNamespace.IsNumerics();

    /// <summary>Whether a call of a method, or of a property's accessor, may run another one.</summary>
    public static bool MayBeOverridden(this IMethodSymbol method) => method.IsVirtual || method.IsAbstract || method.IsOverride && !method.IsSealed && !method.ContainingType.IsSealed;

    /// <summary>What must be accessible to set a field or property once its object is there: the field, or the setter; null where nothing can.</summary>
    public static ISymbol? Setter(this ISymbol member) => member switch
    {
        IFieldSymbol { IsReadOnly: false } => member,
        IPropertySymbol { SetMethod: { IsInitOnly: false } setter } => setter,
        _ => null,
    };

    /// <summary>The attribute of this name on a symbol, or null.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string fullName)
    {
        foreach (AttributeData data in symbol.GetAttributes())
        {
            if (data.AttributeClass is { } type && fullName.EndsWith(type.Name, StringComparison.Ordinal) && type.ToDisplayString() == fullName)
                return data;
        }
        return null;
    }

    /// <summary>The definitions of a type and of what it inherits.</summary>
    public static IEnumerable<ITypeSymbol> SelfAndBases(this ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
            yield return current.OriginalDefinition;
    }

    /// <summary>Whether a symbol's source is the project's own: an editor has that of other projects too, a build has not.</summary>
    public static bool HasSourceIn(this ISymbol symbol, Compilation compilation) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault() is { } reference && compilation.ContainsSyntaxTree(reference.SyntaxTree);

    /// <summary>Whether a type has another method that is called by the same name with the same types, but takes by value what this one takes by <c>in</c>: a call that does not write <c>in</c> is of that.</summary>
    public static bool HasOtherByValue(this IMethodSymbol method) => method.Parameters.Any(static parameter => parameter.RefKind == RefKind.In)
        && method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other => other.Arity == method.Arity && other.Parameters.Length == method.Parameters.Length
            && !SymbolEqualityComparer.Default.Equals(other, method)
            && other.Parameters.Zip(method.Parameters, static (value, given) => value.RefKind is RefKind.None or RefKind.In && given.RefKind is RefKind.None or RefKind.In && SymbolEqualityComparer.Default.Equals(value.Type, given.Type)).All(static same => same));

    /// <summary>Whether it is declared in an extension block, which is a type that this version of the compiler's interface has no name for.</summary>
    public static bool IsOfExtension(this ISymbol member) => member.ContainingType is { Name: "", IsAnonymousType: false, TypeKind: not TypeKind.Delegate };

    /// <summary>What identifies a method throughout a compilation and those that refer to it.</summary>
    public static string Key(this IMethodSymbol method) => method.OriginalDefinition.GetDocumentationCommentId() ?? method.ToDisplayString();
}
