using System.Globalization;
using System.Text;
using Xunit;
using Xunit.Abstractions;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// Random programs, their generated derivatives against the oracle. Other seeds by hand:
/// <c>AUTOBACKPROP_SEED=12345 AUTOBACKPROP_PROGRAMS=2000 dotnet test --filter RandomProgramTests</c>;
/// with <c>AUTOBACKPROP_GRAMMAR</c> <c>SideEffects</c>, <c>Loops</c>, <c>Vectors</c> or <c>Values</c> for another grammar.
/// </summary>
public class RandomProgramTests(ITestOutputHelper output)
{
    private const int BatchSize = 25;
    private const int ShownFailures = 3;
    private static readonly TimeSpan ShrinkTime = TimeSpan.FromSeconds(40);

    [Fact]
    public void Derivatives_of_straight_and_branching_programs_are_the_oracles() => Run(ChosenGrammar(Grammar.Scalars), 1, 300);

    [Fact]
    public void Derivatives_of_programs_with_side_effects_in_expressions_are_the_oracles() => Run(ChosenGrammar(Grammar.SideEffects), 1, 100);

    [Fact]
    public void Derivatives_of_programs_with_loops_and_arrays_are_the_oracles() => Run(ChosenGrammar(Grammar.Loops), 1, 300);

    [Fact]
    public void Derivatives_of_programs_with_vectors_are_the_oracles() => Run(ChosenGrammar(Grammar.Vectors), 1, 100);

    [Fact]
    public void Derivatives_of_programs_with_structs_are_the_oracles() => Run(ChosenGrammar(Grammar.Values), 1, 60);

    private void Run(Grammar grammar, ulong seed, int count)
    {
        seed = Setting("AUTOBACKPROP_SEED", seed);
        count = (int)Setting("AUTOBACKPROP_PROGRAMS", (ulong)count);
        var coverage = new Coverage(grammar);
        var total = new CheckResult();
        foreach (ulong[] seeds in Enumerable.Range(0, count).Select(i => seed + (ulong)i).Chunk(BatchSize))
        {
            RandomProgram[] programs = seeds.Select(s => ProgramGenerator.Generate(s, grammar)).ToArray();
            foreach (RandomProgram program in programs)
                coverage.Add(program);
            total.Add(ProgramCheck.Check(programs));
        }

        output.WriteLine(coverage.ToString());
        output.WriteLine($"{total.Compared} points agree, {total.Inconclusive} inconclusive at a tie, {total.Refused} functions refused for aliasing when run, {total.Split} functions split.");
        Assert.True(total.Failures.Count == 0, Report(total.Failures));
        if (count < 300)
            return;
        Assert.Empty(coverage.Missing);
        Assert.True(total.Split > 0 || grammar != Grammar.Loops && grammar != Grammar.Values, "No function is split.");
    }

    private static string Report(IReadOnlyList<Failure> failures)
    {
        var text = new StringBuilder($"{failures.Count} failures: ");
        text.AppendLine(string.Join(", ", failures.GroupBy(failure => failure.Kind).Select(kind => $"{kind.Count()} × {kind.Key}")));
        text.AppendLine("Seeds: " + string.Join(", ", failures.Select(failure => failure.Program.Seed).Distinct()));
        // One of each kind: what fails alike mostly has one cause.
        foreach (Failure failure in failures.DistinctBy(failure => failure.Kind).Take(ShownFailures))
        {
            // Code that is no C# is the grammar's fault, and all of it tells why.
            Failure small = failure.Kind == Failure.Invalid ? failure : Shrinker.Shrink(failure, ShrinkTime, ProgramCheck.CheckOne);
            text.Append($"\n==== seed {failure.Program.Seed}, {failure.Kind}, shrunk:\n\n{small.Program.Source}\n{small.Message}\n");
        }

        return text.ToString();
    }

    private static Grammar ChosenGrammar(Grammar standard) => Environment.GetEnvironmentVariable("AUTOBACKPROP_GRAMMAR") switch
    {
        nameof(Grammar.SideEffects) => Grammar.SideEffects,
        nameof(Grammar.Loops) => Grammar.Loops,
        nameof(Grammar.Vectors) => Grammar.Vectors,
        nameof(Grammar.Values) => Grammar.Values,
        nameof(Grammar.Scalars) => Grammar.Scalars,
        _ => standard,
    };

    private static ulong Setting(string name, ulong standard) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out ulong value) ? value : standard;
}
