using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// Binds a layer to its backward method by the convention of the runtime library's layers: <c>F</c> has an
/// <c>FBackward</c> beside it, whose parameters say by their names what they are. No layer is known here by name.
/// </summary>
internal static class LayerReader
{
    public const string Layers = "AutoBackprop.Layers";

    private const string Workspace = "AutoBackprop.Workspace";
    private const string Upstream = "dOut";
    private const string Result = "y";

    /// <summary>Whether a method is a layer of tensors, in whatever form.</summary>
    public static bool IsLayer(IMethodSymbol method) =>
        method.ContainingType is { Name: "Layers" } type && type.ToDisplayString() == Layers && method.Parameters.Any(static parameter => IsTensor(parameter.Type));

    public static bool IsTensor(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Tensor" or "TensorSpan" or "ReadOnlyTensorSpan", Arity: 1 } named && named.ContainingNamespace.ToDisplayString() == "System.Numerics.Tensors";

    /// <summary>Whether a type is a tensor itself, not a span of one: only such a value can be kept.</summary>
    public static bool IsWholeTensor(ITypeSymbol type) => IsTensor(type) && type.Name == "Tensor";

    /// <summary>Whether a method could keep a tensor that it is given, or return it: what it takes is not only spans of tensors, numbers and texts.</summary>
    public static bool MayKeepTensors(IMethodSymbol method) => method.ReturnType.IsRefLikeType
        || !method.Parameters.All(static parameter => IsTensor(parameter.Type) && !IsWholeTensor(parameter.Type) || parameter.Type.IsUnmanagedType || parameter.Type.SpecialType == SpecialType.System_String);

    /// <summary>Whether a method is declared by System.Numerics.Tensors' own <c>Tensor</c>, as an extension or not.</summary>
    public static bool IsOfTensors(IMethodSymbol method)
    {
        INamedTypeSymbol? type = method.ContainingType;
        while (type?.ContainingType is { } outer)
            type = outer;
        return type is { Name: "Tensor", Arity: 0 } && type.ContainingNamespace.ToDisplayString() == "System.Numerics.Tensors";
    }

    /// <summary>Whether a type is one that shapes are given as.</summary>
    public static bool IsShape(ITypeSymbol type) => type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments: [{ SpecialType: SpecialType.System_IntPtr }] };

    /// <summary>The layer that computes what a function of tensors from elsewhere does: of its name, for its operands.</summary>
    public static IMethodSymbol? Counterpart(Compilation compilation, string name, IReadOnlyList<ITypeSymbol> operands, ITypeSymbol result) =>
        compilation.GetTypeByMetadataName(Layers)?.GetMembers(Elsewhere.TryGetValue(name, out string? layer) ? layer : name).OfType<IMethodSymbol>().FirstOrDefault(candidate =>
            IsLayer(candidate) && !candidate.ReturnsVoid && Fits(candidate.ReturnType, result)
            && candidate.Parameters.Where(static parameter => !IsWorkspace(parameter)).ToArray() is var parameters && parameters.Length == operands.Count
            && parameters.Zip(operands, static (parameter, operand) => Fits(parameter.Type, operand) || IsTensor(parameter.Type) && IsSpanOf(operand, ((INamedTypeSymbol)parameter.Type).TypeArguments[0])).All(static fits => fits));

