using System.Text.Json;
using GradBench.Evals;

namespace GradBench.Protocol;

/// <summary>The tool's side of GradBench's protocol: each message has one answer, whatever it is.</summary>
internal static class Session
{
    /// <summary>The line that answers a line.</summary>
    public static string Answer(string line)
    {
        Message message;
        try
        {
            message = JsonSerializer.Deserialize(line, Json.Default.Message) ?? throw new JsonException("null is no message.");
        }
        catch (JsonException exception)
        {
            return Write(new Response { Id = IdOf(line), Success = false, Error = "Not a message: " + exception.Message });
        }

        return Write(message.Kind switch
        {
            "start" => new Response { Id = message.Id, Tool = "autobackprop" },
            "define" => Define(message),
            "evaluate" => Evaluate(message),
            _ => new Response { Id = message.Id },
        });
    }

    private static Response Define(Message message)
    {
        if (Modules.All.ContainsKey(message.Module ?? ""))
            return new Response { Id = message.Id, Success = true };
        return Failure(message, Modules.NotSupported.GetValueOrDefault(message.Module ?? "", $"There is no module '{message.Module}'."));
    }

    private static Response Evaluate(Message message)
    {
        if (!Modules.All.TryGetValue(message.Module ?? "", out IReadOnlyDictionary<string, Function>? functions))
            return Define(message);
        if (!functions.TryGetValue(message.Function ?? "", out Function? function))
            return Failure(message, $"The module '{message.Module}' has no function '{message.Function}'.");
        try
        {
            (JsonElement output, Timing[] timings) = function.Evaluate(message.Input);
            return new Response { Id = message.Id, Success = true, Output = output, Timings = timings };
        }
        catch (Exception exception) when (exception is JsonException or WrongInputException or NotSupportedException)
        {
            return Failure(message, exception.Message);
        }
        catch (Exception exception)
        {
            // Whatever else an input brings about, such as sizes beyond the memory: the session goes on.
            return Failure(message, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static Response Failure(Message message, string error) => new() { Id = message.Id, Success = false, Error = error };

    /// <summary>The id of a line that is no message otherwise.</summary>
    private static long? IdOf(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement is { ValueKind: JsonValueKind.Object } message
                && message.TryGetProperty("id", out JsonElement id)
                && id.ValueKind == JsonValueKind.Number
                && id.TryGetInt64(out long number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Write(Response response) => JsonSerializer.Serialize(response, Json.Default.Response);
}
