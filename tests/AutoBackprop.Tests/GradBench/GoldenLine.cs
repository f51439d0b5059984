using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AutoBackprop.Tests;

/// <summary>
/// A line of the folder Golden: an input of GradBench (github.com/gradbench/gradbench, commit f26651a) and its output, on which at least two
/// of the tools there agree.
/// </summary>
internal sealed record GoldenLine(string Module, string Function, JsonElement Input, JsonElement Output)
{
    /// <summary>The lines of a module.</summary>
    public static IEnumerable<GoldenLine> Of(string module)
    {
        foreach (string line in File.ReadLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "Golden", module + ".jsonl")))
        {
            JsonElement item = JsonDocument.Parse(line).RootElement;
            yield return new GoldenLine(
                item.GetProperty("module").GetString()!, item.GetProperty("function").GetString()!, item.GetProperty("input"), item.GetProperty("output"));
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
