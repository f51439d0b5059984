using AutoBackprop;

namespace Greeks;

/// <summary>A European option, and how many of it are in the book. As a gradient: the sensitivities by each number.</summary>
[Differentiable]
internal readonly record struct Option(bool IsCall, double Spot, double Strike, double Rate, double Volatility, double Years, double Count);
