namespace AutoBackprop.Generator.Rules;

/// <summary>
/// From a method to the name of its rule and back. <c>Math.Exp</c>, <c>MathF.Exp</c>, <c>double.Exp</c> and
/// <c>float.Exp</c> share one line of the table, under the name that System.Math has for it, <c>double.…</c> where it has none.
/// </summary>
public static class RuleNames
{
    /// <summary>The rule of the inverse, whose slope needs no division.</summary>
    public const string Inverse = "1 /";

    private static readonly HashSet<string> Names = [.. RuleTable.All.Select(rule => rule.Name)];

    /// <summary>
    /// The name of a method's rule, or null. Only the name is looked at: that the overload is one on reals, and how many
    /// operands it has, is for the caller to see (<c>Math.Max(int, int)</c>).
    /// </summary>
    /// <param name="type">The metadata name of the type that declares it: <c>System.MathF</c>.</param>
    /// <param name="method">The method's name.</param>
    public static string? Of(string type, string method) => type switch
    {
        "System.Math" or "System.MathF" => Known("Math." + method),
        // The one function that has two names.
        "System.Double" or "System.Single" when method == "Ieee754Remainder" => Known("Math.IEEERemainder"),
        _ when type.StartsWith("System.Numerics.I", StringComparison.Ordinal) && method == "Ieee754Remainder" => Known("Math.IEEERemainder"),
        _ when type.StartsWith("System.Numerics.I", StringComparison.Ordinal) => Known("Math." + method) ?? Known("double." + method),
        "System.Double" or "System.Single" => Known("Math." + method) ?? Known("double." + method),
        "AutoBackprop.Layers" => Known("Layers." + method),
        "AutoBackprop.Gradient" => Known("Gradient." + method),
        _ => null,
    };

    /// <summary>How a function or constant of a template is written for <c>float</c>: <c>MathF.Exp</c> for <c>Math.Exp</c>.</summary>
    public static string InSingle(string name) => name switch
    {
        // System.MathF has no Clamp; System.Math's takes floats too.
        "Math.Clamp" => name,
        _ when name.StartsWith("Math.", StringComparison.Ordinal) => "MathF" + name.Substring("Math".Length),
        _ when name.StartsWith("double.", StringComparison.Ordinal) => "float" + name.Substring("double".Length),
        _ => name,
    };

    /// <summary>How a function or constant of a template is written for a type parameter: <c>T.Exp</c> for <c>Math.Exp</c>.</summary>
    public static string InGeneric(string name, string parameter) => name switch
    {
        "Math.PI" => parameter + ".Pi",
        "Math.IEEERemainder" => parameter + ".Ieee754Remainder",
        _ when name.StartsWith("Math.", StringComparison.Ordinal) || name.StartsWith("double.", StringComparison.Ordinal) => parameter + name.Substring(name.IndexOf('.')),
        _ => name,
    };

    /// <summary>
    /// The method of the runtime library's <c>Elements</c> that gives the same for many numbers at once as a function for one: to the last bit, or within
    /// three units in the last place. Those of which .NET's vectorized form has larger errors somewhere are not among them: <c>Tanh</c> loses all digits near zero,
    /// <c>Pow</c> is that of a logarithm.
    /// </summary>
    /// <param name="name">The function's name in the table.</param>
    public static string? OfSpans(string name) => name is "Math.Exp" or "Math.Log" or "Math.Sin" or "Math.Cos" or "Math.Sqrt" or "Math.Abs" ? name.Substring("Math.".Length) : null;

    private static string? Known(string name) => Names.Contains(name) ? name : null;
}
