using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>
/// A program with its generated derivatives, and what they must agree with: the oracle at 1e-10, central differences, the
/// primal's own value to the bit, and the names of the contract.
/// </summary>
internal sealed class GeneratedGradient : IDisposable
{
    private const double Upstream = 0.75;
    private readonly string[] sources;
    private readonly Lazy<Oracle> oracle;
    private readonly Generation generation;
    private readonly CompiledProgram program;

    public GeneratedGradient(params string[] sources)
    {
        this.sources = sources;
        generation = GeneratorHarness.Run(sources);
        Assert.Empty(generation.Refusals);
        program = generation.Compile();
        oracle = new Lazy<Oracle>(() => new Oracle(this.sources));
    }

    public Generation Generation => generation;

    public CompiledProgram Program => program;

    /// <summary>A class <c>P</c> with these members.</summary>
    public static string InClass(string members) => $$"""
        using System;
        using AutoBackprop;

        public static partial class P
        {
            {{members}}
        }
        """;

    /// <summary>Checks <c>P.F</c>, one of these members, at one point.</summary>
    public static void Check(string members, params object?[] arguments)
    {
        using var gradient = new GeneratedGradient(InClass(members));
        gradient.Agrees("P.F", arguments);
    }

    /// <summary>Checks <c>P.F</c> where it is not smooth: against the oracle only.</summary>
    public static void CheckWithOracle(string members, params object?[] arguments)
    {
        using var gradient = new GeneratedGradient(InClass(members));
        gradient.AgreesWithOracle("P.F", arguments);
    }

    /// <summary>Checks <c>P.F</c> where the oracle cannot read it: its value and central differences.</summary>
    public static void CheckWithDifferences(string members, params object?[] arguments)
    {
        using var gradient = new GeneratedGradient(InClass(members));
        gradient.AgreesWithDifferences("P.F", arguments);
    }

    /// <summary>The gradient of <c>P.F</c> alone: where a convention decides.</summary>
    public static double[] Of(string members, params object?[] arguments)
    {
        using var gradient = new GeneratedGradient(InClass(members));
        return gradient.At("P.F", arguments);
    }

    /// <summary>The generated gradient: one number for each differentiable parameter.</summary>
    public double[] At(string function, params object?[] arguments) =>
        Numbers(CompiledProgram.Invoke(Find(function + "Gradient", arguments), Typed(Find(function, arguments), arguments))).Skip(1).ToArray();

    /// <summary>Checks a function at a smooth point: oracle, central differences, value and names.</summary>
    public void Agrees(string function, params object?[] arguments)
    {
        AgreesWithOracle(function, arguments);
        AgreesWithDifferences(function, arguments);
    }

    /// <summary>Checks a function against the oracle: where it is not smooth, or a float makes it a staircase.</summary>
    public void AgreesWithOracle(string function, params object?[] arguments)
    {
        MethodInfo primal = Find(function, arguments);
        object?[] typed = Typed(primal, arguments);
        OracleGradient expected = oracle.Value.GradientOf(function, arguments.Select((argument, i) => ToEnum(argument, oracle.Value.EnumOf, primal.GetParameters()[i])).ToArray());
        int[] differentiable = Differentiable(primal);
        object? value = CompiledProgram.Invoke(primal, typed);
        Assert.Equal(expected.Value, value);

        MethodInfo gradientMethod = Find(function + "Gradient", arguments);
        AssertNames(primal, gradientMethod);
        double[] gradient = Numbers(CompiledProgram.Invoke(gradientMethod, typed));
        MethodInfo backwardMethod = Backward(primal, function);
        double[] backward = Numbers(CompiledProgram.Invoke(backwardMethod, [.. typed, Convert.ChangeType(Upstream, primal.ReturnType, CultureInfo.InvariantCulture)]));
        Assert.Equal(Convert.ToDouble(value, CultureInfo.InvariantCulture), gradient[0]);
        Assert.Equal(gradient[0], backward[0]);
        Assert.Equal(differentiable.Length, gradient.Length - 1);
        for (int i = 0; i < differentiable.Length; i++)
        {
            int parameter = differentiable[i];
            double tolerance = UsesFloat ? 1e-5 : 1e-10;
            double scale = Math.Max(Math.Abs(expected[parameter]), expected.Scales[parameter]![0]);
            AssertClose(expected[parameter], gradient[i + 1], tolerance * scale, $"{primal.GetParameters()[parameter].Name} of {function}Gradient");
            AssertClose(expected[parameter] * Upstream, backward[i + 1], tolerance * scale, $"{primal.GetParameters()[parameter].Name} of {function}Backward");
        }
    }

