using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>
/// Names of rows. A name stands for the place of its row; where another row comes to stand there as long as the name is known, it would stand for that.
/// </content>
internal sealed partial class BodyReader
{
    /// <summary>Refuses a name for a row in which another row may be put while the name is known.</summary>
    /// <param name="value">What is named: a row, a part of one, or an element of one.</param>
    /// <param name="scope">Where the name is known.</param>
    /// <param name="from">From where on, in that.</param>
    private void RefuseReplaced(IOperation value, SyntaxNode scope, int from)
    {
        IArrayElementReferenceOperation[] rows = [.. RowsOf(value)];
        if (rows.Length > 0 && RootOf(value).Descendants().Any(operation => scope.Span.Contains(operation.Syntax.Span) && operation.Syntax.SpanStart > from && rows.Any(row => Replaces(operation, row.ArrayReference))))
            RefuseReplaced(value.Syntax);
    }

    private void RefuseReplaced(SyntaxNode syntax) => fence.RefuseConstruct(syntax, "A second name for a row that is replaced afterwards", "declare it after that, or index the array");

    /// <summary>Refuses to go through rows of which some are replaced on the way, or through the elements of one that is.</summary>
    private void RefuseReplaced(IForEachLoopOperation loop, IOperation collection)
    {
        RefuseReplaced(collection, loop.Body.Syntax, -1);
        if (collection.Type is IArrayTypeSymbol { ElementType: IArrayTypeSymbol } && loop.Body.DescendantsAndSelf().Any(operation => Replaces(operation, collection)))
            RefuseReplaced(collection.Syntax);
    }

    /// <summary>Refuses to give a row to a method that is read in place and puts another one where it is.</summary>
    private void RefuseReplaced(IInvocationOperation call, IMethodSymbol method)
    {
        foreach (IArgumentOperation given in call.Arguments)
        {
            bool isNamed = given.Parameter?.RefKind is not (null or RefKind.None) || given.Value.Type is not null && ReadType(given.Value.Type).IsBuffer;
            if (isNamed && RowsOf(given.Value).Any(row => ReplacesRows(method, row.ArrayReference, new HashSet<ISymbol>(SymbolEqualityComparer.Default))))
                RefuseReplaced(given.Value.Syntax);
        }
    }

    /// <summary>Whether an operation puts another row into an array, or may.</summary>
    private bool Replaces(IOperation operation, IOperation array) => operation is IInvocationOperation { TargetMethod: var method }
        ? ReplacesRows(method, array, new HashSet<ISymbol>(SymbolEqualityComparer.Default))
        : IsReplaced(operation, out IOperation? other) && MayBeSame(array, other!);

    private bool MayBeSame(IOperation array, IOperation other) => (MovingBuffers.Symbol(array), MovingBuffers.Symbol(other)) switch
    {
        (null, null) => true,
        // What a member holds is no array that is made for a local.
        (null, var only) => only is not ILocalSymbol || !moves!.HasOwn(only),
        (var only, null) => only is not ILocalSymbol || !moves!.HasOwn(only),
        var (one, another) => SymbolEqualityComparer.Default.Equals(one, another) || moves!.Group(one) is { } group && SymbolEqualityComparer.Default.Equals(group, moves.Group(another)),
    };

    /// <summary>Whether a method puts another row into an array that it knows by a variable or is given, not only into what it makes.</summary>
    private bool ReplacesRows(IMethodSymbol method, IOperation array, HashSet<ISymbol> seen)
    {
        if (!seen.Add(method.OriginalDefinition))
            return false;
        IOperation? body = method.MethodKind == MethodKind.DelegateInvoke ? null : method.HasSourceIn(model.Compilation) ? BodyOf(method.OriginalDefinition) : null;
        // Which lambda a delegate is need not be known: any of them may be.
        IEnumerable<IOperation> reached = body?.DescendantsAndSelf() ?? (method.MethodKind == MethodKind.DelegateInvoke ? lambdas.Values.SelectMany(static lambda => lambda.Descendants()) : []);
        return reached.Any(operation => IsReplaced(operation, out IOperation? other) && MayPutInto(other!)
            || operation is IInvocationOperation { TargetMethod: var called } && ReplacesRows(called, array, seen));

        bool MayPutInto(IOperation other) => other is not ILocalReferenceOperation { Local: var local } || body is null
            || (MovingBuffers.IsInside(local, body.Syntax) ? !IsMadeIn(local, body) : MayBeSame(array, other));
    }

