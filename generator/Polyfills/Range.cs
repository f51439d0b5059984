namespace System;

/// <summary>A part between two places, as in <c>text[1..]</c>.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal readonly struct Range(Index start, Index end)
{
    public Index Start => start;

    public Index End => end;

    public static Range All => new(0, new Index(0, fromEnd: true));

    public static Range StartAt(Index start) => new(start, All.End);

    public static Range EndAt(Index end) => new(0, end);
}
