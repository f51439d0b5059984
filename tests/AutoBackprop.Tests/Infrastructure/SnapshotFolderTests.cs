using System.Reflection;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>The snapshot folder holds what the tests compare with, and nothing else.</summary>
[Collection(nameof(AfterAllOthers))]
public sealed class SnapshotFolderTests
{
    [Fact]
    public void Every_accepted_file_belongs_to_a_test()
    {
        HashSet<(string, string)> tests = Assembly.GetExecutingAssembly().GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => (type.Name, method.Name)))
            .ToHashSet();

        string?[] orphans = Files(".verified.cs").Where(name => Snapshot.Owner(name) is not { } owner || !tests.Contains(owner)).ToArray();

        Assert.Empty(orphans);
    }

    [Fact]
    public void No_received_file_is_left_over() => Assert.Empty(Files(".received.cs"));

    private static IEnumerable<string> Files(string suffix) => Directory.Exists(Snapshot.Folder)
        ? Directory.EnumerateFiles(Snapshot.Folder, "*" + suffix, SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
        : [];
}
