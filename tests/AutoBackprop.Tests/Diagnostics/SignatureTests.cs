using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>What a function must look like from outside: ABP0001, ABP0002, ABP0006, ABP0008.</summary>
public sealed class SignatureTests
{
    [Theory]
    [InlineData("static class [|T|]", "T")]
    [InlineData("readonly struct [|T|]", "T")]
    [InlineData("sealed record [|T|]", "T")]
    [InlineData("record struct [|T|]", "T")]
    [InlineData("class [|T|]<A>", "T")]
    public void A_type_must_be_partial(string declaration, string name) => Refused.InFile(
        $$"""{{declaration}} { [AutoBackprop.Differentiable] public static double F(double x) => x * x; }""",
        $"ABP0001: '{name}' holds the differentiable method 'F' and must be declared partial, so that what is generated can be added");

    [Fact]
    public void Every_type_around_it_must_be_partial() => Refused.InFile(
        "class [|A|] { partial class B { struct [|C|] { [AutoBackprop.Differentiable] public static double F(double x) => x * x; } } }",
        "ABP0001: 'A' holds the differentiable method 'F' and must be declared partial, so that what is generated can be added",
        "ABP0001: 'C' holds the differentiable method 'F' and must be declared partial, so that what is generated can be added");

    [Theory]
    [InlineData("double [|F|](int n) => n * 0.5;", "parameter")]
    [InlineData("double [|F|]() => 0.5;", "parameter")]
    [InlineData("double [|F|]([NoGradient] double x, bool b) => x;", "parameter")]
    [InlineData("double [|F|]([NoGradient] double[] a, int[] n) => a[n[0]];", "parameter")]
    [InlineData("double [|F|](string s) => s.Length;", "parameter")]
    [InlineData("double [|F|](object o) => o.GetHashCode();", "parameter")]
    [InlineData("[|int|] F(double x) => (int)x;", "result")]
    [InlineData("[|bool|] F(double x) => x > 0;", "result")]
    [InlineData("[|string|] F(double x) => \"\";", "result")]
    [InlineData("[|int[]|] F(double x) => new int[3];", "result")]
    [InlineData("[|void|] F(double x) { x = 2; }", "result")]
    [InlineData("[|void|] F(ReadOnlySpan<double> a) { }", "result")]
    public void Something_must_be_differentiable(string function, string missing) => Refused.InClass(
        $"[Differentiable] public static {function}",
        $"ABP0002: 'F' has no differentiable {missing}: a gradient needs a float or double (or a buffer of them) among the parameters not marked [NoGradient], and in the result");

