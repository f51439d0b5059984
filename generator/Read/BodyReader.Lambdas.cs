using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Local functions and lambdas that a local holds: they are read where they are called.</content>
internal sealed partial class BodyReader
{
    /// <summary>The lambdas that locals stand for: read where they are called.</summary>
    private readonly Dictionary<ISymbol, IAnonymousFunctionOperation> lambdas = new(SymbolEqualityComparer.Default);

    private static IAnonymousFunctionOperation? LambdaOf(IOperation value)
    {
        while (value is IConversionOperation or IParenthesizedOperation)
            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        return value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol: { IsAsync: false } } lambda } ? lambda : null;
    }

    /// <summary>Whether a local is given another value somewhere: then it does not stand for its first.</summary>
    private static bool IsAssignedAgain(ILocalSymbol local, IOperation declaration)
    {
        return RootOf(declaration).Descendants().Any(operation => operation switch
        {
            IDeconstructionAssignmentOperation { Target: var targets } => targets.DescendantsAndSelf().Any(IsLocal),
            IAssignmentOperation { Target: var target } => IsLocal(target),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var passed } => IsLocal(passed),
            _ => false,
        });

        bool IsLocal(IOperation place) => place is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, local);
    }

    private static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is not null)
            operation = operation.Parent;
        return operation;
    }

    /// <summary>Reads the call of a lambda that a local stands for; null where it is another call.</summary>
    private Expression? ReadLambdaCall(IInvocationOperation invocation)
    {
        if (invocation is not { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: ILocalReferenceOperation { Local: var local } } || !lambdas.TryGetValue(local, out IAnonymousFunctionOperation? lambda))
            return null;
        Expression[]? arguments = ReadArguments(invocation.Arguments, invocation);
        return arguments is null ? Placeholder(invocation.Type) : Inline(lambda.Symbol, invocation, null, arguments, [.. lambda.Symbol.Parameters.Select(static parameter => parameter.Name), "value"]);
    }
}
