using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>
/// Tells which buffers each iteration of a loop is given for itself. A function makes a scratch array once, and each iteration fills it anew: where
/// the reverse needs what an iteration left there, the iterations write into parts of one larger array, and nothing is copied.
/// </summary>
public static class OwnBuffers
{
    /// <summary>The buffers, in the order in which they are made.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="buffers">What the function writes where.</param>
    public static Variable[] Of(For loop, Buffers buffers) => [.. loop.Body.Descendants().SelectMany(Buffers.Written).Distinct()
        .Where(buffer => buffer is { Kind: VariableKind.Local, Memory: null, Type: { Class: TypeClass.Array or TypeClass.Span, Element.IsReal: true } } && !buffers.IsOwn(buffer)
            && ScratchBuffer.FilledTo(buffer, loop.Body) is { } limit && IsNeeded(buffer, limit, loop.Body) && ReadsWhatIsFilled(buffer, limit, loop.Body)
            && buffers.LengthOf(buffer) is { } length && (limit == length || limit is Length { Buffer: Reference { Variable: var measured } } && measured == buffer)
            && !loop.Body.Descendants().SelectMany(static statement => statement.Assigned()).Append(loop.Counter).Any(length.Mentions().Contains) && IsOne(buffer, loop.Body)
            && IsScratch(buffer, buffers.Function))
        .OrderBy(static buffer => buffer.Id)];

    /// <summary>An iteration without the making of such buffers: it is given them.</summary>
    public static Block WithoutMaking(Block iteration, IReadOnlyCollection<Variable> own) => iteration.With(iteration.Statements.Where(statement => Made(statement) is not { } made || !own.Contains(made)));

    /// <summary>Whether the buffer is made before the loop, or once in each iteration.</summary>
    private static bool IsOne(Variable buffer, Block iteration) =>
        iteration.Descendants().Count(statement => statement.Assigned().Contains(buffer)) == iteration.Statements.Count(statement => Made(statement) == buffer);

    private static Variable? Made(Statement statement) => statement is Assign { Target: Reference { Variable: var made }, Value: NewBuffer } ? made : null;

    /// <summary>Whether the reverse of an iteration needs what is in the buffer in the end, as much as it has of it: keeping the numbers that are read would take no less.</summary>
    private static bool IsNeeded(Variable buffer, Expression limit, Block iteration)
    {
        int lastWrite = iteration.Statements.Select(static (statement, at) => (statement, at)).Last(pair => Block.Of(pair.statement).Descendants().SelectMany(Buffers.Written).Contains(buffer)).at;
        HashSet<Variable> multiplied = [.. iteration.Descendants().SelectMany(static statement => statement.Expressions())
            .Where(static value => value is Binary { Operator: BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder } or Call).SelectMany(static value => value.Mentions())];
        return IsRead(Block.Of(iteration.Statements.Skip(lastWrite + 1)), isCovered: false);

        bool IsRead(Block block, bool isCovered) => block.Statements.Any(statement =>
            isCovered && statement is Assign { Target: Reference { Variable: var target }, Value: Element { Buffer: Reference { Variable: var read } } } && read == buffer && multiplied.Contains(target)
            || statement.Blocks().Any(inner => IsRead(inner, isCovered || statement is For { Start: Literal { Text: "0" }, Comparison: BinaryOperator.Less, Step: 1 } loop && loop.Limit == limit)));
    }

    /// <summary>Whether an element that a number names is one that was filled; all others are.</summary>
    private static bool ReadsWhatIsFilled(Variable buffer, Expression limit, Block iteration) => iteration.Descendants().SelectMany(static statement => statement.Expressions())
        .SelectMany(static expression => expression.SelfAndDescendants()).OfType<Element>().Where(element => element.Buffer is Reference reference && reference.Variable == buffer)
        .All(element => element.Indices is not [Literal { Text: var at }] || limit is Literal { Text: var end } && int.TryParse(at, out int number) && int.TryParse(end, out int size) && number < size);

    /// <summary>Whether no more is ever asked of the buffer than what the iterations of some loop do with it that it is private to.</summary>
    private static bool IsScratch(Variable buffer, Block block) => block.Statements.All(statement => statement switch
    {
        Assign { Target: Reference { Variable: var made } } when made == buffer => true,
        _ when statement.Expressions().Any(expression => expression.Mentions().Contains(buffer)) => false,
        For or While when statement.Blocks().All(body => ScratchBuffer.FilledTo(buffer, body) is { } limit && ReadsWhatIsFilled(buffer, limit, body)) => true,
        _ => statement.Blocks().All(inner => IsScratch(buffer, inner)),
    });

    /// <summary>
    /// Takes elements of such buffers that are the same throughout a loop inside the iteration before that loop: they are there, whether or
    /// not it runs, and what they are multiplied with is added up before it reaches their gradient.
    /// </summary>
    /// <param name="iteration">The iteration.</param>
    /// <param name="own">Its buffers.</param>
    public static Block ReadBeforeLoops(Block iteration, IReadOnlyCollection<Variable> own) => Block.Of(iteration.Statements.SelectMany(IEnumerable<Statement> (statement) =>
    {
        Statement visited = statement.MapBlocks(inner => ReadBeforeLoops(inner, own));
        if (visited is not (For or While))
            return [visited];
        Block body = visited.Blocks()[0];
        Statement[] inside = [.. body.Descendants()];
        HashSet<Variable> changed = [.. visited.Assigned(), .. inside.SelectMany(static inner => inner.Assigned().Concat(Buffers.Written(inner)))];
        Statement[] steady = [.. body.Statements.Where(IsSteady)];
        return [.. steady, visited.MapBlocks(block => Block.Of(block.Statements.Where(inner => !steady.Contains(inner, ReferenceComparer.Instance))))];

        bool IsSteady(Statement inner) =>
            inner is Assign { Target: Reference { Variable: var target }, Value: Element { Buffer: Reference { Variable: var buffer }, Indices: [Reference { Variable: var index }] } }
            && own.Contains(buffer) && !changed.Contains(buffer) && !changed.Contains(index) && inside.Count(other => other.Assigned().Contains(target)) == 1;
    }));
}
