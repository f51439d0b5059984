using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>Derivatives that are asked for and are not to be had: ABP0014, and what stands in a Jacobian's way.</summary>
public sealed class DerivativesTests
{
    [Theory]
    [InlineData("Derivatives.Jvp", "a Jacobian–vector product", "for a few results, take the Jacobian")]
    [InlineData("Derivatives.Gradient | Derivatives.Hvp", "a Hessian–vector product", "take the difference of two gradients")]
    [InlineData("derivatives: Derivatives.Hessian", "a Hessian", "take the differences of gradients")]
    public void What_is_not_generated_yet_is_said(string asked, string what, string instead) => Refused.InClass(
        $"[Differentiable([|{asked}|])] public static double F(double x) => x * x;",
        $"ABP0014: 'F' asks for {what}, which is not generated yet; {instead}");

    [Theory]
    [InlineData("double F(double x) => x * x;", "of one number is its gradient; call 'FGradient'")]
    [InlineData("double[] F(double x) => [x, x * x];", "is not generated for a result of type 'double[]'; return a struct, a tuple or a vector with two to four components, or call 'FBackward' for each of the numbers")]
    [InlineData("void F(double x, Span<double> a) { a[0] = x; }", "is not generated for a result of type 'void'; return a struct, a tuple or a vector with two to four components, or call 'FBackward' for each of the numbers", "is not generated for 'a', a 'Span<double>' that is written; return what it gets")]
    [InlineData("System.Numerics.Complex F(System.Numerics.Complex z) => z * z;", "is not generated for a result of type 'System.Numerics.Complex'; return a struct, a tuple or a vector with two to four components, or call 'FBackward' for each of the numbers")]
    [InlineData("(System.Numerics.Complex c, double r) F(System.Numerics.Complex z) => (z * z, z.Real);", "is not generated for a result of type '(System.Numerics.Complex c, double r)'; return a struct, a tuple or a vector with two to four components, or call 'FBackward' for each of the numbers")]
    [InlineData("(double a, double b) F([NoGradient] System.Numerics.Tensors.Tensor<double> t, double y) { var u = System.Numerics.Tensors.Tensor.Multiply<double>(t, y); return (System.Numerics.Tensors.Tensor.Sum<double>(u), y); }", "is not generated for what computes with tensors; call 'FBackward' for each of the numbers")]
    [InlineData("(double a, double b) F(double[][] w) => (w[0][0], 1);", "is not generated for 'w', a 'double[][]'; pass numbers, structs of them, or spans, by value")]
    [InlineData("(double a, double b) F(ref double x) => (x, x * x);", "is not generated for 'x', a 'ref double'; pass numbers, structs of them, or spans, by value")]
    [InlineData("(double a, double b) F(double x, out double y) { y = x; return (x, x * x); }", "is not generated for 'y', a 'out double'; pass numbers, structs of them, or spans, by value")]
    [InlineData("(double a, double b) F(double x, Memory<double> w) => (x, w.Span[0]);", "is not generated for 'w', a 'Memory<double>'; pass numbers, structs of them, or spans, by value")]
    [InlineData("(double a, double b) F(double[] w) { w[0] = 1; return (w[1], w[0]); }", "is not generated for 'w', a 'double[]' that is written; return what it gets")]
    [InlineData("(double a, double b) F(double x) => (x, x); [BackwardOf(nameof(F))] static ((double a, double b) value, double dX) Mine(double x, (double a, double b) dOut) => ((x, x), dOut.a + dOut.b);", "is not generated where the backward is written by hand; call 'Mine' for each of the numbers")]
    public void A_Jacobian_that_is_not_to_be_had_is_refused(string function, params string[] why) => Refused.InClass(
        $"[Differentiable([|Derivatives.Jacobian|])] public static {function}",
        [.. why.Select(static each => "ABP0014: 'F' asks for the Jacobian, which " + each)]);

    [Fact]
    public void A_call_that_may_write_a_buffer_is_in_a_Jacobians_way() => Refused.InClass(
        "[Differentiable(Derivatives.Jacobian)] public static (double a, double b) F(double x) { var w = new double[2]; [|Fill(w, x)|]; return (w[0], w[1]); } [Differentiable] static void Fill(double[] w, double x) { w[0] = x; w[1] = x * x; }",
        "ABP0004: In a function whose Jacobian is asked for, a call of 'Fill', which is given a buffer that it may write, cannot be differentiated; give it a ReadOnlySpan, or return what it writes");

    [Fact]
    public void What_no_member_of_Derivatives_says_is_refused() => Refused.InClass(
        "[Differentiable([|(Derivatives)33|])] public static double F(double x) => x * x;",
        "ABP0014: 'F' asks for a derivative, which is not known; use the members of 'Derivatives'");

    [Theory]
    [InlineData("[Differentiable([|Derivatives.Jacobian|])] public struct Point { public double X; }", "Point")]
    [InlineData("[Differentiable([|Derivatives.Gradient | Derivatives.Hessian|])] public partial class Net { public double[] W = [1]; }", "Net")]
    public void A_type_has_no_derivatives(string type, string name)
    {
        Generation generation = GeneratorHarness.Run(Language.GeneratedGradient.InClass(Refused.Unmarked(type)));
        var diagnostic = Assert.Single(generation.Refusals);
        Assert.Equal($"'{name}' asks for derivatives, which only functions have; ask for them there", diagnostic.GetMessage(null));
        Assert.Equal(type[(type.IndexOf("[|", StringComparison.Ordinal) + 2)..type.IndexOf("|]", StringComparison.Ordinal)], diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
    }

    [Fact]
    public void Two_overloads_may_not_have_the_same_Jacobian()
    {
        const string Why = "ABP0008: 'P' already has a member 'FJacobian' with the signature that would be generated for 'F'; rename it, or mark it [BackwardOf(nameof(F))] if it is its hand-written backward";
        Refused.InClass(
            "[Differentiable(Derivatives.Jacobian)] public static (double a, double b) [|F|](double[] p, double y) => (p[0] * y, y); [Differentiable(Derivatives.Jacobian)] public static (double a, double b) [|F|]([NoGradient] double[] p, double y, [NoGradient] Span<double> q) => (p[0] * y * q[0], y);",
            Why, Why);
    }

    [Fact]
    public void The_Jacobians_name_may_be_taken() => Refused.InClass(
        "[Differentiable(Derivatives.Jacobian)] public static (double a, double b) [|F|](double x) => (x, x); static double FJacobian(double x) => x;",
        "ABP0008: 'P' already has a member 'FJacobian' with the signature that would be generated for 'F'; rename it, or mark it [BackwardOf(nameof(F))] if it is its hand-written backward");
}
