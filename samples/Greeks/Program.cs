using System.Diagnostics;
using System.Globalization;
using Greeks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

Option[] book =
[
    new(IsCall: true, Spot: 100, Strike: 90, Rate: 0.03, Volatility: 0.2, Years: 0.5, Count: 1),
    new(IsCall: true, Spot: 100, Strike: 100, Rate: 0.03, Volatility: 0.2, Years: 1, Count: 1),
    new(IsCall: true, Spot: 100, Strike: 120, Rate: 0.03, Volatility: 0.25, Years: 2, Count: 1),
    new(IsCall: false, Spot: 100, Strike: 110, Rate: 0.03, Volatility: 0.3, Years: 0.25, Count: 1),
    new(IsCall: false, Spot: 50, Strike: 40, Rate: 0.01, Volatility: 0.4, Years: 1.5, Count: 1),
];

// One call: the value, and for each option a gradient of its own shape.
(double value, Option[] gradient) = BlackScholes.ValueGradient(book);

Console.WriteLine($"A book of {book.Length} options is worth {value:F6}.\n");
Console.WriteLine("        strike  years      price      delta       vega      theta        rho      gamma");
double worst = 0;
for (int i = 0; i < book.Length; i++)
{
    Option option = book[i], d = gradient[i];
    double theta = -d.Years;
    double gamma = Gamma(option);
    Console.WriteLine(
        $"{(option.IsCall ? "call" : "put"),-6}{option.Strike,8:F0}{option.Years,7:F2}{d.Count,11:F6}{d.Spot,11:F6}{d.Volatility,11:F6}{theta,11:F6}{d.Rate,11:F6}{gamma,11:F6}");
    var expected = ClosedForm.Of(option);
    foreach (double distance in new[] { d.Spot - expected.Delta, d.Volatility - expected.Vega, theta - expected.Theta, d.Rate - expected.Rho, gamma - expected.Gamma })
        worst = Math.Max(worst, Math.Abs(distance));
}

Console.WriteLine($"\nFarthest from the closed forms: {worst:E1}.");
if (worst > 1e-10)
    throw new InvalidOperationException("The gradient is not the closed forms'.");

Option[] many = [.. Enumerable.Range(0, 10_000).Select(i => book[i % book.Length])];
var dMany = new Option[many.Length];
double price = Fastest(() => BlackScholes.Value(many));
double both = Fastest(() => BlackScholes.ValueBackward(many, 1, dMany));
Console.WriteLine($"An option takes {price:F0} ns to price, {both:F0} ns with its gradient: {both / price:F2} times as long.");

// Gamma is how delta moves with the spot: differences of generated deltas, extrapolated once.
static double Gamma(Option option)
{
    double step = 1e-3 * option.Spot;
    double Slope(double by) => (Delta(option with { Spot = option.Spot + by }) - Delta(option with { Spot = option.Spot - by })) / (2 * by);
    return (4 * Slope(step / 2) - Slope(step)) / 3;
}

static double Delta(Option option) => BlackScholes.PriceGradient(option).dOption.Spot;

double Fastest(Func<object> run)
{
    double best = double.PositiveInfinity;
    for (int i = 0; i < 100; i++)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / many.Length);
    }

    return best;
}
