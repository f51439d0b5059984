namespace AutoBackprop;

/// <summary>Which derivatives of a <see cref="DifferentiableAttribute">[Differentiable]</see> function are generated.</summary>
/// <remarks>Only <see cref="Gradient"/> and <see cref="Jacobian"/> are implemented yet; the other members reserve their names.</remarks>
[Flags]
public enum Derivatives
{
    /// <summary>
    /// Reverse mode: <c>FBackward</c>, the vector–Jacobian product, and for a scalar result <c>FGradient</c>,
    /// the value and the gradient in one call. The default.
    /// </summary>
    Gradient = 1,

    /// <summary>Forward mode: <c>FJvp</c>, the Jacobian–vector product. Not implemented yet.</summary>
    Jvp = 2,

    /// <summary><c>FHvp</c>, the product of the Hessian and a vector. Not implemented yet.</summary>
    Hvp = 4,

    /// <summary>
    /// <c>FJacobian</c>, the matrix of first derivatives, for a result that is a struct or a tuple of numbers, or a vector or quaternion of System.Numerics: the value,
    /// and for each number of the result, called after it, the gradients <c>dP</c> of the inputs, as a tuple where there are several. Those of a
    /// buffer are added into a span that is given, a row of the buffer's length for each number of the result.
    /// </summary>
    Jacobian = 8,

    /// <summary><c>FHessian</c>, the matrix of second derivatives. Not implemented yet.</summary>
    Hessian = 16,
}
