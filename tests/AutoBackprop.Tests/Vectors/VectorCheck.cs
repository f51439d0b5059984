using System.Globalization;
using System.Numerics;
using System.Reflection;
using Xunit;

namespace AutoBackprop.Tests.Vectors;

/// <summary>
/// Functions of vectors and their generated derivatives, against the oracle. A float has 24 bits, so a gradient that a handful
/// of operations make is compared at <see cref="Tolerance"/>, 64 roundings, of what was added up to get it; complex numbers
/// are doubles and compared at 1e-10.
/// </summary>
internal sealed class VectorCheck : IDisposable
{
    private const double Tolerance = 64 / 16777216.0;
    private readonly Generation generation;
    private readonly CompiledProgram program;
    private readonly Lazy<Oracle> oracle;

    public VectorCheck(string members)
    {
        string source = $$"""
            using System;
            using System.Numerics;
            using AutoBackprop;

            public static partial class P
            {
                {{members}}
            }
            """;
        generation = GeneratorHarness.Run(source);
        Assert.Empty(generation.Refusals);
        program = generation.Compile();
        oracle = new Lazy<Oracle>(() => new Oracle(source));
    }

    /// <summary>Checks <c>P.F</c>, the first of these members, at one point.</summary>
    public static void Check(string members, params object[] arguments)
    {
        using var check = new VectorCheck("[Differentiable] public static " + members);
        check.Agrees("F", arguments);
    }

    /// <summary>Value to the bit, and every gradient, for an upstream gradient that differs from component to component.</summary>
    public void Agrees(string function, params object[] arguments)
    {
        MethodInfo primal = program.Method("P." + function);
        object? value = CompiledProgram.Invoke(primal, Copies());
        bool isScalar = value is float or double;
        double[] weights = isScalar ? [1] : Numbers(value!).Select((_, i) => 0.75 - 0.5 * i + 0.125 * i * i).ToArray();
        OracleGradient expected = oracle.Value.Pullback("P." + function, Copies(), isScalar ? 1.0 : weights);
        Assert.Equal(expected.Value, value);
        object?[] generated = isScalar
            ? CompiledProgram.Items(CompiledProgram.Invoke(program.Method("P." + function + "Gradient"), Copies()))
            : CompiledProgram.Items(CompiledProgram.Invoke(Backward(primal), [.. Copies(), Upstream(value!, weights)]));
        Assert.Equal(value, generated[0]);
        int next = 1;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (expected.Partials[i] is not { } partials)
                continue;
            double[] actual = Numbers(generated[next++]!);
            Assert.Equal(partials.Length, actual.Length);
            for (int j = 0; j < partials.Length; j++)
            {
                double tolerance = (UsesFloat() ? Tolerance : 1e-10) * Math.Max(expected.Scales[i]![j], 1e-3);
                Assert.True(
                    partials[j].Equals(actual[j]) || Math.Abs(partials[j] - actual[j]) <= tolerance,
                    string.Create(CultureInfo.InvariantCulture, $"{primal}: gradient {j} of '{primal.GetParameters()[i].Name}' is {actual[j]:R}, the oracle says {partials[j]:R} (scale {expected.Scales[i]![j]:R})\n\n{generation["P." + function]}"));
            }
        }

        Assert.Equal(generated.Length, next);

        // A function may write what it is given.
        object[] Copies() => arguments.Select(argument => argument is Array array ? array.Clone() : argument).ToArray();
        bool UsesFloat() => primal.GetParameters().Any(parameter => parameter.ParameterType != typeof(double) && parameter.ParameterType != typeof(Complex));
    }

    /// <summary>
    /// The oracle itself against central differences of the primal, in float: enough to find a wrong definition, a step of 2⁻⁶
    /// leaves an error of about 2⁻¹² from the curvature and 2⁻¹⁷ from the rounding.
    /// </summary>
    public void OracleAgreesWithDifferences(string function, params object[] arguments)
    {
        const double Step = 1 / 64.0;
        MethodInfo primal = program.Method("P." + function);
        object? value = CompiledProgram.Invoke(primal, arguments);
        double[] weights = value is float or double ? [1] : Numbers(value!).Select((_, i) => 0.75 - 0.5 * i + 0.125 * i * i).ToArray();
        OracleGradient expected = oracle.Value.Pullback("P." + function, arguments, value is float or double ? 1.0 : weights);
        for (int i = 0; i < arguments.Length; i++)
        {
            for (int j = 0; expected.Partials[i] is { } partials && j < partials.Length; j++)
            {
                double numeric = (Moved(Step) - Moved(-Step)) / (2 * Step);
                Assert.True(
                    Math.Abs(partials[j] - numeric) <= 2e-3 * Math.Max(1, expected.Scales[i]![j]),
                    string.Create(CultureInfo.InvariantCulture, $"{primal}: by operand {i}, component {j}, the oracle says {partials[j]:R}, differences {numeric:R}"));

                double Moved(double by)
                {
                    object[] moved = [.. arguments];
                    double[] parts = Numbers(moved[i]);
                    parts[j] += by;
                    moved[i] = FromNumbers(moved[i], parts);
                    return Numbers(CompiledProgram.Invoke(primal, moved)!).Zip(weights, (part, weight) => part * weight).Sum();
                }
            }
        }
    }

    public void Dispose()
    {
        program.Dispose();
        if (oracle.IsValueCreated)
            oracle.Value.Dispose();
    }

    /// <summary>The components of a value, or of an array's elements one after the other.</summary>
    public static double[] Numbers(object value) => value switch
    {
        Array array => array.Cast<object>().SelectMany(Numbers).ToArray(),
        _ when DualParts.Lift(value, _ => default) is { } vector => vector.Parts.Select(part => part.Value).ToArray(),
        _ => [Convert.ToDouble(value, CultureInfo.InvariantCulture)],
    };

    /// <summary>A value like another, with other components.</summary>
    public static object FromNumbers(object like, double[] parts) => like switch
    {
        float => (float)parts[0],
        double => parts[0],
        Complex => new Complex(parts[0], parts[1]),
        _ => Activator.CreateInstance(like.GetType(), Array.ConvertAll(parts, part => (object)(float)part))!,
    };

    private MethodInfo Backward(MethodInfo primal) => program.Method(
        "P." + primal.Name + "Backward", [.. primal.GetParameters().Select(parameter => parameter.ParameterType), primal.ReturnType]);

    private static object Upstream(object value, double[] weights) => FromNumbers(value, weights);
}
