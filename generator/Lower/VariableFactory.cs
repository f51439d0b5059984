using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>Makes the variables that the stages after Read bring in; their ids go on where the reader's end.</summary>
public sealed class VariableFactory(int next)
{
    public int Next { get; private set; } = next;

    public Variable New(string name, Model.ValueType type, VariableKind kind)
    {
        int id = Next++;
        return new Variable(id, name, type, kind, id);
    }

    public Variable Temporary(string name, Model.ValueType type) => New(name, type, VariableKind.Temporary);

    /// <summary>Another version of a variable: the same name to the user, another value.</summary>
    public Variable Version(Variable variable) => variable with
    {
        Id = Next++,
        Kind = variable.Kind == VariableKind.Parameter ? VariableKind.Local : variable.Kind,
        Whole = null,
        Path = "",
    };

    /// <summary>The variable that holds a variable's gradient. Gradients of the versions of one variable are versions of one gradient.</summary>
    public Variable Adjoint(Variable variable) => new(
        Next++,
        GradientName.Of(variable.Name),
        variable.Type,
        variable.Kind is VariableKind.Temporary ? VariableKind.Temporary : VariableKind.Local,
        -1 - variable.Family,
        IsAdjoint: true);
}
