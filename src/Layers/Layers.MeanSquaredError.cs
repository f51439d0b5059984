using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

public static partial class Layers
{
    /// <summary>The mean over all elements of (prediction − target)².</summary>
    /// <remarks>∂/∂predictions = 2 (prediction − target) / n; ∂/∂targets is its negative.</remarks>
    /// <param name="predictions">The predictions, of any shape.</param>
    /// <param name="targets">The wanted values, of the same shape.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static float MeanSquaredError(in ReadOnlyTensorSpan<float> predictions, in ReadOnlyTensorSpan<float> targets) =>
        SquaredError<float>(predictions, targets);

    /// <inheritdoc cref="MeanSquaredError(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float})"/>
    public static double MeanSquaredError(in ReadOnlyTensorSpan<double> predictions, in ReadOnlyTensorSpan<double> targets) =>
        SquaredError<double>(predictions, targets);

    /// <summary>Backward pass of MeanSquaredError.</summary>
    /// <param name="predictions">The predictions, of any shape.</param>
    /// <param name="targets">The wanted values, of the same shape.</param>
    /// <param name="dOut">The upstream gradient.</param>
    /// <param name="dPredictions">The same shape; ∂/∂predictions is added to it. Empty if not wanted.</param>
    /// <param name="dTargets">The same shape; ∂/∂targets is added to it. Empty if not wanted.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, the batch is empty, an operand has gaps, or what is written overlaps what is read.
    /// </exception>
    public static void MeanSquaredErrorBackward(
        in ReadOnlyTensorSpan<float> predictions, in ReadOnlyTensorSpan<float> targets, float dOut, in TensorSpan<float> dPredictions,
        in TensorSpan<float> dTargets) =>
        SquaredErrorAdd<float>(predictions, targets, dOut, dPredictions, dTargets);

    /// <inheritdoc cref="MeanSquaredErrorBackward(in ReadOnlyTensorSpan{float}, in ReadOnlyTensorSpan{float}, float, in TensorSpan{float}, in TensorSpan{float})"/>
    public static void MeanSquaredErrorBackward(
        in ReadOnlyTensorSpan<double> predictions, in ReadOnlyTensorSpan<double> targets, double dOut, in TensorSpan<double> dPredictions,
        in TensorSpan<double> dTargets) =>
        SquaredErrorAdd<double>(predictions, targets, dOut, dPredictions, dTargets);

    private static T SquaredError<T>(in ReadOnlyTensorSpan<T> predictions, in ReadOnlyTensorSpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "MeanSquaredError";
        CheckPair(Layer, nameof(predictions), predictions.Lengths, nameof(targets), targets.Lengths);
        ReadOnlySpan<T> ps = Operand.Read(Layer, nameof(predictions), predictions);
        ReadOnlySpan<T> ts = Operand.Read(Layer, nameof(targets), targets);
        Span<T> difference = KernelBuffer<T>.Get(ps.Length);
        Elements.Subtract(ps, ts, difference);
        return TensorPrimitives.SumOfSquares<T>(difference) / T.CreateTruncating(ps.Length);
    }

    private static void SquaredErrorAdd<T>(
        in ReadOnlyTensorSpan<T> predictions, in ReadOnlyTensorSpan<T> targets, T dOut,
        in TensorSpan<T> dPredictions, in TensorSpan<T> dTargets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string Layer = "MeanSquaredErrorBackward";
        CheckPair(Layer, nameof(predictions), predictions.Lengths, nameof(targets), targets.Lengths);
        ReadOnlySpan<T> ps = Operand.Read(Layer, nameof(predictions), predictions);
        ReadOnlySpan<T> ts = Operand.Read(Layer, nameof(targets), targets);
        Span<T> dPs = Operand.Gradient(Layer, nameof(dPredictions), dPredictions, nameof(predictions), predictions.Lengths);
        Span<T> dTs = Operand.Gradient(Layer, nameof(dTargets), dTargets, nameof(targets), targets.Lengths);
        Operand.Apart(Layer, nameof(dPredictions), dPs, nameof(predictions), ps);
        Operand.Apart(Layer, nameof(dPredictions), dPs, nameof(targets), ts);
        Operand.Apart(Layer, nameof(dTargets), dTs, nameof(predictions), ps);
        Operand.Apart(Layer, nameof(dTargets), dTs, nameof(targets), ts);

        T scale = (dOut + dOut) / T.CreateTruncating(ps.Length);
        Span<T> difference = KernelBuffer<T>.Get(ps.Length);
        Elements.Subtract(ps, ts, difference);
        if (!dPs.IsEmpty)
        {
            Elements.MultiplyAdd<T>(difference, scale, dPs, dPs);
        }

        if (!dTs.IsEmpty)
        {
            Elements.MultiplyAdd<T>(difference, -scale, dTs, dTs);
        }
    }
}
