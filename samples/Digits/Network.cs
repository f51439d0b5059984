using System.Numerics.Tensors;
using AutoBackprop;

namespace Digits;

/// <summary>Two layers and a loss. The backward pass, LossBackward, is generated.</summary>
internal static partial class Network
{
    /// <summary>How surprised the network is by the right answers, in nats, the mean over the batch.</summary>
    [Differentiable]
    public static float Loss([NoGradient] Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, int[] labels)
    {
        Tensor<float> hidden = Layers.Relu(Layers.Affine(x, w1, b1));
        Tensor<float> scores = Layers.Affine(hidden, w2, b2);
        return Layers.SoftmaxCrossEntropy(scores, labels);
    }

    /// <summary>The same in double, where differences are exact enough to check a gradient by.</summary>
    [Differentiable]
    public static double LossInDouble([NoGradient] Tensor<double> x, Tensor<double> w1, Tensor<double> b1, Tensor<double> w2, Tensor<double> b2, int[] labels)
    {
        Tensor<double> hidden = Layers.Relu(Layers.Affine(x, w1, b1));
        Tensor<double> scores = Layers.Affine(hidden, w2, b2);
        return Layers.SoftmaxCrossEntropy(scores, labels);
    }

    /// <summary>A score for each class; the highest is the answer.</summary>
    public static Tensor<float> Scores(Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2) =>
        Layers.Affine(Layers.Relu(Layers.Affine(x, w1, b1)), w2, b2);
}
