using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Deconstruction: targets, then values, then assignments, as C# evaluates them; and rows that change places.</content>
internal sealed partial class BodyReader
{
    private void ReadDeconstruction(IDeconstructionAssignmentOperation deconstruction, string origin)
    {
        IOperation source = deconstruction.Value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : deconstruction.Value;
        IOperation left = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        if (left is not ITupleOperation targets)
        {
            fence.RefuseConstruct(deconstruction.Syntax, "This deconstruction", "assign each element");
            return;
        }
        if (source is ITupleOperation named && named.Elements.Length == targets.Elements.Length && targets.Elements.All(target => MovingBuffers.Symbol(target) is { } symbol && moves!.IsMoving(symbol)))
        {
            var selected = new Expression[named.Elements.Length];
            for (int i = 0; i < selected.Length; i++)
            {
                if (ReadSelection(named.Elements[i], MovingBuffers.Symbol(targets.Elements[i])!) is not { } selection)
                {
                    RefuseMove(named.Elements[i].Syntax);
                    return;
                }
                selected[i] = selection is Literal ? selection : new Reference(BindTemporary(TemporaryName.Of(selection), selection, source.Syntax));
            }
            for (int i = 0; i < selected.Length; i++)
                Select(MovingBuffers.Symbol(targets.Elements[i])!, selected[i], origin);
            return;
        }
        if (source is ITupleOperation { Elements: [var first, var second] } && targets.Elements is [var row1, var row2] && TrySwapRows(row1, row2, second, first, origin))
            return;
        (IOperation Operation, Expression? Place, int At)[] places = [.. Leaves(targets).Select(target => (target, Place: PlaceOf(target), output.Count))];
        Expression[]? values = targets.Elements.Length == 2 && TryReadSineAndCosine(source, out Expression sine, out Expression cosine)
            ? [new Reference(BindTemporary("sin", sine, source.Syntax)), new Reference(BindTemporary("cos", cosine, source.Syntax))]
            : source is ITupleOperation tuple && tuple.Elements.Length == targets.Elements.Length ? ReadOperands([.. tuple.Elements]) : PartsOf(deconstruction, source, targets.Elements.Length);
        if (values is null)
        {
            fence.RefuseConstruct(deconstruction.Value.Syntax, "Taking this value apart", "assign each element");
            return;
        }
        // All values are taken before the first target changes.
        bool isDeclared = targets.Elements.All(static element => element is IDeclarationExpressionOperation or IDiscardOperation) || deconstruction.Target is IDeclarationExpressionOperation;
        for (int i = 0; i < values.Length; i++)
            values[i] = values[i] is Composite composite ? composite.Map(Taken) : Taken(values[i]);
        // From the last to the first: what is inserted for one leaves where the others' indices belong as it is.
        Variable[] assigned = [.. places.SelectMany(static place => place.Place is null ? [] : place.Place is Composite whole ? whole.Leaves : [place.Place]).OfType<Reference>().Select(static target => target.Variable)];
        for (int i = places.Length - 1; i >= 0; i--)
        {
            if (places[i].Place is { } place)
                places[i].Place = PinBefore(place, ref places[i].At, assigned);
        }
        ReadDeconstructed(targets, values, places.ToDictionary(static place => place.Operation, static place => place.Place), origin);

        Expression Taken(Expression value) => value is Literal || isDeclared && value is Reference ? value : new Reference(BindTemporary(TemporaryName.Of(value), value, deconstruction.Syntax));
    }

    /// <summary>What a deconstruction assigns to, from left to right.</summary>
    private static IEnumerable<IOperation> Leaves(IOperation target) => (target is IDeclarationExpressionOperation declaration ? declaration.Expression : target) switch
    {
        ITupleOperation tuple => tuple.Elements.SelectMany(Leaves),
        IDiscardOperation => [],
        var leaf => [leaf],
    };

    /// <summary>A place that a deconstruction assigns to; null where it is refused.</summary>
    private Expression? PlaceOf(IOperation target)
    {
        if (target is ILocalReferenceOperation { Local: var local, IsDeclaration: true })
            Declare(local, ReadType(local.Type));
        if (ReadTarget(target) is not { } place)
            return null;
        if (!place.Type.IsBuffer)
            return place;
        fence.RefuseConstruct(target.Syntax, "Putting this array into an array", "let two rows change places, (a[i], a[j]) = (a[j], a[i]), or copy the elements");
        return null;
    }

    /// <summary>The values that a deconstruction gives; null where it cannot be read.</summary>
    private Expression[]? PartsOf(IDeconstructionAssignmentOperation deconstruction, IOperation value, int count)
    {
        if (value.Type is not INamedTypeSymbol type || !CompositeReader.IsComposite(type))
            return null;
        if (type.IsTupleType)
            return ReadExpression(value) is Composite tuple && tuple.Parts.Count == count ? [.. tuple.Parts] : null;
        if (deconstruction.Syntax is not AssignmentExpressionSyntax syntax || Source.GetDeconstructionInfo(syntax).Method is not { IsExtensionMethod: false } method
            || method.Parameters.Length != count || ReadExpression(value) is not Composite whole)
            return null;
        return TakenApart(whole, type, method, value);
    }

