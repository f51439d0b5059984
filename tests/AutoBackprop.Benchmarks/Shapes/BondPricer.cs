using BenchmarkDotNet.Attributes;
using Gradients = (double value, double dCoupon, double dYield, double dMaturity);

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>The price of a bond: exponentials, five of them.</summary>
[BenchmarkCategory(nameof(BondPricer))]
public class BondPricer : PointShape
{
    private readonly Point[] points = Draw(static random => new Point(
        1 + 5 * random.NextDouble(), 0.01 + 0.1 * random.NextDouble(), 1 + 29 * random.NextDouble()));

    private readonly double[] values = new double[PointCount];
    private readonly Gradients[] generated = new Gradients[PointCount];
    private readonly Gradients[] byHand = new Gradients[PointCount];

    protected override void RunPrimal()
    {
        for (int i = 0; i < points.Length; i++)
            values[i] = Bond.Price(points[i].Coupon, points[i].Yield, points[i].Maturity);
    }

    protected override void RunGenerated()
    {
        for (int i = 0; i < points.Length; i++)
            generated[i] = Bond.PriceGradient(points[i].Coupon, points[i].Yield, points[i].Maturity);
    }

    protected override void RunByHand()
    {
        for (int i = 0; i < points.Length; i++)
            byHand[i] = Bond.ByHand(points[i].Coupon, points[i].Yield, points[i].Maturity);
    }

    protected override (IEnumerable<double> Generated, IEnumerable<double> ByHand) Results => (Flat(generated), Flat(byHand));

    private readonly record struct Point(double Coupon, double Yield, double Maturity);
}

/// <summary>A bond of principal 100 that pays five coupons.</summary>
internal static partial class Bond
{
    [Differentiable]
    public static double Price(double coupon, double yield, double maturity)
    {
        double period = maturity / 5;
        double price = coupon * Math.Exp(-yield * period);
        price += coupon * Math.Exp(-yield * (2 * period));
        price += coupon * Math.Exp(-yield * (3 * period));
        price += coupon * Math.Exp(-yield * (4 * period));
        price += (coupon + 100) * Math.Exp(-yield * maturity);
        return price;
    }

    /// <summary>The coupon factors out of the first four terms.</summary>
    public static Gradients ByHand(double coupon, double yield, double maturity)
    {
        double period = maturity / 5;
        double exp1 = Math.Exp(-yield * period);
        double exp2 = Math.Exp(-yield * (2 * period));
        double exp3 = Math.Exp(-yield * (3 * period));
        double exp4 = Math.Exp(-yield * (4 * period));
        double exp5 = Math.Exp(-yield * maturity);
        double coupons = exp1 + exp2 + exp3 + exp4;
        double last = (coupon + 100) * exp5;
        double duration = coupon * (exp1 + 2 * exp2 + 3 * exp3 + 4 * exp4) + 5 * last;
        return (coupon * coupons + last, coupons + exp5, -duration * period, -duration * yield / 5);
    }
}
