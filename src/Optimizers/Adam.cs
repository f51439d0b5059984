using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>
/// Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², then w ← w − η m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
/// D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015, Algorithm 1. Weight decay is decoupled, w ← w − η λ w:
/// I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019 (AdamW).
/// </summary>
/// <remarks>
/// The optimizer owns two buffers and a step count for each slot: a number from 0 on that the caller gives to a set of
/// parameters and keeps. A slot's first step allocates them, no other step allocates.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adam<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly OptimizerState<T> means = new();
    private readonly OptimizerState<T> squares = new();
    private T learningRate;

    /// <summary>Adam with the paper's β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.</summary>
    /// <param name="learningRate">η, 0 or more; 0.001 is common.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(T learningRate)
        : this(learningRate, T.Zero)
    {
    }

    /// <summary>Adam with weight decay and the paper's β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.</summary>
    /// <param name="learningRate">η, 0 or more; 0.001 is common.</param>
    /// <param name="weightDecay">λ, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(T learningRate, T weightDecay)
        : this(learningRate, T.CreateTruncating(0.9), T.CreateTruncating(0.999), T.CreateTruncating(1e-8), weightDecay)
    {
    }

    /// <summary>Adam with settings of one's own.</summary>
    /// <param name="learningRate">η, 0 or more.</param>
    /// <param name="beta1">β₁, 0 or more and less than 1.</param>
    /// <param name="beta2">β₂, 0 or more and less than 1.</param>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <param name="weightDecay">λ, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(T learningRate, T beta1, T beta2, T epsilon, T weightDecay)
    {
        LearningRate = learningRate;
        Beta1 = OptimizerArguments.Fraction(beta1, nameof(beta1));
        Beta2 = OptimizerArguments.Fraction(beta2, nameof(beta2));
        Epsilon = OptimizerArguments.AtLeastZero(epsilon, nameof(epsilon));
        WeightDecay = OptimizerArguments.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>η; may be changed between steps, for a schedule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public T LearningRate
    {
        get => learningRate;
        set => learningRate = OptimizerArguments.AtLeastZero(value, nameof(LearningRate));
    }

    /// <summary>β₁.</summary>
    public T Beta1 { get; }

    /// <summary>β₂.</summary>
    public T Beta2 { get; }

    /// <summary>ε.</summary>
    public T Epsilon { get; }

    /// <summary>λ.</summary>
    public T WeightDecay { get; }

    /// <summary>One step of the parameters of a slot.</summary>
    /// <param name="slot">The number that the caller gave to these parameters, 0 or more.</param>
    /// <param name="parameters">w, changed in place; as many at every step.</param>
    /// <param name="gradients">g, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are not the slot's, or the spans overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The slot is negative.</exception>
    public void Update(int slot, Span<T> parameters, ReadOnlySpan<T> gradients)
    {
        OptimizerArguments.CheckPair<T>(parameters, gradients);
        Span<T> mean = means.Buffer(slot, parameters.Length);
        Span<T> square = squares.Buffer(slot, parameters.Length);
        int step = means.NextStep(slot);

        // The corrections in double: 1 − β₂ᵗ loses digits in float at the first steps.
        double correction1 = 1 - Math.Pow(double.CreateTruncating(Beta1), step);
        double correction2 = 1 - Math.Pow(double.CreateTruncating(Beta2), step);
        T rate = T.CreateTruncating(double.CreateTruncating(learningRate) / correction1);
        T scale = T.CreateTruncating(1 / Math.Sqrt(correction2));
        T decay = T.One - (learningRate * WeightDecay);
        T rest1 = T.One - Beta1, rest2 = T.One - Beta2;

        ReadOnlySpan<Vector<T>> gs = MemoryMarshal.Cast<T, Vector<T>>(gradients);
        Span<Vector<T>> ws = MemoryMarshal.Cast<T, Vector<T>>(parameters)[..gs.Length];
        Span<Vector<T>> ms = MemoryMarshal.Cast<T, Vector<T>>(mean)[..gs.Length];
        Span<Vector<T>> vs = MemoryMarshal.Cast<T, Vector<T>>(square)[..gs.Length];
        for (int i = 0; i < gs.Length; i++)
        {
            Vector<T> g = gs[i];
            Vector<T> m = (ms[i] * Beta1) + (g * rest1);
            Vector<T> v = (vs[i] * Beta2) + (g * g * rest2);
            ms[i] = m;
            vs[i] = v;
            ws[i] = (ws[i] * decay) - (m * rate / ((Vector.SquareRoot(v) * scale) + new Vector<T>(Epsilon)));
        }

        for (int i = gs.Length * Vector<T>.Count; i < parameters.Length; i++)
        {
            T g = gradients[i];
            mean[i] = (mean[i] * Beta1) + (g * rest1);
            square[i] = (square[i] * Beta2) + (g * g * rest2);
            parameters[i] = (parameters[i] * decay) - (mean[i] * rate / ((T.Sqrt(square[i]) * scale) + Epsilon));
        }
    }

    /// <inheritdoc cref="Update(int, Span{T}, ReadOnlySpan{T})"/>
    public void Update(int slot, in TensorSpan<T> parameters, in ReadOnlyTensorSpan<T> gradients) =>
        Update(slot, Operand.ReadWrite("Adam", nameof(parameters), parameters), Operand.Read("Adam", nameof(gradients), gradients));

    /// <summary>One step of all parameters of an object; its buffers take the slots from 0 on.</summary>
    /// <param name="parameters">w, changed in place.</param>
    /// <param name="gradients">g, an object of the same shape.</param>
    /// <exception cref="ArgumentException">The two differ in the number or the lengths of their buffers, or overlap.</exception>
    public void Update(IParameters<T> parameters, IParameters<T> gradients)
    {
        OptimizerArguments.CheckPair(parameters, gradients);
        for (int i = 0; i < parameters.BufferCount; i++)
            Update(i, parameters.Parameters(i), gradients.Parameters(i));
    }
}
