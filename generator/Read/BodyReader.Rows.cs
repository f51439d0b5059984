using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Arrays inside arrays: each is a new one, so that no two names mean one row.</content>
internal sealed partial class BodyReader
{
    /// <summary>Reads the creation of an array inside an array.</summary>
    private void ReadRow(Element row, IOperation operation, string? origin)
    {
        int at = output.Count;
        if (PlanRow(row, row.Type, operation, origin) is { } make)
            make((Element)PinBefore(row, ref at));
    }

    /// <summary>Reads what a new row is made of, all of it, before it takes the place of another, which may be in that; null where it is refused.</summary>
    private Action<Element>? PlanRow(Element replaced, Model.ValueType type, IOperation operation, string? origin)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        IOperation[]? elements = operation switch
        {
            IArrayCreationOperation { Initializer: { } list } => [.. list.ElementValues],
            ICollectionExpressionOperation collection when collection.Elements.All(static element => element is not ISpreadOperation) => [.. collection.Elements],
            _ => null,
        };
        Expression? copied = type is not { Class: TypeClass.Array, Element.IsBuffer: false } ? null : operation switch
        {
            IInvocationOperation { TargetMethod.Name: "Clone" or "ToArray" } copy => BufferOf(copy),
            ICollectionExpressionOperation { Elements: [ISpreadOperation { Operand: var whole }] } => ReadWhole(whole),
            _ => null,
        };
        if (copied is not null)
            return RefuseConversion(copied, type, operation) ? null : PlanCopy(replaced, type, copied, operation, origin);
        if (type.Class != TypeClass.Array || elements is null && operation is not IArrayCreationOperation { DimensionSizes.Length: 1 })
        {
            fence.RefuseConstruct(operation.Syntax, "Putting this array into an array", "make a new one there, new T[n], and copy the elements");
            return null;
        }
        Expression size = elements is null ? Size(((IArrayCreationOperation)operation).DimensionSizes[0]) : Literal.Int(elements.Length);
        Action<Element>? fill = elements is null ? static _ => { } : type.Element is { IsBuffer: true } ? PlanRows(replaced, type.Element, elements, origin) : PlanElements(replaced, type.Element!, elements, origin);
        return fill is null ? null : row =>
        {
            Emit(new Assign(row, new NewBuffer(EquatableArray.Of(size), type)) { Origin = origin });
            fill(row);
        };
    }

    private Action<Element>? PlanRows(Element replaced, Model.ValueType type, IOperation[] elements, string? origin)
    {
        Action<Element>?[] plans = [.. elements.Select(element => PlanRow(replaced, type, element, origin))];
        return plans.Contains(null) ? null : row =>
        {
            for (int i = 0; i < plans.Length; i++)
                plans[i]!(new Element(row, EquatableArray.Of<Expression>(Literal.Int(i)), type));
        };
    }

    private Action<Element> PlanElements(Element replaced, Model.ValueType type, IOperation[] elements, string? origin)
    {
        Expression[] values = [.. ReadOperands(elements).Select(value => ConvertPart(value, type)).Select(value => IsIn(value, replaced) ? Settled(TemporaryName.Of(value), value, copies: true) : value)];
        return row =>
        {
            for (int i = 0; i < values.Length; i++)
                Store(ElementOf(row, EquatableArray.Of<Expression>(Literal.Int(i))), values[i], origin);
        };
    }

    private Action<Element>? PlanCopy(Element replaced, Model.ValueType type, Expression copied, IOperation operation, string? origin)
    {
        Expression? source = IsIn(copied, replaced) ? CopyOf("row", copied, origin, operation.Syntax) : copied;
        if (source is null)
            return null;
        Expression length = PinValue(LengthOf(source));
        return row =>
        {
            Emit(new Assign(row, new NewBuffer(EquatableArray.Of(length), type)) { Origin = origin });
            EmitCopy(source, Literal.Int(0), row, Literal.Int(0), length, origin, operation.Syntax);
        };
    }

    /// <summary>Whether a value is read from where a row is that is replaced, as far as that can be told: not from a[i - 1] where a[i] is.</summary>
    private static bool IsIn(Expression value, Element replaced) => value.SelfAndDescendants().OfType<Element>().Any(element =>
        element.Owner() == replaced.Owner() && !(element.Buffer == replaced.Buffer && element.Indices.Zip(replaced.Indices, AreDifferent).Any(static different => different)));

    private static bool AreDifferent(Expression left, Expression right) => (left, right) switch
    {
        (Literal first, Literal second) => first.Text != second.Text,
        (Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Left: var from, Right: Literal { Text: not "0" } }, _) when from == right => true,
        (_, Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Left: var from, Right: Literal { Text: not "0" } }) when from == left => true,
        _ => false,
    };

    /// <summary>Refuses to put numbers into an array of others: they are copied as they are.</summary>
    private bool RefuseConversion(Expression source, Model.ValueType target, IOperation operation)
    {
        if (source.Type.Element?.Class == target.Element?.Class)
            return false;
        fence.RefuseConstruct(operation.Syntax, $"Putting elements of type '{source.Type.Element?.Text}' into an array of '{target.Element?.Text}'", "convert each in a loop");
        return true;
    }
}
