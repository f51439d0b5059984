namespace AutoBackprop;

/// <summary>
/// Makes a parameter, a field or a property a constant for differentiation: it has no <c>dP</c>, and its derivative is zero.
/// </summary>
/// <remarks>
/// Parameters of types that carry no gradient (<see cref="int"/>, <see cref="bool"/>, <see cref="string"/>, enums, <c>int[]</c>, …)
/// are constants by nature and need no mark. To stop the gradient of a single value, use <see cref="Gradient.Stop(double)"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoGradientAttribute : Attribute;
