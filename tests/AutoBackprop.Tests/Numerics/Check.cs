using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

/// <summary>
/// Holds what was generated for a function of the folder Programs against the forward-mode oracle, which runs the same file's text,
/// and against central differences.
/// </summary>
internal static class Check
{
    private static readonly ConcurrentDictionary<MethodInfo, Lazy<Oracle>> Oracles = new();

    /// <summary>A function with a scalar result: <c>FGradient</c>, and <c>FBackward</c> with another upstream gradient, which adds.</summary>
    public static void Gradient(Delegate function, params object?[] arguments) => GradientWithin(1e-10, function, arguments);

    /// <summary>The same to a tolerance: relative to the largest partial derivative by the same parameter.</summary>
    public static void GradientWithin(double tolerance, Delegate function, params object?[] arguments)
    {
        var generated = new GeneratedFunction(function.Method);
        (Oracle oracle, string twin) = Twin(generated);
        Gradient(tolerance, generated, oracle, twin, arguments);
    }

    /// <summary>
    /// <c>P.F</c>, one of these members: with whatever result, and the gradient in one call where the result is a scalar.
    /// </summary>
    public static void Members(string members, params object?[] arguments)
    {
        string source = Language.GeneratedGradient.InClass(members);
        Generation generation = GeneratorHarness.Run(source);
        Assert.Empty(generation.Refusals);
        using CompiledProgram program = generation.Compile();
        var generated = new GeneratedFunction(program.Method("P.F"));
        bool hasSpans = generated.Parameters.Any(parameter => parameter.ParameterType.IsByRefLike);
        using Oracle oracle = hasSpans ? new Oracle(source, Driver(generated)) : new Oracle(source);
        string twin = hasSpans ? "Driver.Call" : "P.F";
        if (generated.HasGradient)
            Gradient(1e-10, generated, oracle, twin, arguments);
        else
            Pullback(1e-10, generated, oracle, twin, arguments);
    }

    /// <summary>The value is the function's to the last bit, but for dot products and sums over a buffer, which are added up in another order.</summary>
    private static void SameValue(object? expected, object? actual)
    {
        if (expected is double real && actual is double other)
            Assert.Equal(real, other, 1e-13 * Math.Max(1, Math.Abs(real)));
        else
            Assert.Equal(expected, actual);
    }

    private static void Gradient(double tolerance, GeneratedFunction generated, Oracle oracle, string twin, object?[] arguments)
    {
        Assert.True(generated.HasGradient, $"{generated.Method.Name}Gradient was not generated.");
        OracleGradient expected = oracle.GradientOf(twin, arguments);
        Assert.Equal(expected.Value, generated.Call(arguments).Value);
        object?[] gradient = generated.Gradient(arguments);
        SameValue(expected.Value, gradient[0]);
        Compare(generated, expected, gradient[1..], tolerance, $"{generated.Method.Name}Gradient");
        if (generated.Delegates is { } delegates)
            GradientCheck.Verify(delegates.Function, delegates.Gradient, arguments);
        Pullback(tolerance, generated, oracle, twin, arguments);
    }

    /// <summary>
    /// A function with any result, or none: <c>FBackward</c>. The result, and every buffer that the function writes, is weighted.
    /// </summary>
    public static void Pullback(Delegate function, params object?[] arguments) => PullbackWithin(1e-10, function, arguments);

    /// <summary>The same to a tolerance: relative to the largest partial derivative by the same parameter.</summary>
    public static void PullbackWithin(double tolerance, Delegate function, params object?[] arguments)
    {
        var generated = new GeneratedFunction(function.Method);
        (Oracle oracle, string twin) = Twin(generated);
        Pullback(tolerance, generated, oracle, twin, arguments);
    }

    private static void Pullback(double tolerance, GeneratedFunction generated, Oracle oracle, string twin, object?[] arguments)
    {
        var random = new Random(1);
        (object? value, object?[] left) = generated.Call(arguments);
        HashSet<int> written = [.. Enumerable.Range(0, arguments.Length).Where(i => !SameNumbers(arguments[i], left[i]))];
        object? dOut = value is null ? null : GeneratedFunction.Filled(value, Next);
        Dictionary<int, double[]> weights = written.ToDictionary(i => i, i => Array.ConvertAll(GeneratedFunction.Flat(left[i]), _ => Next()));

        object? upstream = dOut is Array array ? GeneratedFunction.Flat(array) : dOut;
        OracleGradient expected = oracle.Pullback(twin, arguments, upstream, weights);
        Assert.Equal(expected.Value, value);
        (object? again, object?[] gradients) = generated.Backward(arguments, dOut, Held);
        SameValue(value, again);
        Compare(generated, expected, gradients, tolerance, $"{generated.Method.Name}Backward", p => written.Contains(p.Position) ? 0 : 0.25);
        CompareWithDifferences(generated, expected, arguments, upstream, weights);

        double Next() => Math.Round(random.NextDouble() + 0.5, 3);

        // A written buffer's gradient brings what comes from above; in any other is what was there before, and stays.
        object Held(ParameterInfo parameter)
        {
            var of = new Queue<double>(weights.GetValueOrDefault(parameter.Position, []));
            return GeneratedFunction.Filled(arguments[parameter.Position], () => of.Count > 0 ? of.Dequeue() : 0.25);
        }
    }

