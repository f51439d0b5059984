using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>Calls that lose a gradient: ABP0003 for a method without a derivative, ABP0009 for a function that was refused itself.</summary>
public sealed class RefusedCallTests
{
    private const string Gamma = "static double Gamma(double x) => x; ";
    private const string Tried = "[Differentiable] static double Tried(double x) { [|try { return x; } finally { }|] } ";
    private static readonly string TryRefused = Refused.Construct("A 'try' statement", "move the differentiable code out of it");

    [Theory]
    [InlineData("F(double x) => [|Gamma(x)|] * 2;")]
    [InlineData("F(double x) { double y = x * x; return 1 + [|Gamma(y)|]; }")]
    [InlineData("F(double x, bool b) => b ? [|Gamma(x)|] : 1;")]
    [InlineData("F(double x, int n) { double r = 0, s = 1; for (int i = 0; i < n; i++) { r += [|Gamma(s)|]; s *= x; } return r; }")]
    [InlineData("F(double x) { double[] a = { 1, x }; return [|Gamma(a[0])|]; }")]
    public void A_method_without_a_derivative_is_refused_where_its_argument_varies(string function) => Refused.InClass(
        $"{Gamma}[Differentiable] public static double {function}", NoDerivative("P.Gamma(double)"));

    [Theory]
    [InlineData("F(double x) => Gamma(2) * x;")]
    [InlineData("F(double x, [NoGradient] double k) => Gamma(k) * x;")]
    [InlineData("F(double x, int n) => Gamma(n) * x;")]
    [InlineData("F(double x) => Gamma(Gradient.Stop(x)) * x;")]
    [InlineData("F(double x) => Gamma(Math.Sign(x)) * x;")]
    [InlineData("F(double x) { double y = x; y = 3; return Gamma(y) * x; }")]
    public void A_method_without_a_derivative_is_called_where_nothing_is_lost(string function) => Refused.No($"{Gamma}[Differentiable] public static double {function}");

    [Fact]
    public void An_array_that_varies_is_not_handed_to_unknown_code() => Refused.InClass(
        "static double Norm(double[] a) => a[0]; [Differentiable] public static double F(double[] a) => [|Norm(a)|];",
        NoDerivative("P.Norm(double[])"));

    [Fact]
    public void An_array_that_varies_is_not_written_by_unknown_code() => Refused.InClass(
        "static void Sort(Span<double> a) => a.Sort(); [Differentiable] public static double F(double x) { double[] a = { x, 1 }; [|Sort(a)|]; return a[0]; }",
        NoDerivative("P.Sort(Span<double>)"));

    [Theory]
    [InlineData("F(double[] x) => [|Norm(x.AsSpan(1, 3))|] * x[0];")]
    [InlineData("F(double[] x) { ReadOnlySpan<double> part = x.AsSpan(1); return [|Norm(part)|] * x[0]; }")]
    [InlineData("F(ReadOnlySpan<double> x) => [|Norm(x[1..])|] * x[0];")]
    [InlineData("F(double[] x) { double[] a = [.. x]; Span<double> part = a.AsSpan(0, 2); return [|Norm(part.Slice(1))|] * x[0]; }")]
    [InlineData("F(double[][] x, int i) => [|Norm(x[i].AsSpan(1))|];")]
    public void A_part_of_what_varies_is_not_handed_to_unknown_code(string function) => Refused.InClass(
        $"static double Norm(ReadOnlySpan<double> a) => a[0]; [Differentiable] public static double {function}", NoDerivative("P.Norm(ReadOnlySpan<double>)"));

    [Theory]
    [InlineData("F(double[] x) { double[] a = [.. x]; [|Sort(a.AsSpan(1, 3))|]; return a[1]; }")]
    [InlineData("F(double x) { double[] a = { x, 1, 2 }; Span<double> part = a.AsSpan(1); [|Sort(part)|]; return a[0] + a[1]; }")]
    public void A_part_of_what_varies_is_not_written_by_unknown_code(string function) => Refused.InClass(
        $"static void Sort(Span<double> a) => a.Sort(); [Differentiable] public static double {function}", NoDerivative("P.Sort(Span<double>)"));

