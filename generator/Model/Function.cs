namespace AutoBackprop.Generator.Model;

/// <summary>A type that the generated method lives in, as its partial declaration begins.</summary>
/// <param name="Declaration"><c>public static partial class Shop</c>, type parameters included.</param>
public sealed record ContainingType(string Declaration);

/// <summary>A namespace around it.</summary>
/// <param name="Name">Its name as written; empty for the file itself.</param>
/// <param name="Usings">The using directives in it, as written.</param>
public sealed record NamespaceScope(string Name, EquatableArray<string> Usings);

/// <summary>Where a function stands in its file: what the generated file repeats, so that expressions mean what they meant.</summary>
/// <param name="Scopes">The file, then the namespaces inwards.</param>
/// <param name="Types">The containing types, outermost first.</param>
/// <param name="HintName">The generated file's name.</param>
public sealed record Place(EquatableArray<NamespaceScope> Scopes, EquatableArray<ContainingType> Types, string HintName)
{
    /// <summary>The warnings that the user's file turns off: code that is repeated from it may need that too.</summary>
    public EquatableArray<string> DisabledWarnings { get; init; }

    /// <summary>Whether the compiler thinks about null there: what is repeated means, and is warned of, what it was.</summary>
    public bool IsNullable { get; init; } = true;
}

/// <summary>How generated code writes the names that it brings in: short where the short name binds right, <c>global::</c> otherwise.</summary>
public sealed record BroughtNames(string Math, string MathF, string GeneratedCode, bool UsesCodeDom)
{
    /// <summary>How the runtime library's scalar layers are written.</summary>
    public string Layers { get; init; } = "global::AutoBackprop.Layers";

    public string VectorMath { get; init; } = "global::AutoBackprop.VectorMath";

    public string Span { get; init; } = "global::System.Span";

    public string ReadOnlySpan { get; init; } = "global::System.ReadOnlySpan";

    public string Workspace { get; init; } = "global::AutoBackprop.Workspace";

    public string Tensor { get; init; } = "global::System.Numerics.Tensors.Tensor";

    public string TensorSpan { get; init; } = "global::System.Numerics.Tensors.TensorSpan";

    public string ReadOnlyTensorSpan { get; init; } = "global::System.Numerics.Tensors.ReadOnlyTensorSpan";

    public string GradientBuffer { get; init; } = "global::AutoBackprop.GradientBuffer";

    public string ParameterInterface { get; init; } = "global::AutoBackprop.IParameters";

    public string ParameterVector { get; init; } = "global::AutoBackprop.ParameterVector";

    public string Elements { get; init; } = "global::AutoBackprop.Elements";

    public string TensorPrimitives { get; init; } = "global::System.Numerics.Tensors.TensorPrimitives";

    /// <summary>The types of System.Numerics whose short name binds right.</summary>
    public EquatableArray<string> ShortVectors { get; init; }

    /// <summary>How a type of System.Numerics is written.</summary>
    public string Vector(string name) => ShortVectors.Contains(name) ? name : "global::System.Numerics." + name;
}

/// <summary>A differentiable function, read from its source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">What identifies it throughout the compilation.</param>
/// <param name="Modifiers"><c>public static</c>.</param>
/// <param name="TypeParameters">Its own type parameters, <c>&lt;T&gt;</c>, or nothing.</param>
/// <param name="Constraints">Their constraint clauses, or nothing.</param>
/// <param name="ReturnType">What it returns.</param>
/// <param name="Parameters">Its parameters in order.</param>
/// <param name="Body">What it does.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Names">How brought-in names are written there.</param>
/// <param name="Reserved">Identifiers that occur in it: no generated name may hide one of them.</param>
/// <param name="Locals">Those of them that only name its own locals.</param>
/// <param name="VariableCount">One more than the highest variable id in it.</param>
/// <param name="Result">What holds the result: a variable, or a composite of variables; null where it returns nothing.</param>
/// <param name="CustomBackward">How a hand-written [BackwardOf] method of it is called; null where the backward is to be generated.</param>
/// <param name="Callees">The names by which its differentiable callees of the same compilation are known, to look up whether they have derivatives.</param>
public sealed record Function(
    string Name,
    string Key,
    string Modifiers,
    string TypeParameters,
    string Constraints,
    ValueType ReturnType,
    EquatableArray<Parameter> Parameters,
    Block Body,
    Place Place,
    BroughtNames Names,
    EquatableArray<string> Reserved,
    EquatableArray<string> Locals,
    int VariableCount,
    Expression? Result,
    string? CustomBackward,
    EquatableArray<string> Callees)
{
    /// <summary>
    /// The parameters as they are written, where some are given by <c>ref</c> or <c>out</c>, or as memory; empty otherwise. The function that is
    /// differentiated takes and returns values only, and spans: what is left in the former at the end is a part of its result.
    /// </summary>
    public EquatableArray<Parameter> Given { get; init; } = EquatableArray<Parameter>.Empty;

    /// <summary>What it returns as it is written.</summary>
    public ValueType Returned { get; init; } = ReturnType;

    /// <summary>Whether it has parameters given by <c>ref</c> or <c>out</c>.</summary>
    public bool GivesByReference => Given.Any(static parameter => parameter.IsOutput);

    /// <summary>Whether the public backward method only passes its arguments on, in other shapes.</summary>
    public bool HasShell => Given.Count > 0;

    /// <summary>Whether it is an extension method, as its backward method is then.</summary>
    public bool IsExtension { get; init; }

    public bool IsStatic => Modifiers.Split(' ').Contains("static");

    /// <summary>The parameters as they are written, an instance method's receiver among them.</summary>
    public EquatableArray<Parameter> Written => HasShell ? Given : Parameters;

    /// <summary>The parameters that are written in the signature: an instance method's receiver is not.</summary>
    public IEnumerable<Parameter> Declared => Written.Where(static parameter => !parameter.IsReceiver);

    /// <summary>The variables that hold a result: one, or the leaves of a composite.</summary>
    public static IEnumerable<Variable> Variables(Expression? result) => result switch
    {
        null => [],
        Composite composite => composite.Leaves.Select(static leaf => ((Reference)leaf).Variable),
        _ => [((Reference)result).Variable],
    };

    public string BackwardName => Name + "Backward";

    /// <summary>What the method is called that the backward hands its workspace to: a name that is free.</summary>
    public string CoreName { get; init; } = Name + "BackwardCore";

    /// <summary>What the forward pass alone is called, where others need the function split: a name that is free.</summary>
    public string ForwardName { get; init; } = Name + "Forward";

    /// <summary>What the reverse alone is called.</summary>
    public string ReverseName { get; init; } = Name + "Reverse";

    /// <summary>The generated names that hide a member of a base type.</summary>
    public EquatableArray<string> Hiding { get; init; }

    public string GradientName => Name + "Gradient";

    public string JacobianName => Name + "Jacobian";

    /// <summary>What the method is called that the Jacobian's hands its workspace to: a name that is free.</summary>
    public string JacobianCoreName { get; init; } = Name + "JacobianCore";

    /// <summary>Whether the Jacobian is asked for.</summary>
    public bool WantsJacobian { get; init; }
}
