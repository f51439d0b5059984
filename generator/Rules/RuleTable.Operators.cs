namespace AutoBackprop.Generator.Rules;

/// <content>The operators of C#.</content>
public static partial class RuleTable
{
    private static Rule[] Operators =>
    [
        //   primal     ∂y/∂a      ∂y/∂b
        Rule("+a",      "1"),
        Rule("-a",      "-1"),
        Rule("a + b",   "1",       "1"),
        Rule("a - b",   "1",       "-1"),
        Rule("a * b",   "b",       "a"),
        Rule("a / b",   "1 / b",   "-y / b"),
        Rule("1 / a",   "-y * y"),

        // y = a - n * b with n whole. The remainder is exact and the quotient is not: 1 % 0.1 has n = 9, but 1 / 0.1 is 10.
        Rule("a % b",   "1",       "(y - a) / b"),
    ];
}