    [Fact]
    public void A_part_of_what_varies_is_not_reversed_unseen() => Refused.InClass(
        "[Differentiable] public static double F(double[] x) { double[] a = [.. x]; [|a.AsSpan(1, 3).Reverse()|]; return a[1]; }", NoDerivative("MemoryExtensions.Reverse<double>(Span<double>)"));

    [Fact]
    public void A_value_is_not_lost_through_text() => Refused.InClass(
        "[Differentiable] public static double F(double x) => double.Parse([|x.ToString()|]) * 2;",
        Refused.Construct("The method 'ToString' of 'double'", "write it with assignments and loops"));

    [Fact]
    public void A_value_is_not_lost_through_its_bits() => Refused.InClass(
        "[Differentiable] public static double F(double x) => BitConverter.Int64BitsToDouble([|BitConverter.DoubleToInt64Bits(x)|]) * 2;",
        NoDerivative("BitConverter.DoubleToInt64Bits(double)"));

    [Fact]
    public void A_method_of_an_object_has_no_derivative() => Refused.InClass(
        "public sealed class Scale { public double By(double x) => 2 * x; } [Differentiable] public static double F(double x, Scale s) => [|s.By(x)|];",
        NoDerivative("P.Scale.By(double)"));

    [Fact]
    public void A_delegate_has_no_derivative() => Refused.InClass(
        "[Differentiable] public static double F(double x, Func<double, double> f) => [|f(x)|];",
        NoDerivative("Func<double, double>.Invoke(double)"));

    [Fact]
    public void A_call_with_ref_is_refused() => Refused.InClass(
        "static double Next(ref double x) => x++; [Differentiable] public static double F(double x) => [|Next(ref x)|];",
        Refused.Construct("A call with 'ref' or 'out' arguments", "mark 'Next' [Differentiable]"));

    [Fact]
    public void A_call_with_a_params_list_is_refused() => Refused.InClass(
        "static double Sum(params double[] all) => all[0]; [Differentiable] public static double F(double x) => [|Sum(x, 2, x)|];",
        Refused.Construct("A call with a 'params' list", "pass an array"));

    [Fact]
    public void A_callee_that_was_refused_is_named() => Refused.InClass(
        Tried + "[Differentiable] public static double F(double x) => 2 * [|Tried(x)|];", TryRefused, CalleeRefused("Tried"));

    [Fact]
    public void A_refusal_goes_through_two_levels() => Refused.InClass(
        Tried + "[Differentiable] public static double G(double x) => [|Tried(x)|] + x; [Differentiable] public static double F(double x) => [|G(2 * x)|];",
        TryRefused, CalleeRefused("Tried"), CalleeRefused("G"));

    [Fact]
    public void A_refusal_goes_round_a_recursion() => Refused.InClass(
        Tried + "[Differentiable] public static double G(double x, int n) => n > 0 ? [|F(x, n - 1)|] : [|Tried(x)|]; [Differentiable] public static double F(double x, int n) => [|G(2 * x, n)|];",
        TryRefused, CalleeRefused("F"), CalleeRefused("Tried"), CalleeRefused("G"));

    [Fact]
    public void A_callee_that_was_refused_is_reported_though_its_argument_is_constant() => Refused.InClass(
        Tried + "[Differentiable] public static double F(double x) => 2 * [|Tried(3)|] * x;", TryRefused, CalleeRefused("Tried"));

    [Fact]
    public void A_function_of_a_referenced_assembly_without_a_generated_backward_is_reported()
    {
        Generation library = GeneratorHarness.Run("public static partial class L { [AutoBackprop.Differentiable] public static double G(double x) { try { return x; } finally { } } }");
        string source = Language.GeneratedGradient.InClass("[Differentiable] public static double F(double x) => L.G(x);");
        Generation generation = GeneratorHarness.Run([source], [library]);

        var diagnostic = Assert.Single(generation.AnalyzerDiagnostics);
        Assert.Equal(CalleeRefused("G"), $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        Assert.Equal("L.G(x)", source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Empty(generation.Sources);
    }

    private static string NoDerivative(string method) =>
        $"ABP0003: '{method}' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop";

    private static string CalleeRefused(string function) =>
        $"ABP0009: '{function}' is marked [Differentiable], but its backward could not be generated; mend the errors reported on it first";
}
