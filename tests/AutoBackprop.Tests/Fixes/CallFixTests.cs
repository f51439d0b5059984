using AutoBackprop.Generator.Fixes;
using Xunit;

namespace AutoBackprop.Tests.Fixes;

/// <summary>The ways out of ABP0003, a call of a method without a derivative.</summary>
public sealed class CallFixTests
{
    private const string Caller = """
        using AutoBackprop;

        public static partial class Density
        {
            [Differentiable]
            public static double At(double x, double scale, int n) => Special.Gamma(scale * x, n, 2) * x * scale;
        }
        """;

    private const string Callee = """
        public static class Special
        {
            /// <summary>Not quite the gamma function.</summary>
            public static double Gamma(double x, int n, double k) => x * x * n + k;
        }
        """;

    [Fact]
    public void The_called_method_is_marked_in_its_own_file()
    {
        using var bench = new Workbench(Caller, Callee);

        bench.Apply(new MarkCalleeFix(), "ABP0003").AssertClean();

        bench.AssertFiles([Caller, """
            public static partial class Special
            {
                /// <summary>Not quite the gamma function.</summary>
                [AutoBackprop.Differentiable]
                public static double Gamma(double x, int n, double k) => x * x * n + k;
            }
            """]);
    }

    [Fact]
    public void A_method_of_the_same_type_that_has_attributes_is_marked()
    {
        using var bench = new Workbench("""
            using AutoBackprop;
            partial class P
            {
                [Differentiable]
                static double F(double x) => G(x);

                [System.Obsolete] static double G(double x) => x * x;
            }
            """);

        bench.Apply(new MarkCalleeFix(), "ABP0003").AssertClean();

        bench.AssertFiles(["""
            using AutoBackprop;
            partial class P
            {
                [Differentiable]
                static double F(double x) => G(x);

                [Differentiable]
                [System.Obsolete] static double G(double x) => x * x;
            }
            """]);
    }

    [Fact]
    public void Code_of_others_cannot_be_marked()
    {
        using var bench = new Workbench("using AutoBackprop; partial class P { [Differentiable] static double F(double x) => System.Numerics.Complex.Abs(x); [Differentiable] static double G(double x) => System.BitConverter.DoubleToInt64Bits(x) * x; }");

        Assert.Empty(bench.Offers(new MarkCalleeFix(), "ABP0003"));
    }

    [Fact]
    public void The_arguments_that_vary_are_stopped()
    {
        using var bench = new Workbench(Caller, Callee);

        bench.Apply(new StopGradientFix(), "ABP0003").AssertClean();

        bench.AssertFiles([Caller.Replace("Gamma(scale * x, n, 2)", "Gamma(Gradient.Stop(scale * x), n, 2)", StringComparison.Ordinal), Callee]);
    }

    [Fact]
    public void The_calls_of_every_file_are_stopped_at_once()
    {
        const string other = "namespace N { partial class Other { [AutoBackprop.Differentiable] static double F(float y) => Special.Gamma(y, 1, 2) * y + Special.Gamma(y * y, 1, y); } }";
        using var bench = new Workbench(Caller, Callee, other);

        bench.ApplyToAll(new StopGradientFix(), "ABP0003").AssertClean();

        Assert.Contains("Gamma(Gradient.Stop(scale * x), n, 2)", bench.Files[0]);
        bench.AssertFiles([bench.Files[0], Callee, other.Replace("Gamma(y, 1, 2)", "Gamma(AutoBackprop.Gradient.Stop(y), 1, 2)").Replace("Gamma(y * y, 1, y)", "Gamma(AutoBackprop.Gradient.Stop(y * y), 1, AutoBackprop.Gradient.Stop(y))")]);
    }

    [Fact]
    public void A_parameter_that_the_call_mentions_becomes_a_constant()
    {
        using var bench = new Workbench(Caller.Replace("scale * x, n", "scale, n", StringComparison.Ordinal), Callee);

        Assert.Equal(["Mark 'scale' [NoGradient]"], bench.Offers(new NoGradientFix(), "ABP0003"));
        bench.Apply(new NoGradientFix(), "ABP0003").AssertClean();

        Assert.Contains("At(double x, [NoGradient] double scale, int n)", bench.Files[0]);
    }

    [Fact]
    public void Each_parameter_that_the_call_mentions_is_offered()
    {
        using var bench = new Workbench(Caller, Callee);

        Assert.Equal(["Mark 'scale' [NoGradient]", "Mark 'x' [NoGradient]"], bench.Offers(new NoGradientFix(), "ABP0003"));
    }

