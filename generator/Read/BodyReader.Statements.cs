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
        statement = operation;
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
                MakeRolling(conditional);
                Expression condition = ReadExpression(conditional.Condition);
                Emit(new If(
                    condition,
                    ReadBlock(() => ReadStatement(conditional.WhenTrue)),
                    conditional.WhenFalse is null ? Block.Empty : ReadBlock(() => ReadStatement(conditional.WhenFalse))));
                break;
            case ISwitchOperation selection:
                MakeRolling(selection);
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
            IOperation? initializer = declarator.Initializer?.Value ?? declaration.Initializer?.Value;
            if (local.IsRef)
            {
                ReadReference(local, declaration, initializer, declarator.Syntax);
                continue;
            }
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

    /// <summary>A local declared <c>ref</c> is another name for a variable or an element, for the one that it is now.</summary>
    private void ReadReference(ILocalSymbol local, IOperation declaration, IOperation? initializer, SyntaxNode syntax)
    {
        IOperation root = declaration;
        while (root.Parent is not null)
            root = root.Parent;
        bool isMoved = root.Descendants().Any(operation => operation is ISimpleAssignmentOperation { IsRef: true, Target: ILocalReferenceOperation { Local: var target } } && SymbolEqualityComparer.Default.Equals(target, local));
        bool isReadOnly = local.RefKind == RefKind.In;
        aliases[local] = Placeholder(local.Type);
        if (initializer is null || isMoved || ReadType(local.Type).IsBuffer || !(isReadOnly || IsVariable(initializer)))
        {
            fence.RefuseConstruct(syntax, "This 'ref' local", "let it name one variable or element, or read and write that itself");
            return;
        }
        if (ScopeOf(local) is { } scope)
            RefuseReplaced(initializer, scope, syntax.SpanStart);
        if ((isReadOnly ? ReadExpression(initializer) : ReadTarget(initializer)) is not { } place)
            return;
        int at = output.Count;
        aliases[local] = PinForName(place, ref at);
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
                Expression expression = ReadBufferOrRefuse("result", buffer, value, origin);
                Variable? known = expression is Reference { Variable: var whole } ? whole : expression.Owner();
                if (buffer is { Class: TypeClass.Array or TypeClass.RectangularArray, HoldsObjects: false } && (known is { Kind: VariableKind.Parameter } || moves!.MayBeGiven(value)))
                {
                    // A caller would know one array by two names, and one gradient by two.
                    fence.RefuseConstruct(value.Syntax, "Returning an array that the function was given", "return a copy, as [.. a] is of a");
                }
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

    /// <summary>What patterns look at, evaluated once. A variable may stand for itself, unless a pattern gives it a second name or a guard may change it.</summary>
    private Expression BindSubject(IOperation value, IEnumerable<IOperation> patterns)
    {
        Expression subject = ReadExpression(value);
        if (subject.Type.IsHolder)
            subject = Refuse(value, "Testing an object", "test it in the caller");
        bool isNamed = false;
        foreach (IOperation pattern in patterns)
        {
            isNamed |= pattern switch { ISwitchExpressionArmOperation arm => arm.Guard, IPatternCaseClauseOperation clause => clause.Guard, _ => null } is { } guard && MayAssign(guard);
            isNamed |= pattern.DescendantsAndSelf().Any(static part => part is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null });
        }
        isNamed &= !IsFixed(value);
        if (subject is Composite { Type.IsHolder: false } whole)
            return whole.Map(leaf => leaf is Literal or Symbol || leaf is Reference && !isNamed ? leaf : Bound(leaf));
        return subject is Literal or Symbol || subject is Reference && !isNamed ? subject : Bound(subject);

        Reference Bound(Expression part)
        {
            Variable temporary = NewTemporary(TemporaryName.Of(part), part.Type);
            EmitAssign(temporary, part);
            return new Reference(temporary);
        }
    }

    private static Expression Convert(Expression value, Model.ValueType type) =>
        value.Type == type ? value : new Conversion(value, type, IsImplicit: false);
}
