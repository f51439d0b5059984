using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>
    /// The binary cross-entropy between the sigmoid of the scores and the wanted probabilities, the mean over all elements: −t log p −
    /// (1 − t) log(1 − p).
    /// </summary>
    /// <remarks>
    /// Computed from the scores as max(x, 0) − x t + log(1 + e^−|x|): exact in both tails, without an epsilon. ∂/∂scores = (p − t) / n;
    /// ∂/∂targets = −x / n.
    /// </remarks>
    /// <param name="scores">The scores before the sigmoid, of any shape.</param>
    /// <param name="targets">The wanted probabilities, of the same shape.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static float SigmoidCrossEntropy(in ReadOnlyTensorSpan<float> scores, in ReadOnlyTensorSpan<float> targets) =>
        SigmoidLoss<float>(scores, targets);

    /// <inheritdoc cref="SigmoidCrossEntropy(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float})"/>
    public static double SigmoidCrossEntropy(in ReadOnlyTensorSpan<double> scores, in ReadOnlyTensorSpan<double> targets) =>
        SigmoidLoss<double>(scores, targets);

    /// <summary>Backward pass of SigmoidCrossEntropy.</summary>
    /// <param name="scores">The scores before the sigmoid, of any shape.</param>
    /// <param name="targets">The wanted probabilities, of the same shape.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dScores">The same shape; ∂/∂scores is added to it. Empty if not wanted.</param>
    /// <param name="dTargets">The same shape; ∂/∂targets is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SigmoidCrossEntropyBackward(
        in ReadOnlyTensorSpan<float> scores, in ReadOnlyTensorSpan<float> targets, float dOut, in TensorSpan<float> dScores,
        in TensorSpan<float> dTargets) =>
        SigmoidLossAdd<float>(scores, targets, dOut, dScores, dTargets);

    /// <inheritdoc cref="SigmoidCrossEntropyBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, float, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void SigmoidCrossEntropyBackward(
        in ReadOnlyTensorSpan<double> scores, in ReadOnlyTensorSpan<double> targets, double dOut, in TensorSpan<double> dScores,
        in TensorSpan<double> dTargets) =>
        SigmoidLossAdd<double>(scores, targets, dOut, dScores, dTargets);

    private static T SigmoidLoss<T>(in ReadOnlyTensorSpan<T> scores, in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SigmoidCrossEntropy";
        CheckPair(Layer, nameof(scores), scores.Lengths, nameof(targets), targets.Lengths);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(scores), scores);
        ReadOnlySpan<T> ts = Operand.Read(Layer, nameof(targets), targets);
        double loss = 0;
        for (int i = 0; i < xs.Length; i++)
        {
            // Each side of max(x, 0) − x t without a difference of large numbers: x (1 − t) on the right, −x t on the left.
            double x = double.CreateTruncating(xs[i]), t = double.CreateTruncating(ts[i]);
            double linear = x > 0 ? x * (1 - t) : -x * t;
            loss += linear + LogOnePlus(Math.Exp(-Math.Abs(x)));
        }

        return T.CreateTruncating(loss / xs.Length);
    }

    private static void SigmoidLossAdd<T>(
        in ReadOnlyTensorSpan<T> scores, in ReadOnlyTensorSpan<T> targets, T dOut, in TensorSpan<T> dScores, in TensorSpan<T> dTargets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SigmoidCrossEntropyBackward";
        CheckPair(Layer, nameof(scores), scores.Lengths, nameof(targets), targets.Lengths);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(scores), scores);
        ReadOnlySpan<T> ts = Operand.Read(Layer, nameof(targets), targets);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dScores), dScores, nameof(scores), scores.Lengths);
        Span<T> dTs = Operand.Gradient(Layer, nameof(dTargets), dTargets, nameof(targets), targets.Lengths);
        Operand.Apart(Layer, nameof(dScores), dXs, nameof(scores), xs);
        Operand.Apart(Layer, nameof(dScores), dXs, nameof(targets), ts);
        Operand.Apart(Layer, nameof(dTargets), dTs, nameof(scores), xs);
        Operand.Apart(Layer, nameof(dTargets), dTs, nameof(targets), ts);

        T scale = dOut / T.CreateTruncating(xs.Length);
        if (!dXs.IsEmpty)
        {
            // p − t where p is near 1 is 1 − t less e⁻ˣ / (1 + e⁻ˣ), which keeps the tail.
            for (int i = 0; i < xs.Length; i++)
            {
                T exp = T.Exp(-T.Abs(xs[i]));
                T tail = exp / (T.One + exp);
                dXs[i] += scale * (xs[i] > T.Zero ? T.One - ts[i] - tail : tail - ts[i]);
            }
        }

        if (!dTs.IsEmpty)
        {
            Elements.MultiplyAdd(xs, -scale, dTs, dTs);
        }
    }

    /// <summary>log(1 + x) for x of 0 to 1, with full relative precision: W. Kahan's correction of the rounded sum.</summary>
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private static void CheckPair(string layer, string name, ReadOnlySpan<nint> lengths, string other, ReadOnlySpan<nint> otherLengths)
    {
        Operand.SameShape(layer, name, lengths, other, otherLengths);
        if (lengths.Contains(0))
        {
            throw new ArgumentException($"{layer}: {name} is {Operand.Shape(lengths)}, and has nothing to take the mean of", name);
        }
    }
}
