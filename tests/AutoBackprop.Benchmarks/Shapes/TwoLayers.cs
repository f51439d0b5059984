using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>784-50-10, as on MNIST.</summary>
[BenchmarkCategory(nameof(TwoLayers))]
public class TwoLayers() : NetworkShape(784, 50, 10)
{
    protected override float RunPrimal() => TwoLayerNetwork.Forward(X, W[0], B[0], W[1], B[1], Labels);

    protected override float RunGenerated() =>
        TwoLayerNetwork.LossBackward(X, W[0], B[0], W[1], B[1], Labels, 1, GeneratedW[0], GeneratedB[0], GeneratedW[1], GeneratedB[1]);

    protected override float RunByHand() =>
        TwoLayerNetwork.ByHand(X, W[0], B[0], W[1], B[1], Labels, 1, ByHandW[0], ByHandB[0], ByHandW[1], ByHandB[1]);
}

/// <summary>A network of two layers.</summary>
internal static partial class TwoLayerNetwork
{
    [Differentiable]
    public static float Loss([NoGradient] Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, int[] labels) =>
        Layers.SoftmaxCrossEntropy(Layers.Affine(Layers.Relu(Layers.Affine(x, w1, b1)), w2, b2), labels);

    public static float Forward(Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, int[] labels)
    {
        using Workspace workspace = Workspace.Rent();
        return Layers.SoftmaxCrossEntropy(Layers.Affine(Layers.Relu(Layers.Affine(x, w1, b1, workspace), workspace), w2, b2, workspace), labels);
    }

    public static float ByHand(
        Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, int[] labels, float dOut,
        in TensorSpan<float> dW1, in TensorSpan<float> dB1, in TensorSpan<float> dW2, in TensorSpan<float> dB2)
    {
        using Workspace workspace = Workspace.Rent();
        Tensor<float> before = Layers.Affine(x, w1, b1, workspace);
        Tensor<float> hidden = Layers.Relu(before, workspace);
        Tensor<float> scores = Layers.Affine(hidden, w2, b2, workspace);
        float loss = Layers.SoftmaxCrossEntropy(scores, labels);

        Tensor<float> dScores = workspace.ZerosLike(scores);
        Layers.SoftmaxCrossEntropyBackward(scores, labels, dOut, dScores);
        Tensor<float> dHidden = workspace.ZerosLike(hidden);
        Layers.AffineBackward(hidden, w2, dScores, dHidden, dW2, dB2);
        Tensor<float> dBefore = workspace.ZerosLike(before);
        Layers.ReluBackward(hidden, dHidden, dBefore);
        Layers.AffineBackward(x, w1, dBefore, default, dW1, dB1);
        return loss;
    }
}
