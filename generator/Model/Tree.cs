using System.Runtime.CompilerServices;

namespace AutoBackprop.Generator.Model;

/// <summary>Walks and rewrites the model's trees: the one place that knows what every record contains.</summary>
public static class Tree
{
    /// <summary>The expressions directly inside an expression.</summary>
    public static IEnumerable<Expression> Children(this Expression expression)
    {
        var children = new List<Expression>();
        for (int i = 0; Child(expression, i) is { } child; i++)
            children.Add(child);
        return children;
    }

    /// <summary>The expression itself and everything inside it, outermost first.</summary>
    [MethodImpl(Hot)]
    public static IReadOnlyList<Expression> SelfAndDescendants(this Expression expression)
    {
        if (expression is Reference or Literal)
            return [expression];
        // Collected at once: every pass asks, and iterators inside iterators cost more than the passes.
        var all = new List<Expression>();
        Collect(expression, all);
        return all;

        [MethodImpl(Hot)]
        static void Collect(Expression part, List<Expression> all)
        {
            all.Add(part);
            for (int i = 0; Child(part, i) is { } child; i++)
                Collect(child, all);
        }
    }

    /// <summary>What is directly inside an expression, one after the other; null after the last. By number, since a delegate for each node is what walking would cost.</summary>
    [MethodImpl(Hot)]
    private static Expression? Child(Expression expression, int index) => expression switch
    {
        Reference or Literal => null,
        Binary binary => index switch { 0 => binary.Left, 1 => binary.Right, _ => null },
        Unary unary => index == 0 ? unary.Operand : null,
        Call call => At(call.Arguments, index),
        Element element => index == 0 ? element.Buffer : At(element.Indices, index - 1),
        Conversion conversion => index == 0 ? conversion.Operand : null,
        Conditional conditional => index switch { 0 => conditional.Condition, 1 => conditional.WhenTrue, 2 => conditional.WhenFalse, _ => null },
        Length length => index == 0 ? length.Buffer : null,
        Slice slice => index switch { 0 => slice.Buffer, 1 => slice.Start, 2 => slice.Count, _ => null },
        Interpolation text => At(text.Values, index),
        Collection list => At(list.Items, index),
        NewBuffer buffer => At(buffer.Sizes, index),
        Member member => index == 0 ? member.Target : null,
        Composite composite => At(composite.Parts, index),
        Update update => index switch { 0 => update.Target, 1 => update.Value, _ => null },
        _ => null,
    };

    private static Expression? At(EquatableArray<Expression> parts, int index) => index < parts.Count ? parts[index] : null;

    /// <summary>The variable that a buffer, or a row of one, belongs to.</summary>
    public static Reference Root(this Expression buffer) => buffer switch
    {
        Reference reference => reference,
        Element element => element.Buffer.Root(),
        Slice slice => slice.Buffer.Root(),
        Conversion conversion => conversion.Operand.Root(),
        _ => throw new InvalidOperationException($"{buffer.GetType().Name} is no buffer."),
    };

    /// <summary>Whether a statement gives a buffer, or a part of one, a second name.</summary>
    public static bool IsView(this Statement statement) =>
        statement is Assign { Target: Reference { Variable: { Type.IsBuffer: true, Kind: not VariableKind.Result } }, Value: Reference or Slice or Conditional or Element };

    /// <summary>The variable that a buffer belongs to; null where it is no variable's: a static array, what a call gives.</summary>
    public static Variable? Owner(this Expression buffer) => buffer switch
    {
        Reference reference => reference.Variable.Owner,
        Element element => element.Buffer.Owner(),
        Slice slice => slice.Buffer.Owner(),
        Conditional conditional => conditional.WhenTrue.Owner(),
        Conversion conversion => conversion.Operand.Owner(),
        _ => null,
    };

    /// <summary>The variables that an expression mentions, as often as it does.</summary>
    [MethodImpl(Hot)]
    public static IReadOnlyList<Variable> Mentions(this Expression expression)
    {
        switch (expression)
        {
            case Reference only: return [only.Variable];
            case Literal: return NoVariables;
        }
        var all = new List<Variable>();
        Collect(expression, all);
        return all;

        [MethodImpl(Hot)]
        static void Collect(Expression part, List<Variable> all)
        {
            if (part is Reference reference)
                all.Add(reference.Variable);
            for (int i = 0; Child(part, i) is { } child; i++)
                Collect(child, all);
        }
    }

