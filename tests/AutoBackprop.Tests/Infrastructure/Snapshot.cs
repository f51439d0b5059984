using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>
/// Compares generated files with the accepted ones, by the file convention of Verify.SourceGenerators, which can take this
/// helper's place without touching a snapshot: <c>Snapshots/Class.Test#Hint.g.verified.cs</c>, its first line <c>//HintName: …</c>.
/// </summary>
public static class Snapshot
{
    private const string Verified = ".verified.cs";
    private const string Received = ".received.cs";
    private const int ContextLines = 3;

    /// <summary>The folder of the accepted files.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "Snapshots"));

    /// <summary>Generates for this source, compiles, and compares every generated file with the accepted one.</summary>
    public static void Verify(string source, [CallerFilePath] string file = "", [CallerMemberName] string test = "") =>
        Verify(GeneratorHarness.Run(source), file, test);

    /// <summary>Compiles, and compares every generated file with the accepted one.</summary>
    public static void Verify(Generation generation, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        generation.Compile().Dispose();
        Verify(generation.Sources, file, test);
    }

    /// <summary>Compares files, by hint name, with the accepted ones.</summary>
    public static void Verify(
        IReadOnlyDictionary<string, string> sources, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        string prefix = $"{Path.GetFileNameWithoutExtension(file)}.{test}#";
        string? report = Compare(Folder, prefix, sources);
        if (report is not null)
            Assert.Fail(report);
    }

    /// <summary>
    /// Compares, writes a received file beside every accepted one that differs or is missing, and says what differs; null where
    /// nothing does. Nothing is ever accepted here.
    /// </summary>
    internal static string? Compare(string folder, string prefix, IReadOnlyDictionary<string, string> sources)
    {
        var report = new StringBuilder();
        if (sources.Count == 0)
            report.AppendLine("Nothing was generated.");
        Directory.CreateDirectory(folder);
        var expected = Directory.EnumerateFiles(folder, prefix + "*" + Verified).Select(Path.GetFileName).ToHashSet();
        foreach ((string hint, string text) in sources.OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            string name = prefix + FileName(hint);
            string verified = Path.Combine(folder, name + Verified);
            string received = Path.Combine(folder, name + Received);
            string actual = Normalize($"//HintName: {hint}\n{text}");
            expected.Remove(name + Verified);
            string? accepted = File.Exists(verified) ? Normalize(File.ReadAllText(verified)) : null;
            if (accepted == actual)
            {
                File.Delete(received);
                continue;
            }

            File.WriteAllText(received, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            report.AppendLine(accepted is null ? $"{name}{Verified} does not exist yet; received:\n\n{actual}" : $"{name}{Verified} differs:\n\n{Diff(accepted, actual)}");
        }

        foreach (string? missing in expected.Order(StringComparer.Ordinal))
            report.AppendLine($"{missing} was accepted once but is not generated any more.");
        if (report.Length == 0)
            return null;
        report.AppendLine($"To accept, rename {Received} to {Verified} in tests/AutoBackprop.Tests/Snapshots.");
        return report.ToString();
    }

    /// <summary>The test that a file of the snapshot folder belongs to, as class and method; null where its name says none.</summary>
    internal static (string Class, string Test)? Owner(string fileName)
    {
        int hash = fileName.IndexOf('#', StringComparison.Ordinal);
        int dot = hash < 0 ? -1 : fileName.IndexOf('.', 0, hash);
        return dot < 0 ? null : (fileName[..dot], fileName[(dot + 1)..hash]);
    }

    /// <summary>The changed lines with a few around them, a minus and a plus in front.</summary>
    internal static string Diff(string accepted, string actual)
    {
        List<DiffPiece> lines = InlineDiffBuilder.Diff(accepted, actual, ignoreWhiteSpace: false).Lines;
        bool[] shown = new bool[lines.Count];
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].Type == ChangeType.Unchanged)
                continue;
            for (int j = Math.Max(0, i - ContextLines); j <= Math.Min(lines.Count - 1, i + ContextLines); j++)
                shown[j] = true;
        }

        var text = new StringBuilder();
        for (int i = 0; i < lines.Count; i++)
        {
            if (!shown[i])
            {
                if (i == 0 || shown[i - 1])
                    text.AppendLine("  …");
                continue;
            }

            text.Append(lines[i].Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " }).AppendLine(lines[i].Text);
        }

        return text.ToString();
    }

    private static string FileName(string hint)
    {
        string name = hint.EndsWith(".cs", StringComparison.Ordinal) ? hint[..^3] : hint;
        // What some file system or shell does not like; the first line keeps the hint name whole.
        foreach (char c in "/\\<>:\"|?*#")
            name = name.Replace(c, '_');
        return name;
    }

    private static string Normalize(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
