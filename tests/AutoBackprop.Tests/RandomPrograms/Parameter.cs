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
    public bool IsDifferentiable => !IsConstant && (Sort is Sort.Double or Sort.Float or Sort.Value or Sort.Body or Sort.Pair || IsBuffer);

    public bool IsBuffer => Sort is Sort.RealArray or Sort.RealSpan or Sort.Grid or Sort.Rows or Sort.ValueArray;
}
