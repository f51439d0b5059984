namespace AutoBackprop.Tests;

/// <summary>What the oracle says of a function at a point.</summary>
/// <param name="Value">The value, in its own type: equal to the primal's to the bit.</param>
/// <param name="Partials">By parameter: one derivative for a scalar, one per element for an array; null where there is none.</param>
/// <param name="Scales">Like the partials: the sum of the absolute values of what was added up.</param>
/// <param name="Ties">How often Min, Max and their kind met a tie.</param>
public sealed record OracleGradient(object? Value, IReadOnlyList<double[]?> Partials, IReadOnlyList<double[]?> Scales, int Ties)
{
    /// <summary>The derivative with respect to a scalar parameter.</summary>
    public double this[int parameter] => Partials[parameter]![0];
}
