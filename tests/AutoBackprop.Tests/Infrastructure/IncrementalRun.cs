using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>The second of two runs of one driver: what each named step did with the edit.</summary>
public sealed class IncrementalRun(GeneratorRunResult result)
{
    /// <summary>The names of the steps that ran, the compiler's own among them, in ordinal order.</summary>
    public IReadOnlyList<string> Steps { get; } =
        result.TrackedSteps.Keys.Concat(result.TrackedOutputSteps.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();

    /// <summary>The generated files of the second run.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; } =
        result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>What the step did with each of its outputs.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) => Outputs(step).Select(output => output.Reason).ToArray();

    /// <summary>The reasons of the final step, which hands the files to the compiler.</summary>
    public IReadOnlyList<IncrementalStepRunReason> OutputReasons => result.TrackedOutputSteps.Values
        .SelectMany(steps => steps).SelectMany(step => step.Outputs).Select(output => output.Reason).ToArray();

    /// <summary>Fails unless every output of these steps is as before.</summary>
    public void AssertUntouched(params string[] steps)
    {
        foreach (string step in steps)
        {
            Assert.All(Reasons(step), reason => Assert.True(
                reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"Step {step}: {reason}"));
        }

        // A cached step hands on the very object of the run before.
        Assert.All(OutputReasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    /// <summary>
    /// Fails where an output of these steps holds on to the compiler's objects: a symbol or a syntax node in a model
    /// keeps a whole compilation alive and never equals the next one's.
    /// </summary>
    public void AssertNothingOfRoslyn(params string[] steps)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string step in steps)
        {
            foreach ((object value, _) in Outputs(step))
                Visit(value, step, seen);
        }
    }

    private IEnumerable<(object Value, IncrementalStepRunReason Reason)> Outputs(string step)
    {
        ImmutableArray<IncrementalGeneratorRunStep> runs = result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> tracked)
            ? tracked
            : result.TrackedOutputSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> output)
                ? output
                : throw new KeyNotFoundException($"No step '{step}'. There are: {string.Join(", ", Steps)}");
        return runs.SelectMany(run => run.Outputs);
    }

    private static void Visit(object? value, string path, HashSet<object> seen)
    {
        if (value is null || value is string || value.GetType() is { IsPrimitive: true } or { IsEnum: true } || !seen.Add(value))
            return;
        Type type = value.GetType();
        if (value is not Microsoft.CodeAnalysis.Text.TextSpan and not Microsoft.CodeAnalysis.Text.LinePositionSpan)
            Assert.False(type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{path} holds a {type}");
        if (value is IEnumerable items)
        {
            int i = 0;
            foreach (object? item in items)
                Visit(item, $"{path}[{i++}]", seen);
        }

        for (Type? declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            if (declaring.Namespace?.StartsWith("System", StringComparison.Ordinal) != false)
                continue;
            foreach (FieldInfo field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Visit(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }
}
