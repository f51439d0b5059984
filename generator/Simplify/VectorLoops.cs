using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Writes loops that do the same with each element of some buffers as calls of <c>TensorPrimitives</c>, which do it with
/// several at once: elementwise arithmetic, sums of a multiple (axpy), dot products. Elements come out the same to the last bit; a sum
/// is added up in another order.
/// </summary>
public sealed class VectorLoops
{
    /// <summary>A loop of fewer iterations, where the number is known, costs less than the call.</summary>
    private const int Fewest = 8;

    /// <summary>A loop inside as many others is taken for a short one: it is run often.</summary>
    private const int Deepest = 2;

    private readonly BroughtNames names;

    /// <summary>The lengths that buffers are known to have.</summary>
    private readonly Dictionary<Variable, Expression> lengths = [];
    private readonly HashSet<Variable> aliases;
    private readonly Dictionary<Variable, int> occurrences;

    private VectorLoops(Method method)
    {
        Block body = method.Body;
        names = method.Source.Names;
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
            if (group.ToArray() is [{ Value: Call { Callee: WorkspaceCallee { Text: var text }, Arguments: [_, var size] } }] && (text.StartsWith(".Take<", StringComparison.Ordinal) || text.StartsWith(".Zeros<", StringComparison.Ordinal))
                && size.Mentions().All(mention => definitions[mention].Count() <= (mention.Kind == VariableKind.Parameter ? 0 : 1)))
                lengths[group.Key] = size;
        }
        occurrences = body.Occurrences();
        // A variable that is given another buffer may stand for the same memory as that.
        aliases = [.. body.Descendants().OfType<Assign>().Where(static assign => assign is { Target: Reference { Type.IsBuffer: true }, Value: not (NewBuffer or Call) })
            .SelectMany(static assign => assign.Value.Mentions().Append(((Reference)assign.Target).Variable))
            .Concat(occurrences.Keys.Where(static variable => variable.Memory is not null).SelectMany(static variable => new[] { variable, variable.Owner }))];
    }

    public static Method Use(Method method) => method with { Body = new VectorLoops(method).Visit(method.Body, depth: 0) };

    private Block Visit(Block block, int depth) => Block.Of(block.Statements.SelectMany(statement => statement.MapBlocks(inner => Visit(inner, statement is For or While ? depth + 1 : depth)) switch
    {
        For loop when depth < Deepest => Calls(loop) ?? [loop],
        var other => [other],
    }));

    private Statement[]? Calls(For loop)
    {
        if (loop.Stop is not null || loop.Step is not (1 or -1) || Range.Of(loop) is not { } range || range.Count is Literal { Text: var text } && int.TryParse(text, out int known) && known < Fewest)
            return null;
        if (Inlined(loop) is not { Count: > 0 } lines || !AreIndependent(lines))
            return null;
        // A sum must not be read by another line: it is there only after all of it.
        Variable[] sums = [.. lines.Select(static line => line.Statement.Target).OfType<Reference>().Select(static sum => sum.Variable)];
        if (sums.Any(sum => lines.SelectMany(static line => line.Statement.Expressions()).SelectMany(static expression => expression.Mentions()).Count(mention => mention == sum) != 1))
            return null;
        HashSet<Variable> changed = [loop.Counter, .. sums];
        Statement?[] calls = [.. lines.Select(line => new VectorCall(range, changed, lengths, names).Of(line.Statement))];
        return calls.Any(static call => call is null) ? null : [.. calls.OfType<Statement>()];
    }

    /// <summary>A statement of a loop, with the variables put into it that the loop's other statements set.</summary>
    /// <param name="Statement">The statement.</param>
    /// <param name="Reads">The elements that it reads, and which statement of the loop read them.</param>
    /// <param name="At">Which statement of the loop it is.</param>
    private sealed record Line(Assign Statement, List<(Element Element, int At)> Reads, int At);

    private List<Line>? Inlined(For loop)
    {
        Dictionary<Variable, int> here = loop.Body.Occurrences();
        var values = new Dictionary<Variable, (Expression Value, List<(Element, int)> Reads)>();
        var lines = new List<Line>();
        for (int at = 0; at < loop.Body.Statements.Count; at++)
        {
            if (loop.Body.Statements[at] is not Assign assign || assign.Target.Type.Class is not (TypeClass.Single or TypeClass.Double) || !assign.Value.Type.IsReal)
                return null;
            List<(Element, int)> reads = [.. assign.Value.SelfAndDescendants().OfType<Element>().Where(element => element != assign.Target).Select(element => (element, at))];
            foreach (Variable mention in assign.Value.Mentions().Distinct().Where(values.ContainsKey))
                reads.AddRange(values[mention].Reads);
            Expression value = assign.Value.Substitute(variable => values.TryGetValue(variable, out var known) ? known.Value : null);
            if (assign.Target is Reference { Variable: var target } && !assign.Value.Mentions().Contains(target))
            {
                // What is used outside the loop, or twice, must stay a variable.
                if (values.ContainsKey(target) || Uses(loop.Body, target) > (assign.Value is Element or Reference || IsScaled(assign.Value) ? 3 : 1) || occurrences[target] != here[target])
                    return null;
                values[target] = (value, reads);
            }
            else if (assign.Target is Reference or Element { Buffer: Reference })
            {
                lines.Add(new Line(assign with { Value = value }, reads, at));
            }
            else
            {
                return null;
            }
        }
        return lines;
    }

    /// <summary>Whether an expression is one element times what costs nothing: computing it again is cheaper than a loop.</summary>
    private static bool IsScaled(Expression value) => value is Binary { Operator: BinaryOperator.Multiply, Left: Reference or Literal, Right: Element } or Binary { Operator: BinaryOperator.Multiply, Left: Element, Right: Reference or Literal };

    private static int Uses(Block body, Variable variable) => body.Statements.SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()).Count(mention => mention == variable);

    /// <summary>Whether all iterations of one line may run before those of the next.</summary>
    private bool AreIndependent(List<Line> lines)
    {
        for (int writer = 0; writer < lines.Count; writer++)
        {
            if (lines[writer].Statement.Target is not Element { Buffer: Reference { Variable: var buffer } } target)
                continue;
            if (aliases.Contains(buffer))
                return false;
            for (int other = 0; other < lines.Count; other++)
            {
                foreach ((Element element, int at) in lines[other].Reads.Where(read => read.Element.Owner() == buffer))
                {
                    // Read and written in the same iteration or not at all; and in the order in which the lines come.
                    if (element != target || other != writer && at < lines[writer].At != other < writer)
                        return false;
                }
                if (other != writer && lines[other].Statement.Target is Element written && written.Owner() == buffer && written != target)
                    return false;
            }
        }
        return true;
    }

    /// <summary>The indices that a loop runs over.</summary>
    internal sealed record Range(Variable Counter, Expression First, Expression Count)
    {
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
