using System.Text.Json;

namespace AutoBackprop.Mutation;

/// <summary>What one run works with, in <c>artifacts/mutation</c>: the tests with the mutated assembly beside them, and what is known of the mutants.</summary>
/// <param name="area">What is mutated.</param>
/// <param name="time">How much processor time the tests may take for a mutant.</param>
internal sealed class Session(Area area, TimeSpan time)
{
    private static readonly string Repository = FindRepository(AppContext.BaseDirectory);
    private readonly string folder = Path.Combine(Repository, "artifacts", "mutation", area.Name);

    public Area Area => area;

    public TimeSpan Time => time;

    /// <summary>The program that a worker is: this one, among the tests and the mutated assembly.</summary>
    public string Program => Path.Combine(folder, "bin", "AutoBackprop.Mutation.dll");

    public string Mutated => Path.Combine(folder, "bin", Path.GetFileNameWithoutExtension(area.Project) + ".dll");

    public string CoverageFile => Path.Combine(folder, "coverage.json");

    /// <summary>The mutants still to be tried, a number a line.</summary>
    public string QueueFile => Path.Combine(folder, "queue.txt");

    /// <summary>What came of each mutant: its number, the outcome, the test or how many were run, the failure, the place and the change.</summary>
    public string ResultFile => Path.Combine(folder, "results.tsv");

    public IReadOnlyDictionary<int, Mutant> Mutants => field ??= JsonSerializer.Deserialize<Mutant[]>(File.ReadAllText(MutantFile))!.ToDictionary(static mutant => mutant.Id);

    public Covered[] Coverage => JsonSerializer.Deserialize<Covered[]>(File.ReadAllText(CoverageFile))!;

    private string MutantFile => Path.Combine(folder, "mutants.json");

    /// <summary>Compiles the mutants.</summary>
    public void Begin()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        string bin = Path.GetDirectoryName(Program)!;
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(bin, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(MutantFile, JsonSerializer.Serialize(MutatedProject.Write(Path.Combine(Repository, area.Project), area.Has, Mutated)));
    }

    private static string FindRepository(string folder) => File.Exists(Path.Combine(folder, "AutoBackprop.sln"))
        ? folder
        : FindRepository(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("AutoBackprop.sln is in no folder around the program."));
}
