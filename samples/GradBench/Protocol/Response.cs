using System.Text.Json;
using System.Text.Json.Serialization;

namespace GradBench.Protocol;

/// <summary>An answer; what it has nothing to say about is left out, but for the id, which is null where the message had none.</summary>
internal sealed record Response
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? Id { get; init; }

    public string? Tool { get; init; }

    public bool? Success { get; init; }

    public JsonElement? Output { get; init; }

    public Timing[]? Timings { get; init; }

    public string? Error { get; init; }
}
