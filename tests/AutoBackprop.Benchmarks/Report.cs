using System.Runtime.InteropServices;
using BenchmarkDotNet.Environments;

namespace AutoBackprop.Benchmarks;

/// <summary>A page of Markdown that says on which machine it came about; shown line by line while it grows.</summary>
internal sealed class Report
{
    private readonly List<string> lines = [];

    public Report(string title)
    {
        Add("# " + title);
        Add("");
        foreach (string line in HostEnvironmentInfo.GetCurrent().ToFormattedString().Where(static line => !string.IsNullOrWhiteSpace(line)))
            Add("- " + line.Trim());
        Add($"- {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Add("");
    }

    public void Add(string line)
    {
        Console.WriteLine(line);
        lines.Add(line);
    }

    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }
}