    /// <summary>Each element is taken apart, <c>foreach (var (a, b) in pairs)</c>: what that gives are locals of their own.</summary>
    private void ReadDeconstructed(IForEachLoopOperation loop, Expression element)
    {
        IOperation left = loop.LoopControlVariable is IDeclarationExpressionOperation declaration ? declaration.Expression : loop.LoopControlVariable;
        if (left is not ITupleOperation targets || element is not Composite { Type.IsHolder: false } whole || loop.Syntax is not ForEachVariableStatementSyntax syntax
            || Source.GetForEachStatementInfo(syntax).ElementType is not INamedTypeSymbol type
            || (type.IsTupleType ? [.. whole.Parts] : Source.GetDeconstructionInfo(syntax).Method is { IsExtensionMethod: false } method ? TakenApart(whole, type, method, loop.LoopControlVariable) : null) is not { } values)
        {
            fence.RefuseConstruct(loop.LoopControlVariable.Syntax, "Taking these elements apart", "take each apart in the loop");
            return;
        }
        ReadDeconstructed(targets, values, Leaves(targets).ToDictionary(static target => target, PlaceOf), $"foreach {SourceLine.Of(loop.LoopControlVariable.Syntax)}");
    }

    /// <summary>What a method that takes a struct apart gives of it.</summary>
    private Expression[]? TakenApart(Composite whole, INamedTypeSymbol type, IMethodSymbol method, IOperation place)
    {
        if (method.IsImplicitlyDeclared)
        {
            // A positional record gives its properties.
            int[] indices = [.. method.Parameters.Select(parameter => type.GetMembers(parameter.Name).Select(member => CompositeReader.IndexOf(type, member)).DefaultIfEmpty(-1).First())];
            return indices.Contains(-1) ? null : [.. indices.Select(index => whole.Parts[index])];
        }
        Expression[] results = [.. method.Parameters.Select(parameter => NewTarget(parameter.Name, ReadType(parameter.Type), VariableKind.Temporary))];
        Inline(method, place, whole, results);
        return results;
    }

    private void ReadDeconstructed(ITupleOperation targets, IReadOnlyList<Expression> values, Dictionary<IOperation, Expression?> places, string origin)
    {
        for (int i = 0; i < values.Count; i++)
            ReadDeconstructed(targets.Elements[i], values[i], places, origin);
    }

    private void ReadDeconstructed(IOperation target, Expression value, Dictionary<IOperation, Expression?> places, string origin)
    {
        IOperation inner = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        if (inner is ITupleOperation nested)
        {
            if (value is Composite { Parts: var parts } && parts.Count == nested.Elements.Length)
                ReadDeconstructed(nested, parts, places, origin);
            else
                fence.RefuseConstruct(inner.Syntax, "This deconstruction", "assign each element");
        }
        else if (inner is not IDiscardOperation && places[inner] is { } assigned)
        {
            Store(assigned, ConvertPart(value, assigned.Type), origin);
        }
    }

    /// <summary>Two rows of one array change places: <c>(a[i], a[j]) = (a[j], a[i])</c>; says whether it is that.</summary>
    private bool TrySwapRows(IOperation left, IOperation right, IOperation newLeft, IOperation newRight, string origin)
    {
        if (left is not IArrayElementReferenceOperation { Type: { } type } || right is not IArrayElementReferenceOperation || !ReadType(type).IsBuffer
            || SourceLine.Of(left.Syntax) != SourceLine.Of(newLeft.Syntax) || SourceLine.Of(right.Syntax) != SourceLine.Of(newRight.Syntax)
            || MayDiffer(left) || MayDiffer(right))
            return false;
        if (PinBuffer(ReadExpression(left)) is not Element { Buffer: Reference } first || PinBuffer(ReadExpression(right)) is not Element { Buffer: Reference } second || first.Buffer != second.Buffer)
            return false;
        if (IsKept(first))
        {
            RefuseKept(left.Syntax);
            return true;
        }
        Emit(new Swap(first, second) { Origin = origin });
        return true;
    }

    /// <summary>Whether evaluating something may assign a variable that other expressions read.</summary>
    private bool MayAssign(IOperation operation) => ChangedIn(operation.DescendantsAndSelf(), []).Any()
        || operation.DescendantsAndSelf().Any(static part => part is IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction or MethodKind.DelegateInvoke });

    /// <summary>Whether something, evaluated twice, may give another value the second time, or do something twice.</summary>
    private bool MayDiffer(IOperation operation) =>
        MayAssign(operation) || operation.DescendantsAndSelf().Any(static part => part is IInvocationOperation { TargetMethod.ContainingType: not { Name: "Math", ContainingNamespace.Name: "System" } });

    /// <summary>The same in three statements, by way of a local that nothing else names.</summary>
    private bool TrySwapRows(IReadOnlyList<IOperation> operations, int at)
    {
        return at + 2 < operations.Count
            && operations[at] is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var local, Initializer.Value: IArrayElementReferenceOperation kept }] }] }
            && operations[at + 1] is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: var left, Value: var right } }
            && operations[at + 2] is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: var last, Value: ILocalReferenceOperation { Local: var handed } } }
            && SymbolEqualityComparer.Default.Equals(local, handed)
            && operations.Skip(at + 3).SelectMany(static later => later.DescendantsAndSelf()).All(later => later is not ILocalReferenceOperation { Local: var used } || !SymbolEqualityComparer.Default.Equals(used, local))
            && TrySwapRows(left, right, kept, last, SourceLine.Of(operations[at + 1].Syntax));
    }
}
