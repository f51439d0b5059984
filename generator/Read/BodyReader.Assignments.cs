using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Assignments and increments: statements, or side effects inside expressions.</content>
internal sealed partial class BodyReader
{
    /// <summary>Reads what is assigned to, evaluating its index expressions once; null where it is refused.</summary>
    private Expression? ReadTarget(IOperation target)
    {
        Expression? found = FindTarget(target);
        if (found is null || !IsKept(found))
            return found;
        RefuseKept(target.Syntax);
        return null;
    }

    private Expression? FindTarget(IOperation target)
    {
        if (target is ILocalReferenceOperation or IParameterReferenceOperation && target.Type is not null && ReadType(target.Type).IsBuffer)
        {
            RefuseMove(target.Syntax, (target.Parent as ISimpleAssignmentOperation)?.Value);
            return null;
        }
        switch (target)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation:
                Expression named = ReadExpression(target);
                if ((named is Composite parts ? parts.Leaves.FirstOrDefault() : named) is Element place && place.Owner() is null)
                {
                    RefuseWriting(target.Syntax, place.Buffer is Symbol { Text: var text } ? text : null);
                    return null;
                }
                return named is Reference or Composite or Element or Member ? named : null;
            case IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: var owning } } when CompositeReader.IsComposite(owning):
                fence.RefuseConstruct(target.Syntax, "Setting by this indexer", "assign the fields and auto-properties of the struct");
                return null;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { Type: { } vectorType } instance } component when vectorType.IsVector():
                if (ComponentAt(component) is { } known)
                    return FindTarget(instance) is { } indexed ? new Member(indexed, known, ReadType(target.Type!)) : null;
                fence.RefuseConstruct(target.Syntax, "Setting a component of a vector by an index that varies", "name the component, in a switch");
                return null;
            case IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true }:
                Expression element = ReadExpression(target);
                if (element is not (Element or Composite))
                    return null;
                if (element is Element { Buffer.Type.IsTensor: true } or Element { Type.IsTensor: true })
                {
                    fence.RefuseConstruct(target.Syntax, element.Type.IsTensor ? "Putting a tensor into an array" : "Writing into a tensor", "compute a new tensor with layers, and assign it to a local");
                    return null;
                }
                Expression? leaf = element is Composite whole ? whole.Leaves.FirstOrDefault() : element;
                // In place of an array that has been refused.
                if (leaf is Element { Buffer: Literal })
                    return null;
                if (leaf?.Owner() is not { } owner)
                {
                    RefuseWriting(target.Syntax, element is Element { Buffer: Symbol { Text: var name } } ? name : null);
                    return null;
                }
                return RefuseShapeless(owner, target.Syntax) ? null : element;
            case IMemberReferenceOperation { Instance: { } instance } component when IsVectorComponent(target):
                return FindTarget(instance) is { } vector ? new Member(vector, component.Member.Name, ReadType(target.Type!)) : null;
            case IMemberReferenceOperation { Instance: { Type: INamedTypeSymbol type } instance } member when CompositeReader.IsComposite(type) && (instance is not IInstanceReferenceOperation || receiver is not null):
                return TargetPart(member, type, instance);
            case IFieldReferenceOperation { Field: var field }:
                fence.RefuseConstruct(target.Syntax, $"Writing the field '{field.Name}'", "return the value or write it into a buffer parameter");
                return null;
            default:
                fence.RefuseConstruct(target.Syntax, "This assignment", "assign to a local, a parameter or an element");
                return null;
        }
    }

    /// <summary>Makes index expressions into atoms, so that a target that is read and then written is evaluated once.</summary>
    private Expression Pin(Expression target) => Pin(target, [], index =>
        index.SelfAndDescendants().All(static part => part is Literal or Symbol or Reference or Binary or Unary or Model.Conversion or Length) ? index : PinValue(index));

    /// <summary>C# evaluates a target's indices before the right side, whose side effects may change them, as may what is assigned before the target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="at">Where in the output its indices belong; moved behind them.</param>
    /// <param name="assigned">Variables that are assigned before the target without being in the output yet.</param>
    private Expression PinBefore(Expression target, ref int at, params IEnumerable<Variable> assigned)
    {
        HashSet<Variable> changed = [.. ChangedSince(at), .. assigned];
        return PinBefore(target, ref at, index => IsSettled(index, changed));
    }

    /// <summary>A place that is known under another name from now on: its indices stay as they are here, whatever changes later.</summary>
    private Expression PinForName(Expression target, ref int at) => PinBefore(target, ref at, static index => index is Literal or Symbol);

    private Expression PinBefore(Expression target, ref int at, Func<Expression, bool> isSettled)
    {
        int next = at;
        Expression pinned = Pin(target, [], index =>
        {
            if (isSettled(index))
                return index;
            Variable variable = NewTemporary(TemporaryName.Of(index), index.Type);
            output.Insert(next++, new Assign(new Reference(variable), index));
            return new Reference(variable);
        });
        at = next;
        return pinned;
    }

    /// <summary>A place with its indices pinned: one that the parts of a composite have in common once for all of them.</summary>
    private static Expression Pin(Expression target, Dictionary<Expression, Expression> known, Func<Expression, Expression> pin)
    {
        return target switch
        {
            Composite composite => composite.Map(leaf => Pin(leaf, known, pin)),
            Member component => component with { Target = Pin(component.Target, known, pin) },
            Element element => element with { Buffer = Pin(element.Buffer, known, pin), Indices = element.Indices.Select(Once).ToEquatableArray() },
            Model.Conversion { Type.IsBuffer: true } conversion => conversion with { Operand = Pin(conversion.Operand, known, pin) },
            Slice slice => slice with { Buffer = Pin(slice.Buffer, known, pin), Start = Once(slice.Start), Count = Once(slice.Count) },
            _ => target,
        };

        Expression Once(Expression index) => known.TryGetValue(index, out Expression? pinned) ? pinned : known[index] = pin(index);
    }

    private Expression ReadAssignment(ISimpleAssignmentOperation assignment, string origin)
    {
        if (assignment.IsRef)
            return Refuse(assignment, "A 'ref' assignment", "assign the value");
        if (assignment.Target is IDiscardOperation)
        {
            Expression discarded = ReadExpression(assignment.Value);
            Emit(new Evaluate(discarded) { Origin = origin });
            return discarded;
        }
        if (assignment.Target is ILocalReferenceOperation { Local: var made } && moves!.IsMadeLater(made))
        {
            ReadBufferLocal(made, assignment.Value, assignment.Syntax);
            return aliases[made];
        }
        if (assignment.Target is ILocalReferenceOperation { Local: var renewed } && moves!.IsRenewed(renewed))
        {
            Renew(renewed, assignment, origin);
            return Placeholder(assignment.Type);
        }
        if (TryMove(assignment.Target, assignment.Value, origin))
            return Placeholder(assignment.Type);
        if (ReadTarget(assignment.Target) is not { } target)
            return Placeholder(assignment.Type);
        target = Pin(target);
        if (target is Element { Type.IsBuffer: true } row)
        {
            if (MayAssign(assignment.Value))
                target = row = (Element)Pin(row, [], index => index is Literal or Symbol ? index : PinValue(index));
            ReadRow(row, assignment.Value, origin);
            return target;
        }
        int before = output.Count;
        Expression value = ReadExpression(assignment.Value);
        if (output.Count > before)
            target = PinBefore(target, ref before);
        if ((target is Composite parts ? parts.Leaves : [target]).All(IsConstantPart))
            NoteConstant(value, assignment.Value.Syntax, $"'{SourceLine.Of(assignment.Target.Syntax)}'");
        Store(target, value, origin);
        return target;
    }

    private Expression ReadCompoundAssignment(ICompoundAssignmentOperation assignment, string origin)
    {
        if (assignment.InConversion.IsUserDefined || assignment.OutConversion.IsUserDefined)
            return Refuse(assignment, "A compound assignment with a conversion of a struct's own", "write it as an assignment");
        if (assignment.OperatorMethod is { } method && !IsBuiltIn(method))
            return CompositeReader.IsComposite(method.ContainingType) ? ReadCompoundOperator(assignment, method, origin) : RefuseOperator(assignment, method);
        if (ReadTarget(assignment.Target) is not { } target)
            return Placeholder(assignment.Type);
        target = Pin(target);
        Model.ValueType operand = target.Type.IsVector ? target.Type : CompoundType(assignment);
        if (Operator(assignment.OperatorKind, operand) is not { } symbol || operand.Class is TypeClass.Opaque)
            return Refuse(assignment, "This compound assignment", "write it as an assignment");
        if (RefuseChecked(operand.Class == TypeClass.Integer, assignment.IsChecked, assignment))
            return Placeholder(assignment.Type);
        int before = output.Count;
        Expression right = ReadExpression(assignment.Value);
        Expression left = target;
        if (output.Count > before)
        {
            left = target = PinBefore(target, ref before);
            // C# reads the target before it evaluates the right side.
            Variable old = NewTemporary(TemporaryName.Of(target), target.Type);
            output.Insert(before, new Assign(new Reference(old), target));
            left = new Reference(old);
        }
        if (IsConstantPart(target))
            NoteConstant(right, assignment.Value.Syntax, $"'{SourceLine.Of(assignment.Target.Syntax)}'");
        Expression value = new Binary(symbol, Widen(left, operand), right, operand);
        if (operand != target.Type)
            value = new Model.Conversion(value, target.Type, IsImplicit: false);
        Store(target, value, origin);
        return target;
    }

    /// <summary><c>p += v * t</c> with an operator of a composite.</summary>
    private Expression ReadCompoundOperator(ICompoundAssignmentOperation assignment, IMethodSymbol method, string origin)
    {
        if (ReadTarget(assignment.Target) is not { } target)
            return Placeholder(assignment.Type);
        target = Pin(target);
        int before = output.Count;
        Expression[] operands = [target, ReadExpression(assignment.Value)];
        if (output.Count > before)
        {
            operands[0] = target = PinBefore(target, ref before);
            Spill(operands, 1, before);
        }
        if (!method.IsStatic)
        {
            Inline(method, assignment, target, [operands[1]]);
            return target;
        }
        Store(target, Inline(method, assignment, null, operands, [method.Parameters[0].Name, NameOf(assignment.Value, method.Parameters[1].Name)]), origin);
        return target;
    }

    /// <summary><c>p++</c> with an operator of a composite.</summary>
    private Expression ReadStepOperator(IIncrementOrDecrementOperation step, IMethodSymbol method, string origin)
    {
        if (ReadTarget(step.Target) is not { } target)
            return Placeholder(step.Type);
        target = Pin(target);
        if (!method.IsStatic)
        {
            Inline(method, step, target, []);
            return target;
        }
        Expression result = step.IsPostfix && step.Parent is not IExpressionStatementOperation ? Settled(method.Parameters[0].Name, target, copies: true) : target;
        Store(target, Inline(method, step, null, [target]), origin);
        return result;
    }

    /// <summary>The type in which a compound assignment computes.</summary>
    private Model.ValueType CompoundType(ICompoundAssignmentOperation assignment)
    {
        bool isShift = assignment.OperatorKind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift;
        ITypeSymbol type = assignment.Target.Type!;
        if (!isShift && assignment.Value.Type is { } right && (!SymbolEqualityComparer.Default.Equals(right, type)))
            type = right;
        return type.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char
            ? Model.ValueType.Int32
            : ReadType(type);
    }

    private static Expression Widen(Expression value, Model.ValueType type) =>
        value.Type == type ? value : new Model.Conversion(value, type, IsImplicit: true);

    private Expression ReadIncrement(IIncrementOrDecrementOperation step, string origin)
    {
        if (step.OperatorMethod is { } method && !IsBuiltIn(method))
            return CompositeReader.IsComposite(method.ContainingType) ? ReadStepOperator(step, method, origin) : RefuseOperator(step, method);
        if (ReadTarget(step.Target) is not { } target)
            return Placeholder(step.Type);
        if (RefuseChecked(!step.Type!.IsReal(), step.IsChecked, step))
            return Placeholder(step.Type);
        target = Pin(target);
        Expression result = target;
        if (step.IsPostfix && step.Parent is not IExpressionStatementOperation)
        {
            Variable old = NewTemporary(TemporaryName.Of(target), target.Type);
            EmitAssign(old, target);
            result = new Reference(old);
        }
        BinaryOperator symbol = step.Kind == OperationKind.Increment ? BinaryOperator.Add : BinaryOperator.Subtract;
        bool isSmall = step.Target.Type!.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte
            or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char;
        Model.ValueType type = isSmall ? Model.ValueType.Int32 : target.Type;
        Expression one = target.Type switch { { IsReal: true } => Literal.Whole(1, type), { IsVector: true, Element: { } number } => Literal.Whole(1, number), _ => Literal.Int(1) };
        Expression value = new Binary(symbol, Widen(target, type), one, type);
        if (isSmall)
            value = new Model.Conversion(value, target.Type, IsImplicit: false);
        Store(target, value, origin);
        return result;
    }
}
