namespace AutoBackprop;

/// <summary>
/// What a class holds that is learned: numbers, arrays and tensors, and those of the objects inside it, each seen as a span. A
/// <c>partial</c> class marked <see cref="DifferentiableAttribute">[Differentiable]</see> implements it by generated code.
/// </summary>
/// <remarks>
/// The buffers are numbered in the order in which their members are declared. Looking at them allocates nothing, so that an
/// optimizer can go through a network and its gradient at every step:
/// <code>
/// for (int i = 0; i &lt; network.BufferCount; i++)
///     optimizer.Update(i, network.Parameters(i), gradient.Parameters(i));
/// </code>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface IParameters<T>
    where T : struct
{
    /// <summary>Another object whose parameters are zero, in the same shapes: what a gradient begins as. What is not a parameter is shared.</summary>
    /// <returns>The object, of the same class.</returns>
    IParameters<T> ZerosLike();

    /// <summary>How many buffers of parameters there are; a single number is one, of length 1.</summary>
    int BufferCount { get; }

    /// <summary>The parameters of a buffer: what is written there is written in the object.</summary>
    /// <param name="index">Which buffer, from 0.</param>
    /// <returns>Its elements, in memory order; none where the member is null.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such buffer.</exception>
    Span<T> Parameters(int index);

    /// <summary>What a buffer is called: the way to it, as in <c>Layers[2].Weights</c>.</summary>
    /// <param name="index">Which buffer, from 0.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such buffer.</exception>
    string ParameterName(int index);

    /// <summary>The shape of a buffer.</summary>
    /// <param name="index">Which buffer, from 0.</param>
    /// <param name="lengths">Takes its lengths, one for each dimension.</param>
    /// <returns>The number of its dimensions, 0 for a number; −1 where the member is null.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such buffer.</exception>
    int ParameterShape(int index, Span<nint> lengths);
}
