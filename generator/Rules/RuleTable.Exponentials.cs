namespace AutoBackprop.Generator.Rules;

/// <content>Exponentials and logarithms. At zero a logarithm has the slope that IEEE arithmetic gives it, ∞.</content>
public static partial class RuleTable
{
    private static Rule[] Exponentials =>
    [
        //   primal                  ∂y/∂a                            ∂y/∂b
        Rule("Math.Exp(a)",          "y"),
        Rule("double.Exp2(a)",       "y * Math.Log(2)"),
        Rule("double.Exp10(a)",      "y * Math.Log(10)"),
        Rule("double.ExpM1(a)",      "y + 1"),
        Rule("double.Exp2M1(a)",     "(y + 1) * Math.Log(2)"),
        Rule("double.Exp10M1(a)",    "(y + 1) * Math.Log(10)"),

        Rule("Math.Log(a)",          "1 / a"),
        Rule("Math.Log2(a)",         "1 / (a * Math.Log(2))"),
        Rule("Math.Log10(a)",        "1 / (a * Math.Log(10))"),
        Rule("double.LogP1(a)",      "1 / (a + 1)"),
        Rule("double.Log2P1(a)",     "1 / ((a + 1) * Math.Log(2))"),
        Rule("double.Log10P1(a)",    "1 / ((a + 1) * Math.Log(10))"),
        Rule("Math.Log(a, b)",       "1 / (a * u)",                   "-y / (b * u)",   where: "u = Math.Log(b)"),
    ];
}
