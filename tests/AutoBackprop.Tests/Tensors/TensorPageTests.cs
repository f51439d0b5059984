using Xunit;

namespace AutoBackprop.Tests.Tensors;

/// <summary>The pages of functions of tensors, as a user reads them.</summary>
public sealed class TensorPageTests
{
    [Fact]
    public void A_network_is_reversed_layer_by_layer() => Snapshot.Verify("""
        using System.Numerics.Tensors;
        using AutoBackprop;

        namespace Digits;

        public static partial class Network
        {
            [Differentiable]
            public static float Loss(
                [NoGradient] Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, int[] labels)
            {
                Tensor<float> hidden = Layers.Relu(Layers.Affine(x, w1, b1));
                Tensor<float> scores = Layers.Affine(hidden, w2, b2);
                return Layers.SoftmaxCrossEntropy(scores, labels);
            }
        }
        """);

    [Fact]
    public void A_state_that_goes_round_a_loop_is_kept_by_reference() => Snapshot.Verify("""
        using System.Numerics.Tensors;
        using AutoBackprop;

        public static partial class Recurrent
        {
            [Differentiable]
            public static double Loss(Tensor<double>[] inputs, Tensor<double> w, Tensor<double> b, Tensor<double> state)
            {
                Tensor<double> h = state;
                double total = 0;
                for (int t = 0; t < inputs.Length; t++)
                {
                    h = Layers.Tanh(Layers.Affine(h, w, b));
                    total += Layers.MeanSquaredError(h, inputs[t]);
                }
                return total;
            }
        }
        """);

    [Fact]
    public void Layers_run_in_a_loop_over_an_array_of_weights() => Snapshot.Verify("""
        using System.Numerics.Tensors;
        using AutoBackprop;

        public static partial class Deep
        {
            [Differentiable]
            public static float Loss([NoGradient] Tensor<float> x, Tensor<float>[] weights, int[] labels)
            {
                Tensor<float> h = x;
                for (int i = 0; i < weights.Length; i++)
                    h = Layers.Relu(Layers.MatMul(h, weights[i]));
                return Layers.SoftmaxCrossEntropy(h, labels);
            }
        }
        """);

    [Fact]
    public void A_loop_that_adds_up_runs_forward_and_backward_at_once() => Snapshot.Verify("""
        using System.Numerics.Tensors;
        using AutoBackprop;

        public static partial class Batches
        {
            [Differentiable]
            public static double Loss(Tensor<double>[] batches, Tensor<double> w)
            {
                double total = 0;
                foreach (Tensor<double> batch in batches)
                    total += Layers.Mean(Layers.Sigmoid(Layers.MatMul(batch, w)));
                return total;
            }
        }
        """);

    [Fact]
    public void Elements_of_tensors_are_scalars() => Snapshot.Verify("""
        using System.Numerics.Tensors;
        using AutoBackprop;

        public static partial class Mixed
        {
            [Differentiable]
            public static double Of(Tensor<double> x, Tensor<double> w, double rate)
            {
                Tensor<double> y = Layers.MatMul(x, w);
                double squares = 0;
                for (int i = 0; i < 3; i++)
                    squares += w[i, 0] * w[i, 0];
                return y[0, 0] * y[1, 0] + rate * squares;
            }
        }
        """);

    [Fact]
    public void Functions_of_spans_are_called_as_the_user_calls_them() => Snapshot.Verify("""
        using System;
        using System.Numerics.Tensors;
        using AutoBackprop;

        public static partial class Spans
        {
            [Differentiable]
            public static double LogSumExp(ReadOnlySpan<double> x)
            {
                double max = TensorPrimitives.Max(x);
                double[] shifted = new double[x.Length];
                double[] exps = new double[x.Length];
                TensorPrimitives.Subtract(x, max, shifted);
                TensorPrimitives.Exp(shifted, exps);
                return max + Math.Log(TensorPrimitives.Sum<double>(exps));
            }
        }
        """);

    [Fact]
    public void A_function_with_a_tensor_for_a_result_is_differentiated_in_place() => Snapshot.Verify("""
        using System.Numerics.Tensors;
        using AutoBackprop;

        public static partial class Model
        {
            [Differentiable]
            public static float Loss(Tensor<float> x, Tensor<float> w, int[] labels) =>
                Layers.SoftmaxCrossEntropy(Scores(x, w), labels) + Penalty(w, 0.1f);

            [Differentiable]
            private static Tensor<float> Scores(Tensor<float> x, Tensor<float> w)
            {
                Tensor<float> h = Layers.Relu(x);
                return Layers.MatMul(h, w);
            }

            [Differentiable]
            private static float Penalty(Tensor<float> w, float rate) => rate * Layers.Norm(w);
        }
        """);

    [Fact]
    public void A_tensor_that_is_returned_is_new_and_what_comes_from_outside_is_only_read() => Snapshot.Verify("""
        using System.Numerics.Tensors;
        using AutoBackprop;

        public static partial class Model
        {
            [Differentiable]
            public static Tensor<float> Scores(Tensor<float> x, Tensor<float> w, Tensor<float> b, bool squash)
            {
                Tensor<float> y = Layers.Affine(Layers.Relu(x), w, b);
                return squash ? Layers.Tanh(y) : y;
            }
        }
        """);
}
