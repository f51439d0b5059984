namespace GradBench.Protocol;

/// <summary>How long one run of a function took, without reading and writing JSON.</summary>
internal readonly record struct Timing(string Name, long Nanoseconds);
