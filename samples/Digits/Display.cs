using System.Globalization;
using Spectre.Console;

namespace Digits;

/// <summary>Shows how training goes: a live bar on a terminal, a line an epoch where the output goes elsewhere.</summary>
internal static class Display
{
    public static List<Epoch> Run(Training training, CancellationToken cancellation)
    {
        var epochs = new List<Epoch>();
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            foreach (Epoch epoch in training.Run(cancellation))
            {
                epochs.Add(epoch);
                Console.WriteLine(Text(epoch, training.Epochs));
            }
            return epochs;
        }
        AnsiConsole.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).Start(progress =>
        {
            ProgressTask task = progress.AddTask("training", maxValue: training.Epochs);
            foreach (Epoch epoch in training.Run(cancellation))
            {
                epochs.Add(epoch);
                task.Description = Markup.Escape(Text(epoch, training.Epochs));
                task.Increment(1);
            }
            task.StopTask();
        });
        return epochs;
    }

    private static string Text(Epoch epoch, int of) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {epoch.Number,3}/{of}  loss {epoch.Loss:0.0000}  accuracy {epoch.Accuracy:0.00%}  {epoch.ImagesPerSecond,9:N0} images/s");
}
