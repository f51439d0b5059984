namespace AutoBackprop.Generator.Model;

/// <summary>Walks and rewrites the model's trees: the one place that knows what every record contains.</summary>
public static class Tree
{
    /// <summary>The expressions directly inside an expression.</summary>
    public static IEnumerable<Expression> Children(this Expression expression)
    {
        switch (expression)
        {
            case Unary unary: yield return unary.Operand; break;
            case Binary binary: yield return binary.Left; yield return binary.Right; break;
            case Conditional conditional:
                yield return conditional.Condition;
                yield return conditional.WhenTrue;
                yield return conditional.WhenFalse;
                break;
            case Conversion conversion: yield return conversion.Operand; break;
            case Call call:
                foreach (Expression argument in call.Arguments)
                    yield return argument;
                break;
            case Element element:
                yield return element.Buffer;
                foreach (Expression index in element.Indices)
                    yield return index;
                break;
            case Length length: yield return length.Buffer; break;
            case Slice slice:
                yield return slice.Buffer;
                yield return slice.Start;
                yield return slice.Count;
                break;
            case Interpolation text:
                foreach (Expression value in text.Values)
                    yield return value;
                break;
            case Collection list:
                foreach (Expression item in list.Items)
                    yield return item;
                break;
            case NewBuffer buffer:
                foreach (Expression size in buffer.Sizes)
                    yield return size;
                break;
            case Member member: yield return member.Target; break;
            case Composite composite:
                foreach (Expression part in composite.Parts)
                    yield return part;
                break;
            case Update update: yield return update.Target; yield return update.Value; break;
        }
    }

    /// <summary>The expression itself and everything inside it, outermost first.</summary>
    public static IEnumerable<Expression> SelfAndDescendants(this Expression expression)
    {
        yield return expression;
        foreach (Expression child in expression.Children())
        {
            foreach (Expression descendant in child.SelfAndDescendants())
                yield return descendant;
        }
    }

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
    public static IEnumerable<Variable> Mentions(this Expression expression) =>
        expression.SelfAndDescendants().OfType<Reference>().Select(static reference => reference.Variable);

    /// <summary>The same expression with its direct children replaced; the same instance where none changes.</summary>
    public static Expression MapChildren(this Expression expression, Func<Expression, Expression> map)
    {
        switch (expression)
        {
            case Unary unary:
                return With(unary.Operand, map, operand => unary with { Operand = operand }, unary);
            case Binary binary:
                Expression left = map(binary.Left), right = map(binary.Right);
                return Same(left, binary.Left) && Same(right, binary.Right) ? binary : binary with { Left = left, Right = right };
            case Conditional conditional:
                Expression condition = map(conditional.Condition), yes = map(conditional.WhenTrue), no = map(conditional.WhenFalse);
                return Same(condition, conditional.Condition) && Same(yes, conditional.WhenTrue) && Same(no, conditional.WhenFalse)
                    ? conditional
                    : conditional with { Condition = condition, WhenTrue = yes, WhenFalse = no };
            case Conversion conversion:
                return With(conversion.Operand, map, operand => conversion with { Operand = operand }, conversion);
            case Call call:
                return call.Arguments.Count == 0 ? call : call with { Arguments = call.Arguments.Select(map).ToEquatableArray() };
            case Element element:
                return element with { Buffer = map(element.Buffer), Indices = element.Indices.Select(map).ToEquatableArray() };
            case Length length:
                return With(length.Buffer, map, buffer => length with { Buffer = buffer }, length);
            case Slice slice:
                return slice with { Buffer = map(slice.Buffer), Start = map(slice.Start), Count = map(slice.Count) };
            case Interpolation text:
                return text with { Values = text.Values.Select(map).ToEquatableArray() };
            case Collection list:
                return list with { Items = list.Items.Select(map).ToEquatableArray() };
            case NewBuffer buffer:
                return buffer with { Sizes = buffer.Sizes.Select(map).ToEquatableArray() };
            case Member member:
                return With(member.Target, map, target => member with { Target = target }, member);
            case Composite composite:
                return composite with { Parts = composite.Parts.Select(map).ToEquatableArray() };
            case Update update:
                Expression updated = map(update.Target), part = map(update.Value);
                return Same(updated, update.Target) && Same(part, update.Value) ? update : update with { Target = updated, Value = part };
            default:
                return expression;
        }
    }

    /// <summary>Replaces variables throughout an expression.</summary>
    public static Expression Substitute(this Expression expression, Func<Variable, Expression?> replacement) =>
        expression is Reference reference
            ? replacement(reference.Variable) ?? reference
            : expression.MapChildren(child => child.Substitute(replacement));

    /// <summary>Replaces expressions throughout a block, outermost first; null leaves one as it is and goes into it.</summary>
    public static Block MapAll(this Block block, Func<Expression, Expression?> replacement)
    {
        return Block.Of(block.Statements.Select(statement => statement.MapExpressions(Map).MapBlocks(inner => inner.MapAll(replacement))));

        Expression Map(Expression expression) => replacement(expression) ?? expression.MapChildren(Map);
    }

    /// <summary>Whether a statement gives a gradient a value, or an element of one.</summary>
    public static bool IsGradient(this Statement statement) => statement is Assign { Target: var target } && target.Root().Variable.IsAdjoint
        || statement is Deconstruction deconstruction && deconstruction.Targets.Any(static target => target is { IsAdjoint: true });

