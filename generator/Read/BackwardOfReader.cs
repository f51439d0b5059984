using AutoBackprop.Generator.Diagnose;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Generator.Read;

/// <summary>Reads hand-written backward methods: [BackwardOf].</summary>
public static class BackwardOfReader
{
    /// <summary>The hand-written backward that a method marked [BackwardOf] is, or null where the fence has refused it.</summary>
    public static CustomBackward? Read(IMethodSymbol method, Fence fence)
    {
        if (method.Attribute(FunctionReader.BackwardOfAttribute) is not { } attribute)
            return null;
        Location location = method.Locations[0];
        IMethodSymbol[] candidates = [.. Candidates(attribute, method)];
        if (candidates.Length == 0)
        {
            string wanted = attribute.ConstructorArguments.LastOrDefault().Value as string ?? "?";
            fence.Refuse(Descriptors.BackwardSignature, location, method.Name, wanted, $"nothing: there is no method '{wanted}' in '{TargetType(attribute, method)?.Name}'");
            return null;
        }
        if (candidates.All(static candidate => !candidate.IsStatic))
        {
            fence.Refuse(Descriptors.BackwardSignature, location, method.Name, candidates[0].Name,
                $"nothing: '{candidates[0].Name}' is called on an object, which a backward written by hand is not given; write a static method that takes the object and calls it, and the backward of that");
            return null;
        }
        if (Target(attribute, method) is not { } target)
        {
            IMethodSymbol meant = candidates.First(static candidate => candidate.IsStatic);
            fence.Refuse(Descriptors.BackwardSignature, location, method.Name, meant.Name, Expected(meant, method.Name));
            return null;
        }
        bool isForeign = !SymbolEqualityComparer.Default.Equals(target.ContainingType, method.ContainingType);
        if (isForeign && method.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
        {
            fence.Refuse(Descriptors.BackwardSignature, location, method.Name, target.Name, "internal " + Expected(target, method.Name));
            return null;
        }
        EquatableArray<Parameter> parameters = Parameters(target);
        string container = method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return new CustomBackward(target.Key(), container, method.Name, parameters);
    }

    /// <summary>The method of which a candidate is the backward: the overload whose signature fits; null where none does.</summary>
    public static IMethodSymbol? Target(AttributeData attribute, IMethodSymbol backward) =>
        Candidates(attribute, backward).FirstOrDefault(target => target.IsStatic && Fits(target, backward));

    private static INamedTypeSymbol? TargetType(AttributeData attribute, IMethodSymbol backward) =>
        attribute.ConstructorArguments is [{ Value: INamedTypeSymbol type }, _] ? type : backward.ContainingType;

    private static IEnumerable<IMethodSymbol> Candidates(AttributeData attribute, IMethodSymbol backward)
    {
        if (attribute.ConstructorArguments.LastOrDefault().Value is not string name || TargetType(attribute, backward) is not { } type)
            return [];
        return type.GetMembers(name).OfType<IMethodSymbol>();
    }

    private static EquatableArray<Parameter> Parameters(IMethodSymbol target) => FunctionReader.NameGradients(target.Parameters.Select(static parameter =>
        FunctionReader.ReadParameter(parameter, new Variable(-1 - parameter.Ordinal, parameter.Name, PlainType(parameter.Type, []), VariableKind.Parameter, -1))));

    /// <summary>A type, written in full.</summary>
    /// <param name="type">The type.</param>
    /// <param name="around">The types that it is part of: one that contains itself has no end.</param>
    private static Model.ValueType PlainType(ITypeSymbol type, ITypeSymbol[] around)
    {
        string text = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return type switch
        {
            { SpecialType: SpecialType.System_Single } => Model.ValueType.Single,
            { SpecialType: SpecialType.System_Double } => Model.ValueType.Double,
            IArrayTypeSymbol array => new Model.ValueType(array.Rank == 1 ? TypeClass.Array : TypeClass.RectangularArray, text, PlainType(array.ElementType, around), array.Rank),
            INamedTypeSymbol tensor when LayerReader.IsTensor(tensor) => new Model.ValueType(TypeClass.Tensor, text, PlainType(tensor.TypeArguments[0], around)),
            INamedTypeSymbol { Name: "Span", TypeArguments.Length: 1 } span => new Model.ValueType(TypeClass.Span, text, PlainType(span.TypeArguments[0], around)),
            INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments.Length: 1 } span => new Model.ValueType(TypeClass.ReadOnlySpan, text, PlainType(span.TypeArguments[0], around)),
            ITypeParameterSymbol when type.IsReal() => new Model.ValueType(TypeClass.Generic, text),
            INamedTypeSymbol composite when CompositeReader.IsComposite(composite) && !around.Contains(composite, SymbolEqualityComparer.Default) =>
                CompositeReader.Read(composite, text, part => PlainType(part, [.. around, composite]), static _ => true, static _ => true),
            _ when type.IsVector() => VectorTypes.Of(type.Name, text),
            _ => new Model.ValueType(TypeClass.Opaque, text),
        };
    }

