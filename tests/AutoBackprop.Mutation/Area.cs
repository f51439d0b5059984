namespace AutoBackprop.Mutation;

/// <summary>A part of the repository that is mutated, and the tests that are fast and sharp there.</summary>
/// <param name="Name">How it is chosen.</param>
/// <param name="Project">The project.</param>
/// <param name="Folders">Its folders.</param>
/// <param name="Tests">Parts of the names of tests.</param>
/// <param name="IsTable">Whether most of it runs once, when the tables are made: then no test is known to reach a mutant, and all are tried.</param>
internal sealed record Area(string Name, string Project, string[] Folders, string[] Tests, bool IsTable = false)
{
    private const string Generator = "generator/AutoBackprop.Generator.csproj";

    public static Area[] All { get; } =
    [
        new("differentiate", Generator, ["Analyze/", "Differentiate/"], [".Language.", ".Vectors.", ".Numerics.", ".Simplify.", ".Tensors.", ".Rules.", ".Diagnostics."]),
        new("rules", Generator, ["Rules/"], [".Rules.", ".Vectors.", ".PageSnapshotTests.", ".GenericTests.", ".ConventionTests."], IsTable: true),
        new("simplify", Generator, ["Simplify/"], [".Language.", ".Vectors.", ".Numerics.", ".Simplify.", ".Tensors."]),
        new("kernels", "src/AutoBackprop.csproj", ["Kernels/"], [".Kernels.", ".Layers.", ".Optimizers."]),
    ];

    public bool Has(string file) => Folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal));

    public bool HasTest(string name) => Tests.Any(part => name.Contains(part, StringComparison.Ordinal));
}
