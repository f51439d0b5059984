namespace AutoBackprop.Generator.Model;

/// <summary>A function whose forward pass and reverse are to be had apart.</summary>
/// <param name="Key">What identifies it.</param>
/// <param name="KeepsNothing">Whether its reverse needs nothing but its arguments.</param>
/// <param name="IsOwnForward">Whether the function itself is its forward pass: it keeps nothing, and no loop of it is written as calls.</param>
public sealed record SplitFunction(string Key, bool KeepsNothing, bool IsOwnForward);
