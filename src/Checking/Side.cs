namespace AutoBackprop;

/// <summary>The side of a point on which differences are taken.</summary>
internal enum Side
{
    /// <summary>Both: central differences, whose error falls with the square of the step.</summary>
    Both,

    /// <summary>Above the point: forward differences.</summary>
    Right,

    /// <summary>Below the point: backward differences.</summary>
    Left,
}
