namespace AutoBackprop;

/// <summary>A derivative found by differences.</summary>
/// <param name="Value">The derivative; NaN where the differences give none, ±∞ where they grow without bound.</param>
/// <param name="Error">Its estimated absolute error.</param>
/// <param name="Step">The smallest step in it.</param>
internal readonly record struct NumericDerivative(double Value, double Error, double Step)
{
    /// <summary>No derivative was found.</summary>
    internal static readonly NumericDerivative None = new(double.NaN, double.PositiveInfinity, 0);
}
