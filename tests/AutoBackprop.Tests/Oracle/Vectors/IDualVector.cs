namespace AutoBackprop.Tests;

/// <summary>
/// A value of System.Numerics with its tangent. The value is computed by System.Numerics itself, to the bit; the tangent from the
/// function's definition, component by component, in double.
/// </summary>
public interface IDualVector
{
    /// <summary>The value, as System.Numerics has it.</summary>
    object Primal { get; }

    /// <summary>The components, widened.</summary>
    Dual<double>[] Parts { get; }
}
