namespace AutoBackprop.Generator.Model;

/// <summary>What a call calls.</summary>
/// <param name="Text">How it is written, receiver type included: <c>Math.Exp</c>.</param>
public abstract record Callee(string Text);

/// <summary>A function with a rule in the table.</summary>
/// <param name="Text">How the call is written.</param>
/// <param name="Name">The rule's name for it: <c>Math.Exp</c>, for double and float alike.</param>
public sealed record RuleCallee(string Text, string Name) : Callee(Text)
{
    /// <summary>The method of <c>TensorPrimitives</c> that the user calls for whole spans; null where the function is called for a number.</summary>
    public string? OfSpans { get; init; }
}

/// <summary>A function that has its own backward method: one marked [Differentiable], or one with a [BackwardOf].</summary>
/// <param name="Text">How the call is written.</param>
/// <param name="BackwardText">How its backward method is called from here.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Key">Its documentation id.</param>
/// <param name="Site">Where it is called, numbered by the fence.</param>
public sealed record DifferentiableCallee(string Text, string BackwardText, EquatableArray<Parameter> Parameters, string Key, int Site) : Callee(Text)
{
    /// <summary>
    /// Whether its backward is known to be linear in the gradient of the result: all of it is generated here. One written by hand may
    /// clip gradients, say.
    /// </summary>
    public bool IsLinear { get; init; }

    /// <summary>How its forward pass alone is called from here, where it is split.</summary>
    public string ForwardText { get; init; } = "";

    /// <summary>How its reverse alone is called from here, where it is split.</summary>
    public string ReverseText { get; init; } = "";

    /// <summary>Which pass of a split function this is, in a generated call: both share the workspace, the last argument.</summary>
    public SplitPass Pass { get; init; }

    /// <summary>Whether there are overloads: an argument of another type than the parameter's would call another one.</summary>
    public bool IsOverloaded { get; init; }
}

/// <summary>The two methods that a backward pass is split into where something else happens between them.</summary>
public enum SplitPass
{
    /// <summary>Not split.</summary>
    None,
    /// <summary>Runs forward, and keeps on the workspace what the reverse needs.</summary>
    Forward,
    /// <summary>Runs in reverse, and takes that back.</summary>
    Reverse,
    /// <summary>Runs forward, and has nothing to keep.</summary>
    PlainForward,
    /// <summary>Runs in reverse, with nothing to take back.</summary>
    PlainReverse,
}

/// <summary>A layer: a method of the runtime library that has its backward method beside it, bound by the names of that one's parameters.</summary>
/// <param name="Text">How the call is written.</param>
/// <param name="BackwardText">How its backward method is called.</param>
/// <param name="Parameters">Its parameters, but for the workspace.</param>
/// <param name="Backward">What its backward method takes.</param>
/// <param name="ReturnedGradient">The scalar parameter whose gradient the backward method returns, or null.</param>
/// <param name="TakesWorkspace">Whether it lends its result from a workspace that it is given.</param>
public sealed record LayerCallee(
    string Text, string BackwardText, EquatableArray<LayerParameter> Parameters, EquatableArray<LayerArgument> Backward, int? ReturnedGradient, bool TakesWorkspace) : Callee(Text);

/// <summary>A parameter of a layer.</summary>
/// <param name="Name">How a message names it.</param>
/// <param name="HasGradient">Whether the backward method gives its gradient.</param>
/// <param name="Site">Where its argument stands, numbered by the fence.</param>
public sealed record LayerParameter(string Name, bool HasGradient, int Site);

/// <summary>What a layer's backward method takes in one place.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Parameter">The parameter of the layer that it belongs to, where it does to one.</param>
public sealed record LayerArgument(LayerRole Role, int Parameter = -1);

public enum LayerRole
{
    /// <summary>The argument that the layer was given.</summary>
    Input,
    /// <summary>The layer's result.</summary>
    Result,
    /// <summary>The gradient of the result.</summary>
    Upstream,
    /// <summary>Where an argument's gradient is added.</summary>
    Gradient,
}

/// <summary>A method of the runtime library that adds to the gradients that it is given.</summary>
public sealed record GradientCallee(string Text) : Callee(Text);

/// <summary>A method of the workspace that a backward pass works in.</summary>
public sealed record WorkspaceCallee(string Text) : Callee(Text)
{
    /// <summary>Whether it writes the buffer that is its first argument.</summary>
    public bool Writes { get; init; }
}

/// <summary>A method of which nothing is known.</summary>
/// <param name="Text">How the call is written.</param>
/// <param name="Display">How a message names it.</param>
/// <param name="Key">Its documentation id, by which a [BackwardOf] elsewhere is found.</param>
/// <param name="Site">Where it is called, numbered by the fence.</param>
/// <param name="ArgumentsMayVary">
/// Whether arguments may depend on an input, because the result has no gradient whatever they are: a predicate, or a
/// check that throws.
/// </param>
public sealed record OpaqueCallee(string Text, string Display, string Key, int Site, bool ArgumentsMayVary) : Callee(Text)
{
    /// <summary>Whether each call may give another value, or change what others read.</summary>
    public bool Draws { get; init; }

    /// <summary>Whether it is no method, but a field or a property of what it is given.</summary>
    public bool IsMember { get; init; }

    /// <summary>Whether it is given a tensor that it could write.</summary>
    public bool MayChangeTensors { get; init; }

    /// <summary>Whether it could keep a tensor that it is given, or return it: what it sees as a span it cannot.</summary>
    public bool MayKeepTensors { get; init; } = true;
}
