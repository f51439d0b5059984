using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using AutoBackprop.Generator.Diagnose;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>What is said of functions that have their gradient: ABP0011, ABP0012 and ABP0013; and who decides how loudly.</summary>
public sealed class RemarkTests
{
    [Theory]
    [InlineData("F(double x) => [|(int)x|] * x;", "(int)x", "int")]
    [InlineData("F(double x) { long n = [|(long)(x * x)|]; return n * x; }", "(long)(x * x)", "long")]
    [InlineData("F(double x) => [|(char)(2 * x)|] + x;", "(char)(2 * x)", "char")]
    [InlineData("F(double x) => x * (int)[|(DayOfWeek)x|];", "(DayOfWeek)x", "System.DayOfWeek")]
    [InlineData("F(double x) => [|Convert.ToInt32(x)|] * x;", "Convert.ToInt32(x)", "int")]
    [InlineData("F(double x, double[] a) { double y = 2 * x; return a[[|(int)y|]] * x; }", "(int)y", "int")]
    public void A_gradient_ends_where_a_number_becomes_an_integer(string function, string expression, string type) => Remarked.InClass(
        DiagnosticSeverity.Info, "[Differentiable] public static double " + function,
        $"ABP0011: '{expression}' depends on an input, but '{type}' has no gradient: what is computed from it has no share in the gradient");

    [Fact]
    public void A_gradient_ends_where_a_function_takes_a_constant() => Remarked.InClass(
        DiagnosticSeverity.Info, "[Differentiable] static double G(double a, [NoGradient] double b) => a * b; [Differentiable] public static double F(double x) => G(x, [|x + 1|]);",
        "ABP0011: 'x + 1' depends on an input, but 'b' of 'G' is marked [NoGradient]: what is computed from it has no share in the gradient");

    [Theory]
    [InlineData("var s = new S(x, [|x + 1|]); return s.A * s.T;", "x + 1", "'T' of 'S'")]
    [InlineData("var s = new S(T: [|x + 1|], A: x); return s.A * s.T;", "x + 1", "'T' of 'S'")]
    [InlineData("var s = new S { A = x, T = [|x|] }; return s.A * s.T;", "x", "'T' of 'S'")]
    [InlineData("var s = new S(x, 1) with { T = [|x|] }; return s.A * s.T;", "x", "'T' of 'S'")]
    [InlineData("S s = default; s.A = x; s.T = [|2 * x|]; return s.A * s.T;", "2 * x", "'s.T'")]
    [InlineData("S s = new(x, 1); s.T *= [|x|]; return s.A * s.T;", "x", "'s.T'")]
    [InlineData("S[] s = [default]; s[0].T = [|x|]; return s[0].T * x;", "x", "'s[0].T'")]
    public void A_gradient_ends_in_a_field_that_is_a_constant(string body, string expression, string field) => Remarked.InClass(
        DiagnosticSeverity.Info, $"[Differentiable] public record struct S(double A, [NoGradient] double T); [Differentiable] public static double F(double x) {{ {body} }}",
        $"ABP0011: '{expression}' depends on an input, but {field} is marked [NoGradient]: what is computed from it has no share in the gradient");

    [Theory]
    [InlineData("F(double x, [NoGradient] double k) => (int)k * x;")]
    [InlineData("F(double x) => (int)Gradient.Stop(x) * x;")]
    [InlineData("F(double x) => (int)Math.Floor(x) * x;")]
    [InlineData("F(double x, int n) => (int)(n * 0.5) * x;")]
    [InlineData("F(double x, [NoGradient] double k) => new S(x, k + Gradient.Stop(x)).A; [Differentiable] public record struct S(double A, [NoGradient] double T);")]
    public void No_gradient_ends_where_there_is_none(string function) => Refused.No("[Differentiable] public static double " + function);

    [Theory]
    [InlineData("F(double x, double [|y|]) => x * x;")]
    [InlineData("F(double x, double [|y|]) { double z = y * y; z = 2; return z * x; }")]
    [InlineData("F(double x, double[] [|y|]) => x * x;")]
    [InlineData("F(double x, double [|y|]) { y = x; return y * y; }")]
    [InlineData("F(double x, double [|y|]) { double[] a = { y }; return x; }")]
    public void An_input_that_can_have_no_influence_is_warned_of(string function) => Remarked.InClass(
        DiagnosticSeverity.Warning, "[Differentiable] public static double " + function,
        "ABP0012: 'y' can never influence the result of 'F', so that its gradient is always zero; use it, or mark it [NoGradient]");

    [Theory]
    [InlineData("F(double x, double y) => y > 0 ? x : x * x;")]
    [InlineData("F(double x, double y) { if (y < 0) throw new ArgumentException(nameof(y)); return x; }")]
    [InlineData("F(double x, double y) { ArgumentOutOfRangeException.ThrowIfNegative(y); return x; }")]
    [InlineData("F(double x, double[] y) => x * y.Length;")]
    [InlineData("F(double x, double y) => x * Math.Sign(y);")]
    [InlineData("F(double x, double y) { double s = 0; for (double t = 0; t < y; t++) s += x; return s; }")]
    [InlineData("F(double x, double[] y) { y[0] = x; return x; }")]
    [InlineData("F(double x, [NoGradient] double y) => x;")]
    public void An_input_that_decides_something_has_influence(string function) => Refused.No("[Differentiable] public static double " + function);

