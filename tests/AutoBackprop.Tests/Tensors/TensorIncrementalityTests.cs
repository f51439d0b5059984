using Microsoft.CodeAnalysis;
using Xunit;
using static AutoBackprop.Generator.BackpropGenerator;

namespace AutoBackprop.Tests.Tensors;

/// <summary>An edit beside a function of tensors leaves it alone; one in it makes its file anew.</summary>
public sealed class TensorIncrementalityTests
{
    private const string Network = """
        using System.Numerics.Tensors;
        using AutoBackprop;
        public static partial class Network
        {
            [Differentiable]
            public static float Loss(Tensor<float> x, Tensor<float>[] w, int[] labels)
            {
                Tensor<float> h = x;
                for (int i = 0; i < w.Length; i++)
                    h = Layers.Relu(Layers.MatMul(h, w[i]));
                return Layers.SoftmaxCrossEntropy(h, labels);
            }
        }
        """;

    private static readonly string[] AllSteps = [Steps.Read, Steps.Bind, Steps.Lower, Steps.Link, Steps.Accept, Steps.Generate];

    [Fact]
    public void A_comment_above_and_white_space_within_change_nothing() =>
        Edited("    [Differentiable]", "    // One more.\n    [Differentiable]").AssertUntouched(AllSteps);

    [Fact]
    public void An_unrelated_type_changes_nothing() =>
        GeneratorHarness.Rerun([Network, "class Other { int F() => 1; }"], [Network, "class Other { int F() => 2; }"]).AssertUntouched(AllSteps);

    [Fact]
    public void Another_layer_is_another_function()
    {
        IncrementalRun run = Edited("Layers.Relu", "Layers.Tanh");
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(Steps.Generate));
        run.AssertNothingOfRoslyn(AllSteps);
    }

    private static IncrementalRun Edited(string from, string to) => GeneratorHarness.Rerun(Network, Network.Replace(from, to, StringComparison.Ordinal));
}
