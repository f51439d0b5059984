using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Xunit;
using Xunit.Abstractions;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>
/// Random functions with a struct or a tuple as their result: the rows of the Jacobian are what the backward method gives for a gradient of
/// 1 of one number of the result. Other seeds by hand, as for <see cref="RandomProgramTests"/>.
/// </summary>
public class JacobianProgramTests(ITestOutputHelper output)
{
    private const int Points = 2;

    [Fact]
    public void The_rows_of_a_Jacobian_are_what_backward_gives_for_each_number()
    {
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("AUTOBACKPROP_SEED"), out ulong chosen) ? chosen : 1;
        int count = int.TryParse(Environment.GetEnvironmentVariable("AUTOBACKPROP_PROGRAMS"), out int many) ? many : 40;
        var failures = new List<string>();
        (int compared, int refused) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            RandomProgram program = ProgramGenerator.Generate(seed + (ulong)i, Grammar.Values);
            foreach (Signature function in program.Functions.Where(function => HasJacobian(program, function)))
            {
                Generation generation = GeneratorHarness.Run(WithJacobian(program, function), Driver(program, function));
                if (generation.Refusals.Any(IsWritten))
                {
                    refused++;
                    continue;
                }

                try
                {
                    Assert.Empty(generation.Refusals);
                    using CompiledProgram compiled = generation.Compile();
                    for (int point = 0; point < Points; point++)
                        compared += Compare(program, function, point, compiled);
                }
                catch (Exception exception)
                {
                    failures.Add($"==== seed {program.Seed}, {function.Name}: {exception.Message}\n{program.Source}\n{generation.Sources.FirstOrDefault(source => source.Key.EndsWith(function.Name + ".Jacobian.g.cs", StringComparison.Ordinal)).Value}");
                }
            }
        }

        output.WriteLine($"{compared} numbers agree, {refused} functions refused since they write a buffer, or a call in them may.");
        Assert.True(failures.Count == 0, $"{failures.Count} failures:\n{string.Join("\n", failures.Take(3))}");
        Assert.True(compared > count, "Hardly anything was compared.");
    }

    private static bool IsWritten(Diagnostic diagnostic) => diagnostic.GetMessage(null) is var message
        && (message.StartsWith("In a function whose Jacobian is asked for", StringComparison.Ordinal) || message.Contains("that is written", StringComparison.Ordinal));

    private static bool HasJacobian(RandomProgram program, Signature function) => function.Result is Sort.Value or Sort.Body or Sort.Pair
        && !function.GivesByReference && function.Parameters.All(static parameter => !parameter.IsWritten && parameter.Sort is not (Sort.Grid or Sort.Rows or Sort.Net or Sort.Nets or Sort.RealMemory))
        && function.Object is null && program.Functions.Count(other => other.Name == function.Name) == 1;

    private static string WithJacobian(RandomProgram program, Signature function)
    {
        string source = program.Source;
        int at = source.IndexOf($" {function.Name}(", StringComparison.Ordinal);
        int mark = source.LastIndexOf("[Differentiable]", at, StringComparison.Ordinal);
        return source[..mark] + "[Differentiable(Derivatives.Gradient | Derivatives.Jacobian)]" + source[(mark + "[Differentiable]".Length)..];
    }

    /// <summary>A file that calls the Jacobian, and the backward method for one of its rows, with flat arrays in the place of every buffer.</summary>
    private static string Driver(RandomProgram program, Signature function)
    {
        Parameter[] buffers = [.. function.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, IsBuffer: true })];
        var text = new StringBuilder($"namespace {program.Namespace};\n\npublic static class {Drivers.Type}\n{{\n");
        int rows = Drivers.Parts(function.Result, "").Length;
        Write("Jacobian", "", rows);
        Write("Row", $", {Drivers.Made(function.Result, static i => $"(row == {i} ? 1 : 0)")}", 1);
        return text.Append("}\n").ToString();

        void Write(string name, string upstream, int count)
        {
            string method = name == "Row" ? "Backward" : name;
            text.Append($"    public static object[] {name}({Drivers.Parameters(function)}, int row)\n    {{\n{Drivers.Shaped(function, "")}");
            foreach (Parameter buffer in buffers)
                text.Append($"        var into_{buffer.Name} = new {(buffer.Sort == Sort.ValueArray ? "Vec" : Drivers.Name(function.Element))}[{count} * {(buffer.Sort == Sort.ValueArray ? buffer.Name + "_" : buffer.Name)}.Length];\n");
            text.Append($"        var result = {function.Owner}.{function.Name}{method}({Drivers.Arguments(function)}{upstream}{string.Concat(buffers.Select(static buffer => $", into_{buffer.Name}"))});\n");
            text.Append($"        return [{string.Join(", ", buffers.Select(static buffer => "into_" + buffer.Name).Prepend("result"))}];\n    }}\n");
        }
    }

    /// <summary>How many numbers agree.</summary>
    private static int Compare(RandomProgram program, Signature function, int point, CompiledProgram compiled)
    {
        MethodInfo method = compiled.Method($"{program.Namespace}.{Drivers.Type}.Jacobian");
        Type? mode = method.GetParameters().FirstOrDefault(static parameter => parameter.ParameterType.IsEnum)?.ParameterType;
        object?[] Run(string name, int row) => (object?[])compiled.Invoke($"{program.Namespace}.{Drivers.Type}.{name}", [.. ProgramCheck.Arguments(program, function, point, mode), row])!;
        object?[] jacobian = Run("Jacobian", 0);
        bool isTuple = function.Parameters.Any(static parameter => parameter is { IsDifferentiable: true, IsBuffer: false });
        int count = Drivers.Parts(function.Result, "").Length, compared = 0;
        for (int row = 0; row < count; row++)
        {
            object?[] backward = Run("Row", row);
            // The value comes first in both.
            double[] expected = [.. Reals.In(isTuple ? CompiledProgram.Items(backward[0]).Skip(1).ToArray() : null), .. backward.Skip(1).SelectMany(Reals.In)];
            double[] actual = [.. Reals.In(isTuple ? CompiledProgram.Items(jacobian[0])[1 + row] : null), .. jacobian.Skip(1).SelectMany(all => Part(Reals.In(all), row, count))];
            Assert.Equal(expected.Length, actual.Length);
            Assert.Equal(Reals.In(isTuple ? CompiledProgram.Items(backward[0])[0] : backward[0]), Reals.In(isTuple ? CompiledProgram.Items(jacobian[0])[0] : jacobian[0]));
            for (int k = 0; k < expected.Length; k++)
            {
                // What is zero by structure stays zero, where 0 times an infinite slope is none.
                if (!double.IsFinite(expected[k]))
                    continue;
                Assert.True(Math.Abs(expected[k] - actual[k]) <= (function.IsFloat ? 1e-4 : 1e-10) * Math.Max(1, Math.Abs(expected[k])), $"row {row}, number {k} at point {point}: {actual[k]:R} in the Jacobian, {expected[k]:R} by backward");
                compared++;
            }
        }

        return compared;

        static IEnumerable<double> Part(IEnumerable<double> all, int row, int count)
        {
            double[] numbers = [.. all];
            return numbers.Skip(row * numbers.Length / count).Take(numbers.Length / count);
        }
    }
}
