using System.Globalization;
using ScottPlot;

namespace Digits;

/// <summary>Draws how training went, and what was misread.</summary>
internal static class Pictures
{
    private const int Columns = 6;
    private const int Side = 150;

    /// <summary>Loss and accuracy over the epochs.</summary>
    public static void SaveTraining(string path, IReadOnlyList<Epoch> epochs)
    {
        double[] numbers = [.. epochs.Select(static epoch => (double)epoch.Number)];
        var plot = new Plot();
        var loss = plot.Add.ScatterLine(numbers, [.. epochs.Select(static epoch => (double)epoch.Loss)]);
        loss.LegendText = "loss (training)";
        loss.LineWidth = 2;
        var accuracy = plot.Add.ScatterLine(numbers, [.. epochs.Select(static epoch => 100.0 * epoch.Accuracy)]);
        accuracy.LegendText = "accuracy (held out)";
        accuracy.LineWidth = 2;
        accuracy.Axes.YAxis = plot.Axes.Right;
        plot.Axes.Right.Label.Text = "accuracy, %";
        plot.YLabel("loss");
        plot.XLabel("epoch");
        plot.Title("Training");
        plot.ShowLegend(Alignment.MiddleRight);
        plot.SavePng(Prepared(path), 800, 500);
    }

    /// <summary>The misread images, each with what it shows and what was read.</summary>
    public static void SaveMisread(string path, DigitImages images, int[] answers)
    {
        int[] misread = [.. Enumerable.Range(0, images.Count).Where(i => answers[i] != images.Labels[i]).Take(Columns * Columns)];
        int rows = Math.Max(1, (misread.Length + Columns - 1) / Columns);
        var picture = new Multiplot { Layout = new ScottPlot.MultiplotLayouts.Grid(rows, Columns) };
        picture.AddPlots(rows * Columns);
        for (int i = 0; i < rows * Columns; i++)
        {
            Plot plot = picture.GetPlot(i);
            plot.HideGrid();
            plot.Layout.Frameless();
            if (i < misread.Length)
                Draw(plot, images, misread[i], answers[misread[i]]);
        }
        picture.SavePng(Prepared(path), Columns * Side, rows * Side);
    }

    private static void Draw(Plot plot, DigitImages images, int index, int answer)
    {
        int height = images.PixelCount / images.Width;
        var shades = new double[height, images.Width];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < images.Width; column++)
                shades[row, column] = 1 - images.Image(index)[row * images.Width + column];
        }
        var map = plot.Add.Heatmap(shades);
        map.Colormap = new ScottPlot.Colormaps.Grayscale();
        map.ManualRange = new ScottPlot.Range(0, 1);
        plot.Layout.Fixed(new PixelPadding(4, 4, 4, 30));
        plot.Title(string.Create(CultureInfo.InvariantCulture, $"{images.Labels[index]} read as {answer}"), 13);
    }

    private static string Prepared(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return path;
    }
}
