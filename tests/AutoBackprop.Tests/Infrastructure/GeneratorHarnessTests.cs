using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoBackprop.Tests;

/// <summary>The harness itself.</summary>
public class GeneratorHarnessTests
{
    private const string Source = """
        using AutoBackprop;

        namespace Market;

        public static partial class Shop
        {
            [Differentiable]
            public static double Square(double x) => x * x;
        }
        """;

    [Fact]
    public void A_program_is_generated_compiled_and_called()
    {
        Generation generation = GeneratorHarness.Run(Source);
        using CompiledProgram program = generation.Compile();

        Assert.Contains("Market.Shop.Square.g.cs", generation.Sources.Keys);
        Assert.Equal(9.0, program.Invoke("Shop.Square", 3.0));
        Assert.Equal(9.0, program.Delegate<Func<double, double>>("Market.Shop.Square")(3));
    }

    [Fact]
    public void A_project_can_reference_another_one()
    {
        Generation library = GeneratorHarness.Run(Source);
        Generation generation = GeneratorHarness.Run(["""public static class User { public static double F(double x) => Market.Shop.Square(x) + 1; }"""], [library]);
        using CompiledProgram program = generation.Compile();

        Assert.Equal(10.0, program.Invoke("User.F", 3.0));
    }

    [Fact]
    public void A_program_that_does_not_compile_fails_with_what_the_compiler_says()
    {
        var failure = Assert.ThrowsAny<Exception>(() => GeneratorHarness.Run("class C { int F() => x; }").Compile());

        Assert.Contains("CS0103", failure.Message);
    }

    [Fact]
    public void An_edit_elsewhere_leaves_the_output_cached()
    {
        IncrementalRun run = GeneratorHarness.Rerun([Source, "class A;"], [Source, "class B;"]);

        Assert.All(run.OutputReasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }
}