    /// <summary>The same expression with its direct children replaced; the same instance where none changes.</summary>
    [MethodImpl(Hot)]
    public static Expression MapChildren(this Expression expression, Func<Expression, Expression> map)
    {
        switch (expression)
        {
            case Unary unary:
                Expression operand = map(unary.Operand);
                return Same(operand, unary.Operand) ? unary : unary with { Operand = operand };
            case Binary binary:
                Expression left = map(binary.Left), right = map(binary.Right);
                return Same(left, binary.Left) && Same(right, binary.Right) ? binary : binary with { Left = left, Right = right };
            case Conditional conditional:
                Expression condition = map(conditional.Condition), yes = map(conditional.WhenTrue), no = map(conditional.WhenFalse);
                return Same(condition, conditional.Condition) && Same(yes, conditional.WhenTrue) && Same(no, conditional.WhenFalse)
                    ? conditional
                    : conditional with { Condition = condition, WhenTrue = yes, WhenFalse = no };
            case Conversion conversion:
                Expression converted = map(conversion.Operand);
                return Same(converted, conversion.Operand) ? conversion : conversion with { Operand = converted };
            case Call call:
                return Map(call.Arguments, map) is { } arguments ? call with { Arguments = arguments } : call;
            case Element element:
                Expression whole = map(element.Buffer);
                EquatableArray<Expression>? indices = Map(element.Indices, map);
                return Same(whole, element.Buffer) && indices is null ? element : element with { Buffer = whole, Indices = indices ?? element.Indices };
            case Length length:
                Expression measured = map(length.Buffer);
                return Same(measured, length.Buffer) ? length : length with { Buffer = measured };
            case Slice slice:
                Expression sliced = map(slice.Buffer), start = map(slice.Start), count = map(slice.Count);
                return Same(sliced, slice.Buffer) && Same(start, slice.Start) && Same(count, slice.Count) ? slice : slice with { Buffer = sliced, Start = start, Count = count };
            case Interpolation text:
                return Map(text.Values, map) is { } values ? text with { Values = values } : text;
            case Collection list:
                return Map(list.Items, map) is { } items ? list with { Items = items } : list;
            case NewBuffer buffer:
                return Map(buffer.Sizes, map) is { } sizes ? buffer with { Sizes = sizes } : buffer;
            case Member member:
                Expression target = map(member.Target);
                return Same(target, member.Target) ? member : member with { Target = target };
            case Composite composite:
                return Map(composite.Parts, map) is { } parts ? composite with { Parts = parts } : composite;
            case Update update:
                Expression updated = map(update.Target), part = map(update.Value);
                return Same(updated, update.Target) && Same(part, update.Value) ? update : update with { Target = updated, Value = part };
            default:
                return expression;
        }
    }

    /// <summary>Replaces variables throughout an expression.</summary>
    public static Expression Substitute(this Expression expression, Func<Variable, Expression?> replacement)
    {
        if (expression is Literal)
            return expression;
        Func<Expression, Expression> map = null!;
        map = part => part is Reference reference ? replacement(reference.Variable) ?? reference : part.MapChildren(map);
        return map(expression);
    }

    /// <summary>Replaces expressions throughout a block, outermost first; null leaves one as it is and goes into it.</summary>
    public static Block MapAll(this Block block, Func<Expression, Expression?> replacement)
    {
        return block.MapStatements(statement => statement.MapExpressions(Map).MapBlocks(inner => inner.MapAll(replacement)));

        Expression Map(Expression expression) => replacement(expression) ?? expression.MapChildren(Map);
    }

    /// <summary>Whether a statement gives a gradient a value, or an element of one.</summary>
    public static bool IsGradient(this Statement statement) => statement is Assign { Target: var target } && target.Root().Variable.IsAdjoint
        || statement is Deconstruction deconstruction && deconstruction.Targets.Any(static target => target is { IsAdjoint: true });

    /// <summary>Whether a block ends by throwing.</summary>
    public static bool Throws(this Block block) => block.Statements.LastOrDefault() is Throw;

    /// <summary>The blocks directly inside a statement.</summary>
    [MethodImpl(Hot)]
    public static IReadOnlyList<Block> Blocks(this Statement statement) => statement switch
    {
        If branch => [branch.Then, branch.Else],
        Region region => [region.Body],
        RawLoop loop => [loop.Initial, loop.Step, loop.Body],
        For loop => [loop.Body],
        While loop => [loop.Body],
        _ => NoBlocks,
    };

