using System.Numerics.Tensors;
using AutoBackprop;

namespace Digits;

/// <summary>
/// Two layers and a loss. The backward pass, LossBackward, is generated; so is what makes a gradient like the network and goes through
/// the weights of both.
/// </summary>
[Differentiable]
internal sealed partial record Network(Tensor<float> W1, Tensor<float> B1, Tensor<float> W2, Tensor<float> B2)
{
    /// <summary>A network that has learned nothing yet.</summary>
    public static Network Create(int inputs, int hidden, int classes, ulong seed) => new(
        Initializer.He<float>(inputs, hidden, seed), Tensor.CreateFromShape<float>([hidden]),
        Initializer.He<float>(hidden, classes, seed + 1), Tensor.CreateFromShape<float>([classes]));

    /// <summary>How surprised the network is by the right answers, in nats, the mean over the batch.</summary>
    [Differentiable]
    public static float Loss(Network net, [NoGradient] Tensor<float> x, int[] labels)
    {
        Tensor<float> hidden = Layers.Relu(Layers.Affine(x, net.W1, net.B1));
        Tensor<float> scores = Layers.Affine(hidden, net.W2, net.B2);
        return Layers.SoftmaxCrossEntropy(scores, labels);
    }

    /// <summary>What the network reads in each image: the class with the highest score.</summary>
    public int[] Read(Tensor<float> x)
    {
        Tensor<float> scores = Layers.Affine(Layers.Relu(Layers.Affine(x, W1, B1)), W2, B2);
        var answers = new int[(int)scores.Lengths[0]];
        for (int i = 0; i < answers.Length; i++)
            answers[i] = TensorPrimitives.IndexOfMax<float>(scores.GetSpan([i, 0], (int)scores.Lengths[1]));
        return answers;
    }
}
