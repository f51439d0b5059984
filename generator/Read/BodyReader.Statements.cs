using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Statements.</content>
internal sealed partial class BodyReader
{
    private void ReadStatements(IEnumerable<IOperation> operations)
    {
        IOperation[] all = [.. operations];
        for (int i = 0; i < all.Length; i++)
        {
            if (TrySwapRows(all, i))
                i += 2;
            else
                ReadStatement(all[i]);
        }
    }

    private void ReadStatement(IOperation operation)
    {
        cancellation.ThrowIfCancellationRequested();
        switch (operation)
        {
            case IBlockOperation block:
                ReadStatements(block.Operations);
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (IVariableDeclarationOperation declaration in group.Declarations)
                    ReadDeclaration(declaration);
                break;
            case IExpressionStatementOperation { Operation: var expression }:
                ReadExpressionStatement(expression);
                break;
            case IConditionalOperation { Condition.ConstantValue: { HasValue: true, Value: bool isTaken } } decided:
                // C# warns of the arm that is never reached, in a generated file too.
                if (isTaken)
                    ReadStatement(decided.WhenTrue);
                else if (decided.WhenFalse is not null)
                    ReadStatement(decided.WhenFalse);
                break;
            case IConditionalOperation conditional:
                Expression condition = ReadExpression(conditional.Condition);
                Emit(new If(
                    condition,
                    ReadBlock(() => ReadStatement(conditional.WhenTrue)),
                    conditional.WhenFalse is null ? Block.Empty : ReadBlock(() => ReadStatement(conditional.WhenFalse))));
                break;
            case ISwitchOperation selection:
                ReadSwitch(selection);
                break;
            case IReturnOperation { Kind: OperationKind.Return } returned:
                ReadReturn(returned);
                break;
            case IBranchOperation { BranchKind: BranchKind.Break or BranchKind.Continue } branch when labels.TryGetValue(branch.Target, out int label):
                Emit(new Exit(label));
                break;
            case ILoopOperation loop:
                ReadLoop(loop);
                break;
            case IThrowOperation thrown:
                EmitThrow(thrown);
                break;
            case IEmptyOperation:
            case ILocalFunctionOperation { Symbol: { IsAsync: false, IsGenericMethod: false } }:
                // A local function is read where it is called.
                break;
            default:
                (string construct, string instead) = DescribeStatement(operation);
                fence.RefuseConstruct(operation.Syntax, construct, instead);
                break;
        }
    }

    private static (string Construct, string Instead) DescribeStatement(IOperation operation) => operation switch
    {
        IBranchOperation => ("A 'goto'", "use structured control flow: if, switch, loops, break, continue, return"),
        ITryOperation => ("A 'try' statement", "move the differentiable code out of it"),
        ILockOperation => ("A 'lock' statement", "take the lock in the caller"),
        IUsingOperation or IUsingDeclarationOperation => ("A 'using' statement", "dispose of resources in the caller"),
        ILocalFunctionOperation => ("A local function", "make it a method of its own and mark it [Differentiable]"),
        IReturnOperation => ("A 'yield' statement", "return an array or write into a span instead"),
        ILabeledOperation => ("A label", "use structured control flow: if, switch, loops, break, continue, return"),
        { Kind: OperationKind.None, Syntax: FixedStatementSyntax } => ("A 'fixed' statement", "use variables and spans"),
        _ => ($"This statement ({operation.Kind})", "write it with assignments, if, switch and loops"),
    };

    private void ReadDeclaration(IVariableDeclarationOperation declaration)
    {
        foreach (IVariableDeclaratorOperation declarator in declaration.Declarators)
        {
            ILocalSymbol local = declarator.Symbol;
            if (local.IsRef)
            {
                fence.RefuseConstruct(declarator.Syntax, "A 'ref' local", "read and write the variable or the element itself");
                aliases[local] = Placeholder(local.Type);
                continue;
            }
            IOperation? initializer = declarator.Initializer?.Value ?? declaration.Initializer?.Value;
            if (initializer is not null && TryReadSineAndCosine(initializer, out Expression sine, out Expression cosine))
            {
                sineAndCosine[local] = (BindTemporary("sin", sine, declarator.Syntax), BindTemporary("cos", cosine, declarator.Syntax));
                continue;
            }
            if (initializer is not null && LambdaOf(initializer) is { } lambda && !IsAssignedAgain(local, declaration))
            {
                lambdas[local] = lambda;
                continue;
            }
            if (ReadType(local.Type).IsHolder)
            {
                ReadHolderLocal(local, declarator, initializer);
                continue;
            }
            if (ReadType(local.Type).IsBuffer)
            {
                ReadBufferLocal(local, initializer, declarator.Syntax);
                continue;
            }
            if (ReadType(local.Type) is { IsTensor: true } tensor && !LayerReader.IsWholeTensor(local.Type))
            {
                fence.Refuse(Diagnose.Descriptors.UnsupportedType, declarator.Syntax.GetLocation(), tensor.Text, "use the tensor itself");
                aliases[local] = Placeholder(local.Type);
                continue;
            }
            Expression variable = Declare(local, ReadType(local.Type));
            if (!CheckType(local.Type, declarator.Syntax) || initializer is null)
                continue;
            string origin = $"{local.Name} = {SourceLine.Of(initializer.Syntax)}";
            ReadInto(variable, initializer, origin);
        }
    }