    [Theory]
    [InlineData("static double F(double y, ref double[] [|x|]) => x[0] * y;", "given 'x' by reference, which is no number or struct of numbers", "pass it by value; what is in a buffer can be written then too")]
    [InlineData("static double F(double x, out string [|y|]) { y = \"\"; return x; }", "given 'y' by reference, which is no number or struct of numbers", "pass it by value; what is in a buffer can be written then too")]
    [InlineData("static double F(double x, [NoGradient] ref double [|y|]) { y = x; return x; }", "given 'y' by reference and as a constant", "drop [NoGradient], or pass it by value")]
    [InlineData("static double F(ref readonly double [|x|]) => x * x;", "given 'x' by 'ref readonly'", "write 'in'")]
    [InlineData("static double F(double x, params double[] [|more|]) => x * more[0];", "given 'more' as a 'params' list", "drop 'params'")]
    [InlineData("static double F(params ReadOnlySpan<double> [|all|]) => all[0];", "given 'all' as a 'params' list", "drop 'params'")]
    [InlineData("static ref double [|F|](double[] a) => ref a[0];", "returning by reference", "return the value")]
    [InlineData("static async System.Threading.Tasks.Task<double> [|F|](double x) { await System.Threading.Tasks.Task.Yield(); return x; }", "async", "await in the caller and pass the values")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"m\")] static extern double [|F|](double x);", "without a body", "give it one, or write its backward and mark that [BackwardOf]")]
    public void A_method_takes_values_and_returns_one(string function, string shape, string instead) => Refused.InFile(
        $$"""using System; using AutoBackprop; partial class P { [Differentiable] {{function}} }""",
        $"ABP0006: 'F' cannot be differentiated because it is {shape}; {instead}");

    [Theory]
    [InlineData("partial class P { [AutoBackprop.Differentiable] public virtual double [|F|](double x) => x * x; }")]
    [InlineData("abstract class Base { public abstract double F(double x); } partial class P : Base { [AutoBackprop.Differentiable] public override double [|F|](double x) => x * x; }")]
    public void A_method_that_can_be_overridden_is_refused(string file) => Refused.InFile(
        file,
        "ABP0006: 'F' cannot be differentiated because it is virtual; let it call a method that cannot be overridden, and mark that");

    [Fact]
    public void An_explicit_implementation_is_refused() => Refused.InFile(
        "interface I { double F(double x); } partial class P : I { [AutoBackprop.Differentiable] double I.[|F|](double x) => x * x; }",
        "ABP0006: 'I.F' cannot be differentiated because it is an explicit implementation of an interface's member; let it call a method of the type, and mark that");

    [Fact]
    public void A_method_that_differs_from_another_by_in_alone_is_refused() => Refused.InClass(
        "public static double F(double x) => 3 * x; [Differentiable] public static double F(in double [|x|]) => x * x;",
        "ABP0006: 'F' cannot be differentiated because it is given 'x' by 'in', and differs from another 'F' only in that; give one of the two another name");

    [Fact]
    public void A_call_of_a_method_that_differs_from_another_by_in_alone_is_refused() => Refused.InClass(
        "static int K(int n) => n; static int K(in int n) => 2 * n; [Differentiable] public static double F(double x, int n) => [|K(in n)|] * x;",
        Refused.Construct("A call of 'K', which differs from another only by 'in',", "give one of the two another name"));

    [Fact]
    public void A_member_of_an_interface_is_refused() => Refused.InFile(
        "partial interface I { [AutoBackprop.Differentiable] static double [|F|](double x) => x * x; }",
        "ABP0006: 'F' cannot be differentiated because it is a member of an interface; move it into a partial class, struct or record");

    [Fact]
    public void A_member_of_a_file_local_type_is_refused() => Refused.InFile(
        "file static partial class P { [AutoBackprop.Differentiable] public static double [|F|](double x) => x * x; }",
        "ABP0006: 'F' cannot be differentiated because it is in a file-local type, which no generated file can extend; drop 'file' from the type");

    [Theory]
    [InlineData("public static double FGradient(double x) => 2 * x;", "FGradient")]
    [InlineData("public static double FBackward(double x, double dOut) => 2 * x * dOut;", "FBackward")]
    [InlineData("const double FGradient = 3;", "FGradient")]
    [InlineData("static double FBackward { get; set; }", "FBackward")]
    [InlineData("class FGradient;", "FGradient")]
    public void A_generated_name_must_be_free(string member, string name) => Refused.InClass(
        $"{member} [Differentiable] public static double [|F|](double x) => x * x;",
        $"ABP0008: 'P' already has a member '{name}' with the signature that would be generated for 'F'; rename it, or mark it [BackwardOf(nameof(F))] if it is its hand-written backward");

    [Theory]
    [InlineData("static double FGradient(double x, double y) => 2 * x;")]
    [InlineData("static double FGradient(float x) => 2 * x;")]
    [InlineData("static double FBackward(double x) => 2 * x;")]
    public void An_overload_of_a_generated_name_is_not_in_the_way(string member)
    {
        Generation generation = GeneratorHarness.Run(Language.GeneratedGradient.InClass($"{member} [Differentiable] public static double F(double x) => x * x;"));

        Assert.Empty(generation.AnalyzerDiagnostics);
        generation.Compile().Dispose();
    }

    [Theory]
    [InlineData("throw new NotSupportedException();")]
    [InlineData("for (;;) { x *= 2; }")]
    [InlineData("double Twice() { return 2 * x; } while (true) x = Twice();")]
    public void A_function_that_never_returns_is_refused(string body) => Refused.InClass(
        $"[Differentiable] public static double [|F|](double x) {{ {body} }}",
        "ABP0006: 'F' cannot be differentiated because it is never left with a result; return what it computes");
}
