using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Simplify;

namespace AutoBackprop.Generator.Emit;

/// <summary>A generated file: what the pipeline ends in.</summary>
public sealed record GeneratedFile(string HintName, string Text)
{
    /// <summary>The helpers of a class that holds parameters.</summary>
    public static GeneratedFile Of(Holder holder) => new(holder.Place.HintName, HolderEmitter.Emit(holder));

    /// <summary>Takes an accepted function the rest of the way: differentiate, simplify, emit.</summary>
    public static GeneratedFile Of(LoweredFunction lowered)
    {
        Function function = lowered.Function;
        Method? backward = function.CustomBackward is null ? Simplification.Simplify(BackwardMethod.Of(lowered)) : null;
        return new GeneratedFile(function.Place.HintName, FileEmitter.Emit(function, backward));
    }
}
