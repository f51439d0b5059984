namespace AutoBackprop;

/// <summary>How finely functions of a floating-point type can be differentiated numerically, and how strictly compared.</summary>
/// <param name="Epsilon">The distance from 1 to the next number.</param>
/// <param name="Steps">The number of steps.</param>
/// <param name="Target">The relative error at which a numeric derivative counts as converged.</param>
/// <param name="Tolerance">The relative difference that is allowed beyond the numeric derivative's error.</param>
/// <param name="Loosest">The relative error beyond which a numeric derivative says nothing.</param>
internal sealed record CheckPrecision(double Epsilon, int Steps, double Target, double Tolerance, double Loosest)
{
    /// <summary>For functions all of whose differentiable numbers are <see cref="double"/>. Down to 3e-6 of the scale.</summary>
    internal static readonly CheckPrecision Double = new(Math.ScaleB(1, -52), 24, 1e-9, 1e-7, 1e-4);

    /// <summary>For functions that take or return a <see cref="float"/>. Down to 2e-4 of the scale.</summary>
    internal static readonly CheckPrecision Single = new(Math.ScaleB(1, -23), 16, 3e-4, 1e-3, 5e-2);
}
