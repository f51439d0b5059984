using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>Patterns, as conditions on a subject that is evaluated once; switch expressions, as nested conditionals.</content>
internal sealed partial class BodyReader
{
    /// <param name="clause">The clause.</param>
    /// <param name="subject">What is looked at.</param>
    /// <param name="before">Whether a clause of the same section holds that comes before; null for the first.</param>
    private Expression ReadClause(ICaseClauseOperation clause, Expression subject, Expression? before)
    {
        switch (clause)
        {
            case ISingleValueCaseClauseOperation { Value: var value }:
                return EqualTo(subject, value);
            case IPatternCaseClauseOperation pattern:
                Expression condition = ReadPattern(pattern.Pattern, subject);
                return pattern.Guard is null ? condition : ReadGuard(condition, pattern.Guard, before);
            default:
                return Refuse(clause, "This case", "use constant and relational patterns");
        }
    }

    /// <summary>A pattern with a guard. What the guard does besides giving a value is done where the pattern holds and nothing before it did.</summary>
    private Expression ReadGuard(Expression pattern, IOperation guard, Expression? before)
    {
        Expression condition = Literal.True;
        Block effects = ReadBlock(() => condition = ReadExpression(guard));
        if (effects.IsEmpty)
            return And(pattern, condition);
        var holds = new Reference(NewTemporary("holds", Model.ValueType.Boolean));
        EmitAssign(holds.Variable, before is null ? pattern : And(new Unary(UnaryOperator.Not, before, Model.ValueType.Boolean), pattern));
        Emit(new If(holds, Block.Of(effects.Statements.Append(new Assign(holds, condition))), Block.Empty));
        return holds;
    }

