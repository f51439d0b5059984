using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Pages of straight-line code, branches and calls, as a reader sees them.</summary>
public sealed class PageSnapshotTests
{
    private const string Shop = """
        using AutoBackprop;

        namespace Market;

        public static partial class Shop
        {
            [Differentiable]
            public static double Total(double apple, double appleCount, double orange, double orangeCount, double tax)
            {
                double applePrice = apple * appleCount;
                double orangePrice = orange * orangeCount;
                double price = applePrice + orangePrice;
                return price * tax;
            }
        }
        """;

    [Fact]
    public void A_shop_is_the_page_of_the_design() => Snapshot.Verify(Shop);

    [Fact]
    public void The_shops_page_says_what_the_design_prints() => Assert.Contains(
        """
                // Forward
                double applePrice = apple * appleCount;
                double orangePrice = orange * orangeCount;
                double price = applePrice + orangePrice;
                double value = price * tax;

                // Backward
                double dPrice = dOut * tax;                       // return price * tax
                double dTax = dOut * price;
                double dApplePrice = dPrice;                      // price = applePrice + orangePrice
                double dOrangePrice = dPrice;
                double dOrange = dOrangePrice * orangeCount;      // orangePrice = orange * orangeCount
                double dOrangeCount = dOrangePrice * orange;
                double dApple = dApplePrice * appleCount;         // applePrice = apple * appleCount
                double dAppleCount = dApplePrice * apple;
                return (value, dApple, dAppleCount, dOrange, dOrangeCount, dTax);
            }

        """.ReplaceLineEndings("\n"),
        GeneratorHarness.Run(Shop)["Market.Shop.Total"]);

    [Fact]
    public void An_expression_is_one_line() => Verify(
        """
        [Differentiable]
        public static double F(double x, double y) => x * y + Math.Sin(x);
        """);

    [Fact]
    public void A_nested_expression_names_what_is_used_twice() => Verify(
        """
        [Differentiable]
        public static double F(double x) => Math.Exp(-x * x) / (1 + Math.Exp(-x * x / 2));
        """);

    [Fact]
    public void A_parameter_is_overwritten() => Verify(
        """
        [Differentiable]
        public static double F(double x, double y)
        {
            x *= y;
            x = x * x;
            return x + y;
        }
        """);

    [Fact]
    public void An_increment_is_a_statement() => Verify(
        """
        [Differentiable]
        public static double F(double x)
        {
            double t = x * x;
            t++;
            return t * x;
        }
        """);

    [Fact]
    public void An_if_has_two_arms() => Verify(
        """
        [Differentiable]
        public static double F(double x, double y)
        {
            double s;
            if (x > y)
                s = x * y;
            else
                s = x / y;
            return s * s;
        }
        """);

    [Fact]
    public void A_guard_returns_early() => Verify(
        """
        [Differentiable]
        public static double F(double x)
        {
            if (x < 0)
                return 0;
            return x * x;
        }
        """);

    [Fact]
    public void A_conditional_evaluates_one_arm() => Verify(
        """
        [Differentiable]
        public static double F(double x) => x > 0 ? Math.Sqrt(x) : 2 * x;
        """);

    [Fact]
    public void A_condition_has_and_or_and_not() => Verify(
        """
        [Differentiable]
        public static double F(double x, int n) => x > 0 && !(n == 3 || n > 7) ? x * x : -x;
        """);

    [Fact]
    public void A_switch_statement_chooses() => Verify(
        """
        [Differentiable]
        public static double F(double x, int n)
        {
            switch (n)
            {
                case 0:
                    return x;
                case 1 or 2:
                    x *= x;
                    break;
                default:
                    x = 3 * x;
                    break;
            }
            return x * n;
        }
        """);

    [Fact]
    public void An_int_local_is_a_constant() => Verify(
        """
        [Differentiable]
        public static double F(double x, int n)
        {
            int m = n * n + 1;
            return x * m / n;
        }
        """);

    [Fact]
    public void Float_and_double_mix() => Verify(
        """
        [Differentiable]
        public static double F(double x, float y)
        {
            float f = (float)(x * y);
            return f * x;
        }
        """);

    [Fact]
    public void A_parameter_without_gradient_is_a_constant() => Verify(
        """
        [Differentiable]
        public static double F(double x, [NoGradient] double k) => k * x * x;
        """);

    [Fact]
    public void Stop_ends_a_gradient() => Verify(
        """
        [Differentiable]
        public static double F(double x) => Gradient.Stop(x * x) * x;
        """);

    [Fact]
    public void A_small_power_becomes_products() => Verify(
        """
        [Differentiable]
        public static double F(double x) => Math.Pow(x, 3);
        """);

    [Fact]
    public void A_power_has_two_gradients() => Verify(
        """
        [Differentiable]
        public static double F(double x, double y) => Math.Pow(x, y);
        """);

    [Fact]
    public void The_larger_of_two_takes_the_gradient() => Verify(
        """
        [Differentiable]
        public static double F(double x, double y) => Math.Max(x * x, y);
        """);

    [Fact]
    public void A_clamp_passes_the_gradient_inside() => Verify(
        """
        [Differentiable]
        public static double F(double x) => Math.Clamp(x, 0, 1) * x;
        """);

    [Fact]
    public void A_sine_that_two_lines_take_is_taken_once() => Verify(
        """
        [Differentiable]
        public static double F(double x, double y, double angle)
        {
            double turnedX = x * Math.Cos(angle) - y * Math.Sin(angle);
            double turnedY = x * Math.Sin(angle) + y * Math.Cos(angle);
            return turnedX * turnedY;
        }
        """);

    [Fact]
    public void Sine_and_cosine_are_one_call() => Verify(
        """
        [Differentiable]
        public static double F(double r, double phi) => r * Math.Sin(phi);
        """);

    [Fact]
    public void A_function_is_called() => Verify(
        """
        [Differentiable]
        public static double G(double a, double b) => a > b ? a * b : a;

        [Differentiable]
        public static double F(double x) => G(x * x, 3) + x;
        """);

    [Fact]
    public void A_hand_written_backward_is_called() => Verify(
        """
        static double G(double x) => x * x * x;

        [BackwardOf(nameof(G))]
        static (double value, double dX) GBackward(double x, double dOut) => (G(x), 3 * dOut * x * x);

        [Differentiable]
        public static double F(double x) => G(2 * x);
        """);

    [Fact]
    public void A_recursion_calls_its_own_backward() => Verify(
        """
        [Differentiable]
        public static double F(double x, int n) => n == 0 ? 1 : x * F(x, n - 1);
        """);

    [Fact]
    public void A_call_whose_gradient_is_known_later_runs_backward_when_it_is_made() => Verify(
        """
        [Differentiable] public static double Distance(ReadOnlySpan<double> a, double x) { double s = 0; foreach (double e in a) s += Math.Abs(e - x); return s; }
        [Differentiable]
        public static double F(double x, ReadOnlySpan<double> a)
        {
            double distance = Distance(a, x);
            return Math.Exp(-distance * distance);
        }
        """);

    [Fact]
    public void An_input_that_is_not_used_has_gradient_zero() => Verify(
        """
        [Differentiable]
        public static double F(double x, double unused) => x * x;
        """);

    private static void Verify(string function, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        Generation generation = GeneratorHarness.Run(GeneratedGradient.InClass(function));
        Assert.Empty(generation.Refusals);
        Snapshot.Verify(generation, file, test);
    }
}
