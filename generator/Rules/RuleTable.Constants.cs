namespace AutoBackprop.Generator.Rules;

/// <content>
/// Step functions, and what asks about a number: zero almost everywhere, and a branch on them is differentiated as taken.
/// The number of digits and the way of rounding are no reals and never vary.
/// </content>
public static partial class RuleTable
{
    private static Rule[] Constants =>
    [
        Constant("Math.Floor(a)"),
        Constant("Math.Ceiling(a)"),
        Constant("Math.Truncate(a)"),
        Constant("Math.Round(a)"),
        Constant("Math.Round(a, b)"),
        Constant("Math.Round(a, b, c)"),
        Constant("Math.Sign(a)"),
        Constant("Math.ILogB(a)"),

        Constant("double.IsNaN(a)"),
        Constant("double.IsFinite(a)"),
        Constant("double.IsInfinity(a)"),
        Constant("double.IsPositiveInfinity(a)"),
        Constant("double.IsNegativeInfinity(a)"),
        Constant("double.IsPositive(a)"),
        Constant("double.IsNegative(a)"),
        Constant("double.IsNormal(a)"),
        Constant("double.IsSubnormal(a)"),
        Constant("double.IsRealNumber(a)"),
        Constant("double.IsInteger(a)"),
        Constant("double.IsEvenInteger(a)"),
        Constant("double.IsOddInteger(a)"),
        Constant("double.IsPow2(a)"),
    ];
}