    /// <summary>Checks a function against central differences alone: where the oracle cannot read it.</summary>
    public void AgreesWithDifferences(string function, params object?[] arguments)
    {
        MethodInfo primal = Find(function, arguments);
        object?[] typed = Typed(primal, arguments);
        int[] differentiable = Differentiable(primal);
        double[] gradient = Numbers(CompiledProgram.Invoke(Find(function + "Gradient", arguments), typed));
        Assert.Equal(Convert.ToDouble(CompiledProgram.Invoke(primal, typed), CultureInfo.InvariantCulture), gradient[0]);
        for (int i = 0; i < differentiable.Length; i++)
        {
            int parameter = differentiable[i];
            double x = Convert.ToDouble(typed[parameter], CultureInfo.InvariantCulture);
            double step = (UsesFloat ? Math.ScaleB(1, -7) : Math.ScaleB(1, -18)) * Math.Max(1, Math.Abs(x));
            double numeric = (Moved(step) - Moved(-step)) / (2 * step);
            AssertClose(numeric, gradient[i + 1], (UsesFloat ? 2e-3 : 1e-7) * Math.Max(1, Math.Abs(numeric)), $"{primal.GetParameters()[parameter].Name} of {function}, central differences");

            double Moved(double by)
            {
                object?[] moved = [.. typed];
                moved[parameter] = Convert.ChangeType(x + by, typed[parameter]!.GetType(), CultureInfo.InvariantCulture);
                return Convert.ToDouble(CompiledProgram.Invoke(primal, moved), CultureInfo.InvariantCulture);
            }
        }
    }

    public void Dispose()
    {
        program.Dispose();
        if (oracle.IsValueCreated)
            oracle.Value.Dispose();
    }

    /// <summary>A float anywhere in the program: it is a staircase for differences, and its gradients have a float's digits.</summary>
    private bool UsesFloat => sources.Any(source => source.Contains("float", StringComparison.Ordinal));

    private static double[] Numbers(object? result) =>
        CompiledProgram.Items(result).Select(item => Convert.ToDouble(item, CultureInfo.InvariantCulture)).ToArray();

    private void AssertClose(double expected, double actual, double tolerance, string what) => Assert.True(
        expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance,
        string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, generated {actual:R}\n\n{generation.Print()}"));

    /// <summary>The contract's names: value first, then the gradient of each differentiable parameter.</summary>
    private static void AssertNames(MethodInfo primal, MethodInfo gradient)
    {
        IList<string?> names = gradient.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()!.TransformNames;
        string[] expected = Differentiable(primal).Select(i => primal.GetParameters()[i].Name!).Select(name => "d" + char.ToUpperInvariant(name[0]) + name[1..]).ToArray();
        Assert.Equal("value", names[0]);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i].TrimEnd('_'), names[i + 1]!.TrimEnd('_'));
    }

    private static int[] Differentiable(MethodInfo primal) => Enumerable.Range(0, primal.GetParameters().Length)
        .Where(i => Plain(primal.GetParameters()[i].ParameterType) is var type && (type == typeof(double) || type == typeof(float)))
        .Where(i => primal.GetParameters()[i].GetCustomAttribute<NoGradientAttribute>() is null)
        .ToArray();

    private static Type Plain(Type type) => type.IsByRef ? type.GetElementType()! : type;

    private MethodInfo Find(string function, object?[] arguments)
    {
        try
        {
            return program.Method(function);
        }
        catch (AmbiguousMatchException) when (arguments.All(argument => argument is not null))
        {
            return program.Method(function, arguments.Select(argument => argument!.GetType()).ToArray());
        }
    }

    private MethodInfo Backward(MethodInfo primal, string function)
    {
        Type[] types = primal.GetParameters().Select(parameter => parameter.ParameterType).Append(primal.ReturnType).ToArray();
        return program.Method(function + "Backward", types);
    }

    private static object?[] Typed(MethodInfo method, object?[] arguments) =>
        arguments.Select((argument, i) => ToEnum(argument, _ => method.GetParameters()[i].ParameterType, method.GetParameters()[i])).ToArray();

    /// <summary>An int where an enum is wanted stands for one: the oracle's program has an enum of its own.</summary>
    private static object? ToEnum(object? argument, Func<string, Type?> enumOf, ParameterInfo parameter) =>
        parameter.ParameterType.IsEnum && argument is int number ? Enum.ToObject(enumOf(parameter.ParameterType.FullName!)!, number) : argument;
}
