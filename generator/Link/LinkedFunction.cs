using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Link;

/// <summary>A function, bound and lowered.</summary>
/// <param name="Lowered">The function.</param>
/// <param name="Refused">Its calls of methods without a derivative, with an argument that depends on an input.</param>
public sealed record LinkedFunction(LoweredFunction Lowered, EquatableArray<OpaqueCallee> Refused)
{
    /// <summary>What failed in lowering it, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>A parameter that is marked [NoGradient], but is given values that depend on an input; or null.</summary>
    public string? VaryingConstant { get; init; }

    /// <summary>Whether nothing in it is refused.</summary>
    public bool IsAccepted => Refused.Count == 0 && Failure is null && VaryingConstant is null;
}

/// <summary>What others must know of a function.</summary>
/// <param name="Key">What identifies it.</param>
/// <param name="IsAccepted">Whether nothing in it is refused.</param>
/// <param name="Callees">The keys of the functions of the same compilation whose backward its own backward calls.</param>
/// <param name="Draws">Whether it calls what may give another value each time.</param>
/// <param name="CanSplit">Whether its forward pass and its reverse can be apart: else it is run again.</param>
/// <param name="WantsJacobian">Whether it has a Jacobian, for whose rows it runs what it calls again.</param>
public sealed record FunctionSummary(string Key, bool IsAccepted, EquatableArray<string> Callees, bool Draws, bool CanSplit, bool WantsJacobian);

/// <summary>Which of the buffers that it is given a function writes.</summary>
/// <param name="Key">What identifies it.</param>
/// <param name="Written">The parameters that it writes itself.</param>
/// <param name="Passed">The parameters that it hands on, to which argument of what.</param>
public sealed record WriteSummary(string Key, EquatableArray<int> Written, EquatableArray<(int Parameter, string Callee, int Argument)> Passed)
{
    /// <summary>Stands among the parameters for a backward method that is not generated here: the function's own, or one that it reaches.</summary>
    public const int HandWritten = -1;
}
