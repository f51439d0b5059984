using AutoBackprop.Generator.Fixes;
using Xunit;

namespace AutoBackprop.Tests.Fixes;

public sealed class MakePartialFixTests
{
    [Fact]
    public void The_type_and_those_around_it_become_partial()
    {
        using var bench = new Workbench("""
            using AutoBackprop;

            /// <summary>Outside.</summary>
            class Outer
            {
                // Inside.
                public static class Inner
                {
                    [Differentiable]
                    public static double Square(double x) => x * x;
                }
            }
            """);

        bench.Apply(new MakePartialFix(), "ABP0001").AssertClean();

        bench.AssertFiles(["""
            using AutoBackprop;

            /// <summary>Outside.</summary>
            partial class Outer
            {
                // Inside.
                public static partial class Inner
                {
                    [Differentiable]
                    public static double Square(double x) => x * x;
                }
            }
            """]);
    }

    [Fact]
    public void Every_kind_of_type_in_every_file_becomes_partial_at_once()
    {
        using var bench = new Workbench(
            "public readonly struct A { [AutoBackprop.Differentiable] public static double F(double x) => x * x; }",
            "[System.Serializable] sealed record B { [AutoBackprop.Differentiable] public static double F(double x) => x * x; [AutoBackprop.Differentiable] public static double G(double x) => x * x; }",
            "record struct C { struct D { [AutoBackprop.Differentiable] public static double F(double x) => x * x; } }");

        bench.ApplyToAll(new MakePartialFix(), "ABP0001").AssertClean();

        bench.AssertFiles(
            [
                "public readonly partial struct A { [AutoBackprop.Differentiable] public static double F(double x) => x * x; }",
                "[System.Serializable] sealed partial record B { [AutoBackprop.Differentiable] public static double F(double x) => x * x; [AutoBackprop.Differentiable] public static double G(double x) => x * x; }",
                "partial record struct C { partial struct D { [AutoBackprop.Differentiable] public static double F(double x) => x * x; } }",
            ]);
    }
}
