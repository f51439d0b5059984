namespace GradBench.Protocol;

/// <summary>How often a function is to be run: at least so many times, and at least for so long.</summary>
internal sealed record Repetition(int MinRuns = 1, double MinSeconds = 0);
