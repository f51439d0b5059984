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

    public static LinkedFunction Lower(Function function)
    {
        try
        {
            return Linking.Lower(function);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new LinkedFunction(new LoweredFunction(function, Block.Empty, null, function.VariableCount), EquatableArray<OpaqueCallee>.Empty) { Failure = Describe(exception) };
        }
    }

    /// <summary>Whether a function can be split. Where it fails, its calls are run again instead.</summary>
    public static bool CanSplit(LoweredFunction function)
    {
        try
        {
            if (!BackwardMethod.CanSplit(function))
                return false;
            BackwardMethod.Split(function, function.Function.Callees);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return false;
        }
    }

    public static GeneratedFile? Generate(LoweredFunction function, EquatableArray<string> split)
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
                EquatableArray<string> callees = linked.Lowered.Function.Callees;
                GeneratedFile.Of(linked.Lowered, EquatableArray<string>.Empty);
                // Which of the callees are split is not known here: as if all of them were.
                if (callees.Count > 0)
                    GeneratedFile.Of(linked.Lowered, CanSplit(linked.Lowered) ? callees.Append(linked.Lowered.Function.Key).ToEquatableArray() : callees);
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
