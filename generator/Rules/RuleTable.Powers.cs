namespace AutoBackprop.Generator.Rules;

/// <content>Powers and roots. At zero the roots have the slope that IEEE arithmetic gives them, ∞.</content>
public static partial class RuleTable
{
    private static Rule[] Powers =>
    [
        //   primal                           ∂y/∂a                                   ∂y/∂b
        // 0 ** b is 0 for every b > 0 and 1 at 0: flat in b, where y * log(0) would be NaN.
        Rule("Math.Pow(a, b)",                "b == 0 ? 0 : b * Math.Pow(a, b - 1)",  "a == 0 && b >= 0 ? 0 : y * Math.Log(a)"),
        Rule("Math.Sqrt(a)",                  "1 / (2 * y)"),
        Rule("Math.Cbrt(a)",                  "1 / (3 * y * y)"),
        Rule("double.RootN(a, b)",            "1 / (b * Math.Pow(y, b - 1))",         "0"),

        // A length is a cone: zero is the least of the slopes at its tip, and a / u is a itself there.
        Rule("double.Hypot(a, b)",            "a / u",                                "b / u",   where: "u = y == 0 ? 1 : y"),

        // Of the function that is estimated, and not from the estimate, whose error it would double.
        Rule("Math.ReciprocalEstimate(a)",     "-1 / (a * a)"),
        Rule("Math.ReciprocalSqrtEstimate(a)", "-1 / (2 * a * Math.Sqrt(a))"),
    ];
}
