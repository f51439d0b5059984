using System.Numerics.Tensors;
using AutoBackprop;

namespace Digits;

/// <summary>The network's weights, their gradients, and what learns.</summary>
internal sealed class Weights
{
    private readonly Tensor<float> w1, b1, w2, b2;
    private readonly Tensor<float> dW1, dB1, dW2, dB2;
    private readonly Momentum<float> optimizer = new(learningRate: 0.1f, momentum: 0.9f, weightDecay: 1e-3f);

    public Weights(int inputs, int hidden, int classes, ulong seed)
    {
        (w1, b1) = (Initializer.He<float>(inputs, hidden, seed), Tensor.CreateFromShape<float>([hidden]));
        (w2, b2) = (Initializer.He<float>(hidden, classes, seed + 1), Tensor.CreateFromShape<float>([classes]));
        (dW1, dB1, dW2, dB2) = (Like(w1), Like(b1), Like(w2), Like(b2));
    }

    /// <summary>One step down the gradient of a batch's loss; returns the loss before it.</summary>
    public float Learn(Tensor<float> x, int[] labels, float learningRate)
    {
        foreach (Tensor<float> gradient in (ReadOnlySpan<Tensor<float>>)[dW1, dB1, dW2, dB2])
            gradient.Clear();
        float loss = Network.LossBackward(x, w1, b1, w2, b2, labels, 1, dW1, dB1, dW2, dB2);
        optimizer.LearningRate = learningRate;
        optimizer.Update(0, w1, dW1);
        optimizer.Update(1, b1, dB1);
        optimizer.Update(2, w2, dW2);
        optimizer.Update(3, b2, dB2);
        return loss;
    }

    /// <summary>What the network reads in each image.</summary>
    public int[] Read(Tensor<float> x)
    {
        Tensor<float> scores = Network.Scores(x, w1, b1, w2, b2);
        var answers = new int[(int)scores.Lengths[0]];
        for (int i = 0; i < answers.Length; i++)
            answers[i] = TensorPrimitives.IndexOfMax<float>(scores.GetSpan([i, 0], (int)scores.Lengths[1]));
        return answers;
    }

    /// <summary>Compares the generated gradient with differences of the loss, weight by weight; throws where they disagree.</summary>
    public void Check(Tensor<float> x, int[] labels) =>
        GradientCheck.Verify(Network.LossInDouble, Network.LossInDoubleGradient, Wide(x), Wide(w1), Wide(b1), Wide(w2), Wide(b2), labels);

    private static Tensor<float> Like(Tensor<float> tensor) => Tensor.CreateFromShape<float>(tensor.Lengths);

    private static Tensor<double> Wide(Tensor<float> tensor) => Tensor.ConvertTruncating<float, double>(tensor);
}
