using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>
/// Buffers by other names. A part of a buffer, or one of several, is a view: a variable of its own that is set once. A local
/// that stands for now one buffer, now another, is an integer that says for which, and a view wherever it is used.
/// </content>
internal sealed partial class BodyReader
{
    private MovingBuffers? moves;
    private readonly Dictionary<ISymbol, Variable> memories = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, Variable> selectors = new(SymbolEqualityComparer.Default);

    /// <summary>The buffers that moving locals may stand for.</summary>
    private readonly Dictionary<ISymbol, Expression> bases = new(SymbolEqualityComparer.Default);

    /// <summary>The views of moving locals that hold here.</summary>
    private Dictionary<ISymbol, Variable> views = new(SymbolEqualityComparer.Default);

    /// <summary>The moving locals that the block at hand has moved.</summary>
    private HashSet<ISymbol> moved = new(SymbolEqualityComparer.Default);

    /// <summary>The local that a buffer is made for.</summary>
    private ISymbol? owner;

    /// <summary>Looks for what moves, before anything is read.</summary>
    public void FindMoves(IOperation body)
    {
        moves = new MovingBuffers(body);
        foreach (IOperation choice in moves.Mixed.Where(choice => choice.Type is not null && ReadType(choice.Type).IsDifferentiable))
            fence.RefuseConstruct(choice.Syntax, "Choosing between a buffer marked [NoGradient] and another", "drop the mark, or copy the elements");
    }

    /// <summary>The parameters that stand for their own buffer at the start.</summary>
    private void StartMoving(IEnumerable<ISymbol> parameters)
    {
        foreach (ISymbol parameter in parameters.Where(parameter => moves!.Group(parameter) is not null).OrderBy(moves!.Position))
        {
            bases[parameter] = new Reference(variables[parameter]);
            if (moves.IsMoving(parameter))
                Select(parameter, Literal.Int(moves.Number(parameter)), null);
        }
    }

    /// <summary>A variable for a buffer, which goes by the name of the memory that it may share.</summary>
    private Variable NewBufferVariable(string name, Model.ValueType type, VariableKind kind = VariableKind.Local) => InMemory(NewVariable(name, type, kind), owner);

    private Variable InMemory(Variable buffer, ISymbol? symbol)
    {
        if (symbol is null || moves?.Group(symbol) is not { } group)
            return buffer;
        if (memories.TryGetValue(group, out Variable? memory))
            return buffer with { Memory = memory };
        return memories[group] = buffer;
    }

    private Variable NewView(string name, Model.ValueType type, Expression value, string? origin)
    {
        Variable view = NewVariable(name, type, VariableKind.Local) with { Memory = value.Owner() };
        EmitAssign(view, value, origin);
        return view;
    }

    /// <summary>Lets a moving local stand for a buffer.</summary>
    private void Select(ISymbol symbol, Expression selection, string? origin)
    {
        if (!selectors.TryGetValue(symbol, out Variable? selector))
            selectors[symbol] = selector = NewVariable("which" + char.ToUpperInvariant(symbol.Name[0]) + symbol.Name.Substring(1), Model.ValueType.Int32, VariableKind.Local);
        EmitAssign(selector, selection, origin);
        views.Remove(symbol);
        moved.Add(symbol);
    }

    /// <summary>Reads which buffer is meant, as a number; null where it is not one of those that a local may stand for.</summary>
    private Expression? ReadSelection(IOperation operation, ISymbol target)
    {
        switch (operation)
        {
            case IConversionOperation conversion:
                return ReadSelection(conversion.Operand, target);
            case IParenthesizedOperation parenthesized:
                return ReadSelection(parenthesized.Operand, target);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                Expression condition = PinValue(ReadExpression(choice.Condition));
                return ReadSelection(choice.WhenTrue, target) is { } whenTrue && ReadSelection(otherwise, target) is { } whenFalse
                    ? new Conditional(condition, whenTrue, whenFalse, Model.ValueType.Int32)
                    : null;
        }
        if (MovingBuffers.Symbol(operation) is not { } symbol)
            return null;
        if (selectors.TryGetValue(symbol, out Variable? selector))
            return new Reference(selector);
        if (moves!.HasOwn(symbol))
            return bases.ContainsKey(symbol) && Encloses(symbol, target) ? Literal.Int(moves.Number(symbol)) : null;
        return moves.Initializer(symbol) is { } initializer ? ReadSelection(initializer, target) : null;
    }

