using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Puts temporaries back into the expression that uses them, where there is only one: a name is kept only by what needs
/// one. What the user named stays named.
/// </summary>
public sealed class Nesting
{
    /// <summary>Gradients are nested only as far as a line stays readable; the user's own expressions wholly.</summary>
    private const int LargestGradient = 16;

    private readonly Dictionary<Variable, int> uses = [];
    private readonly Dictionary<Variable, int> definitions = [];

    public static Block Nest(Block body)
    {
        while (true)
        {
            Block propagated = new Nesting(body).Propagate(body);
            Block nested = Settle(new Nesting(propagated).NestBlock(propagated));
            if (nested == body)
                return body;
            body = nested;
        }
    }

    /// <summary>Decides the branches on constants; what only an arm that is never taken sets, and something still mentions, is zero.</summary>
    private static Block Settle(Block body)
    {
        Block decided = Decided(body);
        if (decided == body)
            return body;
        HashSet<Variable> mentioned = [.. decided.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions())];
        mentioned.ExceptWith(decided.Descendants().SelectMany(static statement => statement.Assigned()));
        Variable[] lost = [.. body.Descendants().SelectMany(static statement => statement.Assigned()).Distinct().Where(mentioned.Contains).OrderBy(static variable => variable.Id)];
        return lost.All(static variable => variable.Type.IsQuantity || variable.Type.Class is TypeClass.Integer or TypeClass.Boolean)
            ? Block.Of(lost.Where(static variable => variable.Kind != VariableKind.Parameter).Select(static Statement (variable) => new Assign(new Reference(variable), Composite.ZeroLeaf(variable.Type))).Concat(decided.Statements))
            : body;
    }

    /// <summary>Leaves of a branch on constants, which nesting may have made it, the arm that is taken: C# warns of the other.</summary>
    private static Block Decided(Block block) => block.With(block.Statements.SelectMany(static statement => statement is If branch && KnownConditions.Decide(branch.Condition) is { } isTaken
        ? Decided(isTaken ? branch.Then : branch.Else).Statements
        : EquatableArray.Of((statement is If open ? open.MapExpressions(KnownConditions.Rest) : statement).MapBlocks(Decided))));

    private Nesting(Block body)
    {
        foreach (Statement statement in body.Descendants())
        {
            Count(statement.Assigned(), definitions);
            foreach (Expression expression in statement.Expressions())
                Count(expression.Mentions(), uses);
        }
    }

    private static void Count(IReadOnlyList<Variable> variables, Dictionary<Variable, int> counts)
    {
        foreach (Variable variable in variables)
            counts[variable] = counts.TryGetValue(variable, out int known) ? known + 1 : 1;
    }

    private int Uses(Variable variable) => uses.TryGetValue(variable, out int count) ? count : 0;

    private int Definitions(Variable variable) => definitions.TryGetValue(variable, out int count) ? count : 0;

    /// <summary>Replaces variables that only stand for another variable or a constant.</summary>
    private Block Propagate(Block body)
    {
        var copies = new Dictionary<Variable, Expression>();
        foreach (Statement statement in body.Descendants())
        {
            if (statement is Assign { Target: Reference { Variable: { Kind: VariableKind.Temporary or VariableKind.Result } target }, Value: var value }
                && Definitions(target) == 1 && value.Type == target.Type && IsFixed(value, target))
                copies[target] = value;
        }
        if (copies.Count == 0)
            return body;
        Expression? Replacement(Variable variable)
        {
            if (!copies.TryGetValue(variable, out Expression? value))
                return null;
            return value is Reference reference ? Replacement(reference.Variable) ?? value : value;
        }
        return Map(body, statement => statement is Assign { Target: Reference target } && copies.ContainsKey(target.Variable)
            ? null
            : statement.MapExpressions(expression => expression.Substitute(Replacement)));
    }

    private bool IsFixed(Expression value, Variable target) => value switch
    {
        Reference { Variable: var source } => Definitions(source) <= (source.Kind == VariableKind.Parameter ? 0 : 1),
        Literal => target.Kind != VariableKind.Result && target.Type.Class != TypeClass.Boolean,
        _ => false,
    };

    private static Block Map(Block block, Func<Statement, Statement?> map) => block.With(block.Statements
        .Select(map).OfType<Statement>().Select(statement => statement.MapBlocks(inner => Map(inner, map))));

    private Block NestBlock(Block block)
    {
        List<Statement> statements = [.. block.Statements.Select(statement => statement.MapBlocks(NestBlock))];
        for (int i = statements.Count - 2; i >= 0; i--)
        {
            if (statements[i] is not Assign { Target: Reference { Variable: { Kind: VariableKind.Temporary } temporary }, Value: var value }
                || Definitions(temporary) != 1 || Uses(temporary) != 1)
                continue;
            int user = FindUser(statements, i, temporary, value);
            if (user < 0)
                continue;
            statements[user] = Put(statements[user], temporary, value);
            statements.RemoveAt(i);
        }
        return block.With(statements);
    }

    /// <summary>The statement that uses a temporary, if its value can be computed there instead.</summary>
    private static int FindUser(List<Statement> statements, int definition, Variable temporary, Expression value)
    {
        bool calls = Purity.Calls(value);
        HashSet<Variable> read = [.. value.SelfAndDescendants().OfType<Element>().Select(static element => element.Owner()).OfType<Variable>()];
        HashSet<Variable> mentioned = [.. value.Mentions()];
        for (int i = definition + 1; i < statements.Count; i++)
        {
            Statement statement = statements[i];
            if (statement.Expressions().Any(expression => expression.Mentions().Contains(temporary)))
                return Fits(statement, temporary, value) && !Disturbs(statement, value) && !Overtakes(statement, temporary, value) && !(Purity.HasEffect(value) && IsOptional(statement, temporary)) ? i : -1;
            if (statement.Blocks().Any(block => Mentions(block, temporary)))
                return !Purity.HasEffect(value) && statement is If && Inside(statement, temporary, value, mentioned) ? i : -1;
            if (statement.Assigned().Concat(statement.Blocks().SelectMany(static block => block.Descendants()).SelectMany(static inner => inner.Assigned())).Any(mentioned.Contains))
                return -1;
            if (calls && !IsQuiet(statement) || Block.Of(statement).Descendants().SelectMany(Buffers.Written).Any(read.Contains))
                return -1;
            if (read.Count > 0 && statement is not Assign)
                return -1;
        }
        return -1;
    }

    /// <summary>
    /// Whether a value and the statement that uses it touch the same buffer and one of them writes it: within one expression a place may be
    /// read before a call that comes later changes it, as in <c>a[0] += F(a)</c>.
    /// </summary>
    private static bool Disturbs(Statement user, Expression value)
    {
        Expression[] used = [.. user.Expressions()];
        return Touches(Written([value]), used) || Touches(Written(used), [value]);

        static HashSet<Variable> Written(Expression[] expressions) => [.. expressions.SelectMany(static expression => Buffers.Written(new Evaluate(expression)))];

        static bool Touches(HashSet<Variable> written, Expression[] expressions) => written.Count > 0
            && expressions.Any(expression => expression.Mentions().Any(variable => variable.Type.IsBuffer && written.Contains(variable.Owner)));
    }

    /// <summary>Whether a call that has effects, what a loop kept is taken back by one, would come after one that it came before.</summary>
    private static bool Overtakes(Statement user, Variable temporary, Expression value)
    {
        if (!HasCall(value))
            return false;
        bool called = false, overtakes = false;
        foreach (Expression expression in user.Expressions())
            Visit(expression);
        return overtakes;

        void Visit(Expression expression)
        {
            foreach (Expression child in expression.Children())
                Visit(child);
            called |= IsCall(expression);
            overtakes |= called && expression is Reference { Variable: var variable } && variable == temporary;
        }

        static bool HasCall(Expression expression) => expression.SelfAndDescendants().Any(IsCall);

        static bool IsCall(Expression expression) => expression is Call { Callee: WorkspaceCallee or OpaqueCallee or DifferentiableCallee { Pass: not SplitPass.None } };
    }

    /// <summary>Whether a statement uses a variable only on a condition: in an arm, or behind an operator that may stop before.</summary>
    private static bool IsOptional(Statement user, Variable temporary) => user.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).Any(part => part switch
    {
        Conditional choice => choice.WhenTrue.Mentions().Contains(temporary) || choice.WhenFalse.Mentions().Contains(temporary),
        Binary { Operator: BinaryOperator.ConditionalAnd or BinaryOperator.ConditionalOr, Right: var right } => right.Mentions().Contains(temporary),
        _ => false,
    });

    private static bool Fits(Statement statement, Variable temporary, Expression value)
    {
        // Where a loop begins may be asked for once more, behind it: what is taken back is a name by then.
        if (statement is For or While && (Purity.Calls(value) || !(statement is For { Start: var start } && start.Mentions().Contains(temporary))))
            return false;
        if (temporary.IsAdjoint || statement is Assign { Target: Reference { Variable.IsAdjoint: true } })
            return statement is not (Return or Deconstruction) && Purity.Size(value) + statement.Expressions().Sum(Purity.Size) <= LargestGradient;
        return statement is not Return;
    }

    /// <summary>Whether the one use is in an arm of a branch, before anything there changes what the value depends on.</summary>
    private static bool Inside(Statement branch, Variable temporary, Expression value, HashSet<Variable> mentioned)
    {
        foreach (Block block in branch.Blocks().Where(block => Mentions(block, temporary)))
        {
            foreach (Statement statement in block.Statements)
            {
                if (statement.Expressions().Any(expression => expression.Mentions().Contains(temporary)))
                    return Fits(statement, temporary, value);
                if (statement.Blocks().Any(inner => Mentions(inner, temporary)) || statement.Assigned().Any(mentioned.Contains) || statement is For or While)
                    return false;
            }
        }
        return false;
    }

    private static Statement Put(Statement statement, Variable temporary, Expression value) =>
        statement.Expressions().Any(expression => expression.Mentions().Contains(temporary))
            ? statement.MapExpressions(expression => Tidy(Unwiden(expression.Substitute(variable => variable == temporary ? value : null)), statement))
            : statement.MapBlocks(block => block.MapStatements(inner => Put(inner, temporary, value)));

    /// <summary>A gradient that a negative term is added to is one that it is subtracted from.</summary>
    private static Expression Tidy(Expression expression, Statement statement) => statement is not Assign { Target: Reference { Variable.IsAdjoint: true } or Element { Buffer: Reference { Variable.IsAdjoint: true } } }
        ? expression
        : expression switch
        {
            Binary { Operator: BinaryOperator.Add } sum when WithoutSign(sum.Right) is { } positive => sum with { Operator = BinaryOperator.Subtract, Right = positive },
            Binary { Operator: BinaryOperator.Subtract } difference when WithoutSign(difference.Right) is { } positive => difference with { Operator = BinaryOperator.Add, Right = positive },
            Unary { Operator: UnaryOperator.Negate } negative when WithoutSign(negative.Operand) is { } positive => positive,
            Update update => update with { Value = Tidy(update.Value, statement) },
            _ => expression,
        };

    /// <summary>What was widened only to be narrowed again is what it was; a sign goes to the number in front, but that a whole 0 has none.</summary>
    private static Expression Unwiden(Expression expression) => expression.MapChildren(Unwiden) switch
    {
        Conversion { Type: var type, Operand: Conversion { Operand: var inner, Type.Class: TypeClass.Double } } when inner.Type == type && type.Class != TypeClass.Generic => inner,
        Binary { Operator: BinaryOperator.Multiply, Left: Literal { Text: var text } number, Right: Unary { Operator: UnaryOperator.Negate } negative } product when text[0] != '-' && text != "0" =>
            product with { Left = number with { Text = "-" + text }, Right = negative.Operand },
        var other => other,
    };

    private static Expression? WithoutSign(Expression expression) => expression switch
    {
        Unary { Operator: UnaryOperator.Negate } negative => negative.Operand,
        Binary { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } product when WithoutSign(product.Left) is { } left => product with { Left = left },
        _ => null,
    };

    private static bool Mentions(Block block, Variable variable) =>
        block.Descendants().Any(statement => statement.Expressions().Any(expression => expression.Mentions().Contains(variable)));

    /// <summary>Whether a statement does nothing that an effect could come before or after.</summary>
    private static bool IsQuiet(Statement statement) => statement is Heading
        || statement is Assign { Target: Reference } && !statement.Expressions().Any(Purity.HasEffect);
}
