namespace AutoBackprop.Generator.Model;

/// <summary>A parameter of a differentiable function.</summary>
/// <param name="Variable">Its variable.</param>
/// <param name="Text">Its type as written in the signature.</param>
/// <param name="IsDifferentiable">Whether it has a gradient: a real or a buffer of reals, and not marked [NoGradient].</param>
/// <param name="Modifier"><c>in</c>, <c>params</c>, … with a space behind, or nothing.</param>
/// <param name="GradientName">What its gradient is called: <c>dX</c> for <c>x</c>.</param>
public sealed record Parameter(
    Variable Variable, string Text, bool IsDifferentiable, string Modifier, string GradientName)
{
    /// <summary>Whether a buffer may be written by the function; true where that is not known.</summary>
    public bool IsWritten { get; init; } = true;

    /// <summary>Whether the function gives a value back by it: it is given by <c>ref</c> or <c>out</c>.</summary>
    public bool IsOutput => Modifier is "ref " or "out ";

    /// <summary>Whether it is a <c>Memory</c> or a <c>ReadOnlyMemory</c>, of which the function sees the span.</summary>
    public bool IsMemory { get; init; }

    /// <summary>Whether its gradient is returned: not added to memory, nor handed back where the upstream gradient came in.</summary>
    public bool IsReturned => IsDifferentiable && !Type.IsAddedTo && !IsOutput;

    /// <summary>Whether it is a tensor itself, not a span of one.</summary>
    public bool IsWholeTensor => Type.IsTensor && !Type.Text.Contains("TensorSpan<");

    /// <summary>The parts of a composite; null where it is none.</summary>
    public Composite? Parts { get; init; }

    /// <summary>Whether it is the value that an instance method is called on.</summary>
    public bool IsReceiver { get; init; }

    /// <summary>The variables that hold what it brings in: itself, or the leaves of a composite.</summary>
    public IEnumerable<Variable> Leaves => Parts is null ? [Variable] : Parts.Leaves.Select(static leaf => ((Reference)leaf).Variable);

    /// <summary>The variables among them that have a gradient.</summary>
    public IEnumerable<Variable> Inputs => !IsDifferentiable ? [] : Parts is null ? [Variable] : InputsOf(Parts);

    private static IEnumerable<Variable> InputsOf(Composite parts) => parts.Type.Fields.Zip(parts.Parts, static (field, part) => (Field: field, Part: part))
        .Where(static pair => pair.Field.IsDifferentiable)
        .SelectMany(static pair => pair.Part is Composite inner ? InputsOf(inner) : [((Reference)pair.Part).Variable]);

    /// <summary>Its type as a cref writes it, where that is not what is written.</summary>
    public string? CrefText { get; init; }

    public string Name => Variable.Name;

    public ValueType Type => Variable.Type;
}
