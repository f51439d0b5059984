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
    /// <summary>A <c>Memory</c> of the program's real type, of which a function sees the span.</summary>
    RealMemory,
    /// <summary>A <c>T[,]</c> of the program's real type.</summary>
    Grid,
    /// <summary>A <c>T[][]</c> of the program's real type.</summary>
    Rows,
    IntArray,
    /// <summary>A <c>Vector3</c>.</summary>
    Vector,
    /// <summary>A <c>Vec</c>, two numbers that are made anew.</summary>
    Value,
    /// <summary>A <c>Body</c>, a struct of structs that is changed in place.</summary>
    Body,
    ValueArray,
    BodyArray,
    /// <summary>A <c>(double, Vec)</c>.</summary>
    Pair,
    /// <summary>A <c>Net</c>, a class that holds parameters.</summary>
    Net,
    /// <summary>An array of two of those.</summary>
    Nets,
    /// <summary>A number of a type parameter.</summary>
    Generic,
    Statement,
    /// <summary>Any number of statements or members.</summary>
    List,
    Member,
    /// <summary>What a <c>void</c> function returns.</summary>
    None,
}
