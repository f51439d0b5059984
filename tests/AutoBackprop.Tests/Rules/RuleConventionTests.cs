using AutoBackprop.Generator.Rules;
using Xunit;

namespace AutoBackprop.Tests.Rules;

/// <summary>What the rules say where there is no derivative, or one that is easily got wrong.</summary>
public class RuleConventionTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(3.0, 1.0)]
    [InlineData(-3.0, -1.0)]
    [InlineData(double.Epsilon, 1.0)]
    [InlineData(NaN, NaN)]
    public void The_slope_of_the_absolute_value_is_0_at_the_kink(double a, double expected) => Exactly(expected, "Math.Abs", 0, a);

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(-1.0, 0.0)]
    [InlineData(double.Epsilon, 1.0)]
    public void The_slope_of_relu_is_0_at_the_kink(double a, double expected) => Exactly(expected, "Layers.Relu", 0, a);

    [Fact]
    public void A_negative_zero_is_a_zero()
    {
        Exactly(0, "Math.Abs", 0, -0.0);
        Exactly(0, "Layers.Relu", 0, -0.0);
        Exactly(Infinity, "Math.Cbrt", 0, -0.0);
    }

    [Theory]
    [InlineData("Math.Max")]
    [InlineData("Math.Min")]
    [InlineData("double.MaxNative")]
    [InlineData("double.MinNative")]
    [InlineData("double.MaxNumber")]
    [InlineData("double.MinNumber")]
    [InlineData("Math.MaxMagnitude")]
    [InlineData("Math.MinMagnitude")]
    [InlineData("double.MaxMagnitudeNumber")]
    [InlineData("double.MinMagnitudeNumber")]
    public void A_tie_is_shared_by_two_that_vary_and_gives_nothing_to_one_alone(string name)
    {
        foreach ((double a, double b) in new[] { (2.0, 2.0), (-2.0, -2.0), (0.0, 0.0), (0.0, -0.0), (-0.0, 0.0), (Infinity, Infinity) })
        {
            for (int i = 0; i < 2; i++)
            {
                Exactly(0.5, name, i, a, b);
                Alone(0, name, i, a, b);
            }
        }
    }

    [Theory]
    [InlineData("Math.Max", 1.0, 2.0, 1)]
    [InlineData("Math.Max", -Infinity, 2.0, 1)]
    [InlineData("Math.Min", 1.0, 2.0, 0)]
    [InlineData("Math.MaxMagnitude", -3.0, 2.0, 0)]
    [InlineData("Math.MaxMagnitude", -2.0, 2.0, 1)]
    [InlineData("Math.MinMagnitude", -3.0, 2.0, 1)]
    [InlineData("Math.MinMagnitude", -2.0, 2.0, 0)]
    [InlineData("double.MaxMagnitudeNumber", 2.0, -2.0, 0)]
    [InlineData("double.MinMagnitudeNumber", 2.0, -2.0, 1)]
    [InlineData("double.MaxNumber", NaN, 2.0, 1)]
    [InlineData("double.MaxNumber", 1.0, NaN, 0)]
    [InlineData("double.MinNumber", NaN, 2.0, 1)]
    [InlineData("double.MinNumber", 1.0, NaN, 0)]
    [InlineData("double.MaxMagnitudeNumber", NaN, 2.0, 1)]
    [InlineData("double.MinMagnitudeNumber", 1.0, NaN, 0)]
    public void The_operand_that_is_the_result_gets_the_gradient(string name, double a, double b, int taken)
    {
        Exactly(1, name, taken, a, b);
        Alone(1, name, taken, a, b);
        Exactly(0, name, 1 - taken, a, b);
        Alone(0, name, 1 - taken, a, b);
    }

    [Theory]
    [InlineData("Math.Max")]
    [InlineData("Math.Min")]
    [InlineData("Math.MaxMagnitude")]
    [InlineData("Math.MinMagnitude")]
    public void A_result_that_is_NaN_does_not_look_like_a_minimum(string name)
    {
        Exactly(1, name, 0, NaN, 2);
        Alone(1, name, 0, NaN, 2);
        Exactly(1, name, 1, 2, NaN);
        Alone(1, name, 1, 2, NaN);
    }

    [Theory]
    //                       all vary            each alone
    [InlineData(-3, -1, 1,   0.0, 1.0, 0.0,      0.0, 1.0, 0.0)]
    [InlineData(-1, -1, 1,   0.5, 0.5, 0.0,      0.0, 0.0, 0.0)]
    [InlineData(0, -1, 1,    1.0, 0.0, 0.0,      1.0, 0.0, 0.0)]
    [InlineData(1, -1, 1,    0.5, 0.0, 0.5,      0.0, 0.0, 0.0)]
    [InlineData(3, -1, 1,    0.0, 0.0, 1.0,      0.0, 0.0, 1.0)]
    [InlineData(-3, 1, 1,    0.0, 0.5, 0.5,      0.0, 0.0, 0.0)]
    [InlineData(1, 1, 1,     0.25, 0.25, 0.5,    0.0, 0.0, 0.0)]
    [InlineData(3, 1, 1,     0.0, 0.0, 1.0,      0.0, 0.0, 1.0)]
    [InlineData(NaN, -1, 1,  1.0, 0.0, 0.0,      1.0, 0.0, 0.0)]
    public void Clamp_is_Min_of_Max_ties_and_all(
        double a, double lo, double hi, double da, double dLo, double dHi, double aAlone, double loAlone, double hiAlone)
    {
        foreach (string name in new[] { "Math.Clamp", "double.ClampNative" })
        {
            Exactly(da, name, 0, a, lo, hi);
            Exactly(dLo, name, 1, a, lo, hi);
            Exactly(dHi, name, 2, a, lo, hi);
            Alone(aAlone, name, 0, a, lo, hi);
            Alone(loAlone, name, 1, a, lo, hi);
            Alone(hiAlone, name, 2, a, lo, hi);
        }
    }

    [Fact]
    public void Clamp_has_the_slopes_of_Min_of_Max_at_every_order_and_tie()
    {
        double[] values = [-1, 0, 1];
        foreach (double a in values)
        {
            foreach (double lo in values)
            {
                foreach (double hi in values.Where(value => value >= lo))
                {
                    double larger = Math.Max(a, lo);
                    double dLarger = Partial("Math.Min", 0, isAlone: false, larger, hi);
                    Exactly(dLarger * Partial("Math.Max", 0, isAlone: false, a, lo), "Math.Clamp", 0, a, lo, hi);
                    Exactly(dLarger * Partial("Math.Max", 1, isAlone: false, a, lo), "Math.Clamp", 1, a, lo, hi);
                    Exactly(Partial("Math.Min", 1, isAlone: false, larger, hi), "Math.Clamp", 2, a, lo, hi);

                    double alone = Partial("Math.Min", 0, isAlone: true, larger, hi);
                    Alone(alone * Partial("Math.Max", 0, isAlone: true, a, lo), "Math.Clamp", 0, a, lo, hi);
                    Alone(alone * Partial("Math.Max", 1, isAlone: true, a, lo), "Math.Clamp", 1, a, lo, hi);
                    Alone(Partial("Math.Min", 1, isAlone: true, larger, hi), "Math.Clamp", 2, a, lo, hi);
                }
            }
        }
    }

    [Theory]
    [InlineData("Math.Sqrt", 0.0, Infinity)]
    [InlineData("Math.Cbrt", 0.0, Infinity)]
    [InlineData("Math.Log", 0.0, Infinity)]
    [InlineData("Math.Log2", 0.0, Infinity)]
    [InlineData("Math.Log10", 0.0, Infinity)]
    [InlineData("double.LogP1", -1.0, Infinity)]
    [InlineData("Math.Asin", 1.0, Infinity)]
    [InlineData("Math.Asin", -1.0, Infinity)]
    [InlineData("Math.Acos", 1.0, -Infinity)]
    [InlineData("Math.Acosh", 1.0, Infinity)]
    [InlineData("Math.Atanh", 1.0, Infinity)]
    [InlineData("Math.ReciprocalSqrtEstimate", 0.0, -Infinity)]
    [InlineData("Math.ReciprocalEstimate", 0.0, -Infinity)]
    public void At_the_edge_of_its_domain_a_function_has_the_slope_of_IEEE_arithmetic(string name, double a, double expected) =>
        Exactly(expected, name, 0, a);

    [Theory]
    [InlineData("Math.Sqrt", -1.0)]
    [InlineData("Math.Asin", 1.5)]
    [InlineData("Math.Acos", -1.5)]
    [InlineData("Math.Acosh", 0.5)]
    [InlineData("Math.Acosh", -2.0)]
    public void Outside_of_its_domain_the_slope_of_a_root_is_NaN(string name, double a) => Exactly(NaN, name, 0, a);

    [Theory]
    [InlineData(0.0, 2, Infinity)]
    [InlineData(0.0, 3, Infinity)]
    [InlineData(0.0, 1, 1.0)]
    [InlineData(-8.0, 3, 1.0 / 12)]
    [InlineData(4.0, -2, -1.0 / 16)]
    [InlineData(-4.0, 2, NaN)]
    [InlineData(4.0, 0, NaN)]
    public void A_root_of_any_order(double a, int n, double expected) => Exactly(expected, "double.RootN", 0, a, n);

    [Theory]
    [InlineData(0.0, 0.0, 0.0, 0.0)]
    [InlineData(0.0, 2.0, 0.0, 0.0)]
    [InlineData(0.0, 1.0, 1.0, 0.0)]
    [InlineData(0.0, 0.5, Infinity, 0.0)]
    [InlineData(0.0, -1.0, -Infinity, -Infinity)]
    [InlineData(-2.0, 2.0, -4.0, NaN)]
    [InlineData(-2.0, 3.0, 12.0, NaN)]
    [InlineData(-2.0, 0.0, 0.0, NaN)]
    [InlineData(5.0, 0.0, 0.0, 1.6094379124341003)]
    [InlineData(NaN, 0.0, 0.0, NaN)]
    [InlineData(0.0, NaN, NaN, NaN)]
    public void A_power_at_zero_and_below(double a, double b, double da, double db)
    {
        Exactly(da, "Math.Pow", 0, a, b);
        Exactly(db, "Math.Pow", 1, a, b);
    }

    [Fact]
    public void A_length_has_slope_0_at_its_tip()
    {
        Exactly(0, "double.Hypot", 0, 0, 0);
        Exactly(0, "double.Hypot", 1, 0, 0);
        Exactly(0.6, "double.Hypot", 0, 3, 4);
        Exactly(1, "double.Hypot", 0, 1e300, 0);
        Exactly(1, "double.Hypot", 0, 1e-300, 0);
    }

    [Fact]
    public void An_angle_at_the_origin_is_NaN()
    {
        Exactly(NaN, "Math.Atan2", 0, 0, 0);
        Exactly(NaN, "Math.Atan2", 1, 0, 0);
    }

    [Theory]
    [InlineData("%", 7.0, 2.0, -3.0)]
    [InlineData("%", -7.0, 2.0, 3.0)]
    [InlineData("%", 7.0, -2.0, 3.0)]
    [InlineData("%", 1.0, 2.0, 0.0)]
    [InlineData("%", 5.0, Infinity, 0.0)]
    [InlineData("%", 5.0, 0.0, NaN)]
    [InlineData("Math.IEEERemainder", 7.0, 2.0, -4.0)]
    [InlineData("Math.IEEERemainder", 5.0, 2.0, -2.0)]
    [InlineData("Math.IEEERemainder", -7.0, 4.0, 2.0)]
    public void A_remainder_moves_with_its_divisor_by_the_whole_quotient(string name, double a, double b, double expected)
    {
        Exactly(1, name, 0, a, b);
        Exactly(expected, name, 1, a, b);
    }

    [Fact]
    public void The_quotient_of_a_remainder_is_the_true_one_where_the_division_rounds_to_the_next()
    {
        Assert.Equal(10, Math.Truncate(1 / 0.1));
        Assert.Equal(-9, Partial("%", 1, isAlone: false, 1, 0.1), 1e-14);
    }

    [Theory]
    [InlineData(2.0, 1.0, 1.0)]
    [InlineData(2.0, -1.0, -1.0)]
    [InlineData(-2.0, 1.0, -1.0)]
    [InlineData(-2.0, -1.0, 1.0)]
    [InlineData(2.0, -0.0, -1.0)]
    [InlineData(0.0, -1.0, 0.0)]
    [InlineData(Infinity, -1.0, -1.0)]
    [InlineData(NaN, 1.0, NaN)]
    public void CopySign_keeps_or_turns_the_slope(double a, double b, double expected)
    {
        Exactly(expected, "Math.CopySign", 0, a, b);
        Assert.Null(RuleTable.Find("Math.CopySign", 2)!.Partials[1]);
    }

    [Theory]
    [InlineData("Math.Floor", 1)]
    [InlineData("Math.Ceiling", 1)]
    [InlineData("Math.Truncate", 1)]
    [InlineData("Math.Round", 1)]
    [InlineData("Math.Round", 2)]
    [InlineData("Math.Round", 3)]
    [InlineData("Math.Sign", 1)]
    [InlineData("Math.ILogB", 1)]
    [InlineData("double.IsNaN", 1)]
    [InlineData("Gradient.Stop", 1)]
    public void Steps_questions_and_a_stopped_gradient_are_constant(string name, int arity) =>
        Assert.True(RuleTable.Find(name, arity)!.IsConstant);

    [Theory]
    [InlineData("Math.ScaleB")]
    [InlineData("double.RootN")]
    [InlineData("Math.CopySign")]
    public void A_rule_with_one_slope_is_not_constant(string name)
    {
        Assert.False(RuleTable.Find(name, 2)!.IsConstant);
        Assert.Null(RuleTable.Find(name, 2)!.Partials[1]);
    }

    [Fact]
    public void Near_one_the_slopes_of_the_inverse_functions_lose_nothing()
    {
        double distance = Math.ScaleB(1, -30);
        Near(1 / (Math.Sqrt(distance) * Math.Sqrt(2 - distance)), "Math.Asin", 1 - distance);
        Near(-1 / (Math.Sqrt(distance) * Math.Sqrt(2 - distance)), "Math.Acos", 1 - distance);
        Near(1 / (distance * (2 - distance)), "Math.Atanh", 1 - distance);
        Near(1 / (Math.Sqrt(distance) * Math.Sqrt(2 + distance)), "Math.Acosh", 1 + distance);
        Near(1 / distance, "double.LogP1", -1 + distance);
    }

    [Fact]
    public void Far_out_the_slopes_of_the_inverse_functions_do_not_overflow()
    {
        Near(1e-200, "Math.Asinh", 1e200);
        Near(1e-200, "Math.Acosh", 1e200);
        Near(1e200 / 3, "Math.Cbrt", 1e-300);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(5.0)]
    [InlineData(10.0)]
    [InlineData(18.0)]
    [InlineData(400.0)]
    public void The_slopes_of_saturating_functions_are_right_to_the_rounding_of_one(double a)
    {
        double decay = Math.Exp(-a);
        double sech = 2 * decay / (1 + decay * decay);
        Assert.Equal(sech * sech, Partial("Math.Tanh", 0, isAlone: true, a), 3e-16);
        Assert.Equal(sech * sech, Partial("Math.Tanh", 0, isAlone: true, -a), 3e-16);
        Assert.Equal(decay / ((1 + decay) * (1 + decay)), Partial("Layers.Sigmoid", 0, isAlone: true, a), 3e-16);
        Assert.Equal(decay, Partial("double.ExpM1", 0, isAlone: true, -a), 3e-16);
    }

    private static double Partial(string name, int index, bool isAlone, params double[] operands) =>
        TemplateInterpreter.Partial(Assert.IsType<Rule>(RuleTable.Find(name, operands.Length)), index, isAlone, operands);

    // By ==, for which −0 is 0, and NaN for NaN.
    private static void Exactly(double expected, string name, int index, params double[] operands)
    {
        double actual = Partial(name, index, isAlone: false, operands);
        Assert.True(
            actual == expected || double.IsNaN(actual) && double.IsNaN(expected),
            $"{name}({string.Join(", ", operands)}), operand {index}: {actual} instead of {expected}");
    }

    private static void Alone(double expected, string name, int index, params double[] operands)
    {
        double actual = Partial(name, index, isAlone: true, operands);
        Assert.True(
            actual == expected || double.IsNaN(actual) && double.IsNaN(expected),
            $"{name}({string.Join(", ", operands)}), operand {index} alone: {actual} instead of {expected}");
    }

    private static void Near(double expected, string name, double a)
    {
        double actual = Partial(name, 0, isAlone: true, a);
        Assert.True(Math.Abs(actual / expected - 1) < 1e-14, $"{name}({a}): {actual} instead of {expected}");
    }
}
