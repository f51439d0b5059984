using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Rules;

/// <summary>
/// The variables that a rule's templates refer to. Their ids are negative, so that no variable of a function has one of
/// them, and fixed: −1, −2, −3 for the parameters a, b, c; −4 for the result y; −5, −6 for the auxiliaries u, v; −7 for the
/// gradient dy of the result; −8 and on for the operands d, e, … of rules of vectors.
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

    /// <summary>The gradient of the result, which rules of vectors mention.</summary>
    public static readonly Variable Upstream = Placeholder(-7, "dy", VariableKind.Parameter);

    /// <summary>The operand at an index of a rule of vectors: a, b, c, …, p.</summary>
    public static Variable Operand(int index, Model.ValueType type) => (index < 3 ? Parameters[index] : Placeholder(-5 - index, ((char)('a' + index)).ToString(), VariableKind.Parameter)) with { Type = type };

    /// <summary>a, b, c: the parameters in order.</summary>
    public static readonly EquatableArray<Variable> Parameters = EquatableArray.Of(A, B, C);

    private static Variable Placeholder(int id, string name, VariableKind kind) => new(id, name, Model.ValueType.Double, kind, id);
}