    /// <summary>Whether a local of a body begins with an array that is made there.</summary>
    private static bool IsMadeIn(ILocalSymbol local, IOperation body) => body.Descendants().OfType<IVariableDeclaratorOperation>().Any(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)
        && (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value is IArrayCreationOperation or IConversionOperation { Operand: ICollectionExpressionOperation } or ICollectionExpressionOperation);

    /// <summary>Whether an operation is a row to which another one is assigned.</summary>
    private static bool IsReplaced(IOperation operation, out IOperation? array)
    {
        array = (operation as IArrayElementReferenceOperation)?.ArrayReference;
        return operation is IArrayElementReferenceOperation { Type: IArrayTypeSymbol } row && row.Indices is not [IRangeOperation] && (row.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Target == row,
            ITupleOperation tuple => IsAssigned(tuple),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
            _ => false,
        });
    }

    /// <summary>The rows whose memory a value is, or is in.</summary>
    private static IEnumerable<IArrayElementReferenceOperation> RowsOf(IOperation value) => value switch
    {
        IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" or "Slice" } view => RowsOf(view.Instance ?? view.Arguments[0].Value),
        IConversionOperation conversion => RowsOf(conversion.Operand),
        IParenthesizedOperation parenthesized => RowsOf(parenthesized.Operand),
        IConditionalOperation { WhenFalse: { } otherwise } choice => RowsOf(choice.WhenTrue).Concat(RowsOf(otherwise)),
        IImplicitIndexerReferenceOperation indexer => RowsOf(indexer.Instance),
        IPropertyReferenceOperation { Instance: { Type: not IArrayTypeSymbol } instance, Property: { IsIndexer: true } or { Name: "Span" } } => RowsOf(instance),
        IFieldReferenceOperation { Instance: { Type.IsValueType: true } instance } => RowsOf(instance),
        IArrayElementReferenceOperation { Type: IArrayTypeSymbol, Indices: [not IRangeOperation] } row => RowsOf(row.ArrayReference).Prepend(row),
        IArrayElementReferenceOperation { Indices: [not IRangeOperation] } element => RowsOf(element.ArrayReference),
        _ => [],
    };

    /// <summary>Where a local is known.</summary>
    private static SyntaxNode? ScopeOf(ILocalSymbol local) => local.DeclaringSyntaxReferences[0].GetSyntax().Ancestors().FirstOrDefault(static node => node is BlockSyntax or SwitchSectionSyntax or ForStatementSyntax);

    /// <summary>What is done in a part of a body, and in the local functions and lambdas that it calls, which know the same variables.</summary>
    private IEnumerable<IOperation> DoneIn(IOperation part, HashSet<ISymbol>? seen = null)
    {
        seen ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (IOperation operation in part.DescendantsAndSelf())
        {
            yield return operation;
            IOperation? called = operation switch
            {
                IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } function } when seen.Add(function.OriginalDefinition) => BodyOf(function.OriginalDefinition),
                IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: ILocalReferenceOperation { Local: var local } } when seen.Add(local) => lambdas.TryGetValue(local, out IAnonymousFunctionOperation? lambda) ? lambda.Body : null,
                _ => null,
            };
            foreach (IOperation inner in called is null ? [] : DoneIn(called, seen))
                yield return inner;
        }
    }
}
