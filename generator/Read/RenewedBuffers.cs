using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// Locals that are given one new array after another: <c>h = Cell(h, x)</c>. Nobody knows the old array by then, so that the local's
/// own memory can take the elements of the new one. Whatever could know it under another name makes the local none of these.
/// </summary>
internal sealed class RenewedBuffers
{
    private readonly Dictionary<ISymbol, List<ISimpleAssignmentOperation>> given = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IVariableDeclaratorOperation> declared = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<ILocalReferenceOperation>> mentions = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> renewed = new(SymbolEqualityComparer.Default);

    public RenewedBuffers(IOperation body)
    {
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var local } declarator when IsArray(local.Type):
                    declared[local] = declarator;
                    break;
                case ILocalReferenceOperation { Local: var local } mention when IsArray(local.Type):
                    Add(mentions, local, mention);
                    if (mention.Parent is ISimpleAssignmentOperation { IsRef: false } assignment && assignment.Target == mention)
                        Add(given, local, assignment);
                    break;
            }
        }
        renewed.UnionWith(given.Keys.Where(IsRenewed));
    }

    public bool Contains(ISymbol symbol) => renewed.Contains(symbol);

    private bool IsRenewed(ISymbol local) => IsUnshared(local) && given[local].All(assignment =>
            assignment.Parent is IExpressionStatementOperation && !IsIterated(assignment, local) && (IsNew(assignment.Value) || IsHandedOver(assignment)))
        // Arrays that iterations make, by their own size, take turns.
        && given[local].Any(assignment => Inner(assignment.Value) is not ILocalReferenceOperation { Local: var next } || InitializerOf(next) is IInvocationOperation);

    /// <summary>Whether a local begins with an array of its own, and no other name is given that.</summary>
    private bool IsUnshared(ISymbol local) => InitializerOf(local) is { } initializer && IsNew(initializer) && mentions[local].All(mention => IsTransient(mention) && IsIn(mention, local));

    /// <summary>An array that has a name only until it is handed on, in the block that the name is declared in.</summary>
    private bool IsHandedOver(ISimpleAssignmentOperation assignment) => Inner(assignment.Value) is ILocalReferenceOperation { Local: var next } handed
        && !given.ContainsKey(next) && InitializerOf(next) is { } initializer && IsNew(initializer)
        && assignment.Parent!.Parent is IBlockOperation block && block == declared[next].Parent?.Parent?.Parent
        && mentions[next].All(mention => mention == handed || IsTransient(mention) && IsIn(mention, next) && mention.Syntax.SpanStart < assignment.Syntax.SpanStart);

    private IOperation? InitializerOf(ISymbol local) => declared.TryGetValue(local, out IVariableDeclaratorOperation? declarator)
        && (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer) is { Value: var value } ? Inner(value) : null;

    /// <summary>Whether an array is nobody else's: a function that is marked never returns one that it was given.</summary>
    private static bool IsNew(IOperation value) => Inner(value) switch
    {
        IArrayCreationOperation or ICollectionExpressionOperation => true,
        IInvocationOperation { TargetMethod: { Name: "Clone" or "ToArray", ContainingNamespace: { Name: "System" or "Linq" } } } => true,
        IInvocationOperation { TargetMethod: var method, Type: IArrayTypeSymbol } => method.Attribute(FunctionReader.DifferentiableAttribute) is not null && FunctionReader.FindBackwardOf(method) is null,
        _ => false,
    };

    /// <summary>Whether a mention reads or writes elements, or gives the array away no longer than a call takes.</summary>
    private static bool IsTransient(IOperation mention)
    {
        IOperation whole = Outer(mention);
        return whole.Parent switch
        {
            IArrayElementReferenceOperation { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } } } => false,
            IArrayElementReferenceOperation element => element.ArrayReference == whole,
            IPropertyReferenceOperation or IForEachLoopOperation or IReturnOperation or ISpreadOperation => true,
            ISimpleAssignmentOperation assignment => assignment.Target == whole,
            IInvocationOperation { Instance: { } instance } call => instance == whole && IsBrief(call),
            IArgumentOperation { Parameter.RefKind: RefKind.None or RefKind.In, Parent: IInvocationOperation call } => IsBrief(call),
            _ => false,
        };
    }

    /// <summary>Whether nothing of what a call is given is known by its result, or only as the argument of another call.</summary>
    private static bool IsBrief(IInvocationOperation call) => call.Type is not INamedTypeSymbol { IsValueType: true, IsRefLikeType: true } and not INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" }
        || (Outer(call).Parent is IArgumentOperation argument ? argument.Parent : Outer(call).Parent) is IInvocationOperation outer && IsBrief(outer);

    /// <summary>Whether an operation is in the same function as a local's declaration: another may run while an argument waits.</summary>
    private bool IsIn(IOperation operation, ISymbol local) => FunctionOf(operation) == FunctionOf(declared[local]);

    private static IOperation? FunctionOf(IOperation operation)
    {
        IOperation? outer = operation.Parent;
        while (outer is not (null or ILocalFunctionOperation or IAnonymousFunctionOperation))
            outer = outer.Parent;
        return outer;
    }

    /// <summary>Whether a loop goes through the elements of the array that is replaced.</summary>
    private static bool IsIterated(IOperation assignment, ISymbol local)
    {
        for (IOperation? outer = assignment.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IForEachLoopOperation { Collection: var collection } && collection.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(mention => SymbolEqualityComparer.Default.Equals(mention.Local, local)))
                return true;
        }
        return false;
    }

    private static IOperation Inner(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        return operation;
    }

    private static IOperation Outer(IOperation operation)
    {
        while (operation.Parent is IConversionOperation or IParenthesizedOperation)
            operation = operation.Parent;
        return operation;
    }

    private static bool IsArray(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1 or 2, ElementType: not IArrayTypeSymbol };

    private static void Add<T>(Dictionary<ISymbol, List<T>> lists, ISymbol key, T item)
    {
        if (!lists.TryGetValue(key, out List<T>? list))
            lists[key] = list = [];
        list.Add(item);
    }
}
