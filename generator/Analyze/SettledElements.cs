using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>
/// Tells which elements of a buffer that is written hold in the reverse what they held when they were read, since all that is written later lies
/// elsewhere: in <c>t[i] = t[i - 1] * x[i]</c>, say, or in an elimination, which changes only rows below the one that it subtracts. Of a list
/// that is a table, <c>u[i * n + j]</c>, rows and columns are compared.
/// </summary>
public sealed class SettledElements
{
    private readonly Dictionary<Statement, Place> places = new(ReferenceComparer.Instance);
    private readonly List<(Variable Buffer, Place Place, Expression[]? Indices)> writes = [];
    private readonly IndexBounds bounds;

    /// <param name="body">What runs before the reverse.</param>
    public SettledElements(Block body)
    {
        Collect(body, []);
        bounds = new IndexBounds(places);
    }

    /// <summary>Where a statement is.</summary>
    /// <param name="Order">Its number in the source.</param>
    /// <param name="Loops">The loops around it, outermost first.</param>
    public sealed record Place(int Order, Statement[] Loops);

    /// <summary>Whether an element still holds in the reverse what it held when a statement read it, or wrote it.</summary>
    public bool IsSettled(Element element, Statement statement)
    {
        if (!places.TryGetValue(statement, out Place? place) || IndicesOf(element) is not { } indices)
            return false;
        // What is written inside a row leaves the row where it is.
        return writes.All(write => write.Buffer != element.Owner() || write.Indices?.Length > indices.Length || !MayComeLater(indices, place, write.Indices, write.Place));
    }

    private void Collect(Block block, Statement[] loops)
    {
        foreach (Statement statement in block.Statements)
        {
            var place = new Place(places.Count, loops);
            places[statement] = place;
            Variable[] written = [.. Buffers.Written(statement)];
            foreach (Variable buffer in written)
                writes.Add((buffer, place, written.Length == 1 && statement is Assign { Target: Element target } ? IndicesOf(target) : null));
            foreach (Block inner in statement.Blocks())
                Collect(inner, statement is For or While ? [.. loops, statement] : loops);
        }
    }

    /// <summary>The indices of an element, the row's first; null where the buffer is a part of another one.</summary>
    private static Expression[]? IndicesOf(Element element) => element.Buffer switch
    {
        Reference { Variable: var buffer } when buffer == buffer.Owner => [.. element.Indices],
        Element row when IndicesOf(row) is { } outer => [.. outer, .. element.Indices],
        _ => null,
    };

    private bool MayComeLater(Expression[] read, Place at, Expression[]? written, Place writer)
    {
        int shared = 0;
        while (shared < at.Loops.Length && shared < writer.Loops.Length && ReferenceEquals(at.Loops[shared], writer.Loops[shared]))
            shared++;
        for (int i = 0; i < shared; i++)
        {
            // In a later iteration of this loop, in the same ones of those around it.
            if (written is null || !AreApart(read, at, written, writer, [.. at.Loops.Take(i)], at.Loops[i] as For))
                return true;
        }
        return writer.Order > at.Order && (written is null || !AreApart(read, at, written, writer, [.. at.Loops.Take(shared)], null));
    }

    /// <summary>Whether the indices differ in some dimension.</summary>
    /// <param name="read">Those of the element that is read.</param>
    /// <param name="at">Where it is read.</param>
    /// <param name="written">Those of the element that is written.</param>
    /// <param name="writer">Where it is written.</param>
    /// <param name="same">The loops that are in the same iteration at both.</param>
    /// <param name="later">The loop that is in a later iteration when the other is written.</param>
    private bool AreApart(Expression[] read, Place at, Expression[] written, Place writer, Statement[] same, For? later)
    {
        for (int i = 0; i < read.Length && i < written.Length; i++)
        {
            if (Differ(read[i], at, written[i], writer, same, later))
                return true;
        }
        return false;
    }

    /// <summary>Whether two indices differ: by their bounds, or as row and column of a table.</summary>
    private bool Differ(Expression read, Place at, Expression written, Place writer, Statement[] same, For? later) => AreApart(read, at, written, writer, same, later)
        || bounds.Split(read, at) is { } cell && bounds.Split(written, writer) is { } other && cell.Columns == other.Columns
            && (Differ(cell.Row, at, other.Row, writer, same, later) || AreApart(cell.Column, at, other.Column, writer, same, later));

    private bool AreApart(Expression read, Place at, Expression written, Place writer, Statement[] same, For? later)
    {
        IEnumerable<Variable?> origins = [null, .. same.OfType<For>().Select(static loop => loop.Counter), .. read.Mentions().Where(bounds.IsConstant)];
        if (origins.Any(origin =>
            bounds.Least(written, origin, writer) > bounds.Most(read, origin, at) || bounds.Most(written, origin, writer) < bounds.Least(read, origin, at)))
            return true;
        // The counter has moved on by a step at least.
        return later is { Step: > 0 } && bounds.Least(written, later.Counter, writer) + later.Step > bounds.Most(read, later.Counter, at)
            || later is { Step: < 0 } && bounds.Most(written, later.Counter, writer) + later.Step < bounds.Least(read, later.Counter, at);
    }
}
