using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// Whether a method or a property that has no derivative gives the same again for the same arguments, and changes nothing that another would see.
/// Where nothing is known of it, it does not: a random number generator's is another one each time.
/// </summary>
/// <param name="bodyOf">Finds the body of a method; null where its source is not the project's.</param>
internal sealed class Repeatability(Func<IMethodSymbol, IOperation?> bodyOf)
{
    private readonly Dictionary<ISymbol, bool> known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a call may give another value each time, or change what others read.</summary>
    public bool Draws(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        if (known.TryGetValue(method, out bool draws))
            return draws;
        // In a recursion, what is asked for is up to the rest of it.
        known[method] = false;
        bool isMarked = method.Attribute(FunctionReader.DifferentiableAttribute) is not null;
        bool isUnknown = method.MayBeOverridden() && !isMarked || method.MethodKind == MethodKind.DelegateInvoke;
        return known[method] = !IsAuto(method) && (isUnknown || (bodyOf(method) is { } body ? body.Descendants().Any(operation => Draws(operation, isMarked)) : !IsKnown(method)));
    }

    /// <summary>Whether an operation may draw: besides what a function that is marked does with numbers and its own buffers.</summary>
    public bool Draws(IOperation operation, bool isMarked) => operation switch
    {
        IAssignmentOperation { Target: var target } => !IsOwn(target, isMarked),
        IIncrementOrDecrementOperation { Target: var target } => !IsOwn(target, isMarked),
        IInvocationOperation { TargetMethod: var called } => Draws(called),
        IPropertyReferenceOperation { Property.GetMethod: { } getter } => Draws(getter),
        IObjectCreationOperation { Constructor: { ContainingType.IsValueType: false } constructor } => !IsThrown(operation) && Draws(constructor),
        IDynamicInvocationOperation or IAwaitOperation or IEventAssignmentOperation => true,
        _ => false,
    };

    private static bool IsThrown(IOperation creation) => creation.Parent is IThrowOperation or IConversionOperation { Parent: IThrowOperation };

    /// <summary>Whether what is assigned to is a variable of the method's own, or what a function that is marked may write.</summary>
    private static bool IsOwn(IOperation target, bool isMarked) => target switch
    {
        ILocalReferenceOperation { Local.RefKind: RefKind.None } or IParameterReferenceOperation { Parameter.RefKind: RefKind.None } or IDiscardOperation or IDeclarationExpressionOperation => true,
        ITupleOperation tuple => tuple.Elements.All(element => IsOwn(element, isMarked)),
        ILocalReferenceOperation or IParameterReferenceOperation or IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } or IImplicitIndexerReferenceOperation => isMarked || IsOfNew(target),
        IMemberReferenceOperation { Instance: { Type.IsValueType: true } whole } => CompositeReader.IsComposite(whole.Type) && whole is IInstanceReferenceOperation || IsOwn(whole, isMarked),
        _ => false,
    };

    /// <summary>Whether it is an element of an array that the method has made.</summary>
    private static bool IsOfNew(IOperation target) => target is IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation { Local: var local } }
        && local.DeclaringSyntaxReferences is [var declaration] && target.SemanticModel?.GetOperation(declaration.GetSyntax()) is IVariableDeclaratorOperation { Initializer.Value: IArrayCreationOperation };

    /// <summary>Whether a property is no more than the field behind it.</summary>
    public static bool IsAuto(IMethodSymbol method) => method is { MethodKind: MethodKind.PropertyGet, AssociatedSymbol: IPropertySymbol property }
        && !method.MayBeOverridden() && property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    /// <summary>What is known of .NET's own: functions of numbers and texts, values, and reading collections.</summary>
    private static bool IsKnown(IMethodSymbol method)
    {
        INamedTypeSymbol type = method.ContainingType;
        string space = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (type.SpecialType is not SpecialType.None and not SpecialType.System_Object || type.TypeKind == TypeKind.Enum)
            return true;
        return space switch
        {
            "System" => type.Name is "Math" or "MathF" or "Convert" or "BitConverter" or "Index" or "Range" or "Complex" or "Half" or "Int128" or "UInt128" or "TimeSpan" or "HashCode" or "ArgumentException" or "ArgumentNullException" or "ArgumentOutOfRangeException" or "ValueTuple" or "Tuple"
                || type.Name is "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "MemoryExtensions" or "Nullable" or "Array"
                || type.Name is "DateTime" or "DateOnly" or "TimeOnly" or "DateTimeOffset" && !method.IsStatic,
            _ when space.StartsWith("System.Numerics", StringComparison.Ordinal) => true,
            _ when space.StartsWith("System.Collections", StringComparison.Ordinal) => method.MethodKind == MethodKind.PropertyGet
                || method.Name is "Contains" or "ContainsKey" or "IndexOf" or "BinarySearch" or "GetValueOrDefault" or "ToArray",
            "System.Linq" => true,
            "System.Diagnostics" => type.Name is "Debug",
            "AutoBackprop" => true,
            _ => false,
        };
    }
}