    private Variable BindTemporary(string name, Expression value, SyntaxNode origin)
    {
        Variable variable = NewTemporary(name, value.Type);
        EmitAssign(variable, value, SourceLine.Of(origin));
        return variable;
    }

    /// <summary>Refuses types that carry real numbers which would be lost: their values cannot be followed.</summary>
    private bool CheckType(ITypeSymbol type, SyntaxNode node)
    {
        if (type is INamedTypeSymbol named && CompositeReader.IsComposite(type))
            return CompositeReader.Parts(named).All(part => CheckType(CompositeReader.TypeOf(part), node));
        if (RealsInside(type) is not { } instead)
            return true;
        fence.Refuse(Diagnose.Descriptors.UnsupportedType, node.GetLocation(), type.ToDisplayString(), instead);
        return false;
    }

    private static string? RealsInside(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Decimal } => "use double",
        { TypeKind: TypeKind.Pointer } => "use a span",
        { TypeKind: TypeKind.Dynamic } => "use float or double",
        ITypeParameterSymbol parameter when parameter.Implements("INumberBase") && !parameter.IsReal() => $"constrain '{parameter.Name}' to IFloatingPointIeee754<{parameter.Name}>",
        { TypeKind: TypeKind.Delegate } => "call a [Differentiable] method directly",
        INamedTypeSymbol { Name: "Half", ContainingNamespace.Name: "System" } => "use float or double",
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => "use the type without '?'",
        _ => null,
    };

    private void ReadExpressionStatement(IOperation expression)
    {
        string origin = SourceLine.Of(expression.Syntax);
        switch (expression)
        {
            case ISimpleAssignmentOperation assignment:
                ReadAssignment(assignment, origin);
                break;
            case ICompoundAssignmentOperation assignment:
                ReadCompoundAssignment(assignment, origin);
                break;
            case IIncrementOrDecrementOperation step:
                ReadIncrement(step, origin);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                ReadDeconstruction(deconstruction, origin);
                break;
            case IInvocationOperation invocation:
                ReadCallStatement(invocation, origin);
                break;
            default:
                Emit(new Evaluate(ReadExpression(expression)) { Origin = origin });
                break;
        }
    }

    private void ReadReturn(IReturnOperation returned)
    {
        if (returned.ReturnedValue is { } value)
        {
            string origin = "return " + SourceLine.Of(value.Syntax);
            if (returnTarget is not null)
            {
                ReadInto(returnTarget, value, origin);
            }
            else if (value.Type is not null && ReadType(value.Type) is { IsBuffer: true } buffer)
            {
                Expression expression = ReadBuffer("result", buffer, value, origin) ?? Placeholder(value.Type);
                result ??= NewTarget("value", expression.Type, VariableKind.Result);
                Store(result, expression, origin);
            }
            else
            {
                result ??= NewTarget("value", ReadType(value.Type ?? Method!.ReturnType), VariableKind.Result);
                ReadInto(result, value, origin);
            }
        }
        Emit(new Exit(returnLabel));
    }

    private Expression? result;

    private void EmitThrow(IThrowOperation thrown)
    {
        if (thrown.Exception is null)
        {
            fence.RefuseConstruct(thrown.Syntax, "A rethrow", "throw a new exception");
            return;
        }
        IOperation exception = thrown.Exception is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : thrown.Exception;
        if (exception is IObjectCreationOperation { Initializer: null, Constructor: { } constructor } creation)
        {
            Expression[] arguments = ReadOperands(creation.Arguments.Where(static argument => !argument.IsImplicit).Select(static argument => argument.Value).ToArray());
            string text = creation.Syntax is ObjectCreationExpressionSyntax syntax ? "new " + SourceLine.Of(syntax.Type) : "new " + ReadType(constructor.ContainingType).Text;
            var callee = new OpaqueCallee(text, text, "", fence.Site(creation.Syntax), ArgumentsMayVary: true);
            Emit(new Throw(new Call(callee, arguments.ToEquatableArray(), ReadType(constructor.ContainingType))));
            return;
        }
        fence.RefuseConstruct(thrown.Syntax, "This 'throw'", "throw a new exception: throw new …");
    }

    private void ReadSwitch(ISwitchOperation selection)
    {
        int label = labels[selection.ExitLabel] = nextLabel++;
        Expression subject = BindSubject(selection.Value, selection.Cases.SelectMany(static section => section.Clauses));
        var sections = new List<(Block Test, Expression? Condition, Block Body)>();
        Block? otherwise = null;
        foreach (ISwitchCaseOperation section in selection.Cases)
        {
            Expression? condition = null;
            bool isDefault = false;
            Block test = ReadBlock(() =>
            {
                foreach (ICaseClauseOperation clause in section.Clauses)
                {
                    if (clause is IDefaultCaseClauseOperation)
                        isDefault = true;
                    else
                        condition = Or(condition, ReadClause(clause, subject, condition));
                }
            });
            if (isDefault && !test.IsEmpty)
                Refuse(section.Clauses[0], "A guard with side effects beside 'default'", "assign before the switch");
            Block body = ReadBlock(() => ReadStatements(section.Body));
            // A section that has the default among its labels is reached whenever no other section matches.
            if (isDefault)
                otherwise = body;
            else
                sections.Add((test, condition, body));
        }
        Block chain = otherwise ?? Block.Empty;
        for (int i = sections.Count - 1; i >= 0; i--)
            chain = Block.Of(sections[i].Test.Statements.Append(new If(sections[i].Condition!, sections[i].Body, chain)));
        Emit(new Region(label, chain));
    }

    private static Expression Or(Expression? left, Expression right) =>
        left is null ? right : new Binary(BinaryOperator.ConditionalOr, left, right, Model.ValueType.Boolean);

    /// <summary>What patterns look at, evaluated once. A variable may stand for itself, unless a pattern gives it a second name.</summary>
    private Expression BindSubject(IOperation value, IEnumerable<IOperation> patterns)
    {
        Expression subject = ReadExpression(value);
        if (subject.Type.IsHolder)
            subject = Refuse(value, "Testing an object", "test it in the caller");
        bool isNamed = false;
        foreach (IOperation pattern in patterns)
        {
            int given = pattern.DescendantsAndSelf().OfType<IDeclarationPatternOperation>().Count(static declaration => declaration.DeclaredSymbol is not null);
            isNamed |= given > 0;
            if (given > 1)
                fence.RefuseConstruct(pattern.Syntax, "A pattern that gives two names", "give one, and assign it to another local");
        }
        if (subject is Literal or Symbol or Reference { Variable.Kind: VariableKind.Temporary } || subject is Reference && !isNamed)
            return subject;
        Variable temporary = NewTemporary(TemporaryName.Of(subject), subject.Type);
        EmitAssign(temporary, subject);
        return new Reference(temporary);
    }

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
        if (collection.Type is null || ReadType(collection.Type) is not { Class: TypeClass.Array or TypeClass.Span or TypeClass.ReadOnlySpan } type
            || loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol: { IsRef: false } item })
        {
            fence.RefuseConstruct(loop.Collection.Syntax, "A foreach over anything but an array or a span", "use a for loop with an index");
            return;
        }
        Expression buffer = ReadExpression(collection);
        Variable index = NewTemporary("index", Model.ValueType.Int32);
        var reference = new Reference(index);
        // A row, or an object, is not copied: the local is another name for it.
        Expression? element = type.Element is { IsBuffer: true } or { IsHolder: true } ? null : Declare(item, ReadType(item.Type));
        if (element is null)
            aliases[item] = ElementOf(buffer, EquatableArray.Of<Expression>(reference));
        EmitLoop(loop, null, testsFirst: true,
            initial: () => EmitAssign(index, Literal.Int(0)),
            step: () => EmitAssign(index, new Binary(BinaryOperator.Add, reference, Literal.Int(1), Model.ValueType.Int32)),
            body: () =>
            {
                if (element is not null)
                    Store(element, ElementOf(buffer, EquatableArray.Of<Expression>(reference)) is Element part ? Convert(part, element.Type) : ElementOf(buffer, EquatableArray.Of<Expression>(reference)), $"foreach {item.Name}");
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
                    Store(element, ElementOf(rectangle, at) is Element part ? Convert(part, element.Type) : ElementOf(rectangle, at), $"foreach {item.Name}");
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

    private static Expression Convert(Expression value, Model.ValueType type) =>
        value.Type == type ? value : new Conversion(value, type, IsImplicit: false);
}
