using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Assignments, increments and deconstruction: statements, or side effects inside expressions.</content>
internal sealed partial class BodyReader
{
    /// <summary>Reads what is assigned to, evaluating its index expressions once; null where it is refused.</summary>
    private Expression? ReadTarget(IOperation target)
    {
        if (target is ILocalReferenceOperation or IParameterReferenceOperation && target.Type is not null && ReadType(target.Type).IsBuffer)
        {
            fence.RefuseConstruct(target.Syntax, "Letting a variable stand for another buffer", "declare another variable, or copy the elements");
            return null;
        }
        switch (target)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation:
                return ReadExpression(target) as Reference;
            case IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true }:
                Element? element = ReadExpression(target) as Element;
                if (element is { Buffer.Type.IsTensor: true } or { Type.IsTensor: true })
                {
                    fence.RefuseConstruct(target.Syntax, element.Type.IsTensor ? "Putting a tensor into an array" : "Writing into a tensor", "compute a new tensor with layers, and assign it to a local");
                    return null;
                }
                if (element is not null && element.Owner() is null)
                {
                    fence.RefuseConstruct(target.Syntax, "Writing into this array", "write into a parameter or a local array");
                    return null;
                }
                return element;
            case IFieldReferenceOperation { Field: var field }:
                fence.RefuseConstruct(target.Syntax, $"Writing the field '{field.Name}'", "return the value or write it into a buffer parameter");
                return null;
            default:
                fence.RefuseConstruct(target.Syntax, "This assignment", "assign to a local, a parameter or an element");
                return null;
        }
    }

    /// <summary>Makes index expressions into atoms, so that a target that is read and then written is evaluated once.</summary>
    private Expression Pin(Expression target)
    {
        if (target is not Element element)
            return target;
        return element with
        {
            Indices = element.Indices.Select(index =>
            {
                if (index.SelfAndDescendants().All(static part => part is Literal or Symbol or Reference or Binary or Unary or Conversion or Length))
                    return index;
                Variable temporary = NewTemporary("index", index.Type);
                EmitAssign(temporary, index);
                return new Reference(temporary);
            }).ToEquatableArray(),
        };
    }

    /// <summary>C# evaluates a target's indices before the right side, whose side effects may change them.</summary>
    private Expression PinBefore(Expression target, ref int at)
    {
        if (target is not Element element)
            return target;
        Expression buffer = PinBefore(element.Buffer, ref at);
        var indices = new List<Expression>();
        foreach (Expression index in element.Indices)
        {
            if (index is Literal or Symbol)
            {
                indices.Add(index);
                continue;
            }
            Variable pinned = NewTemporary("index", index.Type);
            output.Insert(at++, new Assign(new Reference(pinned), index));
            indices.Add(new Reference(pinned));
        }
        return element with { Buffer = buffer, Indices = indices.ToEquatableArray() };
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
        if (ReadTarget(assignment.Target) is not { } target)
            return Placeholder(assignment.Type);
        target = Pin(target);
        if (target is Element { Type.IsBuffer: true } row)
        {
            ReadRow(row, assignment.Value, origin);
            return target;
        }
        int before = output.Count;
        Expression value = ReadExpression(assignment.Value);
        if (output.Count > before)
            target = PinBefore(target, ref before);
        Emit(new Assign(target, value) { Origin = origin });
        return target;
    }

    private Expression ReadCompoundAssignment(ICompoundAssignmentOperation assignment, string origin)
    {
        if (assignment.OperatorMethod is { } method && !IsBuiltIn(method))
            return RefuseOperator(assignment, method);
        if (ReadTarget(assignment.Target) is not { } target)
            return Placeholder(assignment.Type);
        target = Pin(target);
        Model.ValueType operand = CompoundType(assignment);
        if (Operator(assignment.OperatorKind, operand) is not { } symbol || operand.Class is TypeClass.Opaque)
            return Refuse(assignment, "This compound assignment", "write it as an assignment");
        if (RefuseChecked(assignment.IsChecked && operand.Class == TypeClass.Integer, assignment))
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
        Expression value = new Binary(symbol, Widen(left, operand), right, operand);
        if (operand != target.Type)
            value = new Conversion(value, target.Type, IsImplicit: false);
        Emit(new Assign(target, value) { Origin = origin });
        return target;
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
        value.Type == type ? value : new Conversion(value, type, IsImplicit: true);

    private Expression ReadIncrement(IIncrementOrDecrementOperation step, string origin)
    {
        if (step.OperatorMethod is { } method && !IsBuiltIn(method))
            return RefuseOperator(step, method);
        if (ReadTarget(step.Target) is not { } target)
            return Placeholder(step.Type);
        if (RefuseChecked(step.IsChecked && !step.Type!.IsReal(), step))
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
        Expression one = target.Type.IsReal ? Literal.Whole(1, type) : Literal.Int(1);
        Expression value = new Binary(symbol, Widen(target, type), one, type);
        if (isSmall)
            value = new Conversion(value, target.Type, IsImplicit: false);
        Emit(new Assign(target, value) { Origin = origin });
        return result;
    }

    private void ReadDeconstruction(IDeconstructionAssignmentOperation deconstruction, string origin)
    {
        IOperation source = deconstruction.Value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : deconstruction.Value;
        IOperation left = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        if (left is not ITupleOperation targets)
        {
            fence.RefuseConstruct(deconstruction.Syntax, "This deconstruction", "assign each element");
            return;
        }
        Expression[] values;
        if (targets.Elements.Length == 2 && TryReadSineAndCosine(source, out Expression sine, out Expression cosine))
        {
            // Both are taken before the first target changes, which may be the angle.
            values = [new Reference(BindTemporary("sin", sine, source.Syntax)), new Reference(BindTemporary("cos", cosine, source.Syntax))];
        }
        else if (source is ITupleOperation tuple && tuple.Elements.Length == targets.Elements.Length)
        {
            // All values are taken before the first target changes.
            values = ReadOperands([.. tuple.Elements]);
            for (int i = 0; i < values.Length; i++)
                values[i] = values[i] is Literal ? values[i] : new Reference(BindTemporary(TemporaryName.Of(values[i]), values[i], source.Syntax));
        }
        else
        {
            fence.RefuseConstruct(deconstruction.Value.Syntax, "Taking this tuple apart", "assign each element");
            return;
        }
        for (int i = 0; i < values.Length; i++)
            ReadDeconstructed(targets.Elements[i], values[i], origin);
    }

    private void ReadDeconstructed(IOperation target, Expression value, string origin)
    {
        IOperation inner = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        if (inner is IDiscardOperation)
            return;
        if (inner is ILocalReferenceOperation { Local: var local } && !variables.ContainsKey(local))
            variables[local] = NewVariable(local.Name, ReadType(local.Type), VariableKind.Local);
        if (ReadTarget(inner) is { } assigned)
            Emit(new Assign(assigned, value.Type == assigned.Type ? value : new Conversion(value, assigned.Type, IsImplicit: true)) { Origin = origin });
    }
}
