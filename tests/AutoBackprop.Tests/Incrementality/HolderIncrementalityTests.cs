using Microsoft.CodeAnalysis;
using Xunit;
using static AutoBackprop.Generator.BackpropGenerator;

namespace AutoBackprop.Tests.Incrementality;

/// <summary>An edit makes the helpers of a class anew only where it changes what the class holds.</summary>
public sealed class HolderIncrementalityTests
{
    private const string Class = """
        using AutoBackprop;
        [Differentiable]
        public partial class Network
        {
            public double[] Weights = new double[3];
            public double Scale { get; set; } = 1;
        }
        """;

    private const string User = """
        using AutoBackprop;
        public static partial class Model
        {
            [Differentiable]
            public static double Loss(Network net, double x) => net.Weights[0] * x * net.Scale;
        }
        """;

    private static readonly string[] Project = [Class, User, "class Unrelated { int F() => 1; }"];
    private static readonly string[] AllSteps = [Steps.ReadHolder, Steps.GenerateHolder, Steps.Read, Steps.Lower, Steps.Accept, Steps.Generate];

    [Fact]
    public void The_same_project_is_untouched() => GeneratorHarness.Rerun(Project, Project).AssertUntouched(AllSteps);

    [Fact]
    public void No_step_holds_on_to_the_compiler() => GeneratorHarness.Rerun(Project, Project).AssertNothingOfRoslyn(AllSteps);

    [Theory]
    [InlineData("public double Scale", "/// <summary>A scale.</summary>\n    public double Scale")]
    [InlineData("new double[3]", "new double[4]")]
    [InlineData("    public double[] Weights", "    public int Count() => 3;\n    public double[] Weights")]
    [InlineData("[Differentiable]", "// A network.\n[Differentiable]")]
    public void What_the_class_does_not_hold_changes_nothing(string old, string replacement) => Edited(0, old, replacement).AssertUntouched(AllSteps);

    [Fact]
    public void An_unrelated_type_changes_nothing() => Edited(2, "=> 1", "=> 2").AssertUntouched(AllSteps);

    [Fact]
    public void A_function_of_the_class_leaves_its_helpers_alone()
    {
        IncrementalRun run = Edited(1, "* x *", "* x * x *");

        Assert.Equal(IncrementalStepRunReason.Cached, Assert.Single(run.Reasons(Steps.GenerateHolder)));
        Assert.Equal(IncrementalStepRunReason.Modified, Assert.Single(run.Reasons(Steps.Generate)));
    }

    [Fact]
    public void A_member_more_changes_the_helpers_and_the_functions()
    {
        IncrementalRun run = Edited(0, "    public double[] Weights", "    public double[] Bias = [];\n    public double[] Weights");

        Assert.Equal(IncrementalStepRunReason.Modified, Assert.Single(run.Reasons(Steps.GenerateHolder)));
        Assert.Contains("nameof(Bias)", run.Sources["Network.g.cs"]);
    }

    [Fact]
    public void A_class_that_is_refused_takes_its_functions_with_it() =>
        Assert.Empty(Edited(0, "get; set; } = 1;", "get => field; set; } = 1;").Sources);

    private static IncrementalRun Edited(int file, string old, string replacement)
    {
        Assert.Contains(old, Project[file]);
        string[] after = [.. Project];
        after[file] = after[file].Replace(old, replacement, StringComparison.Ordinal);
        return GeneratorHarness.Rerun(Project, after);
    }
}
