namespace AutoBackprop.Generator.Model;

/// <summary>A part of a composite.</summary>
/// <param name="Name">The name of the field, the property or the tuple's element.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsConstant">Whether it is marked [NoGradient].</param>
/// <param name="IsSettable">Whether it can be assigned alone, where the composite is a variable.</param>
/// <param name="IsVariable">Whether it is a variable itself then, whose own parts can be assigned: a field is, a property is not.</param>
public sealed record Field(string Name, ValueType Type, bool IsConstant, bool IsSettable, bool IsVariable)
{
    /// <summary>The generated accessor to where an object stores it, if it can be set no other way once the object is made; null otherwise.</summary>
    public string? Storage { get; init; }

    public bool IsDifferentiable => !IsConstant && Type.IsDifferentiable;
}

/// <summary>How a composite is made of its parts.</summary>
/// <param name="Arguments">The parts that its constructor takes, by their index, in the order of its parameters.</param>
/// <param name="Initialized">The parts that an object initializer sets.</param>
public sealed record Construction(EquatableArray<int> Arguments, EquatableArray<int> Initialized)
{
    /// <summary>The parts that must be set, since they begin with something else than zero otherwise, or are required.</summary>
    public EquatableArray<int> Preset { get; init; }

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

    /// <summary>Zero of any type.</summary>
    public static Expression Zero(ValueType type) => type.IsComposite ? Of(type, static way => ZeroLeaf(way[way.Count - 1].Type)) : ZeroLeaf(type);

    /// <summary>Zero of a type that is no composite.</summary>
    public static Literal ZeroLeaf(ValueType type) => type.IsQuantity || type.Class == TypeClass.Integer ? Literal.Whole(0, type) : new Literal(type.Class == TypeClass.Boolean ? "false" : "default!", type);

    /// <summary>Its leaves, in order.</summary>
    public IEnumerable<Expression> Leaves => Parts.SelectMany(static part => part is Composite inner ? inner.Leaves : [part]);

    /// <summary>The same leaves, replaced.</summary>
    public Composite Map(Func<Expression, Expression> map) =>
        this with { Parts = Parts.Select(part => part is Composite inner ? inner.Map(map) : map(part)).ToEquatableArray() };

    /// <summary>The fields on the way from a composite to one of its leaves.</summary>
    public static IEnumerable<Field> Way(ValueType type, string path)
    {
        foreach (string name in path.Split(['.'], StringSplitOptions.RemoveEmptyEntries))
        {
            Field field = type.Fields.First(candidate => candidate.Name == name);
            type = field.Type;
            yield return field;
        }
    }

    /// <summary>Whether a leaf can be assigned alone, where the composite is a variable. An object is one wherever it is found.</summary>
    public static bool IsSettable(ValueType type, string path) => Reaches(type, path, static field => field.IsSettable);

    /// <summary>Whether a component of a place can be assigned alone: a place is a variable but for a property.</summary>
    public static bool IsVariable(Expression place) => place is not Element { Path.Length: > 0 } element
        || Reaches(element.Indices.Count == 0 ? element.Buffer.Type : element.Buffer.Type.Element!, element.Path, static field => field.IsVariable);

    /// <summary>Whether what leads to a leaf are variables, from the last object on the way on, and whether the leaf is what is asked.</summary>
    private static bool Reaches(ValueType type, string path, Func<Field, bool> ask) =>
        Way(type, path).Reverse().TakeWhile(static (field, fromEnd) => fromEnd == 0 || !field.Type.IsHolder).Select((field, fromEnd) => fromEnd == 0 ? ask(field) : field.IsVariable).All(static can => can);

    /// <summary>How a leaf is reached from the whole: <c>.Position.X</c>.</summary>
    public static string PathOf(IEnumerable<Field> way) => string.Concat(way.Select(static field => "." + field.Name));

    /// <summary>What a variable is called that holds a leaf: <c>positionX</c>.</summary>
    public static string NameOf(string whole, IEnumerable<Field> way) => NameOf(whole, PathOf(way));

    /// <summary>What a variable is called that holds a leaf: <c>positionX</c>.</summary>
    public static string NameOf(string whole, string path)
    {
        string name = whole;
        foreach (string part in path.Split(['.'], StringSplitOptions.RemoveEmptyEntries))
            name = name.Length == 0 ? char.ToLowerInvariant(part[0]) + part.Substring(1) : name + char.ToUpperInvariant(part[0]) + part.Substring(1);
        return name;
    }
}
