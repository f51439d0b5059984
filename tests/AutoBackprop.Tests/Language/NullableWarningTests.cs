using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>What the user's own text is warned of is not told again of its repetition in the generated file.</summary>
public sealed class NullableWarningTests
{
    [Theory]
    [InlineData("double x, double? y", "x * y.Value", "CS8629")]
    [InlineData("double x, string? s", "x * s.Length", "CS8602")]
    [InlineData("double x, [AutoBackprop.NoGradient] double[]? w", "x * w[0]", "CS8602")]
    public void A_warning_of_null_is_given_once(string parameters, string expression, string id)
    {
        Generation generation = GeneratorHarness.Run($"partial class P {{ [AutoBackprop.Differentiable] static double F({parameters}) => {expression}; }}");

        Diagnostic warning = Assert.Single(generation.Compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Equal(id, warning.Id);
        Assert.Equal("Source0.cs", warning.Location.SourceTree!.FilePath);
    }

    [Fact]
    public void A_body_may_say_for_itself_that_it_speaks_of_nulls()
    {
        Generation generation = GeneratorHarness.Run("""
            #nullable disable
            partial class P
            {
                [AutoBackprop.Differentiable] static double F(double x, string s)
                {
            #nullable enable
                    string? t = s;
                    return t == null ? 2 * x : x * t.Length;
                }
            }
            """);

        Assert.Empty(generation.Compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void A_function_without_nulls_disables_no_warning() =>
        Assert.DoesNotContain("#pragma", Assert.Single(GeneratorHarness.Run("partial class P { [AutoBackprop.Differentiable] static double F(double x, string s, double[] w) => x * s.Length * w[0]; }").Sources).Value);
}