    /// <summary>Whether a buffer is there wherever a local is that may stand for it.</summary>
    private static bool Encloses(ISymbol buffer, ISymbol local)
    {
        if (buffer is IParameterSymbol || local is IParameterSymbol)
            return buffer is IParameterSymbol || buffer.DeclaringSyntaxReferences[0].GetSyntax().Ancestors().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.BlockSyntax>().FirstOrDefault()?.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax;
        SyntaxNode? scope = buffer.DeclaringSyntaxReferences[0].GetSyntax().Ancestors().FirstOrDefault(static node =>
            node is Microsoft.CodeAnalysis.CSharp.Syntax.BlockSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.SwitchSectionSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.ForStatementSyntax);
        return scope is not null && scope.Span.Contains(local.DeclaringSyntaxReferences[0].Span);
    }

    /// <summary>Assigns a moving local; says whether it was one.</summary>
    private bool TryMove(IOperation target, IOperation value, string origin)
    {
        if (MovingBuffers.Symbol(target) is not { } symbol || moves?.IsMoving(symbol) != true)
            return false;
        if (ReadSelection(value, symbol) is not { } selection)
            return false;
        Select(symbol, selection, origin);
        return true;
    }

    /// <summary>
    /// Gives a local's memory the elements of a new array. That has as many: what loops keep of the one is taken back into the other.
    /// </summary>
    private void Renew(ILocalSymbol local, ISimpleAssignmentOperation assignment, string origin)
    {
        Expression own = aliases[local];
        string name = assignment.Value is IInvocationOperation { TargetMethod.Name: var method } ? char.ToLowerInvariant(method[0]) + method.Substring(1) : "next";
        if (ReadBufferOrRefuse(name, own.Type, assignment.Value, origin) is not Reference made)
            return;
        for (int dimension = 0; dimension < own.Type.Rank; dimension++)
        {
            int? named = own.Type.Rank == 1 ? null : dimension;
            Expression length = LengthOf(made, named), expected = LengthOf(own, named);
            if (length == expected)
                continue;
            Model.ValueType text = new(TypeClass.Opaque, "string"), exception = new(TypeClass.Opaque, "global::System.InvalidOperationException");
            var message = new Literal($"\"'{local.Name}' is given an array of another length: its backward pass has one memory for it. Declare another variable for that array.\"", text);
            var callee = new OpaqueCallee("new " + exception.Text, exception.Text, "", fence.Site(assignment.Syntax), ArgumentsMayVary: true);
            Emit(new If(
                new Binary(BinaryOperator.NotEqual, length, expected, Model.ValueType.Boolean),
                Block.Of(new Throw(new Call(callee, EquatableArray.Of<Expression>(message), exception))), Block.Empty) { Origin = origin });
        }
        EmitOver(own, indices => Store(ElementOf(own, indices), ElementOf(made, indices), origin));
    }

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

    /// <summary>Goes through all elements of an array or a rectangular one.</summary>
    private void EmitOver(Expression buffer, Action<EquatableArray<Expression>> body)
    {
        if (buffer.Type.Class == TypeClass.RectangularArray)
            EmitIndexLoop(LengthOf(buffer, 0), row => EmitIndexLoop(LengthOf(buffer, 1), column => body(EquatableArray.Of(row, column))));
        else
            EmitIndexLoop(LengthOf(buffer), index => body(EquatableArray.Of(index)));
    }

    /// <summary>What a moving local stands for here.</summary>
    private Expression ViewOf(ISymbol symbol, ITypeSymbol type)
    {
        if (views.TryGetValue(symbol, out Variable? known))
            return new Reference(known);
        Variable view = NewView(symbol.Name, ReadType(type), Chosen(symbol), null);
        views[symbol] = view;
        return new Reference(view);
    }

    private Expression Chosen(ISymbol symbol)
    {
        (int Number, Expression Buffer)[] all = [.. moves!.Bases(symbol).SelectMany(candidate =>
            rolling.TryGetValue(candidate, out Expression[]? turns) ? turns.Select((buffer, turn) => (Turn(candidate, turn), buffer))
            : bases.TryGetValue(candidate, out Expression? own) ? [(moves.Number(candidate), own)] : Enumerable.Empty<(int, Expression)>())];
        Expression chosen = all[all.Length - 1].Buffer;
        for (int i = all.Length - 2; i >= 0; i--)
        {
            var isThis = new Binary(BinaryOperator.Equal, new Reference(selectors[symbol]), Literal.Int(all[i].Number), Model.ValueType.Boolean);
            chosen = new Conditional(isThis, all[i].Buffer, chosen, chosen.Type);
        }
        return chosen;
    }