    /// <summary>The expressions that a statement evaluates itself, not those of the blocks inside it. An assigned variable is not among them; an assigned element is.</summary>
    [MethodImpl(Hot)]
    public static IReadOnlyList<Expression> Expressions(this Statement statement) => statement switch
    {
        Assign { Target: Reference } assign => [assign.Value],
        Assign assign => [assign.Value, assign.Target],
        Deconstruction deconstruct => [deconstruct.Value],
        Evaluate evaluate => [evaluate.Expression],
        Swap swap => [swap.Left, swap.Right],
        If branch => [branch.Condition],
        RawLoop loop => [loop.Condition],
        For { Stop: { } stop } loop => [loop.Start, loop.Limit, stop],
        For loop => [loop.Start, loop.Limit],
        While loop => [loop.Condition],
        Throw thrown => [thrown.Exception],
        Return returned => [.. returned.Values],
        _ => NoExpressions,
    };

    private static readonly Block[] NoBlocks = [];
    private static readonly Expression[] NoExpressions = [];
    private static readonly Variable[] NoVariables = [];

    /// <summary>A build runs these once over every function: they must not wait until the runtime finds out that they are called often.</summary>
    private const MethodImplOptions Hot = (MethodImplOptions)512;

    /// <summary>The same statement with the expressions that it evaluates itself replaced; the same instance where none changes.</summary>
    [MethodImpl(Hot)]
    public static Statement MapExpressions(this Statement statement, Func<Expression, Expression> map)
    {
        switch (statement)
        {
            case Assign assign:
                Expression value = map(assign.Value), target = assign.Target is Reference ? assign.Target : map(assign.Target);
                return Same(value, assign.Value) && Same(target, assign.Target) ? assign : assign with { Value = value, Target = target };
            case Deconstruction deconstruct:
                Expression whole = map(deconstruct.Value);
                return Same(whole, deconstruct.Value) ? deconstruct : deconstruct with { Value = whole };
            case Evaluate evaluate:
                Expression evaluated = map(evaluate.Expression);
                return Same(evaluated, evaluate.Expression) ? evaluate : evaluate with { Expression = evaluated };
            case Swap swap:
                Expression left = map(swap.Left), right = map(swap.Right);
                return Same(left, swap.Left) && Same(right, swap.Right) ? swap : swap with { Left = (Element)left, Right = (Element)right };
            case If branch:
                Expression condition = map(branch.Condition);
                return Same(condition, branch.Condition) ? branch : branch with { Condition = condition };
            case RawLoop loop:
                Expression again = map(loop.Condition);
                return Same(again, loop.Condition) ? loop : loop with { Condition = again };
            case For loop:
                Expression start = map(loop.Start), limit = map(loop.Limit);
                Expression? stop = loop.Stop is null ? null : map(loop.Stop);
                return Same(start, loop.Start) && Same(limit, loop.Limit) && Same(stop, loop.Stop) ? loop : loop with { Start = start, Limit = limit, Stop = stop };
            case While loop:
                Expression goesOn = map(loop.Condition);
                return Same(goesOn, loop.Condition) ? loop : loop with { Condition = goesOn };
            case Throw thrown:
                Expression exception = map(thrown.Exception);
                return Same(exception, thrown.Exception) ? thrown : thrown with { Exception = exception };
            case Return returned:
                return Map(returned.Values, map) is { } values ? returned with { Values = values } : returned;
            default:
                return statement;
        }
    }

    /// <summary>The same statement with the blocks inside it replaced; the same instance where none changes.</summary>
    [MethodImpl(Hot)]
    public static Statement MapBlocks(this Statement statement, Func<Block, Block> map)
    {
        switch (statement)
        {
            case If branch:
                Block then = map(branch.Then), otherwise = map(branch.Else);
                return Same(then, branch.Then) && Same(otherwise, branch.Else) ? branch : branch with { Then = then, Else = otherwise };
            case Region region:
                Block inside = map(region.Body);
                return Same(inside, region.Body) ? region : region with { Body = inside };
            case RawLoop loop:
                Block initial = map(loop.Initial), repeated = map(loop.Body), step = map(loop.Step);
                return Same(initial, loop.Initial) && Same(repeated, loop.Body) && Same(step, loop.Step) ? loop : loop with { Initial = initial, Body = repeated, Step = step };
            case For loop:
                Block counted = map(loop.Body);
                return Same(counted, loop.Body) ? loop : loop with { Body = counted };
            case While loop:
                Block body = map(loop.Body);
                return Same(body, loop.Body) ? loop : loop with { Body = body };
            default:
                return statement;
        }
    }

