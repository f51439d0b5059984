namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>What a node of a random program is; a node can take the place of another of its sort.</summary>
public enum Sort
{
    Double,
    Float,
    Int,
    Bool,
    Mode,
    /// <summary>A <c>T[]</c> of the program's real type.</summary>
    RealArray,
    /// <summary>A span of the program's real type.</summary>
    RealSpan,
    /// <summary>A <c>T[,]</c> of the program's real type.</summary>
    Grid,
    /// <summary>A <c>T[][]</c> of the program's real type.</summary>
    Rows,
    IntArray,
    /// <summary>A <c>Vector3</c>.</summary>
    Vector,
    Statement,
    /// <summary>Any number of statements or members.</summary>
    List,
    Member,
    /// <summary>What a <c>void</c> function returns.</summary>
    None,
}
