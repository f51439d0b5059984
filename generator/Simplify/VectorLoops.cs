using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Writes loops that do the same with each element of some buffers as calls of the runtime library's <c>Elements</c>, which do it with
/// several at once: elementwise arithmetic and functions, sums of a multiple (axpy), dot products. What arithmetic gives comes out the same to the last bit, what
/// functions give within three units in the last place; a sum is added up in another order.
/// </summary>
public sealed class VectorLoops
{
    /// <summary>A loop of fewer iterations, where the number is known, costs less than the call.</summary>
    private const int Fewest = 8;

    /// <summary>A loop inside as many others is taken for a short one: it is run often.</summary>
    private const int Deepest = 2;

    /// <summary>More calls than this are more passes over memory than one loop is worth.</summary>
    private const int MostCalls = 8;

    private readonly BroughtNames names;
    private readonly VectorTemporaries temporaries;

    /// <summary>The lengths that buffers are known to have.</summary>
    private readonly Dictionary<Variable, Expression> lengths = [];
    private readonly HashSet<Variable> aliases;

    private readonly Dictionary<Variable, int> occurrences;

    private VectorLoops(Method method)
    {
        Block body = method.Body;
        names = method.Source.Names;
        temporaries = new VectorTemporaries(method);
        var members = new Dictionary<(Variable, string), Variable>();
        foreach ((Parameter parameter, Variable gradient) in method.AddedTo)
        {
            lengths[gradient] = new Length(new Reference(parameter.Variable), null, Model.ValueType.Int32);
            if (!parameter.Type.IsHolder)
                continue;
            foreach (Variable given in parameter.Leaves.Where(static leaf => leaf.Type is { IsBuffer: true, Class: not TypeClass.RectangularArray }))
                members[(gradient, given.Path)] = given;
        }
        foreach (Variable member in body.Occurrences().Keys.Where(static variable => variable is { IsAdjoint: true, Whole: not null }))
        {
            if (members.TryGetValue((member.Whole!, member.Path), out Variable? given))
                lengths[member] = new Length(new Reference(given), null, Model.ValueType.Int32);
        }
        ILookup<Variable, Assign> definitions = body.Descendants().OfType<Assign>().Where(static assign => assign.Target is Reference).ToLookup(static assign => ((Reference)assign.Target).Variable);
        foreach (IGrouping<Variable, Assign> group in definitions)
        {
            if (group.ToArray() is [var only] && Size(only.Value) is { } size && size.Mentions().All(mention => definitions[mention].Count() <= (mention.Kind == VariableKind.Parameter ? 0 : 1)))
                lengths[group.Key] = size;
        }
        occurrences = body.Occurrences();
        // A variable that is given another buffer may stand for the same memory as that.
        aliases = [.. body.Descendants().OfType<Assign>().Where(static assign => assign is { Target: Reference { Type.IsBuffer: true }, Value: not (NewBuffer or Call) })
            .SelectMany(static assign => assign.Value.Mentions().Append(((Reference)assign.Target).Variable))
            .Concat(occurrences.Keys.Where(static variable => variable.Memory is not null).SelectMany(static variable => new[] { variable, variable.Owner }))];
    }

    public static Method Use(Method method)
    {
        var loops = new VectorLoops(method);
        var statements = new List<Statement>();
        foreach (Statement statement in method.Body.Statements)
        {
            Statement[] visited = [.. loops.Visit(Block.Of(statement), depth: 0).Statements];
            statements.AddRange(loops.temporaries.Taken());
            statements.AddRange(visited);
            loops.temporaries.Pass(statement);
        }
        return loops.temporaries.Place(method with { Body = Block.Of(statements) });
    }

    /// <summary>How many elements a buffer has that is made so.</summary>
    private Expression? Size(Expression made) => made switch
    {
        NewBuffer { Sizes: [var size] } => size,
        Call { Callee: WorkspaceCallee, Arguments: [_, var size] } call when KeptStack.Asks(call, ".Take<") || KeptStack.Asks(call, ".Zeros<") || KeptStack.Asks(call, ".ZerosArray<") => size,
        Call { Callee: WorkspaceCallee { Text: var text }, Arguments: [_, _, var size] } when text == names.Elements + ".Of" => size,
        _ => null,
    };

    private Block Visit(Block block, int depth) => block.With(block.Statements.SelectMany(statement => statement.MapBlocks(inner => Visit(inner, statement is For or While ? depth + 1 : depth)) switch
    {
        For loop when depth < Deepest || IsOfSpans(loop) => Calls(loop) ?? [loop],
        var other => [other],
    }));

    /// <summary>Whether a loop is what the user has written as a call for whole spans.</summary>
    private static bool IsOfSpans(For loop) => loop.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
        .Any(static part => part is Call { Callee: RuleCallee { OfSpans: not null } });

