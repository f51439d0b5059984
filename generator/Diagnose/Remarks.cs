using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Read;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Diagnose;

/// <summary>What is worth knowing of a function that has its gradient: where gradients end, and inputs that have none.</summary>
internal static class Remarks
{
    public static IEnumerable<Diagnostic> On(Function function, LoweredFunction lowered, IMethodSymbol symbol, Fence fence)
    {
        // A hand-written backward's business is its own.
        if (function.CustomBackward is not null)
            return [];
        return Losses(function, fence).Concat(WithoutInfluence(function, lowered, symbol)).Concat(TakenAsConstants(function, symbol));
    }

    private static IEnumerable<Diagnostic> Losses(Function function, Fence fence)
    {
        if (fence.Losses.Count == 0)
            return [];
        Activity activity = Activity.Of(function.Body, function.Parameters.SelectMany(static parameter => parameter.Inputs));
        return fence.Losses.Where(loss => activity.IsVaried(loss.Value)).Select(static loss =>
            Diagnostic.Create(Descriptors.GradientLost, loss.Location, loss.Location.SourceTree!.GetText().ToString(loss.Location.SourceSpan), loss.Reason));
    }

    private static IEnumerable<Diagnostic> WithoutInfluence(Function function, LoweredFunction lowered, IMethodSymbol symbol)
    {
        var influence = new Influence(lowered);
        return from parameter in Declared(function, symbol)
               where parameter.Read.IsDifferentiable && !influence.Of(parameter.Read.Leaves)
               select Diagnostic.Create(Descriptors.NoInfluence, parameter.Symbol.Locations[0], parameter.Read.Name, function.Name);
    }

    /// <summary>The parameters as read and as declared; the value that an instance method is called on is not declared.</summary>
    private static IEnumerable<(Parameter Read, IParameterSymbol Symbol)> Declared(Function function, IMethodSymbol symbol) =>
        function.Parameters.Where(static parameter => !parameter.IsReceiver).Zip(symbol.Parameters, static (read, declared) => (read, declared));

    private static IEnumerable<Diagnostic> TakenAsConstants(Function function, IMethodSymbol symbol)
    {
        HashSet<Variable> mentioned = [.. function.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions())];
        return from parameter in Declared(function, symbol)
               where !parameter.Read.IsDifferentiable && HoldsReals(parameter.Symbol.Type)
                   && parameter.Symbol.Attribute(FunctionReader.NoGradientAttribute) is null && mentioned.Contains(parameter.Read.Variable)
               select Diagnostic.Create(Descriptors.TakenAsConstant, parameter.Symbol.Locations[0], parameter.Read.Name, parameter.Symbol.Type.ToDisplayString());
    }

    /// <summary>Whether a type outside the language holds real numbers: a number of another precision or kind, a struct without a mark, or a collection of such.</summary>
    private static bool HoldsReals(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Decimal } => true,
        { IsTupleType: true } or { TypeKind: TypeKind.Delegate } => false,
        INamedTypeSymbol { Name: "Half" or "Complex", ContainingNamespace.Name: "System" or "Numerics" } => true,
        _ when LayerReader.IsTensor(type) => false,
        IArrayTypeSymbol { ElementType: INamedTypeSymbol { TypeKind: TypeKind.Struct } item } => HoldsReals(item),
        INamedTypeSymbol { TypeKind: TypeKind.Struct, Arity: 0, DeclaringSyntaxReferences.IsEmpty: false } own when !CompositeReader.IsComposite(own) =>
            CompositeReader.Parts(own).Any(static part => !CompositeReader.IsConstant(part) && CompositeReader.TypeOf(part) is var held && (held.IsReal() || held is INamedTypeSymbol { TypeKind: TypeKind.Struct } && HoldsReals(held))),
        INamedTypeSymbol { TypeArguments: [var element] } => element.IsReal() || HoldsReals(element),
        _ => false,
    };
}
