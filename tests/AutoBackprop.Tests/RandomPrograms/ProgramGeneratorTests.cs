using System.Reflection;
using Xunit;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>The random programs themselves, without the generator.</summary>
public class ProgramGeneratorTests
{
    public static TheoryData<string> Grammars => ["scalars", "side effects", "loops", "values"];

    [Theory]
    [MemberData(nameof(Grammars))]
    public void Programs_are_valid_and_the_oracle_is_their_slope(string grammar)
    {
        RandomProgram[] programs = Enumerable.Range(0, 25).Select(i => ProgramGenerator.Generate((ulong)(7000 + i), GrammarOf(grammar))).ToArray();
        foreach (RandomProgram program in programs)
            Assert.True(ProgramCheck.InvalidMessage(program) is null, $"{ProgramCheck.InvalidMessage(program)}\n{program.Source}");
        string[] sources = programs.SelectMany(program => new[] { program.Source, Drivers.Primal(program) }).ToArray();
        using var stream = new MemoryStream();
        GeneratorHarness.Compile(sources, []).Emit(stream);
        using var compiled = new CompiledProgram(stream.ToArray());
        using var oracle = new Oracle([.. sources.Select(ProgramGenerator.OfDouble)]);
        int agreed = 0;
        int compared = 0;
        foreach (RandomProgram program in programs)
        {
            for (int i = 0; i < program.Functions.Length; i++)
            {
                Signature function = program.Functions[i];
                string name = $"{program.Namespace}.{Drivers.Type}.Value{i}";
                MethodInfo primal = compiled.Method(name);
                object?[] Arguments() => ProgramCheck.Arguments(program, function, 0, compiled.EnumOf(program.Namespace + ".Mode"));
                OracleGradient gradient = oracle.GradientOf(name, ProgramCheck.Arguments(program, function, 0, oracle.EnumOf(program.Namespace + ".Mode")));
                object? value = CompiledProgram.Invoke(primal, Arguments());
                Assert.True(Equals(value, gradient.Value), $"{function.Lookup}: the primal's value is {value}, the oracle's {gradient.Value}\n{program.Source}");
                Assert.True(Math.Abs(Convert.ToDouble(value, null)) <= ProgramGenerator.Limit * 1.001, $"{function.Lookup} is {value}\n{program.Source}");
                if (function.IsFloat || program.Source.Contains("float", StringComparison.Ordinal) && program.Source.Contains("(float)", StringComparison.Ordinal))
                    continue;
                for (int p = 0; p < function.Parameters.Length; p++)
                {
                    if (function.Parameters[p].Sort != Sort.Double || function.Parameters[p].IsConstant)
                        continue;
                    compared++;
                    double numeric = (Moved(1e-6) - Moved(-1e-6)) / 2e-6;
                    if (Math.Abs(numeric - gradient[p]) <= 1e-4 * Math.Max(1, Math.Abs(numeric)))
                        agreed++;

                    double Moved(double by)
                    {
                        object?[] arguments = Arguments();
                        arguments[p] = (double)arguments[p]! + by;
                        return (double)CompiledProgram.Invoke(primal, arguments)!;
                    }
                }
            }
        }

        // Differences see kinks, jumps and stops that a derivative does not; most points have none.
        Assert.True(agreed > 0.8 * compared, $"{agreed} of {compared} agree with central differences");
    }

    [Fact]
    public void The_same_seed_gives_the_same_program() =>
        Assert.Equal(ProgramGenerator.Generate(42, Grammar.Loops).Source, ProgramGenerator.Generate(42, Grammar.Loops).Source);

    [Fact]
    public void A_failing_program_is_shrunk_to_what_fails()
    {
        RandomProgram program = Enumerable.Range(0, 1000).Select(i => ProgramGenerator.Generate((ulong)i, Grammar.Scalars))
            .First(candidate => candidate.Source.Contains("IEEERemainder", StringComparison.Ordinal) && candidate.Functions.Length > 3);
        var failure = new Failure(program, "test", "");

        Failure small = Shrinker.Shrink(failure, TimeSpan.FromSeconds(20), candidate =>
            candidate.Source.Contains("IEEERemainder", StringComparison.Ordinal) ? failure with { Program = candidate } : null);

        Assert.True(small.Program.Root.Size < program.Root.Size / 3, small.Program.Source);
    }

    private static Grammar GrammarOf(string name) => name switch
    {
        "scalars" => Grammar.Scalars,
        "side effects" => Grammar.SideEffects,
        "values" => Grammar.Values,
        _ => Grammar.Loops,
    };
}
