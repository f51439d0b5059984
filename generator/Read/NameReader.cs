using System.Runtime.CompilerServices;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads how the names that generated code brings in are written where a function stands.</summary>
internal static class NameReader
{
    private const string CodeDom = "System.CodeDom.Compiler", Tensors = "System.Numerics.Tensors";

    /// <summary>For functions of one type that declare none of the names themselves, a name means the same.</summary>
    private static readonly ConditionalWeakTable<SemanticModel, Dictionary<SyntaxNode, Scope>> Scopes = new();

    private static readonly HashSet<string> All =
    [
        "Math", "MathF", "VectorMath", "Layers", "Span", "ReadOnlySpan", "Workspace", "Tensor", "TensorSpan", "ReadOnlyTensorSpan", "GradientBuffer", "Elements", "IParameters", "ParameterVector",
        "TensorPrimitives", "GeneratedCode", "GeneratedCodeAttribute", .. VectorTypes.Names,
    ];

    /// <summary>Whether generated code brings in a name, so that a type of this name means something to files that do not mention it.</summary>
    public static bool Brings(string name) => All.Contains(name);

    /// <summary>How the names are written.</summary>
    /// <param name="model">What names mean.</param>
    /// <param name="syntax">The function.</param>
    /// <param name="position">Where its body begins.</param>
    /// <param name="identifiers">The identifiers in it, which a using directive that is added must not give another meaning.</param>
    public static BroughtNames Read(SemanticModel model, MethodDeclarationSyntax syntax, int position, IReadOnlyCollection<string> identifiers)
    {
        Scope scope = Declared(syntax).Any(All.Contains) ? new Scope(model, position) : ScopeOf(model, syntax, position);
        return Read(scope, identifiers);
    }

    private static BroughtNames Read(Scope scope, IEnumerable<string> identifiers)
    {
        bool usesCodeDom = scope.MayUseCodeDom && !identifiers.Any(scope.CodeDomTypes.Contains);
        return scope.Names with
        {
            GeneratedCode = usesCodeDom ? "GeneratedCode" : "global::" + CodeDom + ".GeneratedCode",
            UsesCodeDom = usesCodeDom,
        };
    }

    /// <summary>How the names are written in a type.</summary>
    /// <param name="model">What names mean.</param>
    /// <param name="position">A place in the type.</param>
    /// <param name="identifiers">What its members are called.</param>
    public static BroughtNames Read(SemanticModel model, int position, IEnumerable<string> identifiers) => Read(new Scope(model, position), identifiers);

    private static Scope ScopeOf(SemanticModel model, MethodDeclarationSyntax syntax, int position)
    {
        Dictionary<SyntaxNode, Scope> scopes = Scopes.GetOrCreateValue(model);
        lock (scopes)
        {
            if (!scopes.TryGetValue(syntax.Parent!, out Scope? scope))
                scopes[syntax.Parent!] = scope = new Scope(model, position);
            return scope;
        }
    }

    private static IEnumerable<string> Declared(MethodDeclarationSyntax syntax) => FunctionReader.LocalNames(syntax)
        .Concat(syntax.DescendantNodes().Select(static node => node switch
        {
            ParameterSyntax parameter => parameter.Identifier.ValueText,
            TypeParameterSyntax parameter => parameter.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            _ => null,
        }).OfType<string>());

    /// <summary>What the names mean at a position.</summary>
    private sealed class Scope
    {
        private readonly SemanticModel model;
        private readonly int position;

        public Scope(SemanticModel model, int position)
        {
            (this.model, this.position) = (model, position);
            INamedTypeSymbol? attribute = model.Compilation.GetTypeByMetadataName(CodeDom + ".GeneratedCodeAttribute");
            Names = new BroughtNames(ShortName("System", "Math"), ShortName("System", "MathF"), "", UsesCodeDom: false)
            {
                VectorMath = ShortName("AutoBackprop", "VectorMath"),
                Layers = ShortName("AutoBackprop", "Layers"),
                Span = ShortName("System", "Span", 1),
                ReadOnlySpan = ShortName("System", "ReadOnlySpan", 1),
                Workspace = ShortName("AutoBackprop", "Workspace"),
                Tensor = ShortName(Tensors, "Tensor"),
                TensorSpan = ShortName(Tensors, "TensorSpan", 1),
                ReadOnlyTensorSpan = ShortName(Tensors, "ReadOnlyTensorSpan", 1),
                GradientBuffer = ShortName("AutoBackprop", "GradientBuffer"),
                Elements = ShortName("AutoBackprop", "Elements"),
                ParameterInterface = ShortName("AutoBackprop", "IParameters", 1),
                ParameterVector = ShortName("AutoBackprop", "ParameterVector"),
                TensorPrimitives = ShortName(Tensors, "TensorPrimitives"),
                ShortVectors = VectorTypes.Names.Where(name => ShortName("System.Numerics", name) == name).ToEquatableArray(),
            };
            MayUseCodeDom = attribute is not null && model.LookupNamespacesAndTypes(position, name: "GeneratedCode").IsEmpty
                && model.LookupNamespacesAndTypes(position, name: "GeneratedCodeAttribute") is var found
                && (found.IsEmpty || found is [INamedTypeSymbol only] && SymbolEqualityComparer.Default.Equals(only, attribute));
            // The extra using must not make a name ambiguous that the function uses.
            CodeDomTypes = [.. attribute?.ContainingNamespace.GetTypeMembers().Select(static type => type.Name) ?? []];
        }

        public BroughtNames Names { get; }

        public bool MayUseCodeDom { get; }

        public HashSet<string> CodeDomTypes { get; }

        private string ShortName(string space, string name, int arity = 0)
        {
            INamedTypeSymbol? wanted = model.Compilation.GetTypeByMetadataName(space + "." + name + (arity == 0 ? "" : "`" + arity));
            return wanted is not null && model.LookupSymbols(position, name: name).Where(other => other is not INamedTypeSymbol type || type.Arity == arity).ToArray() is [INamedTypeSymbol found]
                && SymbolEqualityComparer.Default.Equals(found, wanted)
                ? name
                : $"global::{space}.{name}";
        }
    }
}
