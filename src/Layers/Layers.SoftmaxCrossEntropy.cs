using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>
    /// The cross-entropy between the softmax of the scores and the right classes, the mean over the batch: −1/n Σ log p[label].
    /// </summary>
    /// <remarks>
    /// Computed as log Σ eˣ − x[label] with the row's maximum subtracted: no score overflows, and no probability is clamped. ∂/∂scores
    /// = (p − t) / n, where t is 1 at the label and 0 elsewhere.
    /// </remarks>
    /// <param name="scores">The scores before the softmax, [n, classes].</param>
    /// <param name="labels">The index of the right class of each row, n of them.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static float SoftmaxCrossEntropy(in ReadOnlyTensorSpan<float> scores, ReadOnlySpan<int> labels) =>
        CrossEntropy<float>(scores, labels);

    /// <inheritdoc cref="SoftmaxCrossEntropy(in ReadOnlyTensorSpan{float}, ReadOnlySpan{int})"/>
    public static double SoftmaxCrossEntropy(in ReadOnlyTensorSpan<double> scores, ReadOnlySpan<int> labels) =>
        CrossEntropy<double>(scores, labels);

    /// <summary>Backward pass of the cross-entropy with class indices.</summary>
    /// <param name="scores">The scores before the softmax, [n, classes].</param>
    /// <param name="labels">The index of the right class of each row, n of them.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dScores">[n, classes]; ∂/∂scores is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static void SoftmaxCrossEntropyBackward(
        in ReadOnlyTensorSpan<float> scores, ReadOnlySpan<int> labels, float dOut, in TensorSpan<float> dScores) =>
        CrossEntropyAdd<float>(scores, labels, dOut, dScores);

    /// <inheritdoc cref="SoftmaxCrossEntropyBackward(in ReadOnlyTensorSpan{float}, ReadOnlySpan{int}, float, in TensorSpan{float})"/>
    public static void SoftmaxCrossEntropyBackward(
        in ReadOnlyTensorSpan<double> scores, ReadOnlySpan<int> labels, double dOut, in TensorSpan<double> dScores) =>
        CrossEntropyAdd<double>(scores, labels, dOut, dScores);

    /// <summary>
    /// The cross-entropy between the softmax of the scores and the wanted probabilities, the mean over the batch: −1/n Σ t log p.
    /// </summary>
    /// <remarks>
    /// Computed with the row's maximum subtracted: no score overflows, and no probability is clamped. A target of 0 contributes 0.
    /// ∂/∂scores = (p Σt − t) / n, which is (p − t) / n where the targets of a row sum to 1; ∂/∂targets = −log p / n.
    /// </remarks>
    /// <param name="scores">The scores before the softmax, [n, classes].</param>
    /// <param name="targets">The wanted probabilities, [n, classes]: one-hot or soft.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static float SoftmaxCrossEntropy(in ReadOnlyTensorSpan<float> scores, in ReadOnlyTensorSpan<float> targets) =>
        CrossEntropy<float>(scores, targets);

    /// <inheritdoc cref="SoftmaxCrossEntropy(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float})"/>
    public static double SoftmaxCrossEntropy(in ReadOnlyTensorSpan<double> scores, in ReadOnlyTensorSpan<double> targets) =>
        CrossEntropy<double>(scores, targets);

    /// <summary>Backward pass of the cross-entropy with wanted probabilities.</summary>
    /// <param name="scores">The scores before the softmax, [n, classes].</param>
    /// <param name="targets">The wanted probabilities, [n, classes]: one-hot or soft.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dScores">[n, classes]; ∂/∂scores is added to it. Empty if not wanted.</param>
    /// <param name="dTargets">[n, classes]; ∂/∂targets is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void SoftmaxCrossEntropyBackward(
        in ReadOnlyTensorSpan<float> scores, in ReadOnlyTensorSpan<float> targets, float dOut, in TensorSpan<float> dScores,
        in TensorSpan<float> dTargets) =>
        CrossEntropyAdd<float>(scores, targets, dOut, dScores, dTargets);

    /// <inheritdoc cref="SoftmaxCrossEntropyBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, float, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void SoftmaxCrossEntropyBackward(
        in ReadOnlyTensorSpan<double> scores, in ReadOnlyTensorSpan<double> targets, double dOut, in TensorSpan<double> dScores,
        in TensorSpan<double> dTargets) =>
        CrossEntropyAdd<double>(scores, targets, dOut, dScores, dTargets);

    private static T CrossEntropy<T>(in ReadOnlyTensorSpan<T> scores, ReadOnlySpan<int> labels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SoftmaxCrossEntropy";
        (int rows, int classes) = CheckScores(Layer, scores.Lengths);
        CheckLabels(Layer, rows, classes, labels);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(scores), scores);
        Span<T> exps = KernelBuffer<T>.Get(2 * xs.Length);
        Span<T> shifted = exps[xs.Length..];
        exps = exps[..xs.Length];
        SubtractMaxima(xs, classes, shifted);
        Elements.Exp(shifted, exps);

        double loss = 0;
        for (int row = 0; row < rows; row++)
        {
            double sum = double.CreateTruncating(TensorPrimitives.Sum<T>(exps.Slice(row * classes, classes)));
            loss += Math.Log(sum) - double.CreateTruncating(shifted[(row * classes) + labels[row]]);
        }

        return T.CreateTruncating(loss / rows);
    }

    private static void CrossEntropyAdd<T>(in ReadOnlyTensorSpan<T> scores, ReadOnlySpan<int> labels, T dOut, in TensorSpan<T> dScores)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SoftmaxCrossEntropyBackward";
        (int rows, int classes) = CheckScores(Layer, scores.Lengths);
        CheckLabels(Layer, rows, classes, labels);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(scores), scores);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dScores), dScores, nameof(scores), scores.Lengths);
        if (dXs.IsEmpty)
        {
            return;
        }

        Operand.Apart(Layer, nameof(dScores), dXs, nameof(scores), xs);
        Span<T> exps = KernelBuffer<T>.Get(xs.Length);
        SubtractMaxima(xs, classes, exps);
        Elements.Exp<T>(exps, exps);
        T scale = dOut / T.CreateTruncating(rows);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<T> exp = exps.Slice(row * classes, classes);
            Span<T> dX = dXs.Slice(row * classes, classes);
            Elements.MultiplyAdd(exp, scale / TensorPrimitives.Sum(exp), dX, dX);
            dX[labels[row]] -= scale;
        }
    }

    private static T CrossEntropy<T>(in ReadOnlyTensorSpan<T> scores, in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SoftmaxCrossEntropy";
        (int rows, int classes) = CheckScores(Layer, scores.Lengths);
        Operand.SameShape(Layer, nameof(scores), scores.Lengths, nameof(targets), targets.Lengths);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(scores), scores);
        ReadOnlySpan<T> ts = Operand.Read(Layer, nameof(targets), targets);
        Span<T> exps = KernelBuffer<T>.Get(2 * xs.Length);
        Span<T> shifted = exps[xs.Length..];
        exps = exps[..xs.Length];
        SubtractMaxima(xs, classes, shifted);
        Elements.Exp(shifted, exps);

        double loss = 0;
        for (int start = 0; start < xs.Length; start += classes)
        {
            double logSum = Math.Log(double.CreateTruncating(TensorPrimitives.Sum<T>(exps.Slice(start, classes))));
            for (int i = start; i < start + classes; i++)
            {
                if (!T.IsZero(ts[i]))
                {
                    loss += double.CreateTruncating(ts[i]) * (logSum - double.CreateTruncating(shifted[i]));
                }
            }
        }

        return T.CreateTruncating(loss / rows);
    }

    private static void CrossEntropyAdd<T>(
        in ReadOnlyTensorSpan<T> scores, in ReadOnlyTensorSpan<T> targets, T dOut, in TensorSpan<T> dScores, in TensorSpan<T> dTargets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "SoftmaxCrossEntropyBackward";
        (int rows, int classes) = CheckScores(Layer, scores.Lengths);
        Operand.SameShape(Layer, nameof(scores), scores.Lengths, nameof(targets), targets.Lengths);
        ReadOnlySpan<T> xs = Operand.Read(Layer, nameof(scores), scores);
        ReadOnlySpan<T> ts = Operand.Read(Layer, nameof(targets), targets);
        Span<T> dXs = Operand.Gradient(Layer, nameof(dScores), dScores, nameof(scores), scores.Lengths);
        Span<T> dTs = Operand.Gradient(Layer, nameof(dTargets), dTargets, nameof(targets), targets.Lengths);
        Operand.Apart(Layer, nameof(dScores), dXs, nameof(scores), xs);
        Operand.Apart(Layer, nameof(dScores), dXs, nameof(targets), ts);
        Operand.Apart(Layer, nameof(dTargets), dTs, nameof(scores), xs);
        Operand.Apart(Layer, nameof(dTargets), dTs, nameof(targets), ts);

        Span<T> exps = KernelBuffer<T>.Get(2 * xs.Length);
        Span<T> shifted = exps[xs.Length..];
        exps = exps[..xs.Length];
        SubtractMaxima(xs, classes, shifted);
        Elements.Exp(shifted, exps);
        T scale = dOut / T.CreateTruncating(rows);
        for (int start = 0; start < xs.Length; start += classes)
        {
            ReadOnlySpan<T> exp = exps.Slice(start, classes), target = ts.Slice(start, classes);
            T sum = TensorPrimitives.Sum(exp);
            if (!dXs.IsEmpty)
            {
                Span<T> dX = dXs.Slice(start, classes);
                Elements.MultiplyAdd(exp, scale * TensorPrimitives.Sum(target) / sum, dX, dX);
                Elements.MultiplyAdd(target, -scale, dX, dX);
            }

            if (!dTs.IsEmpty)
            {
                Span<T> dT = dTs.Slice(start, classes);
                T logSum = T.Log(sum);
                for (int i = 0; i < dT.Length; i++)
                {
                    dT[i] += scale * (logSum - shifted[start + i]);
                }
            }
        }
    }

    private static (int Rows, int Classes) CheckScores(string layer, ReadOnlySpan<nint> scores)
    {
        Operand.Rank(layer, nameof(scores), scores, "[n, classes]", 2);
        if (scores[0] == 0 || scores[1] == 0)
        {
            throw new ArgumentException($"{layer}: scores is {Operand.Shape(scores)}, and has nothing to take the mean of", nameof(scores));
        }

        return ((int)scores[0], (int)scores[1]);
    }

    private static void CheckLabels(string layer, int rows, int classes, ReadOnlySpan<int> labels)
    {
        if (labels.Length != rows)
        {
            throw new ArgumentException(
                $"{layer}: scores is [{rows}, {classes}], so labels must be [{rows}], but is [{labels.Length}]", nameof(labels));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels),
                    $"{layer}: scores is [{rows}, {classes}], so labels must be from 0 to {classes - 1}, but labels[{i}] is {labels[i]}");
            }
        }
    }
}
