namespace AutoBackprop;

/// <summary>
/// Asks the generator for the derivatives of a function, or says of a struct or class that its fields take part in them.
/// </summary>
/// <remarks>
/// For a method <c>R F(params)</c> of a <c>partial</c> type, <c>FBackward</c> and, where the result is one <see cref="float"/>
/// or <see cref="double"/>, <c>FGradient</c> appear beside it, with its accessibility. The gradient of the parameter
/// <c>p</c> is called <c>dP</c>. A construct that cannot be differentiated is a compiler error at that construct.
/// </remarks>
/// <param name="derivatives">What to generate; the gradient always is.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Struct | AttributeTargets.Class, Inherited = false)]
public sealed class DifferentiableAttribute(Derivatives derivatives = Derivatives.Gradient) : Attribute
{
    /// <summary>What is generated.</summary>
    public Derivatives Derivatives { get; } = derivatives;
}
