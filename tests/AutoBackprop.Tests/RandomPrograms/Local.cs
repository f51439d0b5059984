namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>A variable in scope.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sort">What it holds.</param>
/// <param name="Bound">What its absolute value, or that of its elements, never exceeds.</param>
/// <param name="IsWritable">Whether it may be assigned: no constant, no loop counter.</param>
/// <param name="IsConstant">Whether the compiler knows its value: a condition on it would leave code unreachable, which is a warning.</param>
public sealed record Local(string Name, Sort Sort, double Bound, bool IsWritable = true, bool IsConstant = false)
{
    /// <summary>Whether it is an array that the function made, which it may return.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether a local function may mention it: not what is given by <c>in</c>.</summary>
    public bool CanBeCaptured { get; init; } = true;
}