    /// <summary>Whether a block ends by throwing.</summary>
    public static bool Throws(this Block block) => block.Statements.LastOrDefault() is Throw;

    /// <summary>The blocks directly inside a statement.</summary>
    public static IEnumerable<Block> Blocks(this Statement statement)
    {
        switch (statement)
        {
            case If branch: yield return branch.Then; yield return branch.Else; break;
            case Region region: yield return region.Body; break;
            case RawLoop loop: yield return loop.Initial; yield return loop.Step; yield return loop.Body; break;
            case For loop: yield return loop.Body; break;
            case While loop: yield return loop.Body; break;
        }
    }

    /// <summary>The expressions that a statement evaluates itself, not those of the blocks inside it. An assigned variable is not among them; an assigned element is.</summary>
    public static IEnumerable<Expression> Expressions(this Statement statement)
    {
        switch (statement)
        {
            case Assign assign:
                yield return assign.Value;
                if (assign.Target is not Reference)
                    yield return assign.Target;
                break;
            case Deconstruction deconstruct: yield return deconstruct.Value; break;
            case Evaluate evaluate: yield return evaluate.Expression; break;
            case Swap swap:
                yield return swap.Left;
                yield return swap.Right;
                break;
            case If branch: yield return branch.Condition; break;
            case RawLoop loop: yield return loop.Condition; break;
            case For loop:
                yield return loop.Start;
                yield return loop.Limit;
                if (loop.Stop is not null)
                    yield return loop.Stop;
                break;
            case While loop: yield return loop.Condition; break;
            case Throw thrown: yield return thrown.Exception; break;
            case Return returned:
                foreach (Expression value in returned.Values)
                    yield return value;
                break;
        }
    }

    /// <summary>The same statement with the expressions that it evaluates itself replaced.</summary>
    public static Statement MapExpressions(this Statement statement, Func<Expression, Expression> map) => statement switch
    {
        Assign { Target: Reference } assign => assign with { Value = map(assign.Value) },
        Assign assign => assign with { Value = map(assign.Value), Target = map(assign.Target) },
        Deconstruction deconstruct => deconstruct with { Value = map(deconstruct.Value) },
        Evaluate evaluate => evaluate with { Expression = map(evaluate.Expression) },
        Swap swap => swap with { Left = (Element)map(swap.Left), Right = (Element)map(swap.Right) },
        If branch => branch with { Condition = map(branch.Condition) },
        RawLoop loop => loop with { Condition = map(loop.Condition) },
        For loop => loop with { Start = map(loop.Start), Limit = map(loop.Limit), Stop = loop.Stop is null ? null : map(loop.Stop) },
        While loop => loop with { Condition = map(loop.Condition) },
        Throw thrown => thrown with { Exception = map(thrown.Exception) },
        Return returned => returned with { Values = returned.Values.Select(map).ToEquatableArray() },
        _ => statement,
    };

    /// <summary>The same statement with the blocks inside it replaced.</summary>
    public static Statement MapBlocks(this Statement statement, Func<Block, Block> map) => statement switch
    {
        If branch => branch with { Then = map(branch.Then), Else = map(branch.Else) },
        Region region => region with { Body = map(region.Body) },
        RawLoop loop => loop with { Initial = map(loop.Initial), Body = map(loop.Body), Step = map(loop.Step) },
        For loop => loop with { Body = map(loop.Body) },
        While loop => loop with { Body = map(loop.Body) },
        _ => statement,
    };

    /// <summary>The statements of a block and of every block inside it, in source order.</summary>
    public static IEnumerable<Statement> Descendants(this Block block)
    {
        foreach (Statement statement in block.Statements)
        {
            yield return statement;
            foreach (Block inner in statement.Blocks())
            {
                foreach (Statement descendant in inner.Descendants())
                    yield return descendant;
            }
        }
    }

    /// <summary>The variables that a statement itself gives a value, not those that the blocks inside it do.</summary>
    public static IEnumerable<Variable> Assigned(this Statement statement)
    {
        switch (statement)
        {
            case Assign { Target: Reference target }: yield return target.Variable; break;
            case Deconstruction deconstruct:
                foreach (Variable? target in deconstruct.Targets)
                {
                    if (target is not null)
                        yield return target;
                }
                break;
            case For loop: yield return loop.Counter; break;
        }
    }

    /// <summary>How often each variable is given a value or mentioned in a block.</summary>
    public static Dictionary<Variable, int> Occurrences(this Block block) => block.Descendants()
        .SelectMany(static statement => statement.Assigned().Concat(statement.Expressions().SelectMany(static expression => expression.Mentions())))
        .GroupBy(static variable => variable).ToDictionary(static group => group.Key, static group => group.Count());

    /// <summary>Replaces variables throughout a block, where they are assigned too.</summary>
    public static Block RenameVariables(this Block block, Func<Variable, Variable> rename) => Block.Of(block.Statements.Select(statement => statement.RenameVariables(rename)));

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

    private static Expression With(Expression child, Func<Expression, Expression> map, Func<Expression, Expression> rebuild, Expression whole)
    {
        Expression mapped = map(child);
        return Same(mapped, child) ? whole : rebuild(mapped);
    }

    private static bool Same(Expression left, Expression right) => ReferenceEquals(left, right);
}
