using System.Text.Json;

namespace GradBench.Protocol;

/// <summary>What the eval sends. Of a message of another kind only the id is used.</summary>
/// <param name="Id">Its number, for the answer.</param>
/// <param name="Kind">"start", "define", "evaluate" or "analysis".</param>
/// <param name="Module">The eval's module, in "define" and "evaluate".</param>
/// <param name="Function">The function to evaluate.</param>
/// <param name="Input">What to evaluate it at.</param>
internal sealed record Message(long Id, string? Kind = null, string? Module = null, string? Function = null, JsonElement Input = default);
