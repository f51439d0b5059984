using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Where a function can stand, and what its file brings with it.</summary>
public sealed class PlaceTests
{
    [Theory]
    [InlineData("public static partial class T")]
    [InlineData("sealed partial class T")]
    [InlineData("public partial struct T")]
    [InlineData("public readonly partial struct T")]
    [InlineData("public partial record T")]
    [InlineData("public partial record class T(double Q)")]
    [InlineData("public abstract partial record T(int A, int B)")]
    [InlineData("public readonly partial record struct T(int A)")]
    [InlineData("public partial class T(int k)")]
    [InlineData("public partial class T<A>")]
    [InlineData("public partial class T<A, @B> where A : struct, System.IComparable<A> where @B : struct")]
    public void A_function_stands_in_a_type_of_every_kind(string declaration) =>
        Check($$"""
            using AutoBackprop;
            #pragma warning disable CS9113
            {{declaration}} { [Differentiable] public static double F(double x) => x * x; }
            """);

    [Theory]
    [InlineData("public ref partial struct T")]
    [InlineData("readonly ref partial struct T<A>")]
    public void A_function_stands_in_a_ref_struct(string declaration)
    {
        Generation generation = GeneratorHarness.Run($"using AutoBackprop; {declaration} {{ [Differentiable] public static double F(double x) => x * x; }}");

        Assert.Empty(generation.Refusals);
        using CompiledProgram program = generation.Compile();
        Assert.NotNull(program.Method("T.FGradient"));
    }

    [Theory]
    [InlineData("public")]
    [InlineData("internal")]
    [InlineData("private")]
    [InlineData("protected")]
    [InlineData("protected internal")]
    [InlineData("private protected")]
    [InlineData("")]
    public void The_gradient_is_as_accessible_as_the_function(string modifiers)
    {
        using var gradient = new GeneratedGradient($"using AutoBackprop; public partial class T {{ [Differentiable] {modifiers} static double F(double x) => x * x; }}");

        Assert.Equal(gradient.Program.Method("T.F").Attributes, gradient.Program.Method("T.FGradient").Attributes);
        Assert.Equal(gradient.Program.Method("T.F").Attributes, gradient.Program.Method("T.FBackward").Attributes);
    }

    [Fact]
    public void A_file_has_no_namespace() => Check("using AutoBackprop; public static partial class T { [Differentiable] public static double F(double x) => x * x; }");

    [Fact]
    public void A_file_has_one_namespace() => Check("using AutoBackprop; namespace A.B; public static partial class T { [Differentiable] public static double F(double x) => x * x; }");

    [Fact]
    public void A_namespace_has_usings_of_its_own() => Check(
        "namespace A.B; using AutoBackprop; using System; public static partial class T { [Differentiable] public static double F(double x) => Math.Sin(x); }");

    [Fact]
    public void Namespaces_are_nested() => Check(
        """
        using AutoBackprop;
        namespace A { using System; namespace B.C { using static System.Math; public static partial class T { [Differentiable] public static double F(double x) => Math.Sin(x) * Sqrt(x); } } namespace D { } }
        """);

    [Fact]
    public void Types_are_nested_and_generic() => Check(
        """
        using AutoBackprop;
        using M = System.Math;
        using static System.Math;
        using D = System.Double;
        namespace A;
        public partial class Outer<T> where T : struct
        {
            private const double K = 2;
            internal readonly partial record struct Middle<U>(int Z) { public sealed partial class T<V>
            {
                [Differentiable] internal static D F(D x) => M.Sin(x) + Sqrt(x) * K * Exp(2 * x) + PI * x;
            } }
        }
        """);

    [Fact]
    public void Usings_come_from_another_file() => Check(
        "global using System; global using AutoBackprop; global using static System.Math;",
        "public static partial class T { [Differentiable] public static double F(double x) => Math.Exp(x) * Sin(x); }");

    [Fact]
    public void A_type_is_spread_over_two_files()
    {
        using var gradient = new GeneratedGradient(
            "using AutoBackprop; namespace A; static partial class T { [Differentiable] public static double F(double x) => G(x) * K; }",
            "using AutoBackprop; using M = System.Math; namespace A; partial class T { const double K = 3; [Differentiable] public static double G(double x) => M.Exp(x); }");

        gradient.Agrees("T.F", 0.7);
        gradient.Agrees("T.G", 0.7);
    }

    [Fact]
    public void An_extra_using_makes_no_name_ambiguous() => Check(
        "using AutoBackprop; using Mine; namespace Mine { static class CompilerError { public const double K = 2; } class GeneratedCodeAttribute : System.Attribute; } static partial class T { [Differentiable] public static double F(double x) => x * CompilerError.K; }");

    private static void Check(params string[] sources)
    {
        using var gradient = new GeneratedGradient(sources);

        gradient.Agrees("T.F", 0.7);
    }
}