    private static bool Fits(IMethodSymbol target, IMethodSymbol backward)
    {
        Parameter[] parameters = [.. Parameters(target)];
        var expected = target.Parameters.Select(static parameter => Display(parameter.Type)).ToList();
        if (!target.ReturnsVoid)
            expected.Add(UpstreamType(target.ReturnType, Display, "System."));
        expected.AddRange(parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: true }).Select(static parameter => GradientType(parameter.Type, Plain, "System.")));
        if (!backward.IsStatic || !expected.SequenceEqual(backward.Parameters.Select(static parameter => Display(parameter.Type))))
            return false;
        Parameter[] scalars = [.. parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: false })];
        if (scalars.Length == 0)
            return Display(backward.ReturnType) == Display(target.ReturnType);
        if (target.ReturnsVoid && scalars.Length == 1)
            return Display(backward.ReturnType) == Plain(scalars[0].Type);
        if (backward.ReturnType is not INamedTypeSymbol { IsTupleType: true } tuple)
            return false;
        string[] names = [.. target.ReturnsVoid ? [] : new[] { "value" }, .. scalars.Select(static parameter => parameter.GradientName)];
        string[] types = [.. target.ReturnsVoid ? [] : new[] { Display(target.ReturnType) }, .. scalars.Select(static parameter => Plain(parameter.Type))];
        return tuple.TupleElements.Select(static element => element.Name).SequenceEqual(names)
            && tuple.TupleElements.Select(static element => Display(element.Type)).SequenceEqual(types);
    }

    /// <summary>The type in which the gradient of a result comes in, as generated backward methods have it.</summary>
    /// <param name="result">The type of the result.</param>
    /// <param name="written">How a type is written.</param>
    /// <param name="system">What <c>Span</c> is written behind.</param>
    private static string UpstreamType(ITypeSymbol result, Func<ITypeSymbol, string> written, string system) => result switch
    {
        INamedTypeSymbol when LayerReader.IsTensor(result) => $"{Tensors(system)}ReadOnlyTensorSpan<{written(((INamedTypeSymbol)result).TypeArguments[0])}>",
        IArrayTypeSymbol { Rank: 1, ElementType: not IArrayTypeSymbol and var element } => $"{system}ReadOnlySpan<{written(element)}>",
        _ => written(result),
    };

    /// <summary>The type of what the gradient of a parameter is added into.</summary>
    private static string GradientType(Model.ValueType type, Func<Model.ValueType, string> written, string system) =>
        type.IsTensor ? $"{Tensors(system)}TensorSpan<{written(type.Leaf)}>"
        : type.IsFlat ? $"{system}Span<{written(type.Leaf)}>"
        : written(type);

    private static string Tensors(string system) => system.Length == 0 ? "" : system + "Numerics.Tensors.";

    private static string Plain(Model.ValueType type) => type.Text.Replace("global::", "");

    private static string Display(ITypeSymbol type) => type.ToDisplayString(
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));

    /// <summary>The declaration that was expected, as it would be generated.</summary>
    /// <param name="target">The method whose backward it is.</param>
    /// <param name="name">What the backward is called.</param>
    /// <param name="qualified">Whether types are written in full, for code, or short, for a message.</param>
    public static string Expected(IMethodSymbol target, string name, bool qualified = false)
    {
        SymbolDisplayFormat format = qualified
            ? SymbolDisplayFormat.FullyQualifiedFormat.WithParameterOptions(SymbolDisplayFormat.MinimallyQualifiedFormat.ParameterOptions)
            : SymbolDisplayFormat.MinimallyQualifiedFormat;
        string system = qualified ? "global::System." : "";
        Parameter[] parameters = [.. Parameters(target)];
        string result = target.ReturnType.ToDisplayString(format);
        Parameter[] scalars = [.. parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: false })];
        string[] elements = [.. target.ReturnsVoid ? [] : new[] { $"{result} value" }, .. scalars.Select(parameter => $"{Declared(parameter)} {parameter.GradientName}")];
        if (scalars.Length > 0)
            result = elements.Length == 1 ? Declared(scalars[0]) : $"({string.Join(", ", elements)})";
        string[] upstream = target.ReturnsVoid ? [] : [$"{UpstreamType(target.ReturnType, type => type.ToDisplayString(format), system)} {GradientName.OfResult(parameters)}"];
        var inputs = target.Parameters.Select(parameter => parameter.ToDisplayString(format))
            .Concat(upstream)
            .Concat(parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsAddedTo: true })
                .Select(parameter => $"{GradientType(parameter.Type, Written, system)} {parameter.GradientName}"));
        string Declared(Parameter parameter) => target.Parameters.First(declared => declared.Name == parameter.Name).Type.ToDisplayString(format);
        string Written(Model.ValueType type) => qualified ? type.Text : Plain(type);
        // T, and behind the parameters what it must be.
        SymbolDisplayFormat generics = new(format.GlobalNamespaceStyle, format.TypeQualificationStyle, SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints, miscellaneousOptions: format.MiscellaneousOptions);
        string[] generic = target.ToDisplayString(generics).Substring(target.Name.Length).Split([" where "], 2, StringSplitOptions.None);
        return $"static {result} {name}{generic[0]}({string.Join(", ", inputs)}){(generic.Length > 1 ? " where " + generic[1] : "")}";
    }
}