    /// <summary>The calls that do what a loop does: without memory in between if they can.</summary>
    private Statement[]? Calls(For loop) => Calls(loop, mostAgain: 3) ?? Calls(loop, mostAgain: 1);

    private Statement[]? Calls(For loop, int mostAgain)
    {
        temporaries.Begin();
        Statement[]? calls = InCalls(loop, mostAgain);
        if (calls is null)
            temporaries.Forget();
        return calls;
    }

    /// <param name="loop">The loop.</param>
    /// <param name="mostAgain">How often the product of two elements may be computed.</param>
    private Statement[]? InCalls(For loop, int mostAgain)
    {
        if (loop.Stop is not null || loop.Step is not (1 or -1) || Range.Of(loop) is not { } range || range.Count is Literal { Text: var text } && int.TryParse(text, out int known) && known < Fewest)
            return null;
        if (Inlined(loop, range, mostAgain) is not { Count: > 0 } inlined || Ordered(inlined) is not { } lines)
            return null;
        // A sum must not be read by another line: it is there only after all of it.
        Variable[] sums = [.. lines.Select(static line => line.Statement.Target).OfType<Reference>().Select(static sum => sum.Variable)];
        if (sums.Any(sum => lines.SelectMany(static line => line.Statement.Expressions()).SelectMany(static expression => expression.Mentions()).Count(mention => mention == sum) != 1))
            return null;
        HashSet<Variable> changed = [loop.Counter, .. sums];
        var calls = new List<Statement>();
        foreach (Line line in lines)
        {
            if (new VectorCall(range, changed, lengths, temporaries, names).Of(line.Statement) is not { } made)
                return null;
            calls.AddRange(made);
        }
        return calls.Count > MostCalls ? null : [.. calls];
    }

    /// <summary>A statement of a loop, with the variables put into it that the loop's other statements set.</summary>
    /// <param name="Statement">The statement.</param>
    /// <param name="Reads">The elements that it reads, and when in an iteration they are read.</param>
    /// <param name="At">When it is run.</param>
    private sealed record Line(Assign Statement, List<(Element Element, int At)> Reads, int At);

    private List<Line>? Inlined(For loop, Range range, int mostAgain)
    {
        Dictionary<Variable, int> here = loop.Body.Occurrences();
        var values = new Dictionary<Variable, (Expression Value, List<(Element, int)> Reads)>();
        var lines = new List<Line>();
        HashSet<Statement> early = new(ReferenceComparer.Instance);
        // Of what is put into a line that has no origin of its own.
        string? origin = null;
        for (int i = 0; i < loop.Body.Statements.Count; i++)
        {
            // What is read of an element after it has been stored early comes between two statements.
            int at = 2 * i;
            if (early.Contains(loop.Body.Statements[i]))
                continue;
            if (loop.Body.Statements[i] is not Assign assign || assign.Target.Type.Class is not (TypeClass.Single or TypeClass.Double) || !assign.Value.Type.IsReal)
                return null;
            List<(Element, int)> reads = [.. assign.Value.SelfAndDescendants().OfType<Element>().Where(element => element != assign.Target).Select(element => (element, at))];
            foreach (Variable mention in assign.Value.Mentions().Distinct().Where(values.ContainsKey))
                reads.AddRange(values[mention].Reads);
            Expression value = assign.Value.Substitute(variable => values.TryGetValue(variable, out var known) ? known.Value : null);
            if (assign.Target is Reference { Variable: var target } && !assign.Value.Mentions().Contains(target))
            {
                if (values.ContainsKey(target) || occurrences[target] != here[target])
                    return null;
                values[target] = (value, reads);
                int uses = Uses(loop.Body, target);
                // In no line at all, what it calls would not be called.
                if (uses == 0 && Purity.Calls(value))
                    return null;
                if (uses <= 1 || value is Element or Reference || IsScaled(value) || IsSame(value, loop.Counter) || value is Binary { Operator: BinaryOperator.Multiply, Left: Element, Right: Element } && uses <= mostAgain)
                {
                    origin ??= assign.Origin;
                    continue;
                }
                // What is used twice is computed once: where it is stored anyway, or in memory of its own.
                Element? stored = null;
                if (Stored(loop.Body, target, here) is { } store)
                {
                    stored = (Element)store.Target;
                    early.Add(store);
                }
                stored ??= temporaries.Of(target, range, lengths);
                if (stored is null)
                    return null;
                lines.Add(new Line(new Assign(stored, value) { Origin = assign.Origin ?? origin }, reads, at));
                origin = null;
                values[target] = (stored, [(stored, at + 1)]);
            }
            else if (assign.Target is Reference or Element { Buffer: Reference })
            {
                lines.Add(new Line(assign with { Value = value, Origin = assign.Origin ?? origin }, reads, at));
                origin = null;
            }
            else
            {
                return null;
            }
        }
        return lines;
    }