    private Expression ReadPattern(IPatternOperation pattern, Expression subject)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return Literal.True;
            case IConstantPatternOperation { Value: var value }:
                return EqualTo(subject, value);
            case IRelationalPatternOperation relational when Operator(relational.OperatorKind, Model.ValueType.Boolean) is { } symbol:
                Expression limit = ReadExpression(relational.Value);
                return new Binary(symbol, subject, limit, Model.ValueType.Boolean);
            case INegatedPatternOperation negated:
                return new Unary(UnaryOperator.Not, ReadPattern(negated.Pattern, subject), Model.ValueType.Boolean);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both:
                return ShortCircuit(BinaryOperator.ConditionalAnd, ReadPattern(both.LeftPattern, subject), () => ReadPattern(both.RightPattern, subject));
            case IBinaryPatternOperation either:
                return ShortCircuit(BinaryOperator.ConditionalOr, ReadPattern(either.LeftPattern, subject), () => ReadPattern(either.RightPattern, subject));
            case IDeclarationPatternOperation { MatchesNull: true, DeclaredSymbol: ILocalSymbol local } when !subject.Type.IsHolder && !subject.Type.IsBuffer:
                NameSubject(local, subject, pattern);
                return Literal.True;
            case IRecursivePatternOperation { InputType: INamedTypeSymbol type } recursive when subject is Composite { Type.IsHolder: false } || subject.Type.IsVector:
                return ReadPartPatterns(recursive, subject, type);
            case IDeclarationPatternOperation { MatchesNull: false, DeclaredSymbol: var declared, InputType: var input, MatchedType: var matched } when IsValueOf(input, matched) && (declared is null || !IsChanged(declared, pattern)):
                return ReadValuePattern(subject, input, declared);
            case IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true, PropertySubpatterns.IsEmpty: true, DeclaredSymbol: var declared, InputType: var input, MatchedType: var matched } when IsValueOf(input, matched) && (declared is null || !IsChanged(declared, pattern)):
                return ReadValuePattern(subject, input, declared);
            default:
                return Refuse(pattern, "This pattern", "use constant, relational, 'and', 'or', 'not' and discard patterns");
        }
    }

    private static bool IsValueOf(ITypeSymbol input, ITypeSymbol? matched) => IsNullable(input) && SymbolEqualityComparer.Default.Equals(((INamedTypeSymbol)input).TypeArguments[0], matched);

    /// <summary>That a number is there: <c>limit is double most</c>, <c>limit is { } most</c>.</summary>
    private Expression ReadValuePattern(Expression subject, ITypeSymbol type, ISymbol? declared)
    {
        if (declared is ILocalSymbol local)
            aliases[local] = ValueOf(subject, type);
        return IsThere(subject);
    }

    /// <summary>What the members that a pattern mentions are of.</summary>
    private Expression? patternInput;

    private static string LocalName(IOperation member) =>
        member is IMemberReferenceOperation { Member.Name: var name } ? char.ToLowerInvariant(name[0]) + name.Substring(1) : "part";

    private static bool IsThis(IOperation operation) => operation is IInstanceReferenceOperation { ReferenceKind: not InstanceReferenceKind.PatternInput };

    /// <summary>Patterns of the parts of a struct, a tuple or a vector, by their places or their names: all hold.</summary>
    private Expression ReadPartPatterns(IRecursivePatternOperation pattern, Expression whole, INamedTypeSymbol type)
    {
        Expression condition = Literal.True;
        if (pattern.DeconstructionSubpatterns is { IsEmpty: false } places)
        {
            Expression[]? parts = type.IsTupleType ? [.. ((Composite)whole).Parts]
                : pattern.DeconstructSymbol is IMethodSymbol { IsExtensionMethod: false } method && whole is Composite composite ? TakenApart(composite, type, method, pattern) : null;
            if (parts is null)
                return Refuse(pattern, "A pattern of what an extension's 'Deconstruct' gives", "name the parts: { X: > 0 }");
            for (int i = 0; i < places.Length; i++)
            {
                int place = i;
                condition = ShortCircuit(BinaryOperator.ConditionalAnd, condition, () => ReadPattern(places[place], parts[place]));
            }
        }
        foreach (IPropertySubpatternOperation named in pattern.PropertySubpatterns)
        {
            condition = ShortCircuit(BinaryOperator.ConditionalAnd, condition, () =>
            {
                (Expression? outer, patternInput) = (patternInput, whole);
                Expression part = ReadExpression(named.Member);
                patternInput = outer;
                // What a property computes it computes once.
                return ReadPattern(named.Pattern, part is Reference or Member or Literal or Symbol || part is Composite made && made.Leaves.All(static leaf => leaf is Reference or Member or Literal or Symbol) ? part : Settled(LocalName(named.Member), part, copies: true));
            });
        }
        if (pattern.DeclaredSymbol is ILocalSymbol local)
            NameSubject(local, whole, pattern);
        return condition;
    }

    /// <summary>
    /// Gives what a pattern looks at, which stays as it is, a name: the subject itself goes by it, or, where it is changed by that name, a copy.
    /// </summary>
    private void NameSubject(ILocalSymbol local, Expression subject, IPatternOperation pattern)
    {
        if (IsChanged(local, pattern) || subject is not (Reference or Composite))
            subject = Settled(local.Name, subject, copies: true);
        if (subject is Reference { Variable: var variable })
            variables[local] = variable;
        else
            aliases[local] = subject;
    }

    private static Expression And(Expression left, Expression right)
    {
        if (left == Literal.True)
            return right;
        return right == Literal.True ? left : new Binary(BinaryOperator.ConditionalAnd, left, right, Model.ValueType.Boolean);
    }

    /// <summary>
    /// A constant pattern is tested by <c>==</c>, but for NaN, which as a pattern matches NaN and by <c>==</c> never does.
    /// </summary>
    private Expression EqualTo(Expression subject, IOperation constant)
    {
        if (constant.ConstantValue is { HasValue: true, Value: double.NaN or float.NaN })
            return new Call(new RuleCallee(subject.Type.Text + ".IsNaN", "double.IsNaN"), EquatableArray.Of(subject), Model.ValueType.Boolean);
        return new Binary(BinaryOperator.Equal, subject, ReadExpression(constant), Model.ValueType.Boolean);
    }

    private Expression ReadSwitchExpression(ISwitchExpressionOperation selection)
    {
        Expression subject = BindSubject(selection.Value, selection.Arms);
        Model.ValueType type = ReadType(selection.Type!);
        Expression choice = NewTarget("choice", type, VariableKind.Temporary);
        var arms = new List<(Block Test, Expression Condition, Block Body)>();
        foreach (ISwitchExpressionArmOperation arm in selection.Arms)
        {
            Expression condition = Literal.True;
            Block test = ReadBlock(() =>
            {
                condition = ReadPattern(arm.Pattern, subject);
                if (arm.Guard is not null)
                    condition = ReadGuard(condition, arm.Guard, before: null);
            });
            Block body = ReadBlock(() =>
            {
                IOperation value = arm.Value is IConversionOperation { Operand: IThrowOperation inner } ? inner : arm.Value;
                if (value is IThrowOperation thrown)
                    EmitThrow(thrown);
                else
                    Store(choice, ReadExpression(arm.Value), null);
            });
            arms.Add((test, condition, body));
        }
        if (arms.Count == 0)
            return Refuse(selection, "A switch expression without arms", "add an arm");
        bool isExhaustive = arms[arms.Count - 1].Condition == Literal.True;
        Block chain = isExhaustive
            ? Block.Of(arms[arms.Count - 1].Test.Statements.Concat(arms[arms.Count - 1].Body.Statements))
            : Block.Of(new Throw(new Call(
                new OpaqueCallee("new global::System.Runtime.CompilerServices.SwitchExpressionException", "", "", -1, ArgumentsMayVary: true),
                subject is Composite ? EquatableArray<Expression>.Empty : EquatableArray.Of(subject), new Model.ValueType(TypeClass.Opaque, "object"))));
        for (int i = arms.Count - (isExhaustive ? 2 : 1); i >= 0; i--)
            chain = Block.Of(arms[i].Test.Statements.Append(new If(arms[i].Condition, arms[i].Body, chain, IsExpression: true)));
        foreach (Statement statement in chain.Statements)
            Emit(statement);
        return choice;
    }
}
