using System.Numerics.Tensors;
using AutoBackprop;

namespace Digits;

/// <summary>A network, its gradient, and what learns by it.</summary>
internal sealed class Learner(Network network)
{
    private readonly Network gradient = network.ZerosLike();
    private readonly Momentum<float> optimizer = new(learningRate: 0.1f, momentum: 0.9f, weightDecay: 1e-3f);

    /// <summary>One step down the gradient of a batch's loss; returns the loss before it.</summary>
    public float Learn(Tensor<float> x, int[] labels, float learningRate)
    {
        gradient.Clear();
        float loss = Network.LossBackward(network, x, labels, 1, gradient);
        optimizer.LearningRate = learningRate;
        optimizer.Update(network, gradient);
        return loss;
    }
}
