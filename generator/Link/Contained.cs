using System.Runtime.CompilerServices;
using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Emit;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Link;

/// <summary>
/// Runs the pure stages so that a failure in one function does not take the others' output away. What failed is not
/// hidden: the analyzer runs the same stages and reports it (ABP0010).
/// </summary>
public static class Contained
{
    private static readonly ConditionalWeakTable<Function, LinkedFunction> Lowered = new();

    /// <summary>A function that fails here fails in lowering too, where it is noticed.</summary>
    public static WriteSummary SummarizeWrites(Function function)
    {
        try
        {
            return Linking.SummarizeWrites(function);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new WriteSummary(function.Key, Enumerable.Range(0, function.Parameters.Count).ToEquatableArray(), EquatableArray<(int, string, int)>.Empty);
        }
    }

    /// <summary>Lowers a function; once, though after the generator the analyzer asks too.</summary>
    public static LinkedFunction Lower(Function function) => Lowered.GetValue(function, static function =>
    {
        try
        {
            return Linking.Lower(function);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new LinkedFunction(new LoweredFunction(function, Block.Empty, null, function.VariableCount), EquatableArray<OpaqueCallee>.Empty) { Failure = Describe(exception) };
        }
    });

    /// <summary>A function as one that is split; null where it cannot be, or is better run again.</summary>
    public static SplitFunction? Split(LinkedFunction function)
    {
        try
        {
            return function.IsAccepted ? Splitting.Of(function.Lowered) : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    public static GeneratedFile? Generate(LoweredFunction function, EquatableArray<SplitFunction> split)
    {
        try
        {
            return GeneratedFile.Of(function, split);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What failed, for a report.</summary>
    public static string? Failure(LinkedFunction linked)
    {
        try
        {
            if (linked.Failure is null)
            {
                EquatableArray<SplitFunction> callees = linked.Lowered.Function.Callees.Select(static key => new SplitFunction(key, KeepsNothing: false, IsOwnForward: false)).ToEquatableArray();
                GeneratedFile.Of(linked.Lowered, EquatableArray<SplitFunction>.Empty);
                // Which of the callees are split is not known here: as if all of them were.
                if (callees.Count > 0)
                    GeneratedFile.Of(linked.Lowered, Split(linked) is { } split ? callees.Append(split with { KeepsNothing = false, IsOwnForward = false }).ToEquatableArray() : callees);
            }
            return linked.Failure;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Describe(exception);
        }
    }

    public static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message} ({exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim()})";
}
