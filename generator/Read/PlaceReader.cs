using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads where a function stands: usings, namespaces, containing types; and how names are written there.</summary>
internal static class PlaceReader
{
    public static Place Read(MethodDeclarationSyntax method, IMethodSymbol symbol, bool usesObsolete)
    {
        var scopes = new List<NamespaceScope>();
        var types = new List<ContainingType>();
        for (SyntaxNode? node = method.Parent; node is not null; node = node.Parent)
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
        string[] disabled = [.. method.SyntaxTree.GetRoot().DescendantTrivia(descendIntoTrivia: true).Select(static trivia => trivia.GetStructure()).OfType<PragmaWarningDirectiveTriviaSyntax>()
            .Where(static pragma => pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)).SelectMany(static pragma => pragma.ErrorCodes).Select(SourceLine.Of).Distinct()];
        // Who uses what is obsolete has been told once, at the use that is repeated here.
        if (usesObsolete)
            disabled = [.. disabled.Union(["CS0612", "CS0618"])];
        return new Place(scopes.ToEquatableArray(), types.ToEquatableArray(), HintName(symbol)) { DisabledWarnings = disabled.ToEquatableArray() };
    }

    public static BroughtNames Names(SemanticModel model, int position, IReadOnlyCollection<string> identifiers)
    {
        const string codeDom = "System.CodeDom.Compiler";
        INamedTypeSymbol? attribute = model.Compilation.GetTypeByMetadataName(codeDom + ".GeneratedCodeAttribute");
        // The extra using must not make a name ambiguous that the function uses.
        bool usesCodeDom = attribute is not null
            && !attribute.ContainingNamespace.GetTypeMembers().Any(type => identifiers.Contains(type.Name))
            && model.LookupNamespacesAndTypes(position, name: "GeneratedCode").IsEmpty
            && model.LookupNamespacesAndTypes(position, name: "GeneratedCodeAttribute") is var found
            && (found.IsEmpty || found is [INamedTypeSymbol only] && SymbolEqualityComparer.Default.Equals(only, attribute));
        const string tensors = "System.Numerics.Tensors";
        string primitives = ShortName(model, position, tensors, "TensorPrimitives");
        bool addsTensors = primitives.Contains('.') && model.Compilation.GetTypeByMetadataName(tensors + ".TensorPrimitives") is { } type
            && model.LookupNamespacesAndTypes(position, name: "TensorPrimitives").IsEmpty
            && !type.ContainingNamespace.GetTypeMembers().Any(member => identifiers.Contains(member.Name));
        return new BroughtNames(
            ShortName(model, position, "System", "Math"),
            ShortName(model, position, "System", "MathF"),
            usesCodeDom ? "GeneratedCode" : "global::" + codeDom + ".GeneratedCode",
            usesCodeDom)
        {
            Layers = ShortName(model, position, "AutoBackprop", "Layers"),
            Span = ShortName(model, position, "System", "Span", 1),
            ReadOnlySpan = ShortName(model, position, "System", "ReadOnlySpan", 1),
            Workspace = ShortName(model, position, "AutoBackprop", "Workspace"),
            Tensor = ShortName(model, position, "System.Numerics.Tensors", "Tensor"),
            TensorSpan = ShortName(model, position, "System.Numerics.Tensors", "TensorSpan", 1),
            ReadOnlyTensorSpan = ShortName(model, position, "System.Numerics.Tensors", "ReadOnlyTensorSpan", 1),
            GradientBuffer = ShortName(model, position, "AutoBackprop", "GradientBuffer"),
            Elements = ShortName(model, position, "AutoBackprop", "Elements"),
            TensorPrimitives = addsTensors ? "TensorPrimitives" : primitives,
            TensorUsing = addsTensors ? tensors : "",
            ShortVectors = VectorTypes.Names.Where(name => ShortName(model, position, "System.Numerics", name) == name).ToEquatableArray(),
        };
    }

    private static string ShortName(SemanticModel model, int position, string space, string name, int arity = 0)
    {
        INamedTypeSymbol? wanted = model.Compilation.GetTypeByMetadataName(space + "." + name + (arity == 0 ? "" : "`" + arity));
        return wanted is not null && model.LookupSymbols(position, name: name).Where(other => other is not INamedTypeSymbol type || type.Arity == arity).ToArray() is [INamedTypeSymbol found]
            && SymbolEqualityComparer.Default.Equals(found, wanted)
            ? name
            : $"global::{space}.{name}";
    }

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

    private static string HintName(IMethodSymbol method)
    {
        string type = method.ContainingType.ToDisplayString(new SymbolDisplayFormat(
            globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
            typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
            genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters));
        string name = $"{type}.{method.Name}".Replace('<', '{').Replace('>', '}').Replace(" ", "");
        // Names of generated files are compared without regard to case.
        IMethodSymbol[] alike = [.. method.ContainingType.GetMembers().OfType<IMethodSymbol>()
            .Where(other => string.Equals(other.Name, method.Name, StringComparison.OrdinalIgnoreCase) && IsMarked(other))];
        if (alike.Length > 1)
        {
            string[] signatures = [.. alike.Select(Signature)];
            int index = Array.FindIndex(alike, other => SymbolEqualityComparer.Default.Equals(other, method));
            name = name.Substring(0, name.Length - method.Name.Length) + signatures[index];
            int earlier = signatures.Take(index).Count(other => string.Equals(other, signatures[index], StringComparison.OrdinalIgnoreCase));
            if (earlier > 0)
                name += "_" + (earlier + 1);
        }
        return name + ".g.cs";

        static bool IsMarked(IMethodSymbol method) =>
            method.GetAttributes().Any(static data => data.AttributeClass?.ToDisplayString() == FunctionReader.DifferentiableAttribute);

        static string Signature(IMethodSymbol method) =>
            method.Name + (method.Arity == 0 ? "" : "`" + method.Arity) + "(" + string.Join(",", method.Parameters.Select(static parameter => TypeName(parameter.Type))) + ")";

        static string TypeName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
            .Replace('<', '{').Replace('>', '}').Replace(" ", "").Replace("?", "").Replace("*", "");
    }
}
