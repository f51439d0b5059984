using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Simplify;

namespace AutoBackprop.Generator.Emit;

/// <summary>A generated file: what the pipeline ends in.</summary>
/// <param name="HintName">Its name.</param>
/// <param name="Text">What it says.</param>
/// <param name="Key">What identifies the function, or the class, that it is of.</param>
public sealed record GeneratedFile(string HintName, string Text, string Key)
{
    /// <summary>The keys of the functions whose forward pass and reverse it calls apart.</summary>
    public EquatableArray<string> Calls { get; init; } = EquatableArray<string>.Empty;

    /// <summary>The file with the function's own forward pass and reverse apart, for whoever calls them; null where they are not to be had.</summary>
    public GeneratedFile? Split { get; init; }

    /// <summary>The file with the function's Jacobian, where it is asked for.</summary>
    public GeneratedFile? Jacobian { get; init; }

    /// <summary>The helpers of a class that holds parameters.</summary>
    public static GeneratedFile Of(Holder holder) => new(holder.Place.HintName, HolderEmitter.Emit(holder), holder.Place.HintName);

    /// <summary>Takes an accepted function the rest of the way: differentiate, simplify, emit.</summary>
    /// <param name="lowered">The function.</param>
    /// <param name="split">The functions, of itself and those that it calls, whose forward pass and reverse are to be had apart.</param>
    public static GeneratedFile Of(LoweredFunction lowered, EquatableArray<SplitFunction> split)
    {
        Function function = lowered.Function;
        Method? backward = function.CustomBackward is null ? Simplification.Simplify(BackwardMethod.Of(lowered, split)) : null;
        return new GeneratedFile(function.Place.HintName, FileEmitter.Emit(function, backward), function.Key)
        {
            Calls = CalledApart(backward),
            Split = split.FirstOrDefault(other => other.Key == function.Key) is { } itself ? OfSplit(lowered, itself, split) : null,
            Jacobian = function.WantsJacobian
                ? new GeneratedFile(Beside(function, "Jacobian"), FileEmitter.EmitJacobian(Simplification.Simplify(JacobianMethod.Of(lowered))), function.Key)
                : null,
        };
    }

    private static GeneratedFile OfSplit(LoweredFunction lowered, SplitFunction itself, EquatableArray<SplitFunction> split)
    {
        Function function = lowered.Function;
        (Method forward, Method reverse) = BackwardMethod.Split(lowered, split);
        (forward, reverse) = (Simplification.Simplify(forward), Simplification.Simplify(reverse));
        return new GeneratedFile(Beside(function, "Split"), FileEmitter.EmitSplit(function, itself, forward, reverse), function.Key)
        {
            Calls = CalledApart(forward).Concat(CalledApart(reverse)).Distinct().OrderBy(static key => key, StringComparer.Ordinal).ToEquatableArray(),
        };
    }

    /// <summary>The name of another file of the function.</summary>
    private static string Beside(Function function, string what) => function.Place.HintName.Substring(0, function.Place.HintName.Length - ".g.cs".Length) + $".{what}.g.cs";

    private static EquatableArray<string> CalledApart(Method? method) => method is null
        ? EquatableArray<string>.Empty
        : method.Body.Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
            .OfType<Call>().Select(static call => call.Callee).OfType<DifferentiableCallee>().Where(static callee => callee.Pass != SplitPass.None)
            .Select(static callee => callee.Key).Distinct().OrderBy(static key => key, StringComparer.Ordinal).ToEquatableArray();
}
