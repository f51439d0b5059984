namespace AutoBackprop.Generator.Model;

/// <summary>Where a variable comes from; it decides what may be done with its name.</summary>
public enum VariableKind
{
    /// <summary>A parameter of the user's function.</summary>
    Parameter,
    /// <summary>A local that the user declared.</summary>
    Local,
    /// <summary>A subexpression that got a name; may vanish into the expression that uses it.</summary>
    Temporary,
    /// <summary>The result of the function.</summary>
    Result,
}

/// <summary>A variable of the model. Two are the same when their <see cref="Id"/>s are.</summary>
/// <param name="Id">Unique within a function.</param>
/// <param name="Name">The wished-for name; the emitter tells variables apart that wish for the same one.</param>
/// <param name="Type">Its type.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Family">The <see cref="Id"/> of the user's variable of which this is a version; its own where it is none.</param>
/// <param name="IsAdjoint">Whether it holds a gradient.</param>
public sealed record Variable(int Id, string Name, ValueType Type, VariableKind Kind, int Family, bool IsAdjoint = false)
{
    /// <summary>The composite parameter that it is a part of, or null. A part is never declared, and written by its way from the whole.</summary>
    public Variable? Whole { get; init; }

    /// <summary>How it is reached from the whole: <c>.Position.X</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether it is part of an object that a caller keeps its parameters in, or an array of such objects: the function never writes there.</summary>
    public bool IsKept => Whole is { Type.IsHolder: true } || Type.HoldsObjects;

    /// <summary>The parts of a composite parameter.</summary>
    public static Composite PartsOf(Variable whole, string name, Func<int> next) => Composite.Of(whole.Type, way =>
    {
        int id = next();
        return new Reference(new Variable(id, Composite.NameOf(name, way), way[way.Count - 1].Type, VariableKind.Parameter, id, whole.IsAdjoint) { Whole = whole, Path = Composite.PathOf(way) });
    });

    /// <summary>
    /// For a view, which stands for a buffer that has another name or for a part of one, and for the buffers that one view may
    /// stand for: the variable that all of them go by where it is asked who reads and writes what.
    /// </summary>
    public Variable? Memory { get; init; }

    /// <summary>The variable that this one goes by where it is asked who reads and writes what.</summary>
    public Variable Owner => Memory ?? this;

    public bool Equals(Variable? other) => ReferenceEquals(this, other) || other is not null && Id == other.Id && Name == other.Name && Kind == other.Kind
        && Family == other.Family && IsAdjoint == other.IsAdjoint && Type == other.Type
        && Path == other.Path && Whole == other.Whole;

    public override int GetHashCode() => Id;

    public override string ToString() => $"{Name}#{Id}";
}
