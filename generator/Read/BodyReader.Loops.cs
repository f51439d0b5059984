using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Loops.</content>
internal sealed partial class BodyReader
{
    private void ReadLoop(ILoopOperation loop)
    {
        switch (loop)
        {
            case IForLoopOperation counted:
                EmitLoop(loop, counted.Condition, testsFirst: true,
                    initial: () => ReadStatements(counted.Before), step: () => ReadStatements(counted.AtLoopBottom), body: () => ReadStatement(counted.Body));
                break;
            case IWhileLoopOperation { Condition: { } condition, ConditionIsUntil: false } whileLoop:
                EmitLoop(loop, condition, whileLoop.ConditionIsTop,
                    initial: static () => { }, step: static () => { }, body: () => ReadStatement(whileLoop.Body));
                break;
            case IForEachLoopOperation forEach:
                ReadForEach(forEach);
                break;
            default:
                fence.RefuseConstruct(loop.Syntax, "This loop", "use for, foreach, while or do");
                break;
        }
    }

    private void EmitLoop(ILoopOperation loop, IOperation? condition, bool testsFirst, Action initial, Action step, Action body)
    {
        int breakLabel = labels[loop.ExitLabel] = nextLabel++;
        int continueLabel = labels[loop.ContinueLabel] = nextLabel++;
        Block first = ReadBlock(initial);
        SettleViews(loop);
        // What the head declares, or brings in, is not known outside the loop.
        EquatableArray<Variable> locals = first.Statements.SelectMany(static statement => statement.Assigned())
            .Where(variable => variable.Kind == VariableKind.Temporary || loop.Locals.Any(local => variables.TryGetValue(local, out Variable? known) && known == variable))
            .Distinct().ToEquatableArray();
        Expression test = Literal.True;
        Block effects = ReadBlock(() => test = condition is null ? Literal.True : ReadExpression(condition));
        loopDepth++;
        Block inner = ReadBlock(body);
        loopDepth--;
        Block after = ReadBlock(step);
        if (!effects.IsEmpty)
        {
            // A condition with side effects is evaluated inside the loop, which it leaves when it is false.
            var leave = new If(new Unary(UnaryOperator.Not, test, Model.ValueType.Boolean), Block.Of(new Exit(breakLabel)), Block.Empty);
            Block check = Block.Of(effects.Statements.Append(leave));
            if (testsFirst)
                inner = Block.Of(check.Statements.Append(new Region(continueLabel, inner)));
            else
                after = Block.Of(after.Statements.Concat(check.Statements));
            Emit(new RawLoop(first, Literal.True, after, inner, testsFirst, breakLabel, testsFirst ? nextLabel++ : continueLabel) { Locals = locals });
            return;
        }
        Emit(new RawLoop(first, test, after, inner, testsFirst, breakLabel, continueLabel) { Locals = locals });
    }

    private void ReadForEach(IForEachLoopOperation loop)
    {
        IOperation collection = loop.Collection is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : loop.Collection;
        if (collection.Type is not null && ReadType(collection.Type) is { Class: TypeClass.RectangularArray, Rank: 2 } && loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol: { IsRef: false } each })
        {
            ReadForEachOfRectangle(loop, ReadExpression(collection), each);
            return;
        }
        if (collection.Type is null || ReadType(collection.Type) is not { Class: TypeClass.Array or TypeClass.Span or TypeClass.ReadOnlySpan } type)
        {
            fence.RefuseConstruct(loop.Collection.Syntax, "A foreach over anything but an array or a span", "use a for loop with an index");
            return;
        }
        RefuseReplaced(loop, collection);
        Expression buffer = PinBuffer(ReadExpression(collection));
        Variable index = NewTemporary("index", Model.ValueType.Int32);
        var reference = new Reference(index);
        Expression current = ElementOf(buffer, EquatableArray.Of<Expression>(reference));
        ILocalSymbol? item = (loop.LoopControlVariable as IVariableDeclaratorOperation)?.Symbol;
        // A row, or an object, is not copied: the local is another name for it, and so is one declared 'ref'.
        Expression? element = item is null || item.IsRef || type.Element is { IsBuffer: true } or { IsHolder: true } ? null : Declare(item, ReadType(item.Type));
        if (element is null && item is not null)
            aliases[item] = current;
        EmitLoop(loop, null, testsFirst: true,
            initial: () => EmitAssign(index, Literal.Int(0)),
            step: () => EmitAssign(index, new Binary(BinaryOperator.Add, reference, Literal.Int(1), Model.ValueType.Int32)),
            body: () =>
            {
                if (element is not null)
                    Store(element, current is Element part ? Convert(part, element.Type) : ConvertPart(current, element.Type), $"foreach {item!.Name}");
                if (item is null)
                    ReadDeconstructed(loop, current);
                ReadStatement(loop.Body);
            });
        var raw = (RawLoop)output[output.Count - 1];
        output[output.Count - 1] = raw with
        {
            Condition = new Binary(BinaryOperator.Less, reference, LengthOf(buffer), Model.ValueType.Boolean),
        };
    }

    /// <summary>A loop over the rows, and in it one over the columns; a break leaves both.</summary>
    private void ReadForEachOfRectangle(IForEachLoopOperation loop, Expression rectangle, ILocalSymbol item)
    {
        int breakLabel = labels[loop.ExitLabel] = nextLabel++;
        int continueLabel = labels[loop.ContinueLabel] = nextLabel++;
        SettleViews(loop);
        Expression element = Declare(item, ReadType(item.Type));
        loopDepth += 2;
        Block rows = ReadBlock(() =>
        {
            Variable row = NewTemporary("row", Model.ValueType.Int32);
            Emit(Over(row, LengthOf(rectangle, 0), breakLabel, nextLabel++, ReadBlock(() =>
            {
                Variable column = NewTemporary("column", Model.ValueType.Int32);
                Emit(Over(column, LengthOf(rectangle, 1), nextLabel++, continueLabel, ReadBlock(() =>
                {
                    EquatableArray<Expression> at = EquatableArray.Of<Expression>(new Reference(row), new Reference(column));
                    Store(element, ElementOf(rectangle, at) is Element part ? Convert(part, element.Type) : ConvertPart(ElementOf(rectangle, at), element.Type), $"foreach {item.Name}");
                    ReadStatement(loop.Body);
                })));
            })));
        });
        loopDepth -= 2;
        foreach (Statement statement in rows.Statements)
            Emit(statement);
    }

    private static RawLoop Over(Variable index, Expression length, int breakLabel, int continueLabel, Block body)
    {
        var counter = new Reference(index);
        return new RawLoop(
            Block.Of(new Assign(counter, Literal.Int(0))),
            new Binary(BinaryOperator.Less, counter, length, Model.ValueType.Boolean),
            Block.Of(new Assign(counter, new Binary(BinaryOperator.Add, counter, Literal.Int(1), Model.ValueType.Int32))),
            body, TestsFirst: true, breakLabel, continueLabel) { Locals = EquatableArray.Of(index) };
    }
}
