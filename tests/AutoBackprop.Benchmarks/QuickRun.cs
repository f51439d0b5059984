using System.Diagnostics;
using System.Globalization;
using AutoBackprop.Benchmarks.Shapes;

namespace AutoBackprop.Benchmarks;

/// <summary>
/// Ratios in little more than a minute, on a machine that others use too: the three ways of a shape take turns in short slices, so that
/// a disturbance meets all of them, and each ratio is the median over the rounds of the ratio within a round.
/// </summary>
internal static class QuickRun
{
    private const double WarmUpSeconds = 1.5;
    private const double SliceSeconds = 0.002;
    private const int Rounds = 400;

    public static void Run(IEnumerable<Shape> shapes)
    {
        Console.WriteLine("| shape                | primal ns | generated ns | by hand ns | generated/primal | by hand/primal | generated/by hand | bytes |");
        Console.WriteLine("| -------------------- | --------: | -----------: | ---------: | ---------------: | -------------: | ----------------: | ----: |");
        foreach (Shape shape in shapes)
            Console.WriteLine(Row(shape));
    }

    private static string Row(Shape shape)
    {
        shape.Check();
        Action[] ways = [shape.Primal, shape.Generated, shape.ByHand];
        int calls = WarmUp(ways);
        double[][] rounds = [.. Enumerable.Range(0, Rounds).Select(round => Round(ways, calls, round))];
        double[] nanoseconds = [.. ways.Select((_, way) => Median(rounds.Select(round => round[way])) * 1e9 / shape.Count)];
        return string.Create(CultureInfo.InvariantCulture,
            $"| {shape.GetType().Name,-20} | {nanoseconds[0],9:F1} | {nanoseconds[1],12:F1} | {nanoseconds[2],10:F1} "
            + $"| {Ratio(rounds, 1, 0),16:F2} | {Ratio(rounds, 2, 0),14:F2} | {Ratio(rounds, 1, 2),17:F2} | {Allocated(shape.Generated),5} |");
    }

    /// <summary>Runs all ways until they are compiled for good, and finds how many calls fill a slice.</summary>
    private static int WarmUp(Action[] ways)
    {
        int calls = 0;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed.TotalSeconds < WarmUpSeconds; calls++)
        {
            foreach (Action way in ways)
                Seconds(way, 10);
        }

        return Math.Max(1, (int)(calls * 10 * ways.Length * SliceSeconds / WarmUpSeconds));
    }

    /// <summary>The seconds that one call of each way takes; every round begins with another way.</summary>
    private static double[] Round(Action[] ways, int calls, int round)
    {
        double[] seconds = new double[ways.Length];
        for (int i = 0; i < ways.Length; i++)
        {
            int way = (round + i) % ways.Length;
            seconds[way] = Seconds(ways[way], calls) / calls;
        }

        return seconds;
    }

    private static double Seconds(Action way, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            way();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Ratio(double[][] rounds, int way, int to) => Median(rounds.Select(round => round[way] / round[to]));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static long Allocated(Action way)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        way();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
