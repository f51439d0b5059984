using System.Globalization;
using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace AutoBackprop.Benchmarks;

/// <summary>Draws time against size, both logarithmic: a panel for each eval, with the function and its gradient.</summary>
internal static class ScalingPicture
{
    private const int Columns = 3;
    private const int PanelWidth = 420;
    private const int PanelHeight = 340;

    public static void Save(string path, IReadOnlyList<(Series Series, ScalingPoint[] Points)> measured)
    {
        int columns = Math.Min(Columns, measured.Count);
        int rows = (measured.Count + columns - 1) / columns;
        var picture = new Multiplot { Layout = new Grid(rows, columns) };
        picture.AddPlots(measured.Count);
        for (int i = 0; i < measured.Count; i++)
            Draw(picture.GetPlot(i), measured[i].Series, measured[i].Points);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        picture.SavePng(path, columns * PanelWidth, rows * PanelHeight);
    }

    private static void Draw(Plot plot, Series series, ScalingPoint[] points)
    {
        Add(plot, "primal", points, static point => point.Primal);
        Add(plot, "gradient", points, static point => point.Gradient);
        plot.Title(series.Name);
        plot.XLabel(series.Unit);
        plot.YLabel("µs");
        plot.Axes.Bottom.TickGenerator = PowersOfTen();
        plot.Axes.Left.TickGenerator = PowersOfTen();
        plot.ShowLegend(Alignment.UpperLeft);
    }

    private static void Add(Plot plot, string name, ScalingPoint[] points, Func<ScalingPoint, double> seconds)
    {
        Scatter line = plot.Add.Scatter(
            points.Select(static point => Math.Log10(point.Work)).ToArray(), points.Select(point => Math.Log10(1e6 * seconds(point))).ToArray());
        line.LineWidth = 2;
        line.MarkerSize = 7;
        line.LegendText = name;
    }

    private static NumericAutomatic PowersOfTen() => new()
    {
        IntegerTicksOnly = true,
        MinorTickGenerator = new LogMinorTickGenerator(),
        LabelFormatter = static exponent => Math.Pow(10, exponent).ToString("#,0.###", CultureInfo.InvariantCulture),
    };
}