    /// <summary>Names that System.Numerics.Tensors has for what a layer is called otherwise.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["Average"] = "Mean",
        ["SoftMax"] = "SoftmaxOfAll",
        ["op_Addition"] = "Add",
        ["op_Subtraction"] = "Subtract",
        ["op_Multiply"] = "Multiply",
        ["op_Division"] = "Divide",
        ["op_UnaryNegation"] = "Negate",
    };

    /// <summary>
    /// The method that throws where System.Numerics.Tensors gives a part of what a layer of two tensors does: the function and its
    /// backward pass would not be of the same value.
    /// </summary>
    public static IMethodSymbol? TruncationCheck(Compilation compilation, IMethodSymbol layer) => layer is { Name: "Add" or "Subtract" or "Multiply" or "Divide" }
        ? compilation.GetTypeByMetadataName("AutoBackprop.TensorArithmetic")?.GetMembers("ThrowIfTruncated").OfType<IMethodSymbol>().FirstOrDefault(check =>
            check.Parameters.Take(2).Zip(layer.Parameters, static (parameter, operand) => SymbolEqualityComparer.Default.Equals(parameter.Type, operand.Type)).All(static same => same))
        : null;

    private static bool IsSpanOf(ITypeSymbol type, ITypeSymbol element) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => SymbolEqualityComparer.Default.Equals(array.ElementType, element),
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments.Length: 1 } span => SymbolEqualityComparer.Default.Equals(span.TypeArguments[0], element),
        _ => false,
    };

    /// <summary>The workspace that a layer's result may come from.</summary>
    public static bool IsWorkspace(IParameterSymbol parameter) => parameter.Type is { Name: "Workspace" } type && type.ToDisplayString() == Workspace;

    /// <summary>Where a layer's result is written to, in the form that returns nothing.</summary>
    public static bool IsDestination(IParameterSymbol parameter) => parameter.Type is INamedTypeSymbol { Name: "TensorSpan" };

    /// <summary>What a layer's backward method takes, and the scalar parameter whose gradient it returns; null where there is no such method.</summary>
    public static (EquatableArray<LayerArgument> Arguments, int? Returned)? Backward(IMethodSymbol layer)
    {
        IParameterSymbol[] parameters = [.. layer.Parameters.Where(static parameter => !IsWorkspace(parameter))];
        // Overloads with more constants come with a backward that takes more of them.
        return layer.ContainingType.GetMembers(layer.Name + "Backward").OfType<IMethodSymbol>()
            .Select(backward => Bind(layer, parameters, backward))
            .Where(static bound => bound is not null)
            .OrderByDescending(static bound => bound!.Value.Arguments.Count(static argument => argument.Role == LayerRole.Input))
            .FirstOrDefault();
    }

    private static (EquatableArray<LayerArgument> Arguments, int? Returned)? Bind(IMethodSymbol layer, IParameterSymbol[] parameters, IMethodSymbol backward)
    {
        var arguments = new List<LayerArgument>();
        foreach (IParameterSymbol parameter in backward.Parameters)
        {
            int named = Array.FindIndex(parameters, other => other.Name == parameter.Name);
            int primal = Array.FindIndex(parameters, other => GradientName.Of(other.Name) == parameter.Name);
            if (parameter.Name == Upstream && Fits(parameter.Type, layer.ReturnType))
                arguments.Add(new LayerArgument(LayerRole.Upstream));
            else if (named >= 0 && SymbolEqualityComparer.Default.Equals(parameters[named].Type, parameter.Type))
                arguments.Add(new LayerArgument(LayerRole.Input, named));
            else if (parameter.Name == Result && named < 0 && Fits(parameter.Type, layer.ReturnType))
                arguments.Add(new LayerArgument(LayerRole.Result));
            else if (primal >= 0 && IsDestination(parameter) && Fits(parameter.Type, parameters[primal].Type))
                arguments.Add(new LayerArgument(LayerRole.Gradient, primal));
            else
                return null;
        }
        int returned = Array.FindIndex(parameters, parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, backward.ReturnType));
        if (!backward.ReturnsVoid && returned < 0 || arguments.All(static argument => argument.Role != LayerRole.Upstream))
            return null;
        return (arguments.ToEquatableArray(), backward.ReturnsVoid ? null : returned);
    }

    /// <summary>Whether one type is the other, or a tensor of the same elements.</summary>
    private static bool Fits(ITypeSymbol type, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(type, other)
        || IsTensor(type) && IsTensor(other) && SymbolEqualityComparer.Default.Equals(((INamedTypeSymbol)type).TypeArguments[0], ((INamedTypeSymbol)other).TypeArguments[0]);
}
