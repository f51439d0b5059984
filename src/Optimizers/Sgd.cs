using System.Numerics;
using System.Numerics.Tensors;

namespace AutoBackprop;

/// <summary>Stochastic gradient descent: w ← w − η (g + λ w). It keeps no state.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Sgd<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private T learningRate;

    /// <summary>Gradient descent.</summary>
    /// <param name="learningRate">η, 0 or more.</param>
    /// <param name="weightDecay">λ, 0 or more: the gradient of λ/2 |w|², added to every gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Sgd(T learningRate, T weightDecay = default)
    {
        LearningRate = learningRate;
        WeightDecay = OptimizerArguments.AtLeastZero(weightDecay, nameof(weightDecay));
    }

    /// <summary>η; may be changed between steps, for a schedule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public T LearningRate
    {
        get => learningRate;
        set => learningRate = OptimizerArguments.AtLeastZero(value, nameof(LearningRate));
    }

    /// <summary>λ.</summary>
    public T WeightDecay { get; }

    /// <summary>One step of some parameters.</summary>
    /// <param name="parameters">w, changed in place.</param>
    /// <param name="gradients">g, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap.</exception>
    public void Update(Span<T> parameters, ReadOnlySpan<T> gradients)
    {
        OptimizerArguments.CheckPair<T>(parameters, gradients);
        if (WeightDecay != T.Zero)
        {
            Elements.Multiply(parameters, T.One - (learningRate * WeightDecay), parameters);
        }

        Elements.MultiplyAdd(gradients, -learningRate, parameters, parameters);
    }

    /// <inheritdoc cref="Update(Span{T}, ReadOnlySpan{T})"/>
    public void Update(in TensorSpan<T> parameters, in ReadOnlyTensorSpan<T> gradients) =>
        Update(Operand.ReadWrite("Sgd", nameof(parameters), parameters), Operand.Read("Sgd", nameof(gradients), gradients));

    /// <summary>One step of all parameters of an object.</summary>
    /// <param name="parameters">w, changed in place.</param>
    /// <param name="gradients">g, an object of the same shape.</param>
    /// <exception cref="ArgumentException">The two differ in the number or the lengths of their buffers, or overlap.</exception>
    public void Update(IParameters<T> parameters, IParameters<T> gradients)
    {
        OptimizerArguments.CheckPair(parameters, gradients);
        for (int i = 0; i < parameters.BufferCount; i++)
            Update(parameters.Parameters(i), gradients.Parameters(i));
    }
}
