namespace AutoBackprop;

/// <summary>Which derivatives of a <see cref="DifferentiableAttribute">[Differentiable]</see> function are generated.</summary>
/// <remarks>Only <see cref="Gradient"/> is implemented yet; the other members reserve their names.</remarks>
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

    /// <summary><c>FJacobian</c>, the matrix of first derivatives. Not implemented yet.</summary>
    Jacobian = 8,

    /// <summary><c>FHessian</c>, the matrix of second derivatives. Not implemented yet.</summary>
    Hessian = 16,
}