    [Theory]
    [InlineData("decimal [|y|]", "(double)y", "decimal")]
    [InlineData("double? [|y|]", "y.GetValueOrDefault()", "double?")]
    [InlineData("System.Collections.Generic.List<double> [|y|]", "y.Count", "System.Collections.Generic.List<double>")]
    public void A_parameter_that_holds_reals_without_a_gradient_is_warned_of(string parameter, string use, string type) => Remarked.InClass(
        DiagnosticSeverity.Warning, $"[Differentiable] public static double F(double x, {parameter}) => x * {use};",
        $"ABP0013: 'y' is a '{type}', which can hold real numbers but has no gradient, so that it is taken as a constant; use double, or mark it [NoGradient]");

    [Theory]
    [InlineData("Point [|y|]", "y.X", "P.Point")]
    [InlineData("Line[] [|y|]", "y[0].From.X", "P.Line[]")]
    public void A_struct_that_lacks_the_mark_is_warned_of(string parameter, string use, string type) => Remarked.InClass(
        DiagnosticSeverity.Warning, $"public struct Point {{ public double X; }} public struct Line {{ public Point From; }} [Differentiable] public static double F(double x, {parameter}) => x * {use};",
        $"ABP0013: 'y' is a '{type}', which can hold real numbers but has no gradient, so that it is taken as a constant; use double, or mark it [NoGradient]");

    [Theory]
    [InlineData("[NoGradient] decimal y", "(double)y")]
    [InlineData("System.Collections.Generic.List<int> y", "y.Count")]
    [InlineData("string y", "y.Length")]
    [InlineData("decimal y", "2")]
    public void A_parameter_that_is_meant_as_a_constant_is_not(string parameter, string use) => Refused.No(
        $"[Differentiable] public static double F(double x, {parameter}) => x * {use};");

    private const string Useless = "using AutoBackprop; static partial class P { [Differentiable] static double F(double x, double y) => x * x; }";

    [Theory]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("silent", DiagnosticSeverity.Hidden)]
    [InlineData("none", null)]
    public void An_editorconfig_decides_how_loud_a_diagnostic_is(string severity, DiagnosticSeverity? expected) =>
        Assert.Equal(expected, Analyzed(Useless, $"[*.cs]\ndotnet_diagnostic.ABP0012.severity = {severity}\n").SingleOrDefault()?.Severity);

    [Fact]
    public void An_editorconfig_can_turn_the_whole_category_off() =>
        Assert.Empty(Analyzed(Useless, "[*.cs]\ndotnet_analyzer_diagnostic.category-AutoBackprop.severity = none\n"));

    [Theory]
    [InlineData("#pragma warning disable ABP0012\n" + Useless)]
    [InlineData("[assembly: System.Diagnostics.CodeAnalysis.SuppressMessage(\"AutoBackprop\", \"ABP0012\")]\nstatic partial class P { [AutoBackprop.Differentiable] static double F(double x, double y) => x * x; }")]
    public void A_diagnostic_is_suppressed_as_any_other(string source) => Assert.Empty(Analyzed(source, ""));

    [Fact]
    public void An_error_that_is_suppressed_leaves_its_function_without_a_gradient()
    {
        Generation generation = GeneratorHarness.Run("#pragma warning disable ABP0004\nstatic partial class P { [AutoBackprop.Differentiable] static double F(double x) { lock (\"\") { return x; } } }");

        Assert.Empty(generation.AnalyzerDiagnostics);
        Assert.Empty(generation.Sources);
    }

    private static Diagnostic[] Analyzed(string source, string editorConfig)
    {
        CSharpCompilation compilation = GeneratorHarness.Compile([source], []);
        AnalyzerConfigOptionsResult options = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse("root = true\n" + editorConfig, "/.editorconfig") }).GetOptionsForSourcePath("/Source0.cs");
        compilation = compilation.WithOptions(compilation.Options.WithSyntaxTreeOptionsProvider(new OneFile(options)));
        AnalyzerOptions analyzerOptions = new([], new OneFileOptions(options));
        return [.. compilation.WithAnalyzers([new DifferentiableAnalyzer()], analyzerOptions).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()];
    }

    private sealed class OneFile(AnalyzerConfigOptionsResult options) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            options.TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity)
        {
            severity = default;
            return false;
        }
    }

    private sealed class OneFileOptions(AnalyzerConfigOptionsResult options) : AnalyzerConfigOptionsProvider
    {
        private readonly AnalyzerConfigOptions values = new Values(options);

        public override AnalyzerConfigOptions GlobalOptions => values;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => values;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => values;

        private sealed class Values(AnalyzerConfigOptionsResult options) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => options.AnalyzerOptions.TryGetValue(key, out value);
        }
    }
}