    /// <summary>The same block with its statements replaced; the same instance where none changes.</summary>
    [MethodImpl(Hot)]
    public static Block MapStatements(this Block block, Func<Statement, Statement> map)
    {
        Statement[]? mapped = null;
        for (int i = 0; i < block.Statements.Count; i++)
        {
            Statement statement = map(block.Statements[i]);
            if (mapped is null && Same(statement, block.Statements[i]))
                continue;
            mapped ??= [.. block.Statements];
            mapped[i] = statement;
        }
        return mapped is null ? block : Block.Of(mapped);
    }

    /// <summary>The statements of a block and of every block inside it, in source order.</summary>
    [MethodImpl(Hot)]
    public static IReadOnlyList<Statement> Descendants(this Block block)
    {
        var all = new List<Statement>();
        Collect(block, all);
        return all;

        [MethodImpl(Hot)]
        static void Collect(Block part, List<Statement> all)
        {
            foreach (Statement statement in part.Statements)
            {
                all.Add(statement);
                switch (statement)
                {
                    case If branch: Collect(branch.Then, all); Collect(branch.Else, all); break;
                    case Region region: Collect(region.Body, all); break;
                    case RawLoop loop: Collect(loop.Initial, all); Collect(loop.Step, all); Collect(loop.Body, all); break;
                    case For loop: Collect(loop.Body, all); break;
                    case While loop: Collect(loop.Body, all); break;
                }
            }
        }
    }

    /// <summary>The variables that a statement itself gives a value, not those that the blocks inside it do.</summary>
    [MethodImpl(Hot)]
    public static IReadOnlyList<Variable> Assigned(this Statement statement) => statement switch
    {
        Assign { Target: Reference target } => [target.Variable],
        Deconstruction deconstruct => [.. deconstruct.Targets.OfType<Variable>()],
        For loop => [loop.Counter],
        _ => NoVariables,
    };

    /// <summary>In how many places each variable is given a value in a block.</summary>
    public static Dictionary<Variable, int> TimesSet(this Block block) => block.Descendants().SelectMany(Assigned).GroupBy(static variable => variable).ToDictionary(static group => group.Key, static group => group.Count());

    /// <summary>How often each variable is given a value or mentioned in a block.</summary>
    public static Dictionary<Variable, int> Occurrences(this Block block)
    {
        var occurrences = new Dictionary<Variable, int>();
        foreach (Statement statement in block.Descendants())
        {
            Count(statement.Assigned());
            foreach (Expression expression in statement.Expressions())
                Count(expression.Mentions());
        }
        return occurrences;

        void Count(IReadOnlyList<Variable> variables)
        {
            foreach (Variable variable in variables)
                occurrences[variable] = occurrences.TryGetValue(variable, out int known) ? known + 1 : 1;
        }
    }

    /// <summary>Replaces variables throughout a block, where they are assigned too.</summary>
    public static Block RenameVariables(this Block block, Func<Variable, Variable> rename) => block.MapStatements(statement => statement.RenameVariables(rename));

    private static Statement RenameVariables(this Statement statement, Func<Variable, Variable> rename)
    {
        Statement renamed = statement switch
        {
            Assign { Target: Reference target } assign => assign with { Target = new Reference(rename(target.Variable)) },
            Deconstruction deconstruction => deconstruction with { Targets = deconstruction.Targets.Select(target => target is null ? null : rename(target)).ToEquatableArray() },
            For loop => loop with { Counter = rename(loop.Counter), Heads = loop.Heads.Select(rename).ToEquatableArray() },
            While loop => loop with { Heads = loop.Heads.Select(rename).ToEquatableArray() },
            _ => statement,
        };
        return renamed
            .MapExpressions(expression => expression.Substitute(variable => rename(variable) is var other && !ReferenceEquals(other, variable) ? new Reference(other) : null))
            .MapBlocks(block => block.RenameVariables(rename));
    }

    /// <summary>The parts replaced; null where none changes.</summary>
    [MethodImpl(Hot)]
    private static EquatableArray<Expression>? Map(EquatableArray<Expression> parts, Func<Expression, Expression> map)
    {
        Expression[]? mapped = null;
        for (int i = 0; i < parts.Count; i++)
        {
            Expression part = map(parts[i]);
            if (mapped is null && Same(part, parts[i]))
                continue;
            mapped ??= [.. parts];
            mapped[i] = part;
        }
        return mapped?.ToEquatableArray();
    }

    private static bool Same(object? left, object? right) => ReferenceEquals(left, right);
}
