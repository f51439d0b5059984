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
                return And(ReadPattern(both.LeftPattern, subject), ReadPattern(both.RightPattern, subject));
            case IBinaryPatternOperation either:
                return Or(ReadPattern(either.LeftPattern, subject), ReadPattern(either.RightPattern, subject));
            case IDeclarationPatternOperation { MatchesNull: true, DeclaredSymbol: ILocalSymbol local } when subject is Reference reference:
                // `var t` names the subject, which is a temporary of its own.
                variables[local] = reference.Variable;
                return Literal.True;
            case IDeclarationPatternOperation { MatchesNull: true, DeclaredSymbol: ILocalSymbol local } when subject is Composite { Type.IsHolder: false }:
                aliases[local] = subject;
                return Literal.True;
            case IRecursivePatternOperation recursive when subject is Composite { Type.IsHolder: false } whole && recursive.InputType is INamedTypeSymbol type:
                return ReadPartPatterns(recursive, whole, type);
            default:
                return Refuse(pattern, "This pattern", "use constant, relational, 'and', 'or', 'not' and discard patterns");
        }
    }

    /// <summary>Patterns of the parts of a struct or a tuple, by their names or their places: all hold.</summary>
    private Expression ReadPartPatterns(IRecursivePatternOperation pattern, Composite whole, INamedTypeSymbol type)
    {
        ISymbol[] parts = [.. CompositeReader.Parts(type)];
        Expression condition = Literal.True;
        for (int i = 0; i < pattern.DeconstructionSubpatterns.Length; i++)
        {
            // A record is taken apart by the parameters that it is declared with, if it does not say otherwise.
            int index = type.IsTupleType ? i
                : pattern.DeconstructSymbol is IMethodSymbol { IsImplicitlyDeclared: true } deconstruct ? Array.FindIndex(parts, part => part.Name == deconstruct.Parameters[i].Name) : -1;
            if (index < 0)
                return Refuse(pattern, "A pattern that calls 'Deconstruct'", "name the parts: { X: > 0 }");
            condition = And(condition, ReadPattern(pattern.DeconstructionSubpatterns[i], whole.Parts[index]));
        }
        foreach (IPropertySubpatternOperation named in pattern.PropertySubpatterns)
        {
            if (named.Member is not IMemberReferenceOperation { Member: var member } || CompositeReader.IndexOf(type, member) is not (var index and >= 0))
                return Refuse(named, "A pattern of what a property computes", "compare it with an operator");
            condition = And(condition, ReadPattern(named.Pattern, whole.Parts[index]));
        }
        if (pattern.DeclaredSymbol is ILocalSymbol local)
            aliases[local] = whole;
        return condition;
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
            ? arms[arms.Count - 1].Body
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