    private static void Compare(
        GeneratedFunction generated, OracleGradient expected, object?[] actual, double tolerance, string name,
        Func<ParameterInfo, double>? offset = null)
    {
        for (int k = 0; k < generated.Differentiable.Length; k++)
        {
            ParameterInfo parameter = generated.Differentiable[k];
            double before = GeneratedFunction.IsBuffer(parameter.ParameterType) ? offset?.Invoke(parameter) ?? 0 : 0;
            double[] want = expected.Partials[parameter.Position]!;
            double[] have = GeneratedFunction.Flat(actual[k]);
            Assert.Equal(want.Length, have.Length);
            double largest = want.Select(Math.Abs).DefaultIfEmpty().Max();
            for (int i = 0; i < want.Length; i++)
            {
                // What is added to a number that was there before is rounded to that number's digits.
                double allowed = tolerance * largest + Math.Abs(before) * 1e-15;
                Assert.True(
                    Math.Abs(have[i] - before - want[i]) <= allowed,
                    string.Create(CultureInfo.InvariantCulture, $"{name}: d{parameter.Name}[{i}] is {have[i] - before:R}, the oracle says {want[i]:R}."));
            }
        }
    }

    /// <summary>Differences of the weighted results, extrapolated once.</summary>
    private static void CompareWithDifferences(
        GeneratedFunction generated, OracleGradient expected, object?[] arguments, object? upstream, Dictionary<int, double[]> weights)
    {
        bool isFloat = generated.Parameters.Any(p => p.ParameterType.ToString().Contains("Single", StringComparison.Ordinal));
        if (isFloat)
            return; // GradientCheck knows how to choose steps for float.
        foreach (ParameterInfo parameter in generated.Differentiable)
        {
            double[] partials = expected.Partials[parameter.Position]!;
            double largest = partials.Select(Math.Abs).DefaultIfEmpty().Max();
            for (int i = 0; i < partials.Length; i++)
            {
                double numeric = (4 * Slope(parameter.Position, i, 5e-5) - Slope(parameter.Position, i, 1e-4)) / 3;
                Assert.True(
                    Math.Abs(numeric - partials[i]) <= 1e-6 * Math.Max(largest, Math.Abs(numeric)) + 1e-9,
                    string.Create(CultureInfo.InvariantCulture, $"{generated.Method.Name}: d{parameter.Name}[{i}] is {partials[i]:R}, differences say {numeric:R}."));
            }
        }

        double Slope(int position, int element, double step) =>
            (Weighted(Moved(position, element, step)) - Weighted(Moved(position, element, -step))) / (2 * step);

        object?[] Moved(int position, int element, double by)
        {
            object?[] moved = [.. arguments];
            var numbers = new Queue<double>(GeneratedFunction.Flat(arguments[position]).Select((x, i) => i == element ? x + by : x));
            moved[position] = GeneratedFunction.Filled(arguments[position], numbers.Dequeue);
            return moved;
        }

        double Weighted(object?[] at)
        {
            (object? value, object?[] left) = generated.Call(at);
            double sum = GeneratedFunction.Flat(value).Zip(GeneratedFunction.Flat(upstream), (a, b) => a * b).Sum();
            foreach ((int parameter, double[] weight) in weights)
                sum += GeneratedFunction.Flat(left[parameter]).Zip(weight, (a, b) => a * b).Sum();
            return sum;
        }
    }

    private static bool SameNumbers(object? a, object? b) =>
        a is not Array || a is int[] || GeneratedFunction.Flat(a).SequenceEqual(GeneratedFunction.Flat(b));

    // The oracle takes arrays; where the function takes spans, a driver beside the program makes them.

    private static (Oracle Oracle, string Method) Twin(GeneratedFunction generated)
    {
        Type type = generated.Method.DeclaringType!;
        bool hasSpans = generated.Parameters.Any(parameter => parameter.ParameterType.IsByRefLike);
        Oracle oracle = Oracles.GetOrAdd(generated.Method, _ => new Lazy<Oracle>(() =>
        {
            string source = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "Programs", type.Name + ".cs"));
            return hasSpans ? new Oracle(source, Driver(generated)) : new Oracle(source);
        })).Value;
        return (oracle, hasSpans ? "Driver.Call" : $"{type.Name}.{generated.Method.Name}");
    }

    private static string Driver(GeneratedFunction generated)
    {
        Type type = generated.Method.DeclaringType!;
        string parameters = string.Join(", ", generated.Parameters.Select(p => $"{NameOf(p.ParameterType)} {p.Name}"));
        string arguments = string.Join(", ", generated.Parameters.Select(p => p.Name));
        return $$"""
            {{(type.Namespace is null ? "" : $"namespace {type.Namespace};")}}
            public static class Driver
            {
                public static {{NameOf(generated.Method.ReturnType)}} Call({{parameters}}) => {{type.Name}}.{{generated.Method.Name}}({{arguments}});
            }
            """;
    }

    private static string NameOf(Type type) => type switch
    {
        { IsByRefLike: true } => NameOf(type.GetGenericArguments()[0]) + "[]",
        { IsArray: true } => NameOf(type.GetElementType()!) + (type.GetArrayRank() == 2 ? "[,]" : "[]"),
        _ when type == typeof(void) => "void",
        _ when type == typeof(double) => "double",
        _ when type == typeof(float) => "float",
        _ => "global::" + type.FullName,
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
