using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>The methods of a type that are marked: found once for the type, not again for each of its functions.</summary>
internal sealed class MarkedMethods
{
    private static readonly ConditionalWeakTable<INamedTypeSymbol, MarkedMethods> OfTypes = new();

    private readonly Dictionary<ISymbol, IMethodSymbol> backwards = new(SymbolEqualityComparer.Default);
    private readonly ILookup<string, IMethodSymbol> differentiable;

    private MarkedMethods(INamedTypeSymbol type)
    {
        IMethodSymbol[] methods = [.. type.GetMembers().OfType<IMethodSymbol>()];
        foreach (IMethodSymbol candidate in methods)
        {
            if (candidate.Attribute(FunctionReader.BackwardOfAttribute) is { } attribute && BackwardOfReader.Target(attribute, candidate) is { } target
                && !backwards.ContainsKey(target.OriginalDefinition))
                backwards.Add(target.OriginalDefinition, candidate);
        }
        differentiable = methods.Where(static method => method.Attribute(FunctionReader.DifferentiableAttribute) is not null)
            .ToLookup(static method => method.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static MarkedMethods In(INamedTypeSymbol type) => OfTypes.GetValue(type, static type => new MarkedMethods(type));

    /// <summary>The hand-written backward of a method that the type declares, or null.</summary>
    public IMethodSymbol? BackwardOf(IMethodSymbol method) => backwards.TryGetValue(method.OriginalDefinition, out IMethodSymbol? backward) ? backward : null;

    /// <summary>The methods marked [Differentiable] of a name, in whatever case, as they are declared.</summary>
    public IReadOnlyList<IMethodSymbol> Differentiable(string name) => [.. differentiable[name]];
}
