using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Which variables have a gradient at a point of the reverse sweep. A gradient that nothing has contributed to is absent,
/// not zero: its terms are absent too, and the first contribution assigns.
/// </summary>
public sealed class Adjoints
{
    private readonly VariableFactory variables;
    private readonly Dictionary<Variable, Variable> names;
    private readonly HashSet<Variable> present;

    /// <summary>For each member of a class that is given, the same member of its gradient.</summary>
    private readonly Dictionary<Variable, Variable> members;
    private readonly string span;

    private Adjoints(VariableFactory variables, Dictionary<Variable, Variable> names, Dictionary<Variable, Variable> members, HashSet<Variable> present, string span)
    {
        this.members = members;
        this.span = span;
        this.variables = variables;
        this.names = names;
        this.present = present;
    }

    /// <summary>No gradients yet.</summary>
    /// <param name="variables">Makes the variables that hold them.</param>
    /// <param name="span">How <c>Span</c> is written.</param>
    public Adjoints(VariableFactory variables, string span)
        : this(variables, [], [], [], span)
    {
    }

    /// <summary>A copy for a branch; both go on to name gradients alike.</summary>
    public Adjoints Fork() => new(variables, names, members, [.. present], span);

    /// <summary>The variables that have a gradient here, in a fixed order.</summary>
    public IEnumerable<Variable> Present => present.OrderBy(static variable => variable.Id);

    public bool IsPresent(Variable variable) => present.Contains(variable);

    /// <summary>The variable that holds a variable's gradient, whether or not it has one here.</summary>
    public Variable Name(Variable variable)
    {
        if (!names.TryGetValue(variable, out Variable? adjoint))
            names[variable] = adjoint = variables.Adjoint(variable);
        return adjoint;
    }

    /// <summary>The buffer that holds a buffer's gradient: a span, or a rectangular or jagged array like it.</summary>
    public Variable NameBuffer(Variable buffer)
    {
        if (!names.TryGetValue(buffer, out Variable? adjoint))
        {
            adjoint = variables.Adjoint(buffer) with { Memory = buffer.Memory is { } memory ? NameBuffer(memory) : null };
            if (buffer.Type.IsFlat)
                adjoint = adjoint with { Type = new Model.ValueType(TypeClass.Span, $"{span}<{buffer.Type.Element!.Text}>", buffer.Type.Element) };
            names[buffer] = adjoint;
        }
        return adjoint;
    }

    /// <summary>The span that the gradient of a parameter is added into.</summary>
    /// <param name="tensor">The parameter.</param>
    /// <param name="tensorSpan">How <c>TensorSpan</c> is written.</param>
    public Variable NameTensor(Variable tensor, string tensorSpan) =>
        names[tensor] = variables.Adjoint(tensor) with { Type = new Model.ValueType(TypeClass.Tensor, $"{tensorSpan}<{tensor.Type.Leaf.Text}>", tensor.Type.Leaf) };

    /// <summary>
    /// The object that the gradient of a class is added into. Its buffers and tensors are the gradients of those that the function is
    /// given; what its numbers get is gathered in variables, and added at the end.
    /// </summary>
    public Variable NameHolder(Parameter holder)
    {
        Variable gradient = names[holder.Variable] = variables.Adjoint(holder.Variable);
        Composite parts = Variable.PartsOf(gradient, "", () => variables.New("", gradient.Type, VariableKind.Parameter).Id);
        foreach ((Variable given, Expression part) in holder.Leaves.Zip(parts.Leaves, static (given, part) => (given, part)))
        {
            members[given] = ((Reference)part).Variable;
            if (given.Type.IsAddedTo)
                Set(given, members[given]);
        }
        return gradient;
    }

    /// <summary>The gradient of an object that the function is given, or of one inside it.</summary>
    /// <param name="kept">The object's members.</param>
    /// <param name="gradientOf">The gradient of a buffer.</param>
    public Composite Object(Composite kept, Func<Expression, Expression> gradientOf) => kept.Map(leaf => leaf is Element element
        ? element with { Buffer = gradientOf(element.Buffer) }
        : new Reference(members[((Reference)leaf).Variable]));

    /// <summary>Gives a variable's gradient another name from here on.</summary>
    public Variable Renew(Variable variable) => names[variable] = variables.Adjoint(variable);

    /// <summary>The variable whose gradient a variable holds, or null.</summary>
    public Variable? Primal(Variable adjoint) => names.Where(pair => pair.Value == adjoint).Select(static pair => pair.Key).FirstOrDefault();

    /// <summary>Whether a variable's gradient has been given a name.</summary>
    public bool IsNamed(Variable variable) => names.ContainsKey(variable);

    /// <summary>Declares that one variable's gradient is held by a given variable, and is here.</summary>
    public void Set(Variable variable, Variable adjoint)
    {
        names[variable] = adjoint;
        present.Add(variable);
    }

    public void MarkPresent(Variable variable) => present.Add(variable);

    public void MarkAbsent(Variable variable) => present.Remove(variable);

    /// <summary>Takes on what a later point of the sweep knows.</summary>
    public void Become(IEnumerable<Variable> presentNow)
    {
        Variable[] now = [.. presentNow];
        present.Clear();
        present.UnionWith(now);
    }
}
