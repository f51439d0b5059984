using AutoBackprop.Generator.Differentiate;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Memory for what a loop computes once and uses several times, where the loop is written as calls: taken from the workspace before the
/// outermost statement around it, and shared by the loops behind that have a value of the same name, in as many iterations.
/// </summary>
internal sealed class VectorTemporaries
{
    private readonly Method method;
    private readonly VariableFactory variables;

    /// <summary>The variables that are there before the statement at hand and stay as they are.</summary>
    private readonly HashSet<Variable> steady;
    private readonly HashSet<Variable> once;
    private readonly List<(Variable Memory, Expression Count, Assign Take)> all = [];
    private readonly HashSet<Variable> lent = [];
    private readonly bool isPossible;
    private int taken;
    private int begun;

    public VectorTemporaries(Method method)
    {
        this.method = method;
        variables = new VariableFactory(method.NextVariable);
        ILookup<Variable, Statement> assigned = method.Body.Descendants().SelectMany(static statement => statement.Assigned().Select(variable => (variable, statement))).ToLookup(static pair => pair.variable, static pair => pair.statement);
        steady = [.. method.Source.Parameters.SelectMany(static parameter => parameter.Leaves).Where(variable => !assigned.Contains(variable))];
        once = [.. assigned.Where(static group => group.Count() == 1).Select(static group => group.Key)];
        // A method that calls itself hands its workspace on only where it had one from the beginning.
        isPossible = method.Pass != SplitPass.None || method.UsesWorkspace || !method.Body.Descendants().SelectMany(static statement => statement.Expressions())
            .SelectMany(static expression => expression.SelfAndDescendants()).Any(part => part is Call { Callee: DifferentiableCallee callee } && callee.Key == method.Source.Key);
    }

    /// <summary>A loop is looked at.</summary>
    public void Begin()
    {
        begun = all.Count;
        lent.Clear();
    }

    /// <summary>The loop stays one: what was meant for it is not needed.</summary>
    public void Forget() => all.RemoveRange(begun, all.Count - begun);

    /// <summary>The element that stands for an expression of a loop that has no name.</summary>
    public Element? Of(Expression expression, VectorLoops.Range range, Dictionary<Variable, Expression> lengths) => Of(variables.Temporary(TemporaryName.Of(expression), expression.Type), range, lengths);

    /// <summary>The element that stands for a variable of a loop, in memory for all iterations; null where their number is not known before.</summary>
    public Element? Of(Variable variable, VectorLoops.Range range, Dictionary<Variable, Expression> lengths)
    {
        if (!isPossible || !range.Count.Mentions().All(steady.Contains) || range.Count.SelfAndDescendants().Any(static part => part is not (Reference or Literal or Length or Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract })))
            return null;
        int index = all.FindIndex(known => known.Memory.Name == variable.Name && known.Memory.IsAdjoint == variable.IsAdjoint && known.Memory.Type.Element == variable.Type && known.Count == range.Count && !lent.Contains(known.Memory));
        Variable memory;
        if (index >= 0)
        {
            memory = all[index].Memory;
        }
        else
        {
            memory = variables.Version(variable) with { Kind = VariableKind.Local, Type = new Model.ValueType(TypeClass.Span, $"{method.Source.Names.Span}<{variable.Type.Text}>", variable.Type) };
            var take = new Call(new WorkspaceCallee($".Take<{variable.Type.Text}>"), EquatableArray.Of(new Reference(method.Workspace), range.Count), memory.Type);
            all.Add((memory, range.Count, new Assign(new Reference(memory), take)));
            lengths[memory] = range.Count;
        }
        lent.Add(memory);
        return new Element(new Reference(memory), EquatableArray.Of(range.FromZero), variable.Type);
    }

    /// <summary>What is to be taken before the outermost statement at hand.</summary>
    public IEnumerable<Statement> Taken()
    {
        for (; taken < all.Count; taken++)
            yield return all[taken].Take;
    }

    /// <summary>A statement of the method's own block is done with.</summary>
    public void Pass(Statement statement)
    {
        if (statement is Assign or Deconstruction)
            steady.UnionWith(statement.Assigned().Where(once.Contains));
    }

    /// <summary>The method, with a workspace where it needs one now.</summary>
    public Method Place(Method changed)
    {
        if (all.Count == 0)
            return changed;
        if (changed.Pass == SplitPass.None)
            return changed with { HasCore = true, NextVariable = variables.Next };
        List<Statement> statements = [.. changed.Body.Statements];
        if (!WorkspacePlacement.IsMarked(statements))
            WorkspacePlacement.Mark(statements, variables, changed.Workspace);
        return changed with { Body = Block.Of(statements), NextVariable = variables.Next };
    }
}
