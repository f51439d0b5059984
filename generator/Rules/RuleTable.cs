namespace AutoBackprop.Generator.Rules;

/// <summary>
/// Every derivative in the system, one line each: the function of a, b and c, then ∂y/∂a, ∂y/∂b, ∂y/∂c in terms of the
/// operands, the result y and auxiliaries u, v. To add a function, add a line: the tests enumerate the table. A partial
/// derivative that divides is written as one division, and two that divide by the same thing with the same text, so that the
/// backward pass divides once.
/// </summary>
public static partial class RuleTable
{
    // Each family is a property, not a field: the order in which the fields of a partial class are initialized is not defined.
    /// <summary>The rules, in the order of the table.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. Operators,
        .. Powers,
        .. Exponentials,
        .. Trigonometry,
        .. Hyperbolics,
        .. Arithmetic,
        .. Piecewise,
        .. Constants,
        .. Library,
    ];

    private static readonly Dictionary<(string Name, int Arity), Rule> ByName =
        All.ToDictionary(rule => (rule.Name, rule.Arity));

    /// <summary>The rule for a function or operator, by its name and number of operands; null where there is none.</summary>
    public static Rule? Find(string name, int arity) => ByName.TryGetValue((name, arity), out Rule? rule) ? rule : null;

    private static Rule Rule(
        string primal, string da, string? db = null, string? dc = null, string? where = null, string[]? alone = null) =>
        RuleParser.Parse(primal, [.. new[] { da, db, dc }.OfType<string>()], where, alone);

    /// <summary>A function whose derivative is zero wherever it has one.</summary>
    private static Rule Constant(string primal) => RuleParser.Parse(primal, [.. primal.Where(c => c == ',').Select(_ => "0"), "0"]);
}
