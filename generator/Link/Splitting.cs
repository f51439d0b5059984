using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Simplify;

namespace AutoBackprop.Generator.Link;

/// <summary>Decides which functions have their forward pass and their reverse apart.</summary>
public static class Splitting
{
    /// <summary>More values than these for each that a loop writes are not kept, where the function could be run again.</summary>
    private const int MostKept = 2;

    /// <summary>
    /// A function as one that is split, as if all that it calls were and kept nothing; null where it cannot be. One that calls no other is split only if it keeps
    /// about as much as it writes: to run it again costs its own work once, and a copy of that, where one that calls others would run them again too, and those
    /// others, at each depth once more. What may be another value the next time is never run again.
    /// </summary>
    public static SplitFunction? Of(LoweredFunction lowered)
    {
        if (!BackwardMethod.CanSplit(lowered))
            return null;
        Function function = lowered.Function;
        Method forward = BackwardMethod.Split(lowered, function.Callees.Select(static key => new SplitFunction(key, KeepsNothing: true, IsOwnForward: true)).ToEquatableArray()).Forward;
        bool keepsNothing = !forward.Body.Statements.Any(static statement => KeptStack.Any(statement, KeptStack.Keeps));
        return keepsNothing || function.Callees.Count > 0 || Draws(function) || KeepsLittle(forward.Body) ? new SplitFunction(function.Key, keepsNothing, keepsNothing && !HasCalls(Simplification.Simplify(forward))) : null;
    }

    /// <summary>Whether a function itself calls what may give another value each time, a random number for one.</summary>
    public static bool Draws(Function function) => function.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
        .Any(static part => part is Call { Callee: OpaqueCallee { Draws: true } });

    /// <summary>Whether what is kept is a few numbers, and a few for each element that a loop writes of a buffer that is given.</summary>
    private static bool KeepsLittle(Block block) => block.Statements.All(statement => statement switch
    {
        Assign { Target: Reference { Variable: var kept }, Value: Call call } when KeptStack.Asks(call, ".Keep<") => block.Statements.OfType<For>().Any(loop => Stores(loop, kept)
            && block.Statements.OfType<Assign>().Count(assign => assign is { Target: Reference { Variable: var other }, Value: Call } && KeptStack.Asks(assign.Value, ".Keep<") && Stores(loop, other)) <= MostKept && Writes(loop)),
        If => statement.Blocks().All(KeepsLittle),
        For or While => !KeptStack.Any(statement, KeptStack.Keeps),
        _ => !KeptStack.Any(statement, static part => KeptStack.Asks(part, ".Keep")),
    });

    private static bool Stores(For loop, Variable kept) => loop.Body.Statements.Any(statement => statement is Assign { Target: Element { Buffer: Reference { Variable: var buffer } } } && buffer == kept);

    /// <summary>Whether every iteration writes an element of its own of a buffer that the function is given.</summary>
    private static bool Writes(For loop) => loop.Body.Statements.Any(statement => statement is Assign { Target: Element { Indices: [var index] } target } && target.Owner() is { Kind: VariableKind.Parameter }
        && index.Mentions().Contains(loop.Counter) && index.SelfAndDescendants().All(static part => part is Reference or Literal or Length or Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract }));

    /// <summary>Whether a loop is written as calls.</summary>
    private static bool HasCalls(Method method) => method.Body.Statements.Any(statement => KeptStack.Any(statement, part => VectorCall.Is(part, method.Source.Names)));

    /// <summary>The functions that are split, of those that could be.</summary>
    /// <param name="splits">The latter, or null.</param>
    /// <param name="summaries">What is known of all functions.</param>
    /// <param name="differentiable">The keys of those that have derivatives.</param>
    public static EquatableArray<SplitFunction> Decide(IEnumerable<SplitFunction?> splits, IEnumerable<FunctionSummary> summaries, EquatableArray<string> differentiable)
    {
        ILookup<string, string> callees = summaries.SelectMany(static summary => summary.Callees.Select(callee => (summary.Key, callee))).ToLookup(static pair => pair.Key, static pair => pair.callee);
        SplitFunction[] all = [.. splits.OfType<SplitFunction>().Where(split => differentiable.Contains(split.Key)).OrderBy(static split => split.Key, StringComparer.Ordinal)];
        HashSet<string> keepNothing = AlsoWhatTheyCall(all.Where(static split => split.KeepsNothing));
        HashSet<string> ownForward = AlsoWhatTheyCall(all.Where(static split => split.IsOwnForward));
        return all.Select(split => new SplitFunction(split.Key, keepNothing.Contains(split.Key), ownForward.Contains(split.Key))).ToEquatableArray();

        HashSet<string> AlsoWhatTheyCall(IEnumerable<SplitFunction> some)
        {
            HashSet<string> keys = [.. some.Select(static split => split.Key)];
            while (keys.RemoveWhere(key => !callees[key].All(keys.Contains)) > 0)
            {
            }
            return keys;
        }
    }

    /// <summary>Of the functions that are split, those that one needs to know: itself, and what it calls.</summary>
    public static EquatableArray<SplitFunction> In(LoweredFunction? function, EquatableArray<SplitFunction> split) => function is null
        ? EquatableArray<SplitFunction>.Empty
        : split.Where(other => other.Key == function.Function.Key || function.Function.Callees.Contains(other.Key)).ToEquatableArray();
}
