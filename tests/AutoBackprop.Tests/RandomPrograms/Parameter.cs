namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>A parameter of a random function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sort">What it takes.</param>
/// <param name="IsConstant">Whether it is marked [NoGradient].</param>
/// <param name="IsDepth">Whether it counts a recursion down.</param>
/// <param name="IsWritten">Whether the function writes into it: an array.</param>
/// <param name="IsIn">Whether it is given by <c>in</c>.</param>
/// <param name="Default">Its default value, where it has one.</param>
public sealed record Parameter(string Name, Sort Sort, bool IsConstant = false, bool IsDepth = false, bool IsWritten = false, bool IsIn = false, string? Default = null)
{
    /// <summary>Whether it is given by <c>ref</c>.</summary>
    public bool IsRef { get; init; }

    /// <summary>Whether it is given by <c>out</c>: it brings nothing in.</summary>
    public bool IsOut { get; init; }

    public bool IsDifferentiable => !IsConstant && !IsOut && (Sort is Sort.Double or Sort.Float or Sort.Value or Sort.Body or Sort.Pair || IsBuffer);

    /// <summary>Whether its gradient is added into an object that is given: an array, a span, a class that holds parameters.</summary>
    public bool IsBuffer => Sort is Sort.Net or Sort.Nets or Sort.RealArray or Sort.RealSpan or Sort.RealMemory or Sort.Grid or Sort.Rows or Sort.ValueArray;
}