    /// <summary>A choice between buffers, <c>isEven ? a : b</c>.</summary>
    private Expression? ReadChoice(IConditionalOperation choice, string name)
    {
        Expression condition = PinValue(ReadExpression(choice.Condition));
        return Arm(choice.WhenTrue) is { } whenTrue && Arm(choice.WhenFalse!) is { } whenFalse ? new Conditional(condition, whenTrue, whenFalse, whenTrue.Type) : null;

        Expression? Arm(IOperation arm)
        {
            while (arm is IConversionOperation or IParenthesizedOperation)
                arm = arm is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)arm).Operand;
            return arm is IConditionalOperation { WhenFalse: not null } inner ? ReadChoice(inner, name)
                // What may be written must not be a buffer that is kept.
                : MovingBuffers.Symbol(arm) is not null && ReadExpression(arm) is var named && !IsKept(named) ? named : null;
        }
    }

    /// <summary>Before a loop: the views that hold throughout it are taken, those that it changes are forgotten.</summary>
    private void SettleViews(ILoopOperation loop)
    {
        MakeRolling(loop);
        if (selectors.Count == 0)
            return;
        HashSet<ISymbol> changed = new(SymbolEqualityComparer.Default);
        HashSet<ISymbol> used = new(SymbolEqualityComparer.Default);
        foreach (IOperation operation in DoneIn(loop))
        {
            if (operation is ISimpleAssignmentOperation { Target: var target } && MovingBuffers.Symbol(target) is { } assigned)
                changed.Add(assigned);
            else if (operation is IDeconstructionAssignmentOperation { Target: ITupleOperation targets })
                changed.UnionWith(targets.Elements.Select(MovingBuffers.Symbol).OfType<ISymbol>());
            else if (MovingBuffers.Symbol(operation) is { } symbol)
                used.Add(symbol);
        }
        foreach (ISymbol symbol in selectors.Keys.OrderBy(moves!.Position).ToArray())
        {
            if (changed.Contains(symbol))
                views.Remove(symbol);
            else if (used.Contains(symbol))
                ViewOf(symbol, symbol is ILocalSymbol local ? local.Type : ((IParameterSymbol)symbol).Type);
        }
    }

    /// <summary>Reads what is a part of a buffer: <c>x.AsSpan(1, n)</c>, <c>s.Slice(k)</c>, <c>s[a..b]</c>; null where it is none.</summary>
    private Expression? ReadSlice(string name, IOperation operation, string? origin)
    {
        IOperation[] operands;
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice", ContainingType: var type } } view
                when MetadataName(type) is "System.MemoryExtensions" or "System.Span`1" or "System.ReadOnlySpan`1" or "System.Memory`1" or "System.ReadOnlyMemory`1":
                operands = [.. view.Instance is null ? [] : new[] { view.Instance }, .. view.Arguments.Select(static argument => argument.Value)];
                break;
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range, Instance: { Type: { } whole } instance } when ReadType(whole).Class is TypeClass.Span or TypeClass.ReadOnlySpan:
                operands = [instance, range];
                break;
            default:
                return null;
        }
        if (operands.Length is < 2 or > 3 || ReadWhole(operands[0]) is not { } buffer || buffer.Owner() is null)
            return null;
        (Expression start, Expression count)? part = operands.Length == 3 ? (Pinned(operands[1]), Pinned(operands[2]))
            : operands[1] is IRangeOperation or IConversionOperation { Operand: IRangeOperation } ? ReadRange(operands[1], LengthOf(buffer))
            : Pinned(operands[1]) is var from ? (from, PinValue(Difference(LengthOf(buffer), from))) : null;
        if (part is not var (first, length))
            return null;
        Variable made = NewView(name, ReadType(operation.Type!), new Slice(buffer, first, length, ReadType(operation.Type!)), origin);
        if (loopDepth > 0)
            sizesInLoops[made] = [length];
        return new Reference(made);
    }

    /// <summary>The start and the count of a range; null where its ends are no numbers.</summary>
    private (Expression Start, Expression Count)? ReadRange(IOperation operation, Expression length)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        if (operation is not IRangeOperation range)
            return null;
        Expression? start = range.LeftOperand is null ? Literal.Int(0) : ReadEnd(range.LeftOperand);
        Expression? end = range.RightOperand is null ? length : ReadEnd(range.RightOperand);
        return start is null || end is null ? null : (start, PinValue(Difference(end, start)));

        Expression? ReadEnd(IOperation index) => index switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat => PinValue(Difference(length, Pinned(hat.Operand))),
            IConversionOperation { Operand: { Type.SpecialType: SpecialType.System_Int32 } number } => Pinned(number),
            _ => null,
        };
    }

    private static Expression Difference(Expression left, Expression right) => (left, right) switch
    {
        (_, Literal { Text: "0" }) => left,
        (Literal { Text: var a }, Literal { Text: var b }) when int.TryParse(a, out int l) && int.TryParse(b, out int r) && l >= r => Literal.Int(l - r),
        _ => new Binary(BinaryOperator.Subtract, left, right, Model.ValueType.Int32),
    };
}
