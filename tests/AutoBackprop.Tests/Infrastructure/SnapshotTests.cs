using Xunit;

namespace AutoBackprop.Tests;

/// <summary>The snapshot helper itself.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("snapshots").FullName;

    [Fact]
    public void A_missing_file_fails_and_is_written_as_received_only()
    {
        string? report = Snapshot.Compare(folder, "C.T#", new Dictionary<string, string> { ["N.F.g.cs"] = "a\n" });

        Assert.Contains("C.T#N.F.g.verified.cs does not exist yet", report);
        Assert.Equal(["C.T#N.F.g.received.cs"], Files());
        Assert.Equal("//HintName: N.F.g.cs\na\n", File.ReadAllText(Path.Combine(folder, "C.T#N.F.g.received.cs")));
    }

    [Fact]
    public void An_equal_file_passes_whatever_its_line_endings_and_takes_the_received_one_away()
    {
        File.WriteAllText(Path.Combine(folder, "C.T#N.F.g.verified.cs"), "//HintName: N.F.g.cs\r\na\r\n");
        File.WriteAllText(Path.Combine(folder, "C.T#N.F.g.received.cs"), "old");

        Assert.Null(Snapshot.Compare(folder, "C.T#", new Dictionary<string, string> { ["N.F.g.cs"] = "a\n" }));
        Assert.Equal(["C.T#N.F.g.verified.cs"], Files());
    }

    [Fact]
    public void A_different_file_fails_with_the_changed_lines()
    {
        File.WriteAllText(Path.Combine(folder, "C.T#N.F.g.verified.cs"), "//HintName: N.F.g.cs\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");

        string? report = Snapshot.Compare(folder, "C.T#", new Dictionary<string, string> { ["N.F.g.cs"] = "1\n2\n3\n4\n5\n6\nseven\n8\n9\n" });

        Assert.Contains("- 7\n+ seven", report!.ReplaceLineEndings("\n"));
        Assert.DoesNotContain("  2\n", report.ReplaceLineEndings("\n"));
        Assert.Equal(["C.T#N.F.g.received.cs", "C.T#N.F.g.verified.cs"], Files());
    }

    [Fact]
    public void A_file_that_is_not_generated_any_more_fails()
    {
        File.WriteAllText(Path.Combine(folder, "C.T#N.F.g.verified.cs"), "//HintName: N.F.g.cs\na\n");
        File.WriteAllText(Path.Combine(folder, "C.T#N.G.g.verified.cs"), "//HintName: N.G.g.cs\na\n");

        string? report = Snapshot.Compare(folder, "C.T#", new Dictionary<string, string> { ["N.F.g.cs"] = "a\n" });

        Assert.Contains("C.T#N.G.g.verified.cs was accepted once but is not generated any more", report);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IEnumerable<string?> Files() => Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
