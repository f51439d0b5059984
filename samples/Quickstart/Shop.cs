using AutoBackprop;

namespace Quickstart;

/// <summary>The two shops of chapter 5 of <i>Deep Learning from Scratch</i> (Koki Saitoh, O'Reilly Japan).</summary>
public static partial class Shop
{
    /// <summary>What some apples cost.</summary>
    [Differentiable]
    public static double Price(double apple, double appleCount, double tax)
    {
        double applePrice = apple * appleCount;
        return applePrice * tax;
    }

    /// <summary>What some apples and oranges cost.</summary>
    [Differentiable]
    public static double Total(double apple, double appleCount, double orange, double orangeCount, double tax)
    {
        double applePrice = apple * appleCount;
        double orangePrice = orange * orangeCount;
        double price = applePrice + orangePrice;
        return price * tax;
    }
}
