namespace AutoBackprop.Generator.Model;

/// <summary>A part of a composite.</summary>
/// <param name="Name">The name of the field, the property or the tuple's element.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsConstant">Whether it is marked [NoGradient].</param>
/// <param name="IsSettable">Whether it can be assigned alone, where the composite is a variable.</param>
public sealed record Field(string Name, ValueType Type, bool IsConstant, bool IsSettable)
{
    public bool IsDifferentiable => !IsConstant && Type.IsDifferentiable;
}

/// <summary>How a composite is made of its parts.</summary>
/// <param name="Arguments">The parts that its constructor takes, by their index, in the order of its parameters.</param>
/// <param name="Initialized">The parts that an object initializer sets.</param>
public sealed record Construction(EquatableArray<int> Arguments, EquatableArray<int> Initialized)
{
    /// <summary>A tuple is written as one.</summary>
    public bool IsTuple { get; init; }
}

/// <summary>A composite, made of its parts.</summary>
/// <param name="Parts">A value for each of the type's fields.</param>
/// <param name="Type">Its type.</param>
public sealed record Composite(EquatableArray<Expression> Parts, ValueType Type) : Expression(Type)
{
    /// <summary>A composite whose leaves are made one by one.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="leaf">Makes a leaf from the fields on the way to it, outermost first.</param>
    public static Composite Of(ValueType type, Func<EquatableArray<Field>, Expression> leaf) => Of(type, [], leaf);

    private static Composite Of(ValueType type, IEnumerable<Field> way, Func<EquatableArray<Field>, Expression> leaf) => new(
        type.Fields.Select(field => field.Type.IsComposite ? Of(field.Type, way.Append(field), leaf) : leaf(way.Append(field).ToEquatableArray())).ToEquatableArray(),
        type);

    /// <summary>Its leaves, in order.</summary>
    public IEnumerable<Expression> Leaves => Parts.SelectMany(static part => part is Composite inner ? inner.Leaves : [part]);

    /// <summary>The same leaves, replaced.</summary>
    public Composite Map(Func<Expression, Expression> map) =>
        this with { Parts = Parts.Select(part => part is Composite inner ? inner.Map(map) : map(part)).ToEquatableArray() };

    /// <summary>How a leaf is reached from the whole: <c>.Position.X</c>.</summary>
    public static string PathOf(IEnumerable<Field> way) => string.Concat(way.Select(static field => "." + field.Name));

    /// <summary>What a variable is called that holds a leaf: <c>positionX</c>.</summary>
    public static string NameOf(string whole, IEnumerable<Field> way)
    {
        string name = whole;
        foreach (Field field in way)
            name = name.Length == 0 ? char.ToLowerInvariant(field.Name[0]) + field.Name.Substring(1) : name + char.ToUpperInvariant(field.Name[0]) + field.Name.Substring(1);
        return name;
    }
}
