namespace AutoBackprop.Generator.Model;

/// <summary>A class that holds parameters, whose helpers are generated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Number">The type of its numbers, all the same: <c>double</c>.</param>
/// <param name="Members">The members of its own that are parameters, in the order of their declaration.</param>
/// <param name="Place">Where it stands; the innermost type is the class.</param>
/// <param name="Names">How brought-in names are written there.</param>
public sealed record Holder(string Name, string Number, EquatableArray<HolderMember> Members, Place Place, BroughtNames Names)
{
    /// <summary>Whether it is derived from another class that holds parameters, whose helpers see to those.</summary>
    public bool IsDerived { get; init; }

    /// <summary>Whether no class is derived from it.</summary>
    public bool IsSealed { get; init; }
}

/// <summary>A member of a class that holds parameters.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How its numbers are found.</param>
/// <param name="Type">Its type as written there.</param>
/// <param name="Element">The type of its elements, or of it where it has none.</param>
/// <param name="Rank">The number of its dimensions.</param>
public sealed record HolderMember(string Name, HolderKind Kind, string Type, string Element, int Rank)
{
    /// <summary>Whether it may be null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Whether it can be assigned once the object is there.</summary>
    public bool IsSettable { get; init; }

    /// <summary>What the accessor to where it is stored is called, if there is one.</summary>
    public string Storage { get; init; } = "";

    /// <summary>From where that accessor is called: from wherever the member can be read and not set.</summary>
    public string StorageAccess { get; init; } = "private";

    /// <summary>Whether it is a property, which has no reference.</summary>
    public bool IsProperty { get; init; }

    /// <summary>Whether its elements are structs or vectors, seen as the numbers that they consist of.</summary>
    public bool IsOfValues { get; init; }
}

public enum HolderKind
{
    /// <summary>A number, or a struct or vector of numbers.</summary>
    Value,
    Array,
    /// <summary>A rectangular array.</summary>
    Rectangle,
    /// <summary>A jagged array: each row is a buffer.</summary>
    Rows,
    Tensor,
    /// <summary>Another object of this kind.</summary>
    Part,
    /// <summary>An array of such objects.</summary>
    Parts,
}