    [Fact]
    public void A_backward_is_sketched_beside_the_called_method()
    {
        using var bench = new Workbench(Caller, Callee);

        bench.Apply(new ScaffoldBackwardFix(), "ABP0003").AssertClean();

        bench.AssertFiles([Caller, """
            public static class Special
            {
                /// <summary>Not quite the gamma function.</summary>
                public static double Gamma(double x, int n, double k) => x * x * n + k;

                [AutoBackprop.BackwardOf(nameof(Gamma))]
                public static (double value, double dX, double dK) GammaBackward(double x, int n, double k, double dOut)
                {
                    throw new System.NotImplementedException("The backward of 'Gamma' is not written yet.");
                }
            }
            """]);
    }

    [Fact]
    public void A_backward_for_code_of_others_is_sketched_in_the_calling_type()
    {
        using var bench = new Workbench("""
            using System;
            using AutoBackprop;

            partial class P
            {
                [Differentiable]
                static double F(double[] x) => Buffer.ByteLength(x) * x[0];
            }
            """);

        bench.Apply(new ScaffoldBackwardFix(), "ABP0003");

        Assert.Contains("[BackwardOf(typeof(Buffer), nameof(Buffer.ByteLength))]", bench.Files[0]);
    }

    [Fact]
    public void What_is_sketched_for_buffers_compiles()
    {
        using var bench = new Workbench("""
            partial class P
            {
                [AutoBackprop.Differentiable]
                static double F(double[] x, float w) => Norm(x, w) * 2;

                static double Norm(System.ReadOnlySpan<double> x, in float w) => x[0] * w;
            }
            """);

        bench.Apply(new ScaffoldBackwardFix(), "ABP0003").AssertClean();

        Assert.Contains("private static (double value, float dW) NormBackward(System.ReadOnlySpan<double> x, in float w, double dOut, System.Span<double> dX)", bench.Files[0]);
    }

    [Fact]
    public void A_backward_of_a_generic_method_is_sketched_with_its_type_parameters()
    {
        using var bench = new Workbench("""
            using System.Numerics;
            partial class P
            {
                [AutoBackprop.Differentiable]
                static double F(double x) => Twice(x) * x;

                static T Twice<T>(T x) where T : IFloatingPointIeee754<T> => T.Abs(x) + x;
            }
            """);

        bench.Apply(new ScaffoldBackwardFix(), "ABP0003").AssertClean();

        Assert.Contains("[AutoBackprop.BackwardOf(nameof(Twice))]", bench.Files[0]);
        Assert.Contains("private static (T value, T dX) TwiceBackward<T>(T x, T dOut)", bench.Files[0]);
        Assert.Contains("where T : IFloatingPointIeee754<T>", bench.Files[0].Split("TwiceBackward")[1]);
    }

    [Theory]
    [InlineData("ABP0012", "static double F(double x, double y) => x * x;", "static double F(double x, [NoGradient] double y) => x * x;")]
    [InlineData("ABP0013", "static double F(double x, decimal y) => x * (double)y;", "static double F(double x, [NoGradient] decimal y) => x * (double)y;")]
    public void A_parameter_that_is_a_constant_is_marked(string id, string before, string after)
    {
        using var bench = new Workbench($"using AutoBackprop; partial class P {{ [Differentiable] {before} }}");

        bench.Apply(new NoGradientFix(), id).AssertClean();

        bench.AssertFiles([$"using AutoBackprop; partial class P {{ [Differentiable] {after} }}"]);
    }

    [Fact]
    public void Every_called_method_is_marked_once_at_once()
    {
        using var bench = new Workbench("""
            using AutoBackprop;
            partial class P
            {
                [Differentiable]
                static double F(double x) => G(x) + G(x * x);

                [Differentiable]
                static double H(double x) => G(x);

                static double G(double x) => x * x;
            }
            """);

        bench.ApplyToAll(new MarkCalleeFix(), "ABP0003").AssertClean();

        bench.AssertFiles(["""
            using AutoBackprop;
            partial class P
            {
                [Differentiable]
                static double F(double x) => G(x) + G(x * x);

                [Differentiable]
                static double H(double x) => G(x);

                [Differentiable]
                static double G(double x) => x * x;
            }
            """]);
    }

    [Fact]
    public void Every_parameter_of_a_name_becomes_a_constant_at_once()
    {
        using var bench = new Workbench("""
            using AutoBackprop;
            partial class P
            {
                [Differentiable] static double F(double x, double y) => x * x;
                [Differentiable] static double G(double x, double y) => x + x;
            }
            """);

        bench.ApplyToAll(new NoGradientFix(), "ABP0012").AssertClean();

        bench.AssertFiles(["""
            using AutoBackprop;
            partial class P
            {
                [Differentiable] static double F(double x, [NoGradient] double y) => x * x;
                [Differentiable] static double G(double x, [NoGradient] double y) => x + x;
            }
            """]);
    }
}
