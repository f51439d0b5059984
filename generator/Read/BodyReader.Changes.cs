using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>What a body changes that is read in place: its parameters, what it is called on, the variables that it sees.</content>
internal sealed partial class BodyReader
{
    /// <summary>The parameters that a body changes, and whether it changes what it is called on.</summary>
    private (HashSet<ISymbol> Parameters, bool Receiver) Changed(IOperation body, HashSet<ISymbol> seen)
    {
        var parameters = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        bool changesReceiver = false;
        foreach (IOperation root in ChangedIn(body.Descendants(), seen))
        {
            if (root is IParameterReferenceOperation { Parameter: var parameter })
                parameters.Add(parameter);
            changesReceiver |= root is IInstanceReferenceOperation;
        }
        return (parameters, changesReceiver);
    }

    /// <summary>Whether a variable is changed after its declaration, as a whole or in part.</summary>
    private bool IsChanged(ISymbol variable, IOperation place) => ChangedIn(RootOf(place).Descendants(), []).Any(root => SymbolEqualityComparer.Default.Equals(VariableOf(root), variable));

    /// <summary>Whether it is a variable of the function itself that nothing changes.</summary>
    private bool IsFixed(IOperation value) =>
        inlined.Count == 0 && VariableOf(value) is { } variable && variable is ILocalSymbol { RefKind: RefKind.None } or IParameterSymbol { RefKind: RefKind.None } && !IsChanged(variable, value);

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };

    /// <summary>The variables that something changes, as wholes or in part, wherever it mentions them.</summary>
    private IEnumerable<IOperation> ChangedIn(IEnumerable<IOperation> operations, HashSet<ISymbol> seen)
    {
        foreach (IOperation operation in operations)
        {
            IEnumerable<IOperation> targets = operation switch
            {
                IDeconstructionAssignmentOperation { Target: var left } => left.DescendantsAndSelf(),
                IAssignmentOperation assignment => [assignment.Target],
                IIncrementOrDecrementOperation step => [step.Target],
                IVariableDeclaratorOperation { Symbol.RefKind: RefKind.Ref, Initializer.Value: var named } => [named],
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => [argument.Value],
                IInvocationOperation { Instance: { } instance, TargetMethod: var called } when ChangesReceiver(called, seen) => [instance],
                IPropertyReferenceOperation { Instance: { } instance, Property.GetMethod: { } getter } when ChangesReceiver(getter, seen) => [instance],
                _ => [],
            };
            foreach (IOperation target in targets)
            {
                IOperation root = target;
                while (root is IMemberReferenceOperation { Instance: { } inner })
                    root = inner;
                yield return root;
            }
        }
    }

    /// <summary>Whether a method of a composite changes the variable that it is called on.</summary>
    private bool ChangesReceiver(IMethodSymbol method, HashSet<ISymbol> seen) =>
        !method.IsReadOnly && CompositeReader.IsComposite(method.ContainingType) && !method.ContainingType.IsReadOnly
        && seen.Add(method.OriginalDefinition) && BodyOf(method.OriginalDefinition) is { } body && Changed(body, seen).Receiver;

    /// <summary>What a method is called on: a variable itself, or the copy of anything else that it changes.</summary>
    private Expression CalledOn(IOperation instance, Expression value, IMethodSymbol method) =>
        value is Composite place && !IsVariable(instance) && ChangesReceiver(method, []) ? Settled(NameOf(instance, "value"), place, copies: true) : value;

    /// <summary>Whether a value is a variable that a method called on it may change; of anything else it changes a copy.</summary>
    private bool IsVariable(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local.RefKind: not RefKind.In } => true,
        IParameterReferenceOperation { Parameter.RefKind: not (RefKind.In or RefKind.RefReadOnlyParameter) } => true,
        IArrayElementReferenceOperation => true,
        IInstanceReferenceOperation => (inlined.FirstOrDefault(static member => member.MethodKind is not (MethodKind.LocalFunction or MethodKind.AnonymousFunction)) ?? Method) is not { IsReadOnly: true },
        IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType.Name: "Span" } } => true,
        // The variable of a foreach or a using is no variable to its parts: they are copied, it is not.
        IFieldReferenceOperation { Field.IsReadOnly: false, Instance: { } instance } => IsVariable(instance) && instance is not ILocalReferenceOperation { Local: { RefKind: RefKind.None } and ({ IsForEach: true } or { IsUsing: true }) },
        _ => false,
    };
}
