using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Tests.Rules;

/// <summary>
/// The domain of each rule. One that is not listed is compared on [−2, 2] in every operand: a new rule that is smooth there
/// needs nothing.
/// </summary>
internal static class Domains
{
    private static readonly Domain.Range Wide = new(-2, 2);
    private static readonly Domain.Range Positive = new(0.3, 4);
    private static readonly Domain.Range Unit = new(-0.9, 0.9);

    private static readonly Dictionary<(string, int), Domain> Listed = new()
    {
        [("/", 2)] = Of(p => Math.Abs(p[1]) > 0.3, Wide, Wide),
        [("1 /", 1)] = Of(p => Math.Abs(p[0]) > 0.3, Wide),
        [("%", 2)] = Of(p => Apart(Math.Abs(p[0] / p[1]), 1, 0), new(-6, 6), new(1, 4)),
        [("Math.IEEERemainder", 2)] = Of(p => Apart(Math.Abs(p[0] / p[1]), 1, 0.5), new(-6, 6), new(1, 4)),

        [("Math.Pow", 2)] = Of(Positive, new(-3, 3)),
        [("Math.Sqrt", 1)] = Of(Positive),
        [("Math.Cbrt", 1)] = Of(p => Math.Abs(p[0]) > 0.3, Wide),
        [("double.RootN", 2)] = Of(Positive, new(2, 6, IsWhole: true)),
        [("double.Hypot", 2)] = Of(p => Math.Abs(p[0]) + Math.Abs(p[1]) > 0.5, Wide, Wide),
        [("Math.ReciprocalEstimate", 1)] = Of(p => Math.Abs(p[0]) > 0.3, Wide),
        [("Math.ReciprocalSqrtEstimate", 1)] = Of(Positive),
        [("Math.ScaleB", 2)] = Of(Wide, new(-3, 3, IsWhole: true)),

        [("Math.Log", 1)] = Of(Positive),
        [("Math.Log2", 1)] = Of(Positive),
        [("Math.Log10", 1)] = Of(Positive),
        [("Math.Log", 2)] = Of(p => Math.Abs(p[1] - 1) > 0.3, Positive, Positive),
        [("double.LogP1", 1)] = Of(Unit with { Low = -0.7 }),
        [("double.Log2P1", 1)] = Of(Unit with { Low = -0.7 }),
        [("double.Log10P1", 1)] = Of(Unit with { Low = -0.7 }),

        [("Math.Tan", 1)] = Of(new Domain.Range(-1.3, 1.3)),
        [("double.TanPi", 1)] = Of(new Domain.Range(-0.4, 0.4)),
        [("Math.Asin", 1)] = Of(Unit),
        [("Math.Acos", 1)] = Of(Unit),
        [("double.AsinPi", 1)] = Of(Unit),
        [("double.AcosPi", 1)] = Of(Unit),
        [("Math.Atanh", 1)] = Of(Unit),
        [("Math.Acosh", 1)] = Of(new Domain.Range(1.2, 5)),
        // Away from the cut on the negative b axis, over which the angle jumps.
        [("Math.Atan2", 2)] = Of(p => Math.Abs(p[0]) > 0.3, Wide, Wide),
        [("double.Atan2Pi", 2)] = Of(p => Math.Abs(p[0]) > 0.3, Wide, Wide),

        [("Math.Abs", 1)] = Of(p => Math.Abs(p[0]) > Domain.Distance, Wide),
        [("Math.CopySign", 2)] = Of(p => p.All(x => Math.Abs(x) > Domain.Distance), Wide, Wide),
        [("Math.Max", 2)] = Untied,
        [("Math.Min", 2)] = Untied,
        [("double.MaxNative", 2)] = Untied,
        [("double.MinNative", 2)] = Untied,
        [("double.MaxNumber", 2)] = Untied,
        [("double.MinNumber", 2)] = Untied,
        [("Math.MaxMagnitude", 2)] = Untied,
        [("Math.MinMagnitude", 2)] = Untied,
        [("double.MaxMagnitudeNumber", 2)] = Untied,
        [("double.MinMagnitudeNumber", 2)] = Untied,
        [("Math.Clamp", 3)] = Clamped,
        [("double.ClampNative", 3)] = Clamped,
        [("Layers.Relu", 1)] = Of(p => Math.Abs(p[0]) > Domain.Distance, Wide),

        [("Math.Floor", 1)] = Of(p => Apart(p[0], 1, 0), Wide),
        [("Math.Ceiling", 1)] = Of(p => Apart(p[0], 1, 0), Wide),
        [("Math.Truncate", 1)] = Of(p => Apart(p[0], 1, 0), Wide),
        [("Math.Round", 1)] = Of(p => Apart(p[0], 1, 0.5), Wide),
        [("Math.Round", 2)] = Of(p => Apart(p[0], Math.Pow(10, -p[1]), 0.5, 0.2), Wide, new(0, 1, IsWhole: true)),
        // Every way of rounding: steps at the halves for some, at the wholes for others.
        [("Math.Round", 3)] = Of(
            p => Apart(p[0], 0.5 * Math.Pow(10, -p[1]), 0, 0.25),
            Wide, new(0, 1, IsWhole: true), new(0, 4, IsWhole: true)),
        [("Math.Sign", 1)] = Of(p => Math.Abs(p[0]) > Domain.Distance, Wide),
        [("Math.ILogB", 1)] = Of(new Domain.Range(2.1, 3.9)),
        [("double.IsPositive", 1)] = Of(p => Math.Abs(p[0]) > Domain.Distance, Wide),
        [("double.IsNegative", 1)] = Of(p => Math.Abs(p[0]) > Domain.Distance, Wide),
    };

    private static Domain Untied => Of(p => Math.Abs(Math.Abs(p[0]) - Math.Abs(p[1])) > Domain.Distance, Wide, Wide);

    private static Domain Clamped =>
        Of(p => Math.Abs(p[0] - p[1]) > Domain.Distance && Math.Abs(p[0] - p[2]) > Domain.Distance, Wide, new(-1, 0), new(0.2, 1));

    /// <summary>Those that are listed, to be held against the table.</summary>
    public static IEnumerable<(string Name, int Arity)> Keys => Listed.Keys;

    public static Domain Of(Rule rule) =>
        Listed.TryGetValue((rule.Name, rule.Arity), out Domain? domain) ? domain : Of([.. Enumerable.Repeat(Wide, rule.Arity)]);

    private static Domain Of(params Domain.Range[] ranges) => Of(_ => true, ranges);

    private static Domain Of(Func<double[], bool> isOrdinary, params Domain.Range[] ranges) => new(ranges, isOrdinary);

    /// <summary>Whether x is away from all of offset, offset ± 1, … in units of a step.</summary>
    private static bool Apart(double x, double step, double offset, double distance = 0.1)
    {
        double position = x / step - offset;
        return Math.Abs(position - Math.Round(position)) > distance;
    }
}
