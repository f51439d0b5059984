using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>
/// Classes that hold parameters. What a function is given is an object of the caller's: its members are places that are read
/// where they are used, and never written, so that two names may mean one object.
/// </content>
internal sealed partial class BodyReader
{
    /// <summary>Whether something is, or is part of, an object that a caller keeps its parameters in.</summary>
    private static bool IsKept(Expression place) => place switch
    {
        Composite composite => composite.Leaves.Any(IsKept),
        Member component => IsKept(component.Target),
        Reference or Element or Slice or Conditional => place.Owner() is { IsKept: true },
        _ => false,
    };

    private static bool IsObject(IOperation operand) => operand is IConversionOperation conversion ? IsObject(conversion.Operand) : operand.Type is { } type && CompositeReader.IsHolder(type);

    /// <summary>Whether a call asks no more than whether an object is there that has a gradient: the generated method asks that first of all.</summary>
    private bool IsCheckOfParameter(IInvocationOperation invocation) =>
        invocation is { TargetMethod: { Name: "ThrowIfNull", ContainingType.Name: "ArgumentNullException" }, Arguments: [{ Value: IConversionOperation { Operand: IParameterReferenceOperation { Parameter: { } parameter } } }, ..] }
        && CompositeReader.IsHolder(parameter.Type) && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, Method) && !IsConstant(parameter);

    private void RefuseKept(SyntaxNode syntax) =>
        fence.RefuseConstruct(syntax, "Writing into a class that holds parameters", "compute with a local, or write into a buffer that is passed on its own");

    /// <summary>A local that names an object of the caller's: the object itself.</summary>
    private void ReadHolderLocal(ILocalSymbol local, IOperation declaration, IOperation? initializer)
    {
        if (initializer is null || IsAssignedAgain(local, declaration))
        {
            fence.RefuseConstruct(declaration.Syntax, $"Letting '{local.Name}' stand for another object", "declare it with the object that it names, and another local for another");
            aliases[local] = Placeholder(local.Type);
            return;
        }
        aliases[local] = ReadExpression(initializer) is Composite named ? Named(named) : Placeholder(local.Type);
    }

    /// <summary>An object, with the indices on the way to it as they are now.</summary>
    private Composite Named(Composite named) => (Composite)Pin(named, [], PinValue);

    /// <summary>Refuses a member of an object that the generated method could not name; null where it can.</summary>
    private Expression? RefusePart(IMemberReferenceOperation reference, Field field) => model.IsAccessible(position, reference.Member) ? null
        : Refuse(reference, $"The member '{field.Name}', which cannot be named here,", "make it internal or public");

    /// <summary>Refuses to hand a member of an object to where it could be written.</summary>
    private bool RefuseWritable(IMethodSymbol method, Expression[] arguments, IInvocationOperation invocation)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (!arguments[parameter.Ordinal].Type.IsBuffer || !IsKept(arguments[parameter.Ordinal]) || IsOnlyRead(parameter.OriginalDefinition, new HashSet<ISymbol>(SymbolEqualityComparer.Default)))
                continue;
            SyntaxNode syntax = invocation.Arguments.First(argument => argument.Parameter!.Ordinal == parameter.Ordinal).Value.Syntax;
            fence.RefuseConstruct(syntax, $"Passing a member of a class as '{parameter.Name}', which could be written,", "make the parameter a ReadOnlySpan, or only read its elements");
            return true;
        }
        return false;
    }

    /// <summary>Whether a method does nothing with a buffer but read its elements and its length, and hand it on to those that do no more.</summary>
    private bool IsOnlyRead(IParameterSymbol parameter, HashSet<ISymbol> seen)
    {
        if (parameter.Type is INamedTypeSymbol { Name: "ReadOnlySpan" or "ReadOnlyTensorSpan" } || !seen.Add(parameter))
            return true;
        return parameter.ContainingSymbol is IMethodSymbol method && method.HasSourceIn(model.Compilation) && BodyOf(method) is { } body
            && body.DescendantsAndSelf().OfType<IParameterReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter)).All(reference => IsOnlyRead(reference, seen));
    }

    private bool IsOnlyRead(IOperation place, HashSet<ISymbol> seen)
    {
        bool isBuffer = place.Type is not null && ReadType(place.Type).IsBuffer;
        return place.Parent switch
        {
            IConversionOperation or IParenthesizedOperation => IsOnlyRead(place.Parent, seen),
            IArrayElementReferenceOperation element => element.ArrayReference != place || IsOnlyRead(element, seen),
            IImplicitIndexerReferenceOperation element => element.Instance != place || IsOnlyRead(element, seen),
            IMemberReferenceOperation member => member.Instance != place || IsOnlyRead(member, seen),
            IInvocationOperation { TargetMethod.Name: "GetLength" or "Clone" or "ToArray" or "CopyTo" } call => call.Instance == place,
            IInvocationOperation { TargetMethod.Name: "Slice" } slice => IsOnlyRead(slice, seen),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } view } => IsOnlyRead(view, seen),
            IArgumentOperation { Parameter: { RefKind: RefKind.None or RefKind.In } given } => !isBuffer || IsOnlyRead(given.OriginalDefinition, seen),
            IArgumentOperation => false,
            IAssignmentOperation assignment => assignment.Target != place && !isBuffer,
            IIncrementOrDecrementOperation => false,
            ITupleOperation tuple => !IsAssigned(tuple) && !isBuffer,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.IsRef: true } } => false,
            IForEachLoopOperation loop => IsOnlyRead(loop, seen),
            _ => !isBuffer,
        };
    }

    /// <summary>Whether a loop over a buffer does not write its elements, nor the rows that they are.</summary>
    private bool IsOnlyRead(IForEachLoopOperation loop, HashSet<ISymbol> seen) => (loop.LoopControlVariable as IVariableDeclaratorOperation)?.Symbol is not { } item
        || item.RefKind != RefKind.Ref && (!ReadType(item.Type).IsBuffer || loop.Body.DescendantsAndSelf().OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, item)).All(reference => IsOnlyRead(reference, seen)));

    /// <summary>Whether a tuple is what is taken apart into, not what is.</summary>
    private static bool IsAssigned(ITupleOperation tuple) => tuple.Parent switch
    {
        ITupleOperation outer => IsAssigned(outer),
        IDeconstructionAssignmentOperation deconstruction => deconstruction.Target == tuple,
        _ => false,
    };
}
