using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>784-512-256-10.</summary>
[BenchmarkCategory(nameof(ThreeLayers))]
public class ThreeLayers() : NetworkShape(784, 512, 256, 10)
{
    protected override float RunPrimal() => ThreeLayerNetwork.Forward(X, W[0], B[0], W[1], B[1], W[2], B[2], Labels);

    protected override float RunGenerated() => ThreeLayerNetwork.LossBackward(
        X, W[0], B[0], W[1], B[1], W[2], B[2], Labels, 1, GeneratedW[0], GeneratedB[0], GeneratedW[1], GeneratedB[1], GeneratedW[2], GeneratedB[2]);

    protected override float RunByHand() => ThreeLayerNetwork.ByHand(
        X, W[0], B[0], W[1], B[1], W[2], B[2], Labels, 1, ByHandW[0], ByHandB[0], ByHandW[1], ByHandB[1], ByHandW[2], ByHandB[2]);
}

/// <summary>A network of three layers.</summary>
internal static partial class ThreeLayerNetwork
{
    [Differentiable]
    public static float Loss(
        [NoGradient] Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, Tensor<float> w3, Tensor<float> b3, int[] labels)
    {
        Tensor<float> hidden1 = Layers.Relu(Layers.Affine(x, w1, b1));
        Tensor<float> hidden2 = Layers.Relu(Layers.Affine(hidden1, w2, b2));
        return Layers.SoftmaxCrossEntropy(Layers.Affine(hidden2, w3, b3), labels);
    }

    public static float Forward(
        Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, Tensor<float> w3, Tensor<float> b3, int[] labels)
    {
        using Workspace workspace = Workspace.Rent();
        Tensor<float> hidden1 = Layers.Relu(Layers.Affine(x, w1, b1, workspace), workspace);
        Tensor<float> hidden2 = Layers.Relu(Layers.Affine(hidden1, w2, b2, workspace), workspace);
        return Layers.SoftmaxCrossEntropy(Layers.Affine(hidden2, w3, b3, workspace), labels);
    }

    public static float ByHand(
        Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, Tensor<float> w3, Tensor<float> b3, int[] labels, float dOut,
        in TensorSpan<float> dW1, in TensorSpan<float> dB1, in TensorSpan<float> dW2, in TensorSpan<float> dB2, in TensorSpan<float> dW3, in TensorSpan<float> dB3)
    {
        using Workspace workspace = Workspace.Rent();
        Tensor<float> before1 = Layers.Affine(x, w1, b1, workspace);
        Tensor<float> hidden1 = Layers.Relu(before1, workspace);
        Tensor<float> before2 = Layers.Affine(hidden1, w2, b2, workspace);
        Tensor<float> hidden2 = Layers.Relu(before2, workspace);
        Tensor<float> scores = Layers.Affine(hidden2, w3, b3, workspace);
        float loss = Layers.SoftmaxCrossEntropy(scores, labels);

        Tensor<float> dScores = workspace.ZerosLike(scores);
        Layers.SoftmaxCrossEntropyBackward(scores, labels, dOut, dScores);
        Tensor<float> dHidden2 = workspace.ZerosLike(hidden2);
        Layers.AffineBackward(hidden2, w3, dScores, dHidden2, dW3, dB3);
        Tensor<float> dBefore2 = workspace.ZerosLike(before2);
        Layers.ReluBackward(hidden2, dHidden2, dBefore2);
        Tensor<float> dHidden1 = workspace.ZerosLike(hidden1);
        Layers.AffineBackward(hidden1, w2, dBefore2, dHidden1, dW2, dB2);
        Tensor<float> dBefore1 = workspace.ZerosLike(before1);
        Layers.ReluBackward(hidden1, dHidden1, dBefore1);
        Layers.AffineBackward(x, w1, dBefore1, default, dW1, dB1);
        return loss;
    }
}
