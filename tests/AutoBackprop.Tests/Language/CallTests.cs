using System.Reflection;
using Xunit;
using static AutoBackprop.Tests.Language.GeneratedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Calls: of functions of one's own, of other types and assemblies, of code with a hand-written backward.</summary>
public sealed class CallTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(0)]
    public void A_function_calls_itself(int n) => Check(
        "[Differentiable] public static double F(double x, int n) => n <= 0 ? 1 : n % 2 == 0 ? F(x * x, n / 2) : x * F(x, n - 1);", 1.5, n);

    [Fact]
    public void Two_functions_call_each_other() => Check(
        """
        [Differentiable] public static double F(double x, int n) => n == 0 ? x : Math.Sin(G(x, n - 1)) * x;
        [Differentiable] public static double G(double y, int k) => k == 0 ? y * y : F(y / 2, k - 1) + y;
        """,
        1.5, 5);

    [Fact]
    public void An_overload_is_chosen_as_C_sharp_chooses()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            [Differentiable] public static double G(double x) => x * x;
            [Differentiable] public static double G(double x, double y) => x * y;
            [Differentiable] public static double G(double x, int n) => x * n;
            [Differentiable] public static double G(int n, double x) => x * x * n;
            [Differentiable] public static double F(double x) => G(x) + G(x, 2.0) + G(x, 2) + G(3, x) + G(1, 2.0) * x;
            """));

        gradient.Agrees("P.F", 1.5);
        gradient.Agrees("P.G", 1.5, 2.0);
        gradient.Agrees("P.G", 1.5, 2);
        gradient.Agrees("P.G", 2, 1.5);
    }

    [Fact]
    public void Overloads_of_float_and_double_stand_beside_each_other()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            [Differentiable] public static double G(double x) => x * x;
            [Differentiable] public static float G(float x) => x * 3;
            [Differentiable] public static double F(double x) => G(x) + G((float)x);
            """));

        gradient.Agrees("P.F", 1.5);
        gradient.Agrees("P.G", 1.5f);
        gradient.Agrees("P.G", 1.5);
    }

    [Fact]
    public void Arguments_are_named_and_left_out() => Check(
        """
        [Differentiable] public static double G(double x, double k = 2.5, int n = 3, char c = 'a', long l = 3, uint u = 4, bool b = true, string? s = null) => s is null ? b ? x * k * n * c : l : u * x;
        [Differentiable] public static double F(double x) => G(x) * G(n: 2, x: x * x) + G(x, x) + G(x, s: "a", k: 3);
        """,
        0.5);

    [Fact]
    public void A_default_value_chooses_no_other_overload() => Check(
        """
        [Differentiable] public static double G(double x, double k = 2, int z = 1) => x * k;
        [Differentiable] public static double G(double x, int k) => x * x * k;
        [Differentiable] public static double F(double x) => G(x) + G(x, 3);
        """,
        0.5);

    [Fact]
    public void Parameters_are_passed_by_in() => CheckWithDifferences(
        """
        [Differentiable] public static double G(in double x, double y) => x * y;
        [Differentiable] public static double F(in double x) { double t = x * x; return G(in x, t) + G(t, x); }
        """,
        0.5);

    [Fact]
    public void A_parameter_without_gradient_takes_anything_and_gives_nothing_back()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            [Differentiable] public static double G(double a, [NoGradient] double k, int n) => a * k * n;
            [Differentiable] public static double F(double x, [NoGradient] double y, int n) => G(x, x, n) + G(y, 2, n) + Math.Max(x, y);
            """));

        gradient.AgreesWithOracle("P.F", 1.5, 0.3, 4);
        Assert.Equal([7.0], gradient.At("P.F", 1.5, 0.3, 4));
        gradient.AgreesWithOracle("P.F", 1.5, 1.5, 4);
        Assert.Equal([6.0], gradient.At("P.F", 1.5, 1.5, 4));
    }

    [Fact]
    public void Stop_is_its_argument_with_gradient_zero() => Assert.Equal(
        [9 + 2.0], Of("[Differentiable] public static double F(double x) => Gradient.Stop(x * x) * x + AutoBackprop.Gradient.Stop(x) + 2 * x;", 3.0));

    [Fact]
    public void Generic_functions_are_called_with_and_without_type_arguments() => CheckWithDifferences(
        """
        [Differentiable] public static double G<T>(double x, T t) where T : IComparable<T> => t.CompareTo(t) == 0 ? x * x : x;
        [Differentiable] public static double H<T>(double x) => x * typeof(T).Name.Length;
        [Differentiable] public static double F(double x, int n) => G(x, n) + G<string>(2 * x, "a") + H<int>(x) * P.H<Func<int>>(x);
        """,
        1.5, 2);

    [Fact]
    public void Functions_of_other_types_are_called() => Check(
        """
        [Differentiable] public static double F(double x) => Inner.H(x) + Other.K(x) + global::Other.K(2 * x);
        [Differentiable] private static double Own(double x) => x * x;
        public static partial class Inner { [Differentiable] internal static double H(double x) => Own(x) * P.Own(x) + Other.K(x); }
        }
        internal static partial class Other { [Differentiable] internal static double K(double x) => x * x * x;
        """,
        1.5);

    [Fact]
    public void A_function_of_a_base_class_is_called()
    {
        using var gradient = new GeneratedGradient(
            """
            using AutoBackprop;
            public partial class B { [Differentiable] protected internal static double G(double x) => x * x * x; protected const double K = 3; }
            public partial class D : B { [Differentiable] public static double F(double x) => G(x) * K + B.G(2 * x); }
            """);

        gradient.Agrees("D.F", 1.5);
    }

    [Fact]
    public void A_function_of_a_referenced_assembly_is_called()
    {
        const string library = """
            using AutoBackprop;
            namespace Lib;
            public static partial class Pricing { [Differentiable] public static double Price(double apple, [NoGradient] double tax, int count = 2) => apple * apple * tax * count; }
            """;
        Generation first = GeneratorHarness.Run(library);
        Generation second = GeneratorHarness.Run(
            ["""
            using AutoBackprop;
            using Lib;
            public static partial class P { [Differentiable] public static double F(double x, double y) => Pricing.Price(x * y, 1.1) + Lib.Pricing.Price(tax: x, apple: y); }
            """],
            [first]);
        Assert.Empty(second.Refusals);
        using CompiledProgram program = second.Compile();

        object?[] gradient = program.InvokeTuple("P.FGradient", 1.5, 0.4);

        Assert.Equal(program.Invoke("P.F", 1.5, 0.4), gradient[0]);
        Assert.Equal(2 * 0.6 * 0.4 * 1.1 * 2, (double)gradient[1]!, 1e-12);
        Assert.Equal((2 * 0.6 * 1.5 * 1.1 * 2) + (2 * 0.4 * 1.5 * 2), (double)gradient[2]!, 1e-12);
    }

    [Fact]
    public void A_hand_written_backward_is_called()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            public static int Calls;
            [Differentiable] public static double F(double x, double y) => Norm(x, 2 * y) * x;
            static double Norm(double x, double y) => Math.Sqrt(x * x + y * y);
            [BackwardOf(nameof(Norm))] static (double value, double dX, double dY) NormBackward(double x, double y, double dOut) { Calls++; double n = Norm(x, y); return (n, dOut * x / n, dOut * y / n); }
            """));

        gradient.AgreesWithDifferences("P.F", 1.5, 2.0);
        Assert.Equal(1, Calls(gradient));
    }

    [Fact]
    public void A_hand_written_backward_of_a_differentiable_function_takes_the_place_of_the_generated_one()
    {
        using var gradient = new GeneratedGradient(InClass(
            """
            public static int Calls;
            [Differentiable] public static double G(double x) => x * x;
            [BackwardOf(nameof(G))] public static (double value, double dX) Hand(double x, double dOut) { Calls++; return (x * x, dOut * 2 * x); }
            [Differentiable] public static double F(double x) => G(x) * G(2 * x);
            """));

        gradient.AgreesWithDifferences("P.F", 1.5);
        gradient.AgreesWithDifferences("P.G", 1.5);
        Assert.Equal(3, Calls(gradient));
        Assert.DoesNotContain("GBackward", string.Concat(gradient.Generation.Sources.Values));
    }

    [Fact]
    public void A_hand_written_backward_of_foreign_code_is_called() => CheckWithDifferences(
        """
        [Differentiable] public static double F(double x) => Lib.Cube(x) * x + Convert.ToDouble(x * 2) + Lib.Cube(3);
        }
        public static class Lib { public static double Cube(double x) => x * x * x; }
        static class Rules
        {
            [BackwardOf(typeof(Lib), nameof(Lib.Cube))] internal static (double value, double dX) CubeBackward(double x, double dOut) => (Lib.Cube(x), dOut * 3 * x * x);
            [BackwardOf(typeof(Convert), nameof(Convert.ToDouble))] internal static (double value, double dValue) Straight(double value, double dOut) => (value, dOut);
        """,
        1.5);

    [Fact]
    public void A_bond_is_priced_with_its_sensitivities() => Check(
        """
        [Differentiable] public static double F(double coupon, double yield, double maturity)
        {
            double step = maturity / 5;
            double price = 0;
            double t = step;
            price += coupon * Math.Exp(-yield * t);
            t += step;
            price += coupon * Math.Exp(-yield * t);
            t += step;
            price += coupon * Math.Exp(-yield * t);
            t += step;
            price += coupon * Math.Exp(-yield * t);
            t += step;
            price += (coupon + 100) * Math.Exp(-yield * t);
            return price;
        }
        """,
        5.0, 0.04, 2.5);

    [Fact]
    public void A_default_value_is_an_enum() => CheckWithDifferences(
        "public enum M { A, B } [Differentiable] public static double G(double x, M m = M.B) => m == M.B ? x * x : x; [Differentiable] public static double F(double x) => G(x) + G(2 * x, M.A);", 0.7);

    [Fact]
    public void A_default_value_is_a_float() => Check(
        "[Differentiable] public static float G(float x, float k = 1.5f) => x * k; [Differentiable] public static float F(float x) => G(x) * G(x, 2);", 0.5f);

    [Fact]
    public void A_default_value_is_NaN_or_infinite() => CheckWithDifferences(
        "[Differentiable] public static double G(double x, double k = double.NaN, double l = double.PositiveInfinity) => double.IsNaN(k) ? x : double.IsInfinity(l) ? x * k : l; [Differentiable] public static double F(double x) => G(x) * G(x, 2);", 0.5);

    [Fact]
    public void An_argument_is_a_string_of_several_lines() => Check(
        "[Differentiable] public static double G(double x, string s) => x * s.Length; [Differentiable] public static double F(double x) => G(x, @\"a\nb\") + G(x, \"\"\"\n   raw\n   \"\"\");", 0.5);

    [Fact]
    public void An_obsolete_function_is_called_knowingly() => Check(
        "[Obsolete(\"no\")] [Differentiable] public static double G(double x) => x * x;\n#pragma warning disable CS0618\n[Differentiable] public static double F(double x) => G(x);", 0.5);

    /// <summary>Nested calls whose gradients are known only after their values: the innermost runs once all the same.</summary>
    [Theory]
    [InlineData("double g = {0}; return Math.Sin(g) * x;")]
    [InlineData("double g = {0}; return g * g * w[0] + x;")]
    [InlineData("double s = x; for (int i = 0; i < 1; i++) { double g = {0}; s = Math.Sin(g * s); } return s;", false)]
    public void Calls_in_calls_do_not_run_the_innermost_again_for_each(string body, bool hasBuffer = true)
    {
        (string parameter, string argument) = hasBuffer ? (", double[] w", ", w") : ("", "");
        string chain = string.Concat(Enumerable.Range(1, 5).Select(k => $"[Differentiable] public static double F{k}(double x{parameter}) {{ {body.Replace("{0}", $"F{k - 1}(x{argument})", StringComparison.Ordinal)} }}\n"));
        using var gradient = new GeneratedGradient(InClass($$"""
            public static int Calls;
            private static int Tick() { Calls++; return 2; }
            [Differentiable] public static double F0(double x{{parameter}}) => Math.Sin(x * Tick()) {{(hasBuffer ? "* w[1]" : "")}};
            {{chain}}
            [Differentiable] public static double F(double x, double y) { {{(hasBuffer ? "double[] w = [x, y];" : "")}} return F5(x * y{{argument}}); }
            """));
        FieldInfo field = gradient.Program.Method("P.F").DeclaringType!.GetField("Calls")!;
        field.SetValue(null, 0);
        _ = gradient.At("P.F", 0.7, 1.2);
        Assert.Equal(1, field.GetValue(null));
        gradient.AgreesWithOracle("P.F", 0.7, 1.2);
    }

    [Fact]
    public void A_backward_by_hand_that_is_not_linear_is_given_the_gradient_itself()
    {
        using var gradient = new GeneratedGradient(InClass("""
            public static double Clip(double x) => x;
            [BackwardOf(nameof(Clip))] public static (double value, double dX) ClipBackward(double x, double dOut) => (x, Math.Clamp(dOut, -1, 1));
            [Differentiable] public static double G(double x) => Clip(x) * 3;
            [Differentiable] public static double F(double x) { double g = G(x); return g * g; }
            """));
        Assert.Equal([1.0], gradient.At("P.F", 2.0));
    }

    [Fact]
    public void A_slope_has_the_type_of_its_argument() => CheckWithOracle(
        """
        [Differentiable] public static double G(float x, ReadOnlySpan<float> s) { float t = 0; foreach (float e in s) t += e * x; return t; }
        [Differentiable] public static float H(double x, ReadOnlySpan<double> s) { double t = 0; foreach (double e in s) t += e * x; return (float)t; }
        [Differentiable] public static double F(float x, double y) { float[] s = [x, x * x]; double[] t = [y, 2 * y]; double g = G(x, s); float h = H(y, t); return g * g + h * h * (double)x; }
        """,
        0.5f, 0.75);

    [Fact]
    public void Overloads_of_both_precisions_are_told_apart_in_their_backwards_too() => CheckWithDifferences(
        """
        [Differentiable] public static double G(float x, double y, int n) => x * y * n;
        [Differentiable] public static float G(double x, [NoGradient] double y, int n) => (float)(x * y) * n;
        [Differentiable] public static double F(double x) { double g = G(1.5f, x, 3); return g * g; }
        """,
        0.75);

    private const string Rated = "using System; using AutoBackprop; public static partial class Rated<T> { internal static readonly double Rate = typeof(T) == typeof(int) ? 3 : 7; ";

    [Fact]
    public void A_static_field_of_a_generic_type_is_that_of_the_type_that_was_called()
    {
        using var gradient = new GeneratedGradient(Rated + """
            [Differentiable] public static double G(double x) { double r = x * Rate; return r; }
                [Differentiable] public static double F(double x) => Rated<int>.G(x) * x + Rate * x;
            }
            public static partial class P { [Differentiable] public static double F(double x) => Rated<string>.F(x); }
            """);
        Assert.Equal([19.0], gradient.At("P.F", 2.0));
    }

    [Fact]
    public void A_static_field_of_a_generic_type_is_refused_where_its_method_is_read_in_place()
    {
        Generation generation = GeneratorHarness.Run(Rated + """
            [Differentiable] public static void H(double x, out double r) { r = x * Rate; }
                [Differentiable] public static double F(double x) { Rated<int>.H(x, out double h); return h; }
            }
            """);
        Assert.Contains(generation.AnalyzerDiagnostics, static diagnostic => diagnostic.Id == "ABP0004" && diagnostic.GetMessage().Contains("'Rate' of a generic type", StringComparison.Ordinal));
        Assert.DoesNotContain(generation.Sources.Keys, static key => key.Contains(".F.", StringComparison.Ordinal));
    }

    [Fact]
    public void Arrays_that_are_swapped_are_passed_to_one_of_several_overloads() => CheckWithOracle(
        """
        [Differentiable] public static double G(double x, double[] a, double[] b) => x * a[0] * b[0];
        [Differentiable] public static double G(double x, Span<double> a, int n) => x * a[n];
        [Differentiable] public static double F(double x, double y)
        {
            double[] u = [x, y], v = new double[2];
            for (int k = 0; k < 3; k++) { v[0] = Math.Sin(u[0]); v[1] = u[0] * u[1]; (u, v) = (v, u); }
            double g = G(x, u, 1);
            return g * g * u[0];
        }
        """,
        0.8, 1.2);

    private static object? Calls(GeneratedGradient gradient)
    {
        FieldInfo field = gradient.Program.Method("P.F").DeclaringType!.GetField("Calls")!;
        field.SetValue(null, 0);
        _ = gradient.At("P.F", gradient.Program.Method("P.F").GetParameters().Select(_ => (object?)1.5).ToArray());
        if (gradient.Generation.Sources.ContainsKey("P.G.g.cs"))
            _ = gradient.At("P.G", 1.5);
        return field.GetValue(null);
    }

    [Fact]
    public void A_backward_written_by_hand_has_the_shapes_that_a_generated_one_has()
    {
        using CompiledProgram program = GeneratorHarness.Run(GeneratedGradient.InClass(
            """
            static double[] Diagonal(double[,] a, double x) => [a[0, 0] * x, a[1, 1] * x];
            [BackwardOf(nameof(Diagonal))]
            static (double[] value, double dX) DiagonalBackward(double[,] a, double x, ReadOnlySpan<double> dOut, double[,] dA)
            {
                dA[0, 0] += dOut[0] * x;
                dA[1, 1] += dOut[1] * x;
                return (Diagonal(a, x), dOut[0] * a[0, 0] + dOut[1] * a[1, 1]);
            }
            [Differentiable] public static double F(double[,] a, double x) { var d = Diagonal(a, x); return d[0] * d[1]; }
            """)).Compile();

        object?[] gradient = program.InvokeTuple("P.FGradient", new[,] { { 3.0, 1 }, { 1, 5 } }, 2.0);

        Assert.Equal(60.0, gradient[0]);
        Assert.Equal(new[,] { { 20.0, 0 }, { 0, 12 } }, gradient[1]);
        Assert.Equal(60.0, gradient[2]);
    }

    [Fact]
    public void What_a_callee_writes_of_constants_is_a_constant()
    {
        string page = GeneratorHarness.Run(GeneratedGradient.InClass(
            """
            [Differentiable] static void Fill(double[] a, double value) { for (int i = 0; i < a.Length; i++) a[i] = value * i; }
            [Differentiable] public static double F(double x) { double[] table = new double[3]; Fill(table, 2); return table[1] * table[2] * x; }
            """)).Sources["P.F.g.cs"];

        Assert.Contains("Fill(table, 2);", page);
        Assert.DoesNotContain("dTable", page);
    }
}
