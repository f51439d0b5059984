namespace AutoBackprop;

/// <summary>
/// A gradient disagrees with its function. The message holds a table: each input, the point, the analytic and the numeric
/// derivative, the numeric one's estimated error, and the difference.
/// </summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>A disagreement without details.</summary>
    public GradientCheckException()
        : this("The gradient disagrees with its function.")
    {
    }

    /// <summary>A disagreement.</summary>
    /// <param name="message">What disagrees, and where.</param>
    public GradientCheckException(string message)
        : base(message)
    {
    }

    /// <summary>A disagreement with a cause.</summary>
    /// <param name="message">What disagrees, and where.</param>
    /// <param name="innerException">The cause.</param>
    public GradientCheckException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