    /// <summary>Whether an expression is the same number for all elements, and costs next to nothing.</summary>
    private static bool IsSame(Expression value, Variable counter) => value.SelfAndDescendants().All(part => part is Literal or Unary or Binary || part is Reference { Variable: var variable } && variable != counter);

    /// <summary>Whether an expression is one element times what costs nothing: computing it again costs no call.</summary>
    private static bool IsScaled(Expression value) => value is Binary { Operator: BinaryOperator.Multiply, Left: Reference or Literal, Right: Element } or Binary { Operator: BinaryOperator.Multiply, Left: Element, Right: Reference or Literal };

    /// <summary>Where an iteration stores a variable, in an element of a buffer that it does not look at otherwise.</summary>
    private Assign? Stored(Block body, Variable variable, Dictionary<Variable, int> occurrences) => body.Statements.OfType<Assign>().FirstOrDefault(store =>
        store is { Target: Element { Buffer: Reference { Variable: var buffer }, Path: "" }, Value: Reference { Variable: var value } } && value == variable && store.Target.Type == variable.Type
        && occurrences[buffer] == 1 && !aliases.Contains(buffer));

    private static int Uses(Block body, Variable variable) => body.Statements.SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()).Count(mention => mention == variable);

    /// <summary>The lines in an order in which all iterations of one may run before those of the next; null where there is none.</summary>
    private List<Line>? Ordered(List<Line> lines)
    {
        var before = new HashSet<(int First, int Second)>();
        for (int writer = 0; writer < lines.Count; writer++)
        {
            if (lines[writer].Statement.Target is not Element { Buffer: Reference { Variable: var buffer } } target)
                continue;
            if (aliases.Contains(buffer))
                return null;
            for (int other = 0; other < lines.Count; other++)
            {
                foreach ((Element element, int at) in lines[other].Reads.Where(read => read.Element.Owner() == buffer))
                {
                    // Read and written in the same iteration or not at all.
                    if (element != target)
                        return null;
                    if (other != writer)
                        before.Add(at < lines[writer].At ? (other, writer) : (writer, other));
                }
                if (other == writer || lines[other].Statement.Target is not Element written || written.Owner() != buffer)
                    continue;
                // Sums of gradients may be added up in any order.
                if (written != target && !(buffer.IsAdjoint && IsSum(lines[writer].Statement) && IsSum(lines[other].Statement)))
                    return null;
                before.Add(lines[other].At < lines[writer].At ? (other, writer) : (writer, other));
            }
        }
        List<int> left = [.. Enumerable.Range(0, lines.Count)];
        var ordered = new List<Line>();
        while (left.Count > 0)
        {
            int next = left.FindIndex(line => !left.Any(other => before.Contains((other, line))));
            if (next < 0)
                return null;
            ordered.Add(lines[left[next]]);
            left.RemoveAt(next);
        }
        return ordered;
    }

    private static bool IsSum(Assign assign) => assign.Value is Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum && sum.Left == assign.Target;

    /// <summary>The indices that a loop runs over.</summary>
    internal sealed record Range(Variable Counter, Expression First, Expression Count)
    {
        /// <summary>The counter, counted from 0.</summary>
        public Expression FromZero => First is Literal { Text: "0" } ? new Reference(Counter) : new Binary(BinaryOperator.Subtract, new Reference(Counter), First, Model.ValueType.Int32);

        public static Range? Of(For loop)
        {
            bool ascends = loop.Step > 0;
            bool isStrict = loop.Comparison is BinaryOperator.Less or BinaryOperator.Greater;
            Expression low = ascends ? loop.Start : isStrict ? Plus(loop.Limit, 1) : loop.Limit;
            Expression end = ascends ? isStrict ? loop.Limit : Plus(loop.Limit, 1) : Plus(loop.Start, 1);
            return low.SelfAndDescendants().Concat(end.SelfAndDescendants()).Any(static part => part is Call or Element) ? null : new Range(loop.Counter, low, Minus(end, low));
        }

        private static Expression Plus(Expression expression, int number) => expression switch
        {
            Literal { Text: var text } when int.TryParse(text, out int value) => Literal.Int(value + number),
            Binary { Operator: BinaryOperator.Subtract, Right: Literal { Text: var text } } binary when int.TryParse(text, out int value) && value == number => binary.Left,
            _ => new Binary(BinaryOperator.Add, expression, Literal.Int(number), Model.ValueType.Int32),
        };

        private static Expression Minus(Expression end, Expression low) => (end, low) switch
        {
            (_, Literal { Text: "0" }) => end,
            (Literal { Text: var a }, Literal { Text: var b }) when int.TryParse(a, out int left) && int.TryParse(b, out int right) => Literal.Int(left - right),
            _ => new Binary(BinaryOperator.Subtract, end, low, Model.ValueType.Int32),
        };
    }
}
