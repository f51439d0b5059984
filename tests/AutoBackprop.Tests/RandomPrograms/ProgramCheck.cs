using System.Globalization;
using Microsoft.CodeAnalysis;

namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>Compares the generated derivatives of random programs with the oracle's.</summary>
public static class ProgramCheck
{
    private const int Points = 2;
    private const double Upstream = 0.75;

    /// <summary>Checks programs that are generated and compiled together, for time's sake.</summary>
    public static CheckResult Check(IReadOnlyList<RandomProgram> programs)
    {
        var total = new CheckResult();
        try
        {
            Generation generation = GeneratorHarness.Run(programs.SelectMany(program => new[] { program.Source, Drivers.All(program) }).ToArray());
            using CompiledProgram compiled = generation.Compile();
            total.Split = generation.Sources.Keys.Count(static name => name.EndsWith(".Split.g.cs", StringComparison.Ordinal));
            using var oracle = new Oracle(programs.SelectMany(program => new[] { program.OracleSource, Drivers.Primal(program) }).ToArray());
            foreach (RandomProgram program in programs)
                Compare(program, generation, compiled, oracle, total);
            return total;
        }
        catch (Exception exception) when (programs.Count == 1)
        {
            return new CheckResult { Failures = { Classify(programs[0], exception) } };
        }
        catch (Exception)
        {
            // One of them stops all: each for itself.
            total = new CheckResult();
            foreach (RandomProgram program in programs)
                total.Add(Check([program]));
            return total;
        }
    }

    /// <summary>The failure of a program whose primal may not be C# at all, which a shrinker's need not be; null where it is right.</summary>
    public static Failure? CheckOne(RandomProgram program) =>
        InvalidMessage(program) is { } message ? new Failure(program, Failure.Invalid, message) : Check([program]).Failures.FirstOrDefault();

    /// <summary>The arguments at one of a function's points: from the program's seed, so that a shrunk program meets the same.</summary>
    public static object?[] Arguments(RandomProgram program, Signature function, int point, Type? mode)
    {
        var random = new Pcg(program.Seed * 1000 + (ulong)point);
        // Now and then a whole number: kinks and ties are part of the language.
        double Next() => random.Chance(0.1) ? random.Of(0.0, 1, -1, 0.5, 2) : Math.Round(random.Unit() * 4 - 2, 6);
        return function.Parameters.Select(object? (parameter) => parameter.Sort switch
        {
            Sort.Double => Next(),
            Sort.Float => (float)Next(),
            Sort.Int when parameter.IsDepth => random.Below(4),
            Sort.Int => random.Below(6) - 1,
            Sort.Bool => random.Chance(0.5),
            Sort.Mode => mode is null ? random.Below(3) : Enum.ToObject(mode, random.Below(3)),
            _ => Buffer(function, Enumerable.Range(0, ProgramGenerator.BufferLength).Select(_ => Next())),
        }).ToArray();
    }

    /// <summary>What the compiler has against the primal; null where nothing.</summary>
    public static string? InvalidMessage(RandomProgram program)
    {
        Diagnostic[] errors = GeneratorHarness.Compile([program.Source, Drivers.Primal(program)], []).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        return errors.Length == 0 ? null : string.Join("\n", errors.AsEnumerable());
    }

    private static void Compare(RandomProgram program, Generation generation, CompiledProgram compiled, Oracle oracle, CheckResult total)
    {
        for (int i = 0; i < program.Functions.Length; i++)
        {
            Signature function = program.Functions[i];
            for (int point = 0; point < Points; point++)
            {
                (string Kind, string Message)? failure;
                try
                {
                    failure = ComparePoint(program, function, i, point, compiled, oracle, total);
                }
                catch (ArgumentException exception) when (exception.Message.Contains("is written and overlaps", StringComparison.Ordinal))
                {
                    // A buffer that is written was also handed in by another name: refused when it is run.
                    total.Refused++;
                    break;
                }
                catch (Exception exception)
                {
                    failure = ("exception " + exception.GetType().Name, exception.ToString());
                }

                if (failure is not { } found)
                    continue;
                string generated = string.Concat(generation.Sources.Where(source => source.Key.Contains(program.Namespace + ".", StringComparison.Ordinal))
                    .Select(source => $"---- {source.Key}\n{source.Value}\n"));
                total.Failures.Add(new Failure(program with { Functions = [function] }, found.Kind, $"{function.Lookup}, point {point}: {found.Message}\n\n{generated}"));
                break;
            }
        }
    }

