using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>Every layer's backward pass against its forward pass.</summary>
public sealed class LayerGradientTests
{
    private const int Shapes = 12;

    public static TheoryData<string> Names => [.. LayerCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_agrees_with_central_differences(string name)
    {
        ForRandomShapes(name, (random, layer) =>
        {
            (Tensor<double> dOut, Tensor<double>[] gradients) = RunBackward(random, layer);
            for (int input = 0; input < layer.Inputs.Length; input++)
            {
                Span<double> values = layer.Inputs[input].Values();
                for (int i = 0; i < values.Length; i++)
                {
                    double expected = Slope(layer, dOut, values, i);
                    double actual = gradients[input].Values()[i];
                    Assert.True(Math.Abs(actual - expected) <= 1e-7 * Math.Max(1, Math.Abs(expected)), $"{name}: input {input}, element {i}: {actual}, not {expected}");
                }
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_is_the_adjoint_of_the_directional_derivative(string name)
    {
        // ȳ · (∂y/∂x ẋ) = x̄ · ẋ for every direction ẋ.
        ForRandomShapes(name, (random, layer) =>
        {
            (Tensor<double> dOut, Tensor<double>[] gradients) = RunBackward(random, layer);
            Tensor<double>[] direction = Array.ConvertAll(layer.Inputs, input => LayerCases.Tensor(random, input.Lengths.ToArray()));
            double along = 0;
            for (int input = 0; input < layer.Inputs.Length; input++)
            {
                along += TensorPrimitives.Dot<double>(gradients[input].Values(), direction[input].Values());
            }

            double[][] start = Array.ConvertAll(layer.Inputs, input => input.Values().ToArray());
            double expected = Quotient(1e-3, step =>
            {
                for (int input = 0; input < layer.Inputs.Length; input++)
                {
                    TensorPrimitives.MultiplyAdd(direction[input].Values(), step, start[input], layer.Inputs[input].Values());
                }

                return Objective(layer, dOut);
            });
            Assert.True(Math.Abs(along - expected) <= 1e-7 * Math.Max(1, Math.Abs(expected)), $"{name}: {along}, not {expected}");
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_added_and_unwanted_ones_are_left_out(string name)
    {
        ForRandomShapes(name, (random, layer) =>
        {
            (Tensor<double> dOut, Tensor<double>[] gradients) = RunBackward(random, layer);
            Tensor<double> y = layer.Forward(layer.Inputs);
            for (int wanted = 0; wanted < gradients.Length; wanted++)
            {
                Tensor<double>?[] some = new Tensor<double>?[gradients.Length];
                some[wanted] = LayerCases.Tensor(random, layer.Inputs[wanted].Lengths.ToArray());
                double[] before = some[wanted]!.Values().ToArray();
                layer.Backward(layer.Inputs, y, dOut, some);
                for (int i = 0; i < before.Length; i++)
                {
                    Assert.Equal(before[i] + gradients[wanted].Values()[i], some[wanted]!.Values()[i], 1e-13);
                }
            }

            layer.Backward(layer.Inputs, y, dOut, new Tensor<double>?[gradients.Length]);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float_agrees_with_double(string name)
    {
        ForRandomShapes(name, (random, layer) =>
        {
            Tensor<float>[] inputs = Array.ConvertAll(layer.Inputs, Round);
            layer = layer with { Inputs = Array.ConvertAll(inputs, Widen) };
            (Tensor<double> dOut, Tensor<double>[] gradients) = RunBackward(random, layer);
            Tensor<double> expected = layer.Forward(layer.Inputs);
            Tensor<float> actual = layer.ForwardSingle(inputs);
            Assert.Equal(expected.Lengths, actual.Lengths);
            AssertNear(expected, actual, layer.Magnitude);

            Tensor<float>[] singles = Array.ConvertAll(inputs, input => Tensor.CreateFromShape<float>(input.Lengths));
            layer.BackwardSingle(inputs, actual, Round(dOut), singles);
            for (int i = 0; i < singles.Length; i++)
            {
                AssertNear(gradients[i], singles[i], 1);
            }
        });

        void AssertNear(Tensor<double> expected, Tensor<float> actual, double magnitude)
        {
            double scale = Math.Max(Math.Max(1, magnitude), Math.Abs(TensorPrimitives.MaxMagnitude<double>(expected.Values())));
            for (int i = 0; i < expected.FlattenedLength; i++)
            {
                Assert.True(Math.Abs(expected.Values()[i] - actual.Values()[i]) <= 4e-6 * scale, $"{name}: {actual.Values()[i]}, not {expected.Values()[i]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_forms_with_a_destination_and_a_workspace_give_the_same_bits(string name)
    {
        ForRandomShapes(name, (random, layer) =>
        {
            if (layer.Into is null || layer.Lent is null)
            {
                return;
            }

            Tensor<double> expected = layer.Forward(layer.Inputs);
            Tensor<double> destination = LayerCases.Tensor(random, expected.Lengths.ToArray());
            layer.Into(layer.Inputs, destination);
            Assert.Equal(expected.Values().ToArray(), destination.Values().ToArray());
            using Workspace workspace = Workspace.Rent();
            Tensor<double> lent = layer.Lent(layer.Inputs, workspace);
            Assert.Equal(expected.Lengths, lent.Lengths);
            Assert.Equal(expected.Values().ToArray(), lent.Values().ToArray());
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated_in_steady_state(string name)
    {
        LayerCase layer = LayerCases.All[name](new Random(7));
        Tensor<double> y = layer.Forward(layer.Inputs);
        Tensor<double> dOut = LayerCases.Tensor(new Random(8), y.Lengths.ToArray());
        Tensor<double>[] gradients = Array.ConvertAll(layer.Inputs, input => Tensor.CreateFromShape<double>(input.Lengths));
        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            using Workspace workspace = Workspace.Rent();
            layer.Lent?.Invoke(layer.Inputs, workspace);
            layer.Into?.Invoke(layer.Inputs, y);
            layer.Backward(layer.Inputs, y, dOut, gradients);
        }
    }

    private static void ForRandomShapes(string name, Action<Random, LayerCase> check)
    {
        for (int seed = 0; seed < Shapes; seed++)
        {
            Random random = new(seed);
            check(random, LayerCases.All[name](random));
        }
    }

    private static (Tensor<double> DOut, Tensor<double>[] Gradients) RunBackward(Random random, LayerCase layer)
    {
        Tensor<double> y = layer.Forward(layer.Inputs);
        Tensor<double> dOut = LayerCases.Tensor(random, y.Lengths.ToArray());
        Tensor<double>[] gradients = Array.ConvertAll(layer.Inputs, input => Tensor.CreateFromShape<double>(input.Lengths));
        layer.Backward(layer.Inputs, y, dOut, gradients);
        return (dOut, gradients);
    }

    private static double Slope(LayerCase layer, Tensor<double> dOut, Span<double> values, int i)
    {
        double start = values[i];
        double[] steps = [1e-3, -1e-3, 2e-3, -2e-3];
        double[] results = new double[4];
        for (int s = 0; s < 4; s++)
        {
            values[i] = start + steps[s];
            results[s] = Objective(layer, dOut);
        }

        values[i] = start;
        return ((8 * (results[0] - results[1])) - (results[2] - results[3])) / 12e-3;
    }

    /// <summary>The central difference quotient of fourth order.</summary>
    private static double Quotient(double h, Func<double, double> f) => ((8 * (f(h) - f(-h))) - (f(2 * h) - f(-2 * h))) / (12 * h);

    private static double Objective(LayerCase layer, Tensor<double> dOut) =>
        TensorPrimitives.Dot<double>(layer.Forward(layer.Inputs).Values(), dOut.Values());

    private static Tensor<float> Round(Tensor<double> tensor) =>
        Tensor.Create(Array.ConvertAll(tensor.Values().ToArray(), value => (float)value), tensor.Lengths);

    private static Tensor<double> Widen(Tensor<float> tensor) =>
        Tensor.Create(Array.ConvertAll(tensor.Values().ToArray(), value => (double)value), tensor.Lengths);
}
