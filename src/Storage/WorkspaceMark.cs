namespace AutoBackprop;

/// <summary>How much of a <see cref="Workspace"/> had been taken at some point.</summary>
public readonly struct WorkspaceMark
{
    internal WorkspaceMark(Arena.Position position) => Position = position;

    internal Arena.Position Position { get; }
}
