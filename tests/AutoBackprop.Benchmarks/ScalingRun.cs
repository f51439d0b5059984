using System.Globalization;
using AutoBackprop.Benchmarks.Shapes;

namespace AutoBackprop.Benchmarks;

/// <summary>How the times of functions and gradients grow, as a table and as a picture.</summary>
internal static class ScalingRun
{
    public static void Run(IEnumerable<Series> all, string path)
    {
        var report = new Report("Times as the sizes grow");
        report.Add("Processor time, medians of interleaved runs, each at three sizes; the growth is the exponent of the work between the first and the last.");
        report.Add("");
        report.Add("| eval | size    | work of                | primal µs    | gradient µs  | primal ns a unit | gradient ns a unit | gradient/primal |");
        report.Add("| ---- | ------: | ---------------------- | -----------: | -----------: | ---------------: | -----------------: | --------------: |");
        var measured = new List<(Series Series, ScalingPoint[] Points)>();
        foreach (Series series in all)
        {
            ScalingPoint[] points = [.. series.Sizes.Select(size => Point(report, series, size))];
            measured.Add((series, points));
        }

        report.Add("");
        report.Add("| eval | growth of the primal | growth of the gradient |");
        report.Add("| ---- | -------------------: | ---------------------: |");
        foreach ((Series series, ScalingPoint[] points) in measured)
        {
            report.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {series.Name,-4} | {Growth(points, static point => point.Primal),20:F2} | {Growth(points, static point => point.Gradient),22:F2} |"));
        }

        string picture = Path.ChangeExtension(path, ".png");
        report.Add("");
        report.Add($"![time against size]({Path.GetFileName(picture)})");
        report.Save(path);
        ScalingPicture.Save(picture, measured);
    }

    private static ScalingPoint Point(Report report, Series series, int size)
    {
        Shape shape = series.At(size);
        shape.Check();
        var times = Measurement.Of(shape.Primal, shape.Generated);
        var point = new ScalingPoint(size, series.Work(size), times.Seconds(0), times.Seconds(1), times.Ratio(1, 0));
        report.Add(string.Create(CultureInfo.InvariantCulture,
            $"| {series.Name,-4} | {size,7} | {series.Unit,-22} | {1e6 * point.Primal,12:F1} | {1e6 * point.Gradient,12:F1} "
            + $"| {1e9 * point.Primal / point.Work,16:F1} | {1e9 * point.Gradient / point.Work,18:F1} | {point.Ratio,15:F2} |"));
        return point;
    }

    private static double Growth(ScalingPoint[] points, Func<ScalingPoint, double> seconds) =>
        Math.Log(seconds(points[^1]) / seconds(points[0])) / Math.Log(points[^1].Work / points[0].Work);
}
