namespace AutoBackprop.Generator.Rules;

/// <content>
/// Trigonometric functions. <c>1 - a * a</c> is written <c>(1 - a) * (1 + a)</c>, which near ±1, where it is all that
/// matters, loses nothing.
/// </content>
public static partial class RuleTable
{
    private static Rule[] Trigonometry =>
    [
        //   primal                  ∂y/∂a                                              ∂y/∂b
        Rule("Math.Sin(a)",          "Math.Cos(a)"),
        Rule("Math.Cos(a)",          "-Math.Sin(a)"),
        Rule("Math.Tan(a)",          "1 + y * y"),
        Rule("double.SinPi(a)",      "Math.PI * double.CosPi(a)"),
        Rule("double.CosPi(a)",      "-Math.PI * double.SinPi(a)"),
        Rule("double.TanPi(a)",      "Math.PI * (1 + y * y)"),

        Rule("Math.Asin(a)",         "1 / Math.Sqrt((1 - a) * (1 + a))"),
        Rule("Math.Acos(a)",         "-1 / Math.Sqrt((1 - a) * (1 + a))"),
        Rule("Math.Atan(a)",         "1 / (1 + a * a)"),
        Rule("Math.Atan2(a, b)",     "b / u",                                           "-a / u",   where: "u = a * a + b * b"),
        Rule("double.AsinPi(a)",     "1 / (Math.PI * Math.Sqrt((1 - a) * (1 + a)))"),
        Rule("double.AcosPi(a)",     "-1 / (Math.PI * Math.Sqrt((1 - a) * (1 + a)))"),
        Rule("double.AtanPi(a)",     "1 / (Math.PI * (1 + a * a))"),
        Rule("double.Atan2Pi(a, b)", "b / u",                                           "-a / u",   where: "u = Math.PI * (a * a + b * b)"),
    ];
}
