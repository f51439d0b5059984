using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>
/// Gradient descent with momentum: v ← μ v − η (g + λ w), then w ← w + v.
/// B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
/// </summary>
/// <remarks>
/// The optimizer owns one buffer for each slot: a number from 0 on that the caller gives to a set of parameters and keeps.
/// A slot's first step allocates it, no other step allocates.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Momentum<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly OptimizerState<T> velocities = new();
    private T learningRate;

    /// <summary>Gradient descent with the given momentum.</summary>
    /// <param name="learningRate">η, 0 or more.</param>
    /// <param name="momentum">μ, 0 or more and less than 1; 0.9 is common.</param>
    /// <param name="weightDecay">λ, 0 or more: the gradient of λ/2 |w|², added to every gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Momentum(T learningRate, T momentum, T weightDecay = default)
    {
        LearningRate = learningRate;
        Coefficient = OptimizerArguments.Fraction(momentum, nameof(momentum));
        WeightDecay = OptimizerArguments.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>η; may be changed between steps, for a schedule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public T LearningRate
    {
        get => learningRate;
        set => learningRate = OptimizerArguments.AtLeastZero(value, nameof(LearningRate));
    }

    /// <summary>μ.</summary>
    public T Coefficient { get; }

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
        Span<T> velocity = velocities.Buffer(slot, parameters.Length);
        Elements.Multiply(velocity, Coefficient, velocity);
        Elements.MultiplyAdd(gradients, -learningRate, velocity, velocity);
        if (WeightDecay != T.Zero)
        {
            Elements.MultiplyAdd(parameters, -learningRate * WeightDecay, velocity, velocity);
        }

        Elements.Add(parameters, velocity, parameters);
    }

    /// <inheritdoc cref="Update(int, Span{T}, ReadOnlySpan{T})"/>
    public void Update(int slot, in TensorSpan<T> parameters, in ReadOnlyTensorSpan<T> gradients) =>
        Update(slot, Operand.ReadWrite("Momentum", nameof(parameters), parameters), Operand.Read("Momentum", nameof(gradients), gradients));

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
