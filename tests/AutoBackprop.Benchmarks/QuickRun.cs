using System.Globalization;
using AutoBackprop.Benchmarks.Shapes;

namespace AutoBackprop.Benchmarks;

/// <summary>One table of times and ratios in some minutes.</summary>
internal static class QuickRun
{
    public static void Run(IEnumerable<Type> shapes, string path)
    {
        var report = new Report("Gradients against their functions, and against gradients by hand");
        report.Add("Processor time of one call in nanoseconds; medians of interleaved runs.");
        report.Add("");
        report.Add("| shape                | primal       | generated    | by hand      | generated/primal | target | by hand/primal | generated/by hand | bytes |");
        report.Add("| -------------------- | -----------: | -----------: | -----------: | ---------------: | -----: | -------------: | ----------------: | ----: |");
        foreach (Type shape in shapes)
            report.Add(Row((Shape)Activator.CreateInstance(shape)!));
        report.Save(path);
    }

    private static string Row(Shape shape)
    {
        const int primal = 0, generated = 1, byHand = 2;
        shape.Check();
        Measurement measured = shape.HasByHand ? Measurement.Of(shape.Primal, shape.Generated, shape.ByHand) : Measurement.Of(shape.Primal, shape.Generated);
        double Nanoseconds(int way) => measured.Seconds(way) * 1e9 / shape.Count;
        string Of(Func<double> figure, string format) => shape.HasByHand ? figure().ToString(format, CultureInfo.InvariantCulture) : "none";
        return string.Create(CultureInfo.InvariantCulture,
            $"| {shape.GetType().Name,-20} | {Nanoseconds(primal),12:F1} | {Nanoseconds(generated),12:F1} | {Of(() => Nanoseconds(byHand), "F1"),12} "
            + $"| {measured.Ratio(generated, primal),16:F2} | {shape.Target,6:F1} | {Of(() => measured.Ratio(byHand, primal), "F2"),14} "
            + $"| {Of(() => measured.Ratio(generated, byHand), "F2"),17} | {Allocated(shape.Generated),5} |");
    }

    private static long Allocated(Action way)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        way();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
