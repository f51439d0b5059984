using System.Collections.Immutable;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>A function of a random program, as its callers and the check see it.</summary>
/// <param name="Type">How the containing type is written in a call.</param>
/// <param name="Name">Its name.</param>
/// <param name="Result">The sort of its result.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Element">The real type of its buffers, and of what its result is weighed with.</param>
public sealed record Signature(string Type, string Name, Sort Result, ImmutableArray<Parameter> Parameters, Sort Element)
{
    /// <summary>About how many function bodies a call of it runs through.</summary>
    public double Cost { get; init; } = 1;

    /// <summary>The object that it is called on, where it is no static function.</summary>
    public string? Object { get; init; }

    /// <summary>What stands before its name in a call.</summary>
    public string Owner => Object ?? Type;

    /// <summary>How <see cref="CompiledProgram.Method"/> finds it, relative to its namespace.</summary>
    public string Lookup => System.Text.RegularExpressions.Regex.Replace(Type, "<[^>]*>", "").Replace('.', '+') + "." + Name;

    /// <summary>Whether floats may occur in its body, whatever it takes and gives.</summary>
    public bool IsMixed { get; init; }

    public bool IsFloat => IsMixed || Real == Sort.Float || Parameters.Any(parameter => parameter.Sort == Sort.Float || parameter.IsBuffer && Element == Sort.Float);

    /// <summary>What its result is made of.</summary>
    public Sort Real => Result is Sort.Double or Sort.Float ? Result : Element;

    /// <summary>Whether it has parameters given by <c>ref</c> or <c>out</c>.</summary>
    public bool GivesByReference => Parameters.Any(parameter => parameter.IsRef || parameter.IsOut);

    /// <summary>Whether there is an <c>FGradient</c>: for a scalar result and no other.</summary>
    public bool HasGradient => Result is Sort.Double or Sort.Float && !GivesByReference;
}
