using System.Globalization;
using AutoBackprop.Tests.Tensors;
using Xunit;
using Xunit.Abstractions;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// Random functions of tensors, their generated gradients against central differences and along a direction. Other seeds by hand:
/// <c>AUTOBACKPROP_SEED=12345 AUTOBACKPROP_PROGRAMS=2000 dotnet test --filter TensorProgramTests</c>.
/// </summary>
public class TensorProgramTests(ITestOutputHelper output)
{
    private const int BatchSize = 40;
    private const int Points = 3;
    private const int ShownFailures = 3;
    private const double Largest = 1e3;

    [Fact]
    public void Gradients_of_functions_of_tensors_are_those_of_differences()
    {
        ulong seed = Setting("AUTOBACKPROP_SEED", 1);
        int count = (int)Setting("AUTOBACKPROP_PROGRAMS", 100);
        var failures = new List<(TensorProgram Program, string Message)>();
        var constructs = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int agreed = 0;
        foreach (int[] batch in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            TensorProgram[] programs = [.. batch.Select(i => TensorProgramGenerator.Generate(seed + (ulong)i))];
            foreach (string construct in programs.SelectMany(program => program.Constructs))
                constructs[construct] = constructs.GetValueOrDefault(construct) + 1;
            foreach ((TensorProgram program, string? message) in Check(programs))
            {
                if (message is null)
                    agreed++;
                else
                    failures.Add((program, message));
            }
        }

        output.WriteLine($"{agreed} of {count} agree; " + string.Join(", ", constructs.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.True(failures.Count == 0, $"{failures.Count} failures, seeds {string.Join(", ", failures.Select(failure => failure.Program.Seed))}\n\n" +
            string.Join("\n\n", failures.Take(ShownFailures).Select(failure => Shrunk(failure.Program, failure.Message))));
    }

    /// <summary>What is wrong with each program; null where nothing.</summary>
    private static IEnumerable<(TensorProgram Program, string? Message)> Check(TensorProgram[] programs)
    {
        CompiledProgram compiled;
        try
        {
            compiled = GeneratorHarness.Run([.. programs.Select(program => program.Source)]).Compile();
        }
        catch (Exception exception)
        {
            return programs.Length == 1 ? [(programs[0], exception.Message)] : programs.SelectMany(program => Check([program]));
        }

        using (compiled)
            return [.. programs.Select(program => (program, Difference(program, compiled)))];
    }

    /// <summary>A kink beside a point makes differences wrong there, not everywhere: it takes two points to be a failure.</summary>
    private static string? Difference(TensorProgram program, CompiledProgram compiled)
    {
        var messages = new List<string>();
        for (int point = 0; point < Points && (point == 0 || messages.Count > 0); point++)
        {
            try
            {
                var function = new TensorFunction(compiled.Method($"{program.Namespace}.Program.F").DeclaringType!, "F", program.Arguments(point));
                if (Math.Abs(function.Value()) < Largest)
                    function.Verify();
            }
            catch (Exception exception)
            {
                messages.Add($"point {point}: {(exception is Xunit.Sdk.XunitException ? exception.Message : exception)}");
            }
        }

        return messages.Count > 1 ? string.Join("\n", messages) : null;
    }

    /// <summary>Without the statements that it fails without.</summary>
    private static string Shrunk(TensorProgram program, string message)
    {
        bool refused = message.Contains("ABP", StringComparison.Ordinal);
        for (int i = program.Statements.Length - 1; i >= 0; i--)
        {
            TensorProgram smaller = program with { Statements = program.Statements.RemoveAt(i) };
            string? found = Check([smaller]).Single().Message;
            if (found is not null && !found.Contains("CS0", StringComparison.Ordinal) && found.Contains("ABP", StringComparison.Ordinal) == refused)
                (program, message) = (smaller, found);
        }

        return $"==== seed {program.Seed}, shrunk:\n\n{program.Source}\n\n{message}";
    }

    private static ulong Setting(string name, ulong standard) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out ulong value) ? value : standard;
}
