using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Assigns to an element of a gradient what is added to it right after it was set to zero. And where a scratch array's gradient is all zero at
/// the start of each iteration, because the one before has left it so, the loop that contributes first to every element
/// assigns, and none is set to zero.
/// </summary>
public static class FirstContributions
{
    public static Block Assign(Block body) => InScratch(InPlace(body));

    private static Block InPlace(Block block)
    {
        List<Statement> statements = [.. block.Statements.Select(static statement => statement.MapBlocks(InPlace))];
        for (int i = 0; i < statements.Count; i++)
        {
            if (Zeroed(statements[i]) is not { } element)
                continue;
            HashSet<Variable> read = [.. element.Mentions()];
            int next = statements.FindIndex(i + 1, statement => Mentions(statement, element.Root().Variable) || Block.Of(statement).Descendants().SelectMany(static inner => inner.Assigned()).Any(read.Contains));
            if (next < 0 || Added(statements[next]) is not { } sum || sum.Target != element)
                continue;
            statements[next] = Replaced(sum);
            statements.RemoveAt(i--);
        }
        return block.With(statements);
    }

    private static Block InScratch(Block body)
    {
        Statement[] all = [.. body.Descendants()];
        Dictionary<Variable, int> sets = body.TimesSet();
        Variable[] zeros = [.. all.OfType<Assign>().Where(static assign => assign.Value is Call call && KeptStack.Asks(call, ".Zeros<")).Select(static assign => assign.Target.Root().Variable)
            .Where(gradient => gradient.IsAdjoint && sets[gradient] == 1 && all.SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()).All(mention => mention == gradient || mention.Owner != gradient.Owner))];
        Expression? covered = null;
        HashSet<Variable> varying = [];
        foreach (Variable gradient in zeros)
        {
            // How many elements the loops leave alone, and assign: the same for all of them, in all iterations.
            covered = null;
            varying = [.. all.Where(statement => statement is For or While && !Block.Of(statement).Descendants().Any(inner => inner.Assigned().Contains(gradient))).SelectMany(static loop => Block.Of(loop).Descendants()).SelectMany(static inner => inner.Assigned())];
            body = Visit(body, gradient) ?? body;
        }
        return body;

        // Null where something else is done with the gradient.
        Block? Visit(Block block, Variable gradient)
        {
            var statements = new List<Statement>();
            foreach (Statement statement in block.Statements)
            {
                if (!Mentions(statement, gradient) || statement.Assigned().Contains(gradient))
                {
                    statements.Add(statement);
                    continue;
                }
                if (statement is not (For or While or If) || statement.Expressions().Any(expression => expression.Mentions().Contains(gradient)))
                    return null;
                Block[] inner = [.. statement.Blocks().Select(part => (statement is If ? null : Iteration(part, gradient)) ?? Visit(part, gradient)).OfType<Block>()];
                if (inner.Length < statement.Blocks().Count)
                    return null;
                int at = 0;
                statements.Add(statement.MapBlocks(_ => inner[at++]));
            }
            return Block.Of(statements);
        }

        // An iteration that finds the gradient zero and leaves it so.
        Block? Iteration(Block iteration, Variable gradient)
        {
            List<Statement> statements = [.. iteration.Statements];
            int first = statements.FindIndex(statement => Mentions(statement, gradient)), last = statements.FindLastIndex(statement => Mentions(statement, gradient));
            if (first == last || statements[first] is not For { Stop: null } begin || statements[last] is not For { Stop: null } end
                || Covered(begin) is not { } length || Covered(end) != length || (covered ?? length) != length || length.Mentions().Any(mention => varying.Contains(mention) || sets.TryGetValue(mention, out int count) && count > (mention.Kind == VariableKind.Parameter ? 0 : 1)))
                return null;
            if (begin.Body.Statements.Select(Added).OfType<Assign>().Where(sum => IsOf(sum.Target, gradient, begin.Counter)).ToArray() is not [var sum]
                || end.Body.Statements.Where(statement => IsOf(Zeroed(statement), gradient, end.Counter)).ToArray() is not [var zero]
                || begin.Body.Statements.Count(statement => Mentions(statement, gradient)) != 1
                // What goes to another element may come when that has been set to zero: it is for the iteration before.
                || end.Body.Descendants().SelectMany(static statement => statement.Expressions()).Any(expression => MentionsOther(expression, gradient, end.Counter))
                || end.Body.Statements.SkipWhile(statement => !ReferenceEquals(statement, zero)).Skip(1).Any(statement => Mentions(statement, gradient)))
                return null;
            covered = length;
            statements[first] = begin with { Body = Block.Of(begin.Body.Statements.Select(statement => Mentions(statement, gradient) ? Replaced(sum) : statement)) };
            statements[last] = end with { Body = Block.Of(end.Body.Statements.Where(statement => !ReferenceEquals(statement, zero))) };
            statements.RemoveAll(static statement => statement is For { Body.IsEmpty: true });
            return Block.Of(statements);
        }
    }

    private static bool MentionsOther(Expression expression, Variable gradient, Variable counter) => !IsOf(expression, gradient, counter)
        && (expression is Reference reference ? reference.Variable.Owner == gradient.Owner : expression.Children().Any(child => MentionsOther(child, gradient, counter)));

    /// <summary>How many elements a loop goes through that goes through all from the first on.</summary>
    private static Expression? Covered(For loop) => loop.Step is 1 or -1 && VectorLoops.Range.Of(loop) is { First: Literal { Text: "0" }, Count: var count } ? count : null;

    private static bool IsOf(Expression? target, Variable gradient, Variable counter) =>
        target is Element { Buffer: Reference { Variable: var buffer }, Path: "", Indices: [Reference { Variable: var index }] } && buffer == gradient && index == counter;

    /// <summary>The element of a gradient that a statement sets to zero.</summary>
    private static Element? Zeroed(Statement statement) =>
        statement is Assign { Target: Element { Buffer: Reference { Variable.IsAdjoint: true } } target, Value: Literal { Text: "0" } } && !target.Indices.Any(Purity.HasEffect) ? target : null;

    /// <summary>A statement that adds to an element of a gradient.</summary>
    private static Assign? Added(Statement statement) =>
        statement is Assign { Target: Element { Buffer: Reference { Variable: { IsAdjoint: true } gradient } } target, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum } assign
        && sum.Left == target && !sum.Right.Mentions().Any(mention => mention.Owner == gradient.Owner) ? assign : null;

    private static Assign Replaced(Assign sum) => sum with { Value = sum.Value is Binary { Operator: BinaryOperator.Subtract, Right: var less } ? Differentiate.Algebra.Negate(less) : ((Binary)sum.Value).Right };

    private static bool Mentions(Statement statement, Variable gradient) => Block.Of(statement).Descendants()
        .Any(inner => inner.Expressions().Any(expression => expression.Mentions().Any(mention => mention.Owner == gradient.Owner)) || inner.Assigned().Contains(gradient));
}
