namespace AutoBackprop;

/// <summary>How much of a <see cref="Workspace"/> had been taken at some point.</summary>
public readonly struct WorkspaceMark
{
    internal WorkspaceMark(Arena.Position position, int arrays) => (Position, Arrays) = (position, arrays);

    internal Arena.Position Position { get; }

    internal int Arrays { get; }
}
