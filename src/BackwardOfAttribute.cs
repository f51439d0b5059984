namespace AutoBackprop;

/// <summary>Names a hand-written backward pass, which is called where a generated one would have been.</summary>
/// <remarks>
/// The marked method has exactly the signature that would have been generated for the named one: its parameters, then the
/// gradient of the result, then a <see cref="Span{T}"/> for each differentiable buffer (an array of its shape for a rectangular or
/// jagged array); it returns the value and the gradients of the differentiable scalars, in order. A wrong signature is a compiler
/// error. A method that returns an array must return a new one, never one that it was given.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false, Inherited = false)]
public sealed class BackwardOfAttribute : Attribute
{
    /// <summary>The backward pass of a method of the same type.</summary>
    /// <param name="method">The method's name: <c>nameof(F)</c>.</param>
    public BackwardOfAttribute(string method) => Method = method;

    /// <summary>The backward pass of another type's method, for code that one does not own.</summary>
    /// <param name="type">The type that declares the method: <c>typeof(Lib)</c>.</param>
    /// <param name="method">The method's name: <c>nameof(Lib.F)</c>.</param>
    public BackwardOfAttribute(Type type, string method)
    {
        Type = type;
        Method = method;
    }

    /// <summary>The type that declares the method; <see langword="null"/> for the type that declares the backward pass.</summary>
    public Type? Type { get; }

    /// <summary>The name of the method whose backward pass this is.</summary>
    public string Method { get; }
}
