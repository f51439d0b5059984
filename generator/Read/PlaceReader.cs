using System.Runtime.CompilerServices;
using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads where a function stands: usings, namespaces, containing types.</summary>
internal static class PlaceReader
{
    /// <param name="method">The function.</param>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="told">Warnings that its own text gives, which is repeated here: once is enough.</param>
    public static Place Read(MethodDeclarationSyntax method, IMethodSymbol symbol, IEnumerable<string> told)
    {
        Place place = Read(method.Parent!, HintName(symbol));
        return place with { DisabledWarnings = place.DisabledWarnings.Union(told).ToEquatableArray() };
    }

    /// <summary>Where a class stands whose helpers are generated.</summary>
    public static Place Read(TypeDeclarationSyntax type, INamedTypeSymbol symbol) => Read(type, HintName(symbol) + ".g.cs");

    private static Place Read(SyntaxNode from, string hintName)
    {
        var scopes = new List<NamespaceScope>();
        var types = new List<ContainingType>();
        for (SyntaxNode? node = from; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case TypeDeclarationSyntax type:
                    types.Insert(0, new ContainingType(Declaration(type)));
                    break;
                case BaseNamespaceDeclarationSyntax space:
                    scopes.Insert(0, new NamespaceScope(SourceLine.Of(space.Name), Usings(space.Usings)));
                    break;
                case CompilationUnitSyntax unit:
                    scopes.Insert(0, new NamespaceScope("", Usings(unit.Usings)));
                    break;
            }
        }
        string[] disabled = DisabledWarnings.GetValue(from.SyntaxTree, FindDisabledWarnings);
        return new Place(scopes.ToEquatableArray(), types.ToEquatableArray(), hintName) { DisabledWarnings = disabled.ToEquatableArray() };
    }

    private static readonly ConditionalWeakTable<SyntaxTree, string[]> DisabledWarnings = new();

    private static string[] FindDisabledWarnings(SyntaxTree tree) => !tree.GetRoot().ContainsDirectives ? [] : [.. tree.GetRoot()
        .DescendantNodesAndTokens(static node => node.ContainsDirectives).Where(static part => part.IsToken && part.ContainsDirectives)
        .SelectMany(static token => token.AsToken().GetAllTrivia()).Select(static trivia => trivia.GetStructure()).OfType<PragmaWarningDirectiveTriviaSyntax>()
        .Where(static pragma => pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)).SelectMany(static pragma => pragma.ErrorCodes).Select(SourceLine.Of).Distinct()];

    private static string Declaration(TypeDeclarationSyntax type)
    {
        // A modifier may stand on one part alone, but for those that must agree; partial is always last.
        IEnumerable<string> modifiers = type.Modifiers
            .Where(static token => token.Kind() is not (SyntaxKind.PartialKeyword or SyntaxKind.UnsafeKeyword or SyntaxKind.NewKeyword))
            .Select(static token => token.Text);
        string keyword = type is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not 0 } record
            ? "record " + record.ClassOrStructKeyword.Text
            : type.Keyword.Text;
        string typeParameters = type.TypeParameterList is null ? "" : SourceLine.Of(type.TypeParameterList);
        return string.Join(" ", modifiers.Concat(["partial", keyword, type.Identifier.Text + typeParameters]));
    }

    private static EquatableArray<string> Usings(SyntaxList<UsingDirectiveSyntax> usings) =>
        usings.Where(static directive => directive.GlobalKeyword.RawKind == 0).Select(SourceLine.Of).ToEquatableArray();

    private static string HintName(INamedTypeSymbol type) => type.ToDisplayString(new SymbolDisplayFormat(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters)).Replace('<', '{').Replace('>', '}').Replace(" ", "");

    private static string HintName(IMethodSymbol method)
    {
        string name = $"{HintName(method.ContainingType)}.{method.Name}".Replace('<', '{').Replace('>', '}').Replace(" ", "");
        // Names of generated files are compared without regard to case.
        IReadOnlyList<IMethodSymbol> alike = MarkedMethods.In(method.ContainingType).Differentiable(method.Name);
        if (alike.Count > 1)
        {
            string[] signatures = [.. alike.Select(Signature)];
            int index = alike.ToList().FindIndex(other => SymbolEqualityComparer.Default.Equals(other, method));
            name = name.Substring(0, name.Length - method.Name.Length) + signatures[index];
            int earlier = signatures.Take(index).Count(other => string.Equals(other, signatures[index], StringComparison.OrdinalIgnoreCase));
            if (earlier > 0)
                name += "_" + (earlier + 1);
        }
        return name + ".g.cs";

        static string Signature(IMethodSymbol method) =>
            method.Name + (method.Arity == 0 ? "" : "`" + method.Arity) + "(" + string.Join(",", method.Parameters.Select(static parameter => TypeName(parameter.Type))) + ")";

        static string TypeName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
            .Replace('<', '{').Replace('>', '}').Replace(" ", "").Replace("?", "").Replace("*", "");
    }
}
