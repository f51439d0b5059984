using AutoBackprop.Benchmarks;
using AutoBackprop.Benchmarks.Shapes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

Type[] shapes = [.. typeof(Shape).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Shape)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal)];
if (args is ["--generator"])
{
    GeneratorRun.Run();
    return 0;
}
if (!Options.TryParse(args, [.. shapes.Select(static shape => shape.Name)], [.. Series.All.Select(static series => series.Name)], out Options options))
    return 1;

switch (options.Mode)
{
    case Mode.Quick:
        QuickRun.Run(shapes.Where(shape => options.Wants(shape.Name)), options.Out ?? "benchmarks.md");
        return 0;
    case Mode.Scaling:
        ScalingRun.Run(Series.All.Where(series => options.Wants(series.Name)), options.Out ?? "scaling.md");
        return 0;
}

// In this process: the default toolchain builds a project of its own, for which it needs the network.
Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(6).WithIterationTime(TimeInterval.FromMilliseconds(200)).WithIterationCount(20);
IConfig config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .AddColumn(TargetMethodColumn.Type, TargetMethodColumn.Method, StatisticColumn.Median, StatisticColumn.StdDev, BaselineRatioColumn.RatioMean, new GeneratedToHandColumn())
    .AddColumnProvider(DefaultColumnProviders.Metrics)
    .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory)
    .WithOptions(ConfigOptions.JoinSummary);
BenchmarkRunner.Run([.. shapes.Where(shape => options.Wants(shape.Name))], config);
return 0;
