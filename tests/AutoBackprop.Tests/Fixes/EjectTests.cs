using AutoBackprop.Generator.Fixes;
using Xunit;

namespace AutoBackprop.Tests.Fixes;

public sealed class EjectTests
{
    [Fact]
    public void The_generated_backward_stands_in_the_source_to_be_edited()
    {
        using var bench = new Workbench("""
            using AutoBackprop;

            public static partial class Shop
            {
                [Differentiable]
                public static double Price(double apple, double tax)
                {
                    double price = apple * apple;
                    return price * tax;
                }

                public static int Other() => 1;
            }
            """);

        bench.Apply(new EjectRefactoring(), "Price(").AssertClean();

        bench.AssertFiles(["""
            using AutoBackprop;

            public static partial class Shop
            {
                [Differentiable]
                public static double Price(double apple, double tax)
                {
                    double price = apple * apple;
                    return price * tax;
                }

                /// <summary>Backward pass of <see cref="Price(double, double)"/>: the value, and the gradient of each input: <c>dApple = dOut · ∂value/∂apple</c>, and so on.</summary>
                /// <param name="apple">As in <see cref="Price(double, double)"/>.</param>
                /// <param name="tax">As in <see cref="Price(double, double)"/>.</param>
                /// <param name="dOut">The gradient of whatever is differentiated with respect to the result; 1 for the result itself.</param>
                /// <returns>The result, and the gradients <c>dApple</c> and <c>dTax</c>.</returns>
                /// <remarks>Stores nothing.</remarks>
                [BackwardOf(nameof(Price))]
                public static (double value, double dApple, double dTax) PriceBackward(double apple, double tax, double dOut)
                {
                    // Forward
                    double price = apple * apple;
                    double value = price * tax;

                    // Backward
                    double dPrice = dOut * tax;             // return price * tax
                    double dTax = dOut * price;
                    double dApple = 2 * dPrice * apple;     // price = apple * apple
                    return (value, dApple, dTax);
                }

                public static int Other() => 1;
            }
            """]);
    }

    [Fact]
    public void What_has_a_hand_written_backward_is_not_ejected_again()
    {
        using var bench = new Workbench("partial class P { [AutoBackprop.Differentiable] static double F(double x) => x * x; static double G(double x) => x; }");

        Assert.Equal(["Eject the backward of 'F', to edit it by hand"], bench.Offers(new EjectRefactoring(), "F("));
        bench.Apply(new EjectRefactoring(), "F(").AssertClean();

        Assert.Contains("[AutoBackprop.BackwardOf(nameof(F))]", bench.Files[0]);
        Assert.Empty(bench.Offers(new EjectRefactoring(), "F("));
        Assert.Empty(bench.Offers(new EjectRefactoring(), "G("));
    }

    [Fact]
    public void A_backward_that_keeps_values_comes_with_the_method_that_it_hands_its_workspace_to()
    {
        using var bench = new Workbench("""
            using System;
            using AutoBackprop;

            namespace N;

            public static partial class P<T>
            {
                [Differentiable]
                public static double F(double x, int n)
                {
                    double y = x;
                    for (int i = 0; i < n; i++)
                        y = Math.Sin(y) * x;
                    return y;
                }

                [Differentiable]
                public static double F(double x, double z) => x * z;
            }
            """);

        bench.Apply(new EjectRefactoring(), "F(").AssertClean();

        Assert.Contains("FBackwardCore(x, n, dOut, workspace);", bench.Files[0]);
        Assert.Single(bench.Files[0].Split("BackwardOf(nameof(F))").Skip(1));
        Assert.DoesNotContain("GeneratedCode", bench.Files[0]);
    }
}
