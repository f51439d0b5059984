using System.Reflection;
using AutoBackprop.Generator.Diagnose;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>Diagnostics as a whole: silent where the compiler speaks, and each with its section in the documentation.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("double F(double x) => x * y;")]
    [InlineData("double F(double x) => Unknown(x);")]
    [InlineData("double F(double x) { x *= 2; }")]
    [InlineData("double F(double x) { return; }")]
    [InlineData("double F(double x) => \"text\";")]
    [InlineData("double F(double x) { int n = x; return n; }")]
    [InlineData("double F(double x) { return x *; }")]
    [InlineData("double F(double x) { foreach (var y in x) { } return x; }")]
    [InlineData("double F(double x) { double y; return y; }")]
    [InlineData("double F(Unknown x) => 2;")]
    [InlineData("Unknown F(double x) => x;")]
    [InlineData("double F(double x) => Math.Sin(x, x);")]
    [InlineData("double F(double x) { var y = z.A; y[0] = x; return y.Sum(); }")]
    [InlineData("double F(double x) { break; }")]
    [InlineData("double F(double x) { const double K = x; return K; }")]
    public void Code_that_does_not_compile_has_the_compilers_errors_alone(string function)
    {
        Generation generation = GeneratorHarness.Run(Language.GeneratedGradient.InClass("[Differentiable] public static " + function));

        Assert.Empty(generation.AnalyzerDiagnostics);
        Assert.NotEmpty(generation.CompilationDiagnostics);
    }

    [Fact]
    public void Every_id_has_its_section_and_a_link_to_it()
    {
        string readme = File.ReadAllText(Path.Combine(Snapshot.Folder, "..", "..", "..", "generator", "Diagnose", "README.md"));

        Assert.All(Descriptors(), descriptor =>
        {
            Assert.Contains($"\n## {descriptor.Id}\n", readme);
            Assert.EndsWith("generator/Diagnose/README.md#" + descriptor.Id.ToLowerInvariant(), descriptor.HelpLinkUri);
        });
    }

    [Fact]
    public void Every_id_is_the_analyzers_and_unlike_every_other()
    {
        DiagnosticDescriptor[] descriptors = Descriptors();

        Assert.Equal(descriptors.Length, descriptors.Select(descriptor => descriptor.Id).Distinct().Count());
        Assert.Equal(descriptors.OrderBy(descriptor => descriptor.Id), new DifferentiableAnalyzer().SupportedDiagnostics.OrderBy(descriptor => descriptor.Id));
    }

    private static DiagnosticDescriptor[] Descriptors() => typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>().ToArray();
}
