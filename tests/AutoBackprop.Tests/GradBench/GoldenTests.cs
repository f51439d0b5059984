using System.Globalization;
using System.Text.Json;
using GradBench.Protocol;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>Every golden line, by the protocol, to 1e-9 of the line's largest number; the suite's own tolerance lets zeros pass.</summary>
public class GoldenTests
{
    [Theory]
    [InlineData("hello")]
    [InlineData("gmm")]
    [InlineData("ba")]
    [InlineData("ht")]
    [InlineData("lstm")]
    [InlineData("kmeans")]
    [InlineData("lse")]
    [InlineData("llsq")]
    [InlineData("det")]
    [InlineData("ode")]
    public void The_golden_lines_are_reproduced(string module)
    {
        GoldenLine[] lines = [.. GoldenLine.Of(module)];
        Assert.NotEmpty(lines);
        foreach (GoldenLine line in lines)
        {
            string message = $$"""{"id":3,"kind":"evaluate","module":"{{line.Module}}","function":"{{line.Function}}","input":{{line.Input}}}""";
            JsonElement response = JsonDocument.Parse(Session.Answer(message)).RootElement;
            Assert.True(response.GetProperty("success").GetBoolean(), response.ToString());
            double[] expected = [.. Numbers(line.Output, "")];
            double[] actual = [.. Numbers(response.GetProperty("output"), "")];
            Assert.Equal(Names(line.Output), Names(response.GetProperty("output")));
            double largest = expected.Max(Math.Abs);
            Assert.NotEqual(0, largest);
            double distance = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(distance <= 1e-9 * largest, string.Create(CultureInfo.InvariantCulture, $"{line.Module} {line.Function} is off by {distance:R}: {line.Input}"));
        }
    }

    private static IEnumerable<double> Numbers(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Number => [element.GetDouble()],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Numbers(item, name)),
        JsonValueKind.Object => element.EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal).SelectMany(item => Numbers(item.Value, item.Name)),
        _ => throw new JsonException($"{element.ValueKind} is no number."),
    };

    private static string Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => $"[{string.Join(",", element.EnumerateArray().Select(Names))}]",
        JsonValueKind.Object => $"{{{string.Join(",", element.EnumerateObject().Select(item => $"{item.Name}:{Names(item.Value)}").Order(StringComparer.Ordinal))}}}",
        _ => "0",
    };
}
