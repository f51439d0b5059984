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
