using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>
/// The variables that a rule's templates refer to. Their ids are negative, so that no variable of a function has one of
/// them, and fixed: −1, −2, −3 for the parameters a, b, c; −4 for the result y; −5, −6 for the auxiliaries u, v.
/// </summary>
public static class RulePlaceholders
{
    public static readonly Variable A = Placeholder(-1, "a", VariableKind.Parameter);
    public static readonly Variable B = Placeholder(-2, "b", VariableKind.Parameter);
    public static readonly Variable C = Placeholder(-3, "c", VariableKind.Parameter);

    /// <summary>The primal's result.</summary>
    public static readonly Variable Y = Placeholder(-4, "y", VariableKind.Result);

    /// <summary>The first auxiliary, defined by a rule's <see cref="Rule.Where"/>.</summary>
    public static readonly Variable U = Placeholder(-5, "u", VariableKind.Temporary);

    /// <summary>The second auxiliary.</summary>
    public static readonly Variable V = Placeholder(-6, "v", VariableKind.Temporary);

    /// <summary>a, b, c: the parameters in order.</summary>
    public static readonly EquatableArray<Variable> Parameters = EquatableArray.Of(A, B, C);

    private static Variable Placeholder(int id, string name, VariableKind kind) => new(id, name, Model.ValueType.Double, kind, id);
}
