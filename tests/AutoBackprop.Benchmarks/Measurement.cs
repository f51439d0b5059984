using System.Diagnostics;

namespace AutoBackprop.Benchmarks;

/// <summary>
/// The times of some ways of doing the same, on a machine that others use too: the ways take turns in short slices, so that a
/// disturbance meets all of them, and a ratio is the median over the rounds of the ratio within a round. The time is the
/// processor's: on the clock, what takes longer is interrupted more often.
/// </summary>
internal sealed class Measurement
{
    private const double WarmUpSeconds = 1.5;
    private const double SliceSeconds = 0.002;
    private const double LongestSeconds = 8;
    private const int FewestRounds = 9;
    private const int MostRounds = 400;

    private readonly double[][] rounds;

    private Measurement(double[][] rounds) => this.rounds = rounds;

    public static Measurement Of(params Action[] ways)
    {
        (double seconds, int calls) = WarmUp(ways);
        int count = (int)Math.Clamp(LongestSeconds / (seconds * calls), FewestRounds, MostRounds);
        return new Measurement([.. Enumerable.Range(0, count).Select(round => Round(ways, calls, round))]);
    }

    /// <summary>The seconds that one call of a way takes.</summary>
    public double Seconds(int way) => Median(rounds.Select(round => round[way]));

    /// <summary>The time of a way over that of another.</summary>
    public double Ratio(int way, int to) => Median(rounds.Select(round => round[way] / round[to]));

    /// <summary>Runs all ways until they are compiled for good, and finds how long a round of one call each takes and how many calls fill a slice.</summary>
    private static (double Seconds, int Calls) WarmUp(Action[] ways)
    {
        int rounds = 0;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed.TotalSeconds < WarmUpSeconds; rounds++)
        {
            foreach (Action way in ways)
                way();
        }

        double seconds = clock.Elapsed.TotalSeconds / rounds;
        return (seconds, Math.Max(1, (int)(SliceSeconds * ways.Length / seconds)));
    }

    /// <summary>The seconds that one call of each way takes; every round begins with another way.</summary>
    private static double[] Round(Action[] ways, int calls, int round)
    {
        double[] seconds = new double[ways.Length];
        for (int i = 0; i < ways.Length; i++)
        {
            int way = (round + i) % ways.Length;
            TimeSpan start = Environment.CpuUsage.TotalTime;
            for (int call = 0; call < calls; call++)
                ways[way]();
            seconds[way] = (Environment.CpuUsage.TotalTime - start).TotalSeconds / calls;
        }

        return seconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
