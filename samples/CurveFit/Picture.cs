using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.Plottables;

namespace CurveFit;

/// <summary>Draws data and fits, a panel for each problem.</summary>
internal static class Picture
{
    private const int Columns = 2;
    private const int PanelWidth = 600;
    private const int PanelHeight = 400;
    private const int CurvePoints = 400;

    public static void Save(string path, IReadOnlyList<(Problem Problem, Fit Fit)> fits)
    {
        int rows = (fits.Count + Columns - 1) / Columns;
        var picture = new Multiplot { Layout = new Grid(rows, Columns) };
        picture.AddPlots(fits.Count);
        for (int i = 0; i < fits.Count; i++)
            Draw(picture.GetPlot(i), fits[i].Problem, fits[i].Fit);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        picture.SavePng(path, Columns * PanelWidth, rows * PanelHeight);
    }

    private static void Draw(Plot plot, Problem problem, Fit fit)
    {
        double[] x = Generate.Range(problem.Data.X.Min(), problem.Data.X.Max(), (problem.Data.X.Max() - problem.Data.X.Min()) / CurvePoints);
        Scatter curve = plot.Add.ScatterLine(x, [.. x.Select(at => problem.Model(fit.Parameters, at))]);
        curve.LineWidth = 2;
        curve.LegendText = "fit";
        Scatter data = plot.Add.ScatterPoints(problem.Data.X.ToArray(), problem.Data.Y.ToArray());
        data.MarkerSize = 6;
        data.MarkerShape = MarkerShape.OpenCircle;
        data.LegendText = "data";
        plot.Title(problem.Name);
        plot.XLabel(problem.XLabel);
        plot.YLabel(problem.YLabel);
        plot.ShowLegend(Alignment.UpperLeft);
    }
}
