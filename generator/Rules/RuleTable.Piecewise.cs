namespace AutoBackprop.Generator.Rules;

/// <content>
/// Functions with kinks. At a kink the slope is the subgradient of least norm: 0 for the absolute value, ½ and ½ for two
/// varying operands that tie, 0 for a varying one that ties with a constant.
/// The conditions ask when an operand is <i>not</i> the result, so that it gets its gradient where none can be compared: a
/// NaN does not turn into a slope of 0, which would look like a minimum. In the …Number functions the number is the result.
/// </content>
public static partial class RuleTable
{
    private static Rule[] Piecewise =>
    [
        //   primal                    ∂y/∂a                            ∂y/∂b
        // a is the slope of least norm at ±0, and NaN at NaN, for which Math.Sign throws.
        Rule("Math.Abs(a)",            "a > 0 ? 1 : a < 0 ? -1 : a"),
        Rule("Math.CopySign(a, b)",    "a == 0 ? 0 : a == y ? 1 : a == -y ? -1 : y", "0"),

        Larger("Math.Max(a, b)"),
        Larger("double.MaxNative(a, b)"),
        Smaller("Math.Min(a, b)"),
        Smaller("double.MinNative(a, b)"),
        OneOf("double.MaxNumber(a, b)"),
        OneOf("double.MinNumber(a, b)"),
        OneOf("Math.MaxMagnitude(a, b)"),
        OneOf("Math.MinMagnitude(a, b)"),
        OneOf("double.MaxMagnitudeNumber(a, b)"),
        OneOf("double.MinMagnitudeNumber(a, b)"),
        Clamp("Math.Clamp(a, b, c)"),
        Clamp("double.ClampNative(a, b, c)"),
    ];

    private static Rule Larger(string primal) => Rule(
        primal, "a < b ? 0 : a == b ? 0.5 : 1", "b < a ? 0 : b == a ? 0.5 : 1", alone: ["a <= b ? 0 : 1", "b <= a ? 0 : 1"]);

    private static Rule Smaller(string primal) => Rule(
        primal, "a > b ? 0 : a == b ? 0.5 : 1", "b > a ? 0 : b == a ? 0.5 : 1", alone: ["a >= b ? 0 : 1", "b >= a ? 0 : 1"]);

    /// <summary>A function that is one of its two operands, of which the result tells more simply than they do which one.</summary>
    private static Rule OneOf(string primal) => Rule(
        primal, "b == a ? 0.5 : b == y ? 0 : 1", "a == b ? 0.5 : a == y ? 0 : 1", alone: ["b == y ? 0 : 1", "a == y ? 0 : 1"]);

    /// <summary>
    /// Min(Max(a, b), c), ties and all. Where two of the three vary, a tie with the third counts as one with a varying operand.
    /// </summary>
    private static Rule Clamp(string primal) => Rule(
        primal,
        "(a < b ? 0 : a == b ? 0.5 : 1) * (a > c ? 0 : a == c ? 0.5 : 1)",
        "(a < b ? 1 : a == b ? 0.5 : 0) * (b == c ? 0.5 : 1)",
        "a > c ? 1 : a == c || b == c ? 0.5 : 0",
        alone: ["a <= b || a >= c ? 0 : 1", "a < b && b != c ? 1 : 0", "a > c ? 1 : 0"]);
}
