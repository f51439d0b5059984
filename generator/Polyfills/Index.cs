namespace System;

/// <summary>A place counted from the start or from the end, as in <c>list[^1]</c>.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal readonly struct Index(int value, bool fromEnd = false)
{
    public bool IsFromEnd => fromEnd;

    public static implicit operator Index(int value) => new(value);

    public int GetOffset(int length) => fromEnd ? length - value : value;
}
