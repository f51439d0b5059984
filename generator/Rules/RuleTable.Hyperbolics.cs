namespace AutoBackprop.Generator.Rules;

/// <content>Hyperbolic functions.</content>
public static partial class RuleTable
{
    private static Rule[] Hyperbolics =>
    [
        //   primal          ∂y/∂a
        Rule("Math.Sinh(a)",   "Math.Cosh(a)"),
        Rule("Math.Cosh(a)",   "Math.Sinh(a)"),

        // Exact to the rounding of 1: where tanh is flat the slope is lost in the rounding of y, whichever way it is written.
        Rule("Math.Tanh(a)",   "1 - y * y"),

        Rule("Math.Asinh(a)",  "1 / double.Hypot(a, 1)"),                          // a * a + 1 would overflow
        Rule("Math.Acosh(a)",  "1 / (Math.Sqrt(a - 1) * Math.Sqrt(a + 1))"),       // so would a * a - 1, and be defined below −1
        Rule("Math.Atanh(a)",  "1 / ((1 - a) * (1 + a))"),
    ];
}
