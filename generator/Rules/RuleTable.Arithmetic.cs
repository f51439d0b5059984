namespace AutoBackprop.Generator.Rules;

/// <content>Functions that are arithmetic under a name.</content>
public static partial class RuleTable
{
    private static Rule[] Arithmetic =>
    [
        //   primal                                   ∂y/∂a                ∂y/∂b           ∂y/∂c
        Rule("Math.FusedMultiplyAdd(a, b, c)",        "b",                 "a",            "1"),
        Rule("double.MultiplyAddEstimate(a, b, c)",   "b",                 "a",            "1"),
        Rule("double.Lerp(a, b, c)",                  "1 - c",             "c",            "b - a"),
        Rule("double.DegreesToRadians(a)",            "Math.PI / 180"),
        Rule("double.RadiansToDegrees(a)",            "180 / Math.PI"),
        Rule("Math.ScaleB(a, b)",                     "Math.ScaleB(1, b)", "0"),
        Rule("Math.IEEERemainder(a, b)",              "1",                 "(y - a) / b"),
        Rule("Math.BitIncrement(a)",                  "1"),
        Rule("Math.BitDecrement(a)",                  "1"),
    ];
}