    private static (string Kind, string Message)? ComparePoint(
        RandomProgram program, Signature function, int index, int point, CompiledProgram compiled, Oracle oracle, CheckResult total)
    {
        string drivers = $"{program.Namespace}.{Drivers.Type}.";
        Type? ModeOf(System.Reflection.MethodInfo method) => method.GetParameters().FirstOrDefault(p => p.ParameterType.IsEnum)?.ParameterType;
        System.Reflection.MethodInfo primal = compiled.Method($"{drivers}Value{index}");
        object?[] Fresh() => Arguments(program, function, point, ModeOf(primal));
        string at = "at (" + string.Join(", ", Fresh().Select(Show)) + ")";

        // The oracle's program is another one, with another enum.
        object?[] oracleArguments = Arguments(program, function, point, oracle.EnumOf(program.Namespace + ".Mode"));
        Dictionary<int, double[]> weights = function.Parameters.Select((p, i) => (p, i)).Where(pair => pair.p.IsWritten)
            .ToDictionary(pair => pair.i, pair => Enumerable.Range(0, ProgramGenerator.BufferLength).Select(j => 0.5 + j).ToArray());
        OracleGradient expected = oracle.GradientOf($"{drivers}Value{index}", oracleArguments);
        OracleGradient pulled = weights.Count == 0 ? expected : oracle.Pullback($"{drivers}Value{index}", oracleArguments, Upstream, weights);

        object? value = CompiledProgram.Invoke(primal, Fresh());
        // A sum of elements is added up in another order.
        bool addsUp = program.Root.DescendantsAndSelf().Any(static node => node.Construct == "scratch loops");
        bool IsValue(object? primals, object? its) => SameBits(primals, its)
            || addsUp && Agree(Convert.ToDouble(primals, CultureInfo.InvariantCulture), 1, Convert.ToDouble(its, CultureInfo.InvariantCulture), function.IsFloat);
        if (!value!.Equals(expected.Value))
            return ("oracle", $"{at} the oracle's value is {Show(expected.Value)}, the primal's {Show(value)}");

        int[] differentiable = Enumerable.Range(0, function.Parameters.Length).Where(i => function.Parameters[i].IsDifferentiable).ToArray();
        if (function.HasGradient)
        {
            // Every differentiable parameter in order.
            object?[] gradient = (object?[])compiled.Invoke($"{drivers}Gradient{index}", Fresh())!;
            if (!IsValue(value, gradient[0]))
                return ("value", $"{at} {function.Name}Gradient's value is {Show(gradient[0])}, the primal's {Show(value)}");
            for (int k = 0; k < differentiable.Length; k++)
            {
                if (Difference(function, expected, differentiable[k], 1, gradient[k + 1], 0) is { } difference)
                    return Verdict("gradient", $"{at} {function.Name}Gradient: {difference}");
            }
        }

        // FBackward: scalars returned, buffers added to what the spans hold, or consumed where the function writes.
        int[] buffers = differentiable.Where(i => function.Parameters[i].IsBuffer).ToArray();
        Array[] spans = buffers.Select(i => Buffer(function, weights.TryGetValue(i, out double[]? upstream) ? upstream : Enumerable.Repeat(1.0, ProgramGenerator.BufferLength))).ToArray();
        object dOut = function.Real == Sort.Float ? (object)(float)Upstream : Upstream;
        object?[] backward = (object?[])compiled.Invoke($"{drivers}Backward{index}", [.. Fresh(), dOut, .. spans])!;
        if (!IsValue(value, backward[0]))
            return ("value", $"{at} {function.Name}Backward's value is {Show(backward[0])}, the primal's {Show(value)}");
        double factor = weights.Count == 0 ? Upstream : 1;
        int scalar = 1;
        foreach (int i in differentiable)
        {
            int buffer = Array.IndexOf(buffers, i);
            object? actual = buffer < 0 ? backward[scalar++] : spans[buffer];
            double offset = buffer >= 0 && !weights.ContainsKey(i) ? 1 : 0;
            if (Difference(function, pulled, i, factor, actual, offset) is { } difference)
                return Verdict("backward", $"{at} {function.Name}Backward with dOut = {Show(dOut)}: {difference}");
        }

        total.Compared++;
        return null;

        (string, string)? Verdict(string kind, string message)
        {
            if (expected.Ties == 0)
                return (kind, message);
            // Whether an operand of a tie is constant the generator decides for all paths, the oracle for the one taken.
            total.Inconclusive++;
            return null;
        }
    }

    private static string? Difference(Signature function, OracleGradient expected, int parameter, double factor, object? actual, double offset)
    {
        double[] values = actual switch { double[] array => array, float[] array => Array.ConvertAll(array, item => (double)item), _ => [Convert.ToDouble(actual, CultureInfo.InvariantCulture)] };
        for (int j = 0; j < values.Length; j++)
        {
            double want = expected.Partials[parameter]![j] * factor + offset;
            if (!Agree(want, expected.Scales[parameter]![j] * factor + offset, values[j], function.IsFloat))
                return $"d{function.Parameters[parameter].Name}{(actual is Array ? $"[{j}]" : "")} is {Show(values[j])}, the oracle says {Show(want)} (scale {Show(expected.Scales[parameter]![j])})";
        }

        return null;
    }

    private static bool Agree(double expected, double scale, double actual, bool isFloat)
    {
        if (!double.IsFinite(expected) || !double.IsFinite(actual))
            return expected.Equals(actual);
        double tolerance = isFloat ? 1e-4 * Math.Max(1, Math.Abs(expected)) + 1e-5 * scale : 1e-9 * Math.Max(1, Math.Abs(expected)) + 1e-13 * scale;
        return Math.Abs(expected - actual) <= tolerance;
    }

    private static bool SameBits(object? left, object? right) => (left, right) switch
    {
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || double.IsNaN(a) && double.IsNaN(b),
        (float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || float.IsNaN(a) && float.IsNaN(b),
        _ => false,
    };

    private static Array Buffer(Signature function, IEnumerable<double> items) => function.Element == Sort.Float ? items.Select(item => (float)item).ToArray() : items.ToArray();

    private static string Show(object? value) => value is Array array
        ? "[" + string.Join(", ", array.Cast<object>().Select(Show)) + "]"
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static Failure Classify(RandomProgram program, Exception exception)
    {
        if (InvalidMessage(program) is { } invalid)
            return new Failure(program, Failure.Invalid, invalid);
        if (exception is not Xunit.Sdk.XunitException)
            return new Failure(program, "exception " + exception.GetType().Name, exception.ToString());
        // A refusal, or generated code that does not compile: the first diagnostic's id is what has to stay the same.
        Generation generation = GeneratorHarness.Run(program.Source);
        Diagnostic? first = generation.GeneratorDiagnostics.Concat(generation.AnalyzerDiagnostics).FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)
            ?? generation.CompilationDiagnostics.FirstOrDefault();
        return new Failure(program, "build " + first?.Id, $"{first}\n{exception.Message}");
    }
}
