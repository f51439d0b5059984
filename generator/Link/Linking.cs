using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Link;

/// <summary>
/// Brings functions together: a call of a method with a hand-written backward becomes a call of a differentiable
/// function, and only functions whose callees all have derivatives go on.
/// </summary>
public static class Linking
{
    /// <summary>Binds calls of methods that a [BackwardOf] elsewhere gives a derivative.</summary>
    public static Function Bind(Function function, EquatableArray<CustomBackward> custom)
    {
        if (custom.Count == 0)
            return function;
        Expression Map(Expression expression) => expression.MapChildren(Map) is Call { Callee: OpaqueCallee callee } call && Find(custom, callee.Key) is { } backward
            ? call with { Callee = new DifferentiableCallee(callee.Text, backward.Container + "." + backward.Name, backward.Parameters, callee.Key, callee.Site) }
            : expression.MapChildren(Map);
        Block MapBlock(Block block) => Block.Of(block.Statements.Select(statement => statement.MapExpressions(Map).MapBlocks(MapBlock)));
        return function with { Body = MapBlock(function.Body) };
    }

    private static CustomBackward? Find(EquatableArray<CustomBackward> custom, string key) =>
        key.Length == 0 ? null : custom.FirstOrDefault(backward => backward.Target == key);

    /// <summary>Lowers a bound function and sees whether it can be differentiated, its callees apart.</summary>
    public static LinkedFunction Lower(Function function)
    {
        if (function.CustomBackward is not null)
            return new LinkedFunction(new LoweredFunction(function, Block.Empty, function.Result, function.VariableCount), EquatableArray<OpaqueCallee>.Empty);
        LoweredFunction lowered = Lowering.Lower(function);
        return new LinkedFunction(lowered, Activity.Of(lowered.Body, lowered.Inputs).Refused.ToEquatableArray());
    }

    /// <summary>What others must know of a function.</summary>
    public static FunctionSummary Summarize(LinkedFunction function) =>
        new(function.Lowered.Function.Key, function.Refused.Count == 0 && function.Failure is null, function.Lowered.Function.CustomBackward is null ? function.Lowered.Function.Callees : EquatableArray<string>.Empty);

    /// <summary>The keys of the functions that have derivatives: nothing in them is refused, nor in what they call.</summary>
    public static EquatableArray<string> Differentiable(IEnumerable<FunctionSummary> summaries)
    {
        FunctionSummary[] all = [.. summaries.Where(static summary => summary.IsAccepted)];
        HashSet<string> keys = [.. all.Select(static summary => summary.Key)];
        while (all.Where(summary => keys.Contains(summary.Key) && !summary.Callees.All(keys.Contains)).ToArray() is { Length: > 0 } broken)
            keys.ExceptWith(broken.Select(static summary => summary.Key));
        return keys.OrderBy(static key => key, StringComparer.Ordinal).ToEquatableArray();
    }

    /// <summary>The function, if it and everything it calls has a derivative.</summary>
    public static LoweredFunction? Accept(LinkedFunction function, EquatableArray<string> differentiable) =>
        differentiable.Contains(function.Lowered.Function.Key) ? function.Lowered : null;
}
