namespace AutoBackprop.Generator.Model;

/// <summary>What a call calls.</summary>
/// <param name="Text">How it is written, receiver type included: <c>Math.Exp</c>.</param>
public abstract record Callee(string Text);

/// <summary>A function with a rule in the table.</summary>
/// <param name="Text">How the call is written.</param>
/// <param name="Name">The rule's name for it: <c>Math.Exp</c>, for double and float alike.</param>
public sealed record RuleCallee(string Text, string Name) : Callee(Text);

/// <summary>A function that has its own backward method: one marked [Differentiable], or one with a [BackwardOf].</summary>
/// <param name="Text">How the call is written.</param>
/// <param name="BackwardText">How its backward method is called from here.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Key">Its documentation id.</param>
/// <param name="Site">Where it is called, numbered by the fence.</param>
public sealed record DifferentiableCallee(string Text, string BackwardText, EquatableArray<Parameter> Parameters, string Key, int Site) : Callee(Text);

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
public sealed record OpaqueCallee(string Text, string Display, string Key, int Site, bool ArgumentsMayVary) : Callee(Text);
