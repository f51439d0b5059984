using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>What else in a type, or in what it inherits, has the name of a generated member.</summary>
internal static class GeneratedNames
{
    /// <summary>Whether no member of the type is in the way of <c>FGradient</c> or <c>FBackward</c>: of the same name, and no method with other parameters.</summary>
    public static bool IsFree(IMethodSymbol function, string suffix) =>
        !function.ContainingType.GetMembers(function.Name + suffix).Any(member => !IsGenerated(member) && Clashes(member, function, suffix));

    /// <summary>The name of a method that only generated code calls: it gives way to what the user has.</summary>
    public static string Free(IMethodSymbol function, string suffix) => Free(function.ContainingType, function.Name + suffix);

    /// <summary>The name of the accessor to where an object stores one of its members.</summary>
    public static string Storage(ISymbol member) => Free(member.ContainingType, member.Name + "Storage");

    private static string Free(INamedTypeSymbol type, string name)
    {
        while (SelfAndBases(type).Any(each => each.GetMembers(name).Any(static member => !IsGenerated(member))))
            name += "_";
        return name;
    }

    /// <summary>The generated members that hide inherited ones: C# wants that said. A base function that is differentiable has generated ones too.</summary>
    public static EquatableArray<string> Hiding(IMethodSymbol function) => new[] { "Backward", "Gradient", "Jacobian" }
        .Where(suffix => suffix != "Jacobian" || DerivativesReader.AsksForJacobian(function))
        .Where(suffix => SelfAndBases(function.ContainingType).Skip(1).Any(type =>
            type.GetMembers(function.Name + suffix).Any(member => IsInherited(member, function) && Clashes(member, function, suffix))
            || type.GetMembers(function.Name).OfType<IMethodSymbol>().Any(other => IsInherited(other, function)
                && other.Attribute(FunctionReader.DifferentiableAttribute) is not null && (suffix != "Jacobian" || DerivativesReader.AsksForJacobian(other)) && other.Parameters.Length == function.Parameters.Length && BeginsLike(other, function))))
        .Select(suffix => function.Name + suffix).ToEquatableArray();

    /// <summary>Whether the generator made a member: an analyzer sees the generator's output, the generator itself does not.</summary>
    public static bool IsGenerated(ISymbol member) =>
        member.Attribute("System.CodeDom.Compiler.GeneratedCodeAttribute") is { ConstructorArguments: [{ Value: "AutoBackprop" }, ..] };

    /// <summary>Whether a function's backward pass has been generated, as an analyzer sees.</summary>
    public static bool HasBackward(IMethodSymbol function) => function.ContainingType.GetMembers(function.Name + "Backward").OfType<IMethodSymbol>()
        .Any(member => member.Arity == function.Arity && member.Parameters.Length > function.Parameters.Length && BeginsLike(member, function) && IsGenerated(member));

    private static bool Clashes(ISymbol member, IMethodSymbol function, string suffix) => member is not IMethodSymbol other
        || other.Parameters.Length - function.Parameters.Length == More(function, suffix) && BeginsLike(other, function);

    /// <summary>How many parameters a generated method has more than the function. The Jacobian's has one for each buffer.</summary>
    private static int More(IMethodSymbol function, string suffix) => suffix switch
    {
        "Gradient" => 0,
        "Backward" => 1,
        _ => function.Parameters.Count(HasGradientBuffer),
    };

    /// <summary>Whether the gradient of a parameter is added into a span.</summary>
    public static bool HasGradientBuffer(IParameterSymbol parameter) =>
        (parameter.Type is IArrayTypeSymbol || parameter.Type.Name is "Span" or "ReadOnlySpan") && ElementOf(parameter.Type) is ITypeParameterSymbol or { SpecialType: SpecialType.System_Single or SpecialType.System_Double } or { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } && parameter.Attribute(FunctionReader.NoGradientAttribute) is null;

    /// <summary>The type of a buffer's elements.</summary>
    public static ITypeSymbol ElementOf(ITypeSymbol buffer) => buffer is IArrayTypeSymbol array ? array.ElementType : ((INamedTypeSymbol)buffer).TypeArguments[0];

    private static bool BeginsLike(IMethodSymbol other, IMethodSymbol function) => function.Parameters
        .Zip(other.Parameters, static (left, right) => SymbolEqualityComparer.Default.Equals(left.Type, right.Type)).All(static same => same);

    private static bool IsInherited(ISymbol member, IMethodSymbol function) => member.DeclaredAccessibility != Accessibility.Private
        && (member.DeclaredAccessibility is not (Accessibility.Internal or Accessibility.ProtectedAndInternal) || SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, function.ContainingAssembly));

    private static IEnumerable<INamedTypeSymbol> SelfAndBases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
            yield return current;
    }
}
