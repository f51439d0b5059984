namespace AutoBackprop.Generator.Model;

/// <summary>A function whose forward pass and reverse are to be had apart.</summary>
/// <param name="Key">What identifies it.</param>
/// <param name="KeepsNothing">Whether its reverse needs nothing but its arguments: then the function itself is its forward pass.</param>
public sealed record SplitFunction(string Key, bool KeepsNothing);
