using System.Globalization;

namespace AutoBackprop;

/// <summary>The comparison of one input's analytic and numeric derivative: a row of the table.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="At">Its value.</param>
/// <param name="Analytic">The derivative that is checked.</param>
/// <param name="Numeric">The derivative by differences.</param>
/// <param name="Verdict">What the comparison found; <see langword="null"/> where they agree.</param>
/// <param name="Note">A sentence that explains the disagreement, where there is one.</param>
internal sealed record CheckedComparison(
    string Input, double At, double Analytic, NumericDerivative Numeric, string? Verdict, string? Note)
{
    private const int Most = 20;

    /// <summary>Compares.</summary>
    /// <param name="input">The input's name.</param>
    /// <param name="at">Its value.</param>
    /// <param name="analytic">The derivative that is checked.</param>
    /// <param name="differences">The differences at that point.</param>
    /// <param name="precision">The tolerances.</param>
    internal static CheckedComparison Of(
        string input, double at, double analytic, Differences differences, CheckPrecision precision)
    {
        NumericDerivative numeric = differences.Derivative();
        string? verdict = Judge(analytic, numeric, differences.Scale, precision);
        string? note = verdict is null ? null : Kink(input, differences, precision);
        return new CheckedComparison(input, at, analytic, numeric, verdict, note);
    }

    /// <summary>The table of a list of comparisons: all of a short list, the disagreements of a long one.</summary>
    internal static string Table(IReadOnlyList<CheckedComparison> comparisons)
    {
        List<CheckedComparison> wrong = [.. comparisons.Where(comparison => comparison.Verdict is not null)];
        IReadOnlyList<CheckedComparison> relevant = comparisons.Count <= Most ? comparisons : wrong;
        List<string[]> rows = [["input", "at", "analytic", "numeric", "error", "difference", ""]];
        rows.AddRange(relevant.Take(Most).Select(comparison => comparison.Row()));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var lines = rows
            .Select(row => "  " + string.Join("  ", row.Select((cell, column) =>
                column == 0 || column == row.Length - 1 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd())
            .ToList();
        if (relevant.Count > Most)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  … and {relevant.Count - Most} more"));
        }

        List<string> notes = [.. wrong.Take(Most).Select(comparison => comparison.Note).OfType<string>()];
        return string.Join("\n", notes.Count == 0 ? lines : [.. lines, "", .. notes]);
    }

    private static string? Judge(double analytic, NumericDerivative numeric, double scale, CheckPrecision precision)
    {
        if (double.IsNaN(numeric.Value))
        {
            return "no numeric derivative";
        }

        if (!double.IsFinite(numeric.Value) || !double.IsFinite(analytic))
        {
            return analytic == numeric.Value ? null : "differs";
        }

        double size = Math.Max(Math.Abs(analytic), Math.Abs(numeric.Value));
        double difference = Math.Abs(analytic - numeric.Value);

        // Where the function does not change at all, like Log(1 + Exp(x)) at −40, its slope is lost in the rounding of a sum with 1.
        double rounding = precision.Epsilon * (numeric.Value == 0 ? Math.Max(16 * scale, 64) : 16 * scale);
        double tolerance = precision.Tolerance * size;
        if (difference <= tolerance)
        {
            return null;
        }

        bool settles = numeric.Error <= precision.Loosest * size || numeric.Error <= 1e-3 * precision.Loosest * scale;
        if (!settles)
        {
            return "numeric does not settle";
        }

        return difference <= tolerance + 4 * numeric.Error + rounding ? null : "differs";
    }

    private static string? Kink(string input, Differences differences, CheckPrecision precision)
    {
        NumericDerivative left = differences.On(Side.Left);
        NumericDerivative right = differences.On(Side.Right);
        double apart = Math.Abs(left.Value - right.Value);
        double size = Math.Max(Math.Abs(left.Value), Math.Abs(right.Value));
        bool kink = double.IsFinite(apart) && apart > 10 * (left.Error + right.Error) + precision.Loosest * size;
        return kink
            ? $"{input} is at or near a kink: the slope is {Number(left.Value)} to the left and {Number(right.Value)} to the right, "
                + "and central differences give their mean. Check at a point beside it."
            : null;
    }

    private string[] Row() =>
    [
        Input,
        At.ToString("R", CultureInfo.InvariantCulture),
        Number(Analytic),
        Number(Numeric.Value),
        Short(Numeric.Error),
        Analytic == Numeric.Value ? "0" : Short(Math.Abs(Analytic - Numeric.Value)),
        Verdict ?? "ok",
    ];

    private static string Number(double value) => value.ToString("G10", CultureInfo.InvariantCulture);

    private static string Short(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}
