using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Does not add up in the reverse of a loop what the loop itself has added up: the gradient of a logarithm of a sum of exponentials asks for the sum
/// of the exponentials that were kept, and that is the sum.
/// </summary>
public static class KnownSums
{
    public static Block Use(Block body)
    {
        Dictionary<Variable, int> sets = body.TimesSet();
        return In(body);

        Block In(Block block)
        {
            List<Statement> statements = [.. block.Statements.Select(statement => statement.MapBlocks(In))];
            Sum[] sums = [.. Sums(statements)];
            int inserted = 0;
            for (int i = 0; sums.Length > 0 && i < statements.Count; i++)
            {
                if (statements[i] is not For { Stop: null, Step: 1 or -1 } loop || VectorLoops.Range.Of(loop) is not { } range)
                    continue;
                int placed = 0;
                foreach (Assign added in loop.Body.Statements.OfType<Assign>())
                {
                    if (Known(added, loop, range, sums.Where(sum => sum.At < i - inserted)) is not { } known)
                        continue;
                    loop = loop with { Body = Block.Of(loop.Body.Statements.Where(statement => !ReferenceEquals(statement, added))) };
                    statements[i] = loop;
                    statements.Insert(i + 1, known);
                    placed++;
                }
                inserted += placed;
            }
            return Block.Of(statements.Where(static statement => statement is not For { Body.IsEmpty: true }));
        }

        // What loops add up from zero, of values that they keep.
        IEnumerable<Sum> Sums(List<Statement> statements)
        {
            for (int i = 0; i < statements.Count; i++)
            {
                if (statements[i] is not For { Stop: null, Step: 1 or -1 } loop || VectorLoops.Range.Of(loop) is not { } range)
                    continue;
                foreach (Assign sum in loop.Body.Statements.OfType<Assign>())
                {
                    if (sum is { Target: Reference { Variable: var total }, Value: Binary { Operator: BinaryOperator.Add, Left: Reference { Variable: var left }, Right: Reference { Variable: var term } } } && left == total
                        && sets[total] == 2 && (!sets.TryGetValue(term, out int terms) || terms == 1) && statements.Take(i).OfType<Assign>().Any(start => start.Target == sum.Target && IsZero(start.Value))
                        && loop.Body.Statements.OfType<Assign>().Select(store => Kept(store, term, range)).FirstOrDefault(static kept => kept is not null) is { } kept)
                        yield return new Sum(total, kept, range, i);
                }
            }
        }

        // The buffer in which a statement, and no other, keeps a term, at the iteration's place.
        Variable? Kept(Assign store, Variable term, VectorLoops.Range range) =>
            store is { Target: Element { Path: "", Buffer: Reference { Variable: var kept }, Indices: [var index] }, Value: Reference { Variable: var value } } && value == term && index == range.FromZero
            && body.Descendants().Count(statement => Analyze.Buffers.Written(statement).Contains(kept.Owner)) == 1 ? kept : null;

        // What is added to a variable over all iterations, if it is a multiple of a sum.
        Assign? Known(Assign added, For loop, VectorLoops.Range range, IEnumerable<Sum> sums)
        {
            if (added is not { Target: Reference { Variable: var target }, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Left: Reference { Variable: var left } } whole } || left != target
                || loop.Body.Descendants().SelectMany(static statement => statement.Assigned()).Count(set => set == target) != 1
                || loop.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions()).Count(mention => mention == target) != 1)
                return null;
            HashSet<Variable> changed = [loop.Counter, .. loop.Body.Descendants().SelectMany(static statement => statement.Assigned())];
            Expression term = whole.Right.Substitute(Inside);
            foreach (Sum sum in sums)
            {
                if (sum.Range.First != range.First || sum.Range.Count != range.Count || range.Count.Mentions().Concat(range.First.Mentions()).Any(mention => sets.TryGetValue(mention, out int count) && count > 1))
                    continue;
                var element = new Element(new Reference(sum.Kept), EquatableArray.Of(range.FromZero), sum.Total.Type);
                var marker = new Reference(sum.Total);
                Expression multiple = Block.Of(new Assign(added.Target, term)).MapAll(part => part == element ? marker : null).Statements[0] is Assign { Value: var replaced } ? replaced : term;
                if (multiple.Mentions().Count(mention => mention == sum.Total) == 1 && !term.Mentions().Contains(sum.Total) && LocalSlopes.Without(multiple, sum.Total) is { } factor
                    && !factor.Mentions().Any(changed.Contains) && factor.SelfAndDescendants().All(static part => part is Reference or Literal or Binary or Unary))
                    return added with { Value = whole with { Right = multiple } };
            }
            return null;

            Expression? Inside(Variable variable) => loop.Body.Statements.OfType<Assign>().FirstOrDefault(assign => assign.Target is Reference { Variable: var set } && set == variable) is { } definition && sets[variable] == 1
                ? definition.Value.Substitute(Inside) : null;
        }
    }

    private static bool IsZero(Expression value) => value switch
    {
        Conversion conversion => IsZero(conversion.Operand),
        Literal { Type.IsReal: true, Text: var text } => text.TrimEnd('f', 'F', 'd', 'D').Trim('0') is "" or ".",
        Literal { Text: "0" } => true,
        _ => false,
    };

    /// <summary>A sum that a loop has added up.</summary>
    /// <param name="Total">The sum.</param>
    /// <param name="Kept">Where its terms are kept.</param>
    /// <param name="Range">Of which elements.</param>
    /// <param name="At">Where the loop is.</param>
    private sealed record Sum(Variable Total, Variable Kept, VectorLoops.Range Range, int At);
}
