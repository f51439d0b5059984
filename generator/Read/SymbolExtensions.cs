using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>Questions that several readers ask of Roslyn's symbols.</summary>
internal static class SymbolExtensions
{
    public static bool IsReal(this ITypeSymbol type) => type.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    /// <summary>The attribute of this name on a symbol, or null.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().FirstOrDefault(data => data.AttributeClass?.ToDisplayString() == fullName);

    /// <summary>What identifies a method throughout a compilation and those that refer to it.</summary>
    public static string Key(this IMethodSymbol method) => method.OriginalDefinition.GetDocumentationCommentId() ?? method.ToDisplayString();
}
