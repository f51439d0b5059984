namespace AutoBackprop.Tests.RandomPrograms;

/// <summary>What a node of a random program is; a node can take the place of another of its sort.</summary>
public enum Sort
{
    Double,
    Float,
    Int,
    Bool,
    Mode,
    DoubleArray,
    DoubleSpan,
    IntArray,
    /// <summary>A <c>Vector3</c>.</summary>
    Vector,
    Statement,
    /// <summary>Any number of statements or members.</summary>
    List,
    Member,
}
