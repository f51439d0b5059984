using System.Collections.Immutable;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>A function of a random program, as its callers and the check see it.</summary>
/// <param name="Type">How the containing type is written in a call.</param>
/// <param name="Name">Its name.</param>
/// <param name="Result">The sort of its result.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record Signature(string Type, string Name, Sort Result, ImmutableArray<Parameter> Parameters)
{
    /// <summary>About how many function bodies a call of it runs through.</summary>
    public double Cost { get; init; } = 1;

    /// <summary>How <see cref="CompiledProgram.Method"/> finds it, relative to its namespace.</summary>
    public string Lookup => System.Text.RegularExpressions.Regex.Replace(Type, "<[^>]*>", "").Replace('.', '+') + "." + Name;

    public bool IsFloat => Result == Sort.Float || Parameters.Any(parameter => parameter.Sort == Sort.Float);
}
