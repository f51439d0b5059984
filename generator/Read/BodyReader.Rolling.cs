using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Arrays that a loop's iterations make and hand on to a local outside: as many as are known at once take turns.</content>
internal sealed partial class BodyReader
{
    /// <summary>Buffers that iterations make and hand on, by the local that they are made for: as many as are needed at once, made before the loop.</summary>
    private readonly Dictionary<ISymbol, Expression[]> rolling = new(SymbolEqualityComparer.Default);

    /// <summary>The number of one of the buffers that take turns.</summary>
    private int Turn(ISymbol symbol, int turn) => moves!.Number(symbol) + 100 * turn;

    /// <summary>Where the locals are declared that stand for one buffer and another.</summary>
    private readonly Dictionary<ISymbol, List<Statement>> homes = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// Before a loop, or a branch with loops in it: makes the buffers that iterations hand on to a local outside. Where that is declared, all of
    /// them are there, as their gradients must be: the reverse has the local before it comes to the loop.
    /// </summary>
    private void MakeRolling(IOperation statement)
    {
        foreach (IVariableDeclaratorOperation declarator in statement.Descendants().OfType<IVariableDeclaratorOperation>())
        {
            ILocalSymbol local = declarator.Symbol;
            if (!ReadType(local.Type).IsBuffer || moves!.Keepers(local) is not { Count: > 0 } keepers || keepers.Any(keeper => MovingBuffers.IsInside(keeper, statement.Syntax) || HasOtherName(keeper, declarator)))
                continue;
            if (rolling.ContainsKey(local) || keepers.Any(keeper => homes.TryGetValue(keeper, out List<Statement>? home) && home != output))
                continue;
            var creation = (IArrayCreationOperation)moves.Initializer(local)!;
            if (!creation.DimensionSizes.All(size => IsFixedIn(size, local, statement)))
                continue;
            // Where the loop does not run, nothing is made of a negative length.
            Expression[] sizes = [.. creation.DimensionSizes.Select(size => Size(size) is var length && length is Literal or Length ? length : PinValue(new Conditional(
                new Binary(BinaryOperator.Greater, length, Literal.Int(0), Model.ValueType.Boolean), length, Literal.Int(0), Model.ValueType.Int32)))];
            ISymbol? outer = owner;
            owner = local;
            rolling[local] = [.. Enumerable.Range(0, keepers.Count + 1).Select(_ => NewBufferOf(local.Name, ReadType(local.Type), sizes, $"{local.Name} = {SourceLine.Of(creation.Syntax)}")!)];
            owner = outer;
        }
    }

    /// <summary>Whether another name, known while a loop runs, stands for what a local stands for before it: an iteration would take that memory for what it makes.</summary>
    /// <param name="keeper">The local.</param>
    /// <param name="made">What the loop's iterations make and hand on to it.</param>
    private bool HasOtherName(ISymbol keeper, IOperation made)
    {
        IOperation loop = made;
        while (loop is not ILoopOperation)
            loop = loop.Parent!;
        for (IOperation? outer = loop.Parent; outer is not null; outer = outer.Parent)
        {
            // What a local function is given may be that.
            if (outer is ILocalFunctionOperation or IAnonymousFunctionOperation && !MovingBuffers.IsInside(keeper, outer.Syntax))
                return true;
        }
        return RootOf(loop).Descendants().Any(operation => operation switch
        {
            IVariableDeclaratorOperation { Symbol: var local } declarator => !SymbolEqualityComparer.Default.Equals(local, keeper) && !moves!.IsMoving(local)
                && (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value is { } value && (local.RefKind != RefKind.None || ReadType(local.Type).IsBuffer)
                && MovingBuffers.Known(value).Contains(keeper, SymbolEqualityComparer.Default)
                && declarator.Syntax.SpanStart < loop.Syntax.SpanStart && ScopeOf(local)?.Span.Contains(loop.Syntax.Span) == true,
            IForEachLoopOperation { Collection: var collection } each => each.Syntax.Span.Contains(loop.Syntax.Span) && MovingBuffers.Known(collection).Contains(keeper, SymbolEqualityComparer.Default),
            _ => false,
        });
    }

    /// <summary>Whether the size of what iterations make is the same in all of them.</summary>
    private bool IsFixedIn(IOperation size, ILocalSymbol made, IOperation loop)
    {
        // What is only ever given the buffers that are made in its own length keeps it.
        if (size is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } whole } && MovingBuffers.Symbol(whole) is { } kept && !MovingBuffers.IsInside(kept, loop.Syntax)
            && DoneIn(loop).All(operation => !IsGiven(operation, kept, out IOperation? given) || given is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, made)))
            return true;
        HashSet<ISymbol> changed = new(SymbolEqualityComparer.Default);
        foreach (IOperation target in ChangedIn(DoneIn(loop), []))
        {
            if (VariableOf(target) is { } variable)
                changed.Add(variable);
        }
        return size.DescendantsAndSelf().All(part => part switch
        {
            ILocalReferenceOperation { Local: var local } => !MovingBuffers.IsInside(local, loop.Syntax) && !changed.Contains(local),
            IParameterReferenceOperation { Parameter: var parameter } => !changed.Contains(parameter),
            ILiteralOperation or IConversionOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply } or IParenthesizedOperation => true,
            IPropertyReferenceOperation { Property.Name: "Length", Instance: ILocalReferenceOperation or IParameterReferenceOperation } => true,
            _ => part.ConstantValue.HasValue,
        });
    }

    /// <summary>Whether an operation lets a local or a parameter stand for another buffer, and for which, if that can be told.</summary>
    private static bool IsGiven(IOperation operation, ISymbol symbol, out IOperation? given)
    {
        given = (operation as ISimpleAssignmentOperation)?.Value;
        return operation switch
        {
            ISimpleAssignmentOperation { Target: var target } => Is(target),
            IDeconstructionAssignmentOperation { Target: var targets } => targets.DescendantsAndSelf().Any(Is),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var passed } => Is(passed),
            _ => false,
        };

        bool Is(IOperation place) => MovingBuffers.Symbol(place) is { } named && SymbolEqualityComparer.Default.Equals(named, symbol);
    }

    /// <summary>An iteration's buffer: the first that no one outside stands for, as if it were new.</summary>
    private void TakeTurn(ILocalSymbol local, string origin)
    {
        ISymbol[] keepers = [.. moves!.Keepers(local)];
        Expression selection = Literal.Int(Turn(local, keepers.Length));
        for (int turn = keepers.Length - 1; turn >= 0; turn--)
        {
            int number = Turn(local, turn);
            Expression isFree = keepers.Select(keeper => (Expression)new Binary(BinaryOperator.NotEqual, new Reference(selectors[keeper]), Literal.Int(number), Model.ValueType.Boolean))
                .Aggregate(static (left, right) => new Binary(BinaryOperator.ConditionalAnd, left, right, Model.ValueType.Boolean));
            selection = new Conditional(isFree, Literal.Int(number), selection, Model.ValueType.Int32);
        }
        Select(local, selection, origin);
        Expression buffer = ViewOf(local, local.Type);
        Expression zero = buffer.Type.Element!.IsReal || buffer.Type.Element.Class == TypeClass.Integer ? new Literal("0", buffer.Type.Element) : new Symbol($"default({buffer.Type.Element.Text})", buffer.Type.Element);
        EmitOver(buffer, indices => Emit(new Assign(new Element(buffer, indices, buffer.Type.Element), zero) { Origin = origin }));
    }
}
