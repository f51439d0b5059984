using System.Globalization;
using AutoBackprop.Benchmarks.Shapes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace AutoBackprop.Benchmarks;

/// <summary>The time of the generated gradient over the time of the one by hand.</summary>
internal sealed class GeneratedToHandColumn : IColumn
{
    public string Id => nameof(GeneratedToHandColumn);

    public string ColumnName => "Generated/ByHand";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Baseline;

    public int PriorityInCategory => 1;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Median of the generated gradient over the median of the one by hand";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmark) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmark, SummaryStyle style) => GetValue(summary, benchmark);

    public string GetValue(Summary summary, BenchmarkCase benchmark)
    {
        if (benchmark.Descriptor.WorkloadMethod.Name != nameof(Shape.Generated))
            return "";
        BenchmarkCase? byHand = summary.BenchmarksCases.FirstOrDefault(other =>
            other.Descriptor.Type == benchmark.Descriptor.Type && other.Descriptor.WorkloadMethod.Name == nameof(Shape.ByHand));
        return Median(summary, benchmark) is { } own && Median(summary, byHand) is { } hand
            ? (own / hand).ToString("F2", CultureInfo.InvariantCulture)
            : "?";
    }

    private static double? Median(Summary summary, BenchmarkCase? benchmark) =>
        benchmark is null ? null : summary[benchmark]?.ResultStatistics?.Median;
}
