using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>
/// Gives every assignment of a variable a version of its own (static single assignment, on structured code), so that a
/// value that was overwritten can still be named. Where branches join, both arms assign one version; what a loop carries
/// around has one version that is set before the loop and at the end of each iteration. Simplify lets versions share a
/// variable again where they are never needed at once.
/// </summary>
public sealed class Versioning
{
    private readonly VariableFactory variables;
    private readonly HashSet<Variable> seen;
    private readonly Liveness liveness;

    private Versioning(VariableFactory variables, IEnumerable<Variable> parameters, Liveness liveness)
    {
        this.variables = variables;
        this.liveness = liveness;
        seen = [.. parameters];
    }

    /// <summary>Renames a body; gives it back with the versions that the result has at its end.</summary>
    public static (Block Body, Expression? Result) Lower(Block body, IReadOnlyCollection<Variable> parameters, Expression? result, VariableFactory variables)
    {
        var versioning = new Versioning(variables, parameters, Liveness.Of(body, Function.Variables(result)));
        Dictionary<Variable, Variable> current = parameters.ToDictionary(static parameter => parameter);
        Block renamed = Block.Of(versioning.Rename(body, current));
        return (renamed, result is null ? null : Rename(result, current));
    }

    private List<Statement> Rename(Block block, Dictionary<Variable, Variable> current)
    {
        var output = new List<Statement>();
        foreach (Statement statement in block.Statements)
        {
            switch (statement)
            {
                case Assign { Target: Reference target } assign:
                    Expression value = Rename(assign.Value, current);
                    output.Add(assign with { Target = new Reference(Define(target.Variable, current)), Value = value });
                    break;
                case Deconstruction deconstruction:
                    Expression whole = Rename(deconstruction.Value, current);
                    output.Add(new Deconstruction(deconstruction.Targets.Select(target => target is null ? null : Define(target, current)).ToEquatableArray(), whole) { Origin = deconstruction.Origin });
                    break;
                case If branch:
                    RenameBranch(branch, current, output);
                    break;
                case For loop:
                    Expression start = Rename(loop.Start, current), limit = Rename(loop.Limit, current);
                    seen.Add(loop.Counter);
                    current[loop.Counter] = loop.Counter;
                    (Block counted, EquatableArray<Variable> carried) = RenameLoop(loop, loop.Body, current, output);
                    output.Add(loop with { Start = start, Limit = limit, Stop = loop.Stop is null ? null : Rename(loop.Stop, current), Body = counted, Heads = carried });
                    break;
                case While loop:
                    (Block body, EquatableArray<Variable> heads) = RenameLoop(loop, loop.Body, current, output);
                    output.Add(loop with { Condition = Rename(loop.Condition, current), Body = body, Heads = heads });
                    break;
                default:
                    output.Add(statement.MapExpressions(expression => Rename(expression, current)));
                    break;
            }
        }
        return output;
    }

    private void RenameBranch(If branch, Dictionary<Variable, Variable> current, List<Statement> output)
    {
        Expression condition = Rename(branch.Condition, current);
        var afterThen = new Dictionary<Variable, Variable>(current);
        var afterElse = new Dictionary<Variable, Variable>(current);
        List<Statement> then = Rename(branch.Then, afterThen);
        List<Statement> otherwise = Rename(branch.Else, afterElse);
        HashSet<Variable> needed = liveness.After(branch);
        var before = new Dictionary<Variable, Variable>(current);
        foreach (Variable variable in Assigned(branch.Then).Concat(Assigned(branch.Else)).Distinct().Where(variable => !variable.Type.IsBuffer && needed.Contains(variable)))
        {
            Variable join = Define(variable, current);
            then = Join(then, variable, join, before, afterThen);
            otherwise = Join(otherwise, variable, join, before, afterElse);
        }
        output.Add(branch with { Condition = condition, Then = Block.Of(then), Else = Block.Of(otherwise) });
    }

    /// <summary>Lets an arm leave the value of a variable in its joined version: by defining that one, or by a copy where it does not change it.</summary>
    private static List<Statement> Join(
        List<Statement> arm, Variable variable, Variable join, Dictionary<Variable, Variable> before, Dictionary<Variable, Variable> after)
    {
        if (arm.LastOrDefault() is Throw || !after.TryGetValue(variable, out Variable? last))
            return arm;
        if (before.TryGetValue(variable, out Variable? outer) && outer == last)
            return [.. arm, Copy(join, last)];
        return [.. Block.Of(arm).RenameVariables(candidate => candidate == last ? join : candidate).Statements];
    }

    private (Block Body, EquatableArray<Variable> Heads) RenameLoop(Statement loop, Block body, Dictionary<Variable, Variable> current, List<Statement> output)
    {
        HashSet<Variable> needed = liveness.AroundLoop(loop);
        var carried = new List<(Variable Variable, Variable Head)>();
        foreach (Variable variable in Assigned(body).Distinct().Where(variable => !variable.Type.IsBuffer && needed.Contains(variable)))
        {
            bool isSet = current.TryGetValue(variable, out Variable? before);
            Variable head = Define(variable, current);
            if (isSet)
                output.Add(Copy(head, before!));
            carried.Add((variable, head));
        }
        var inside = new Dictionary<Variable, Variable>(current);
        List<Statement> renamed = Rename(body, inside);
        AppendParallelCopies(renamed, [.. carried.Select(pair => (pair.Head, inside[pair.Variable])).Where(static pair => pair.Head != pair.Item2)]);
        return (Block.Of(renamed), carried.Select(static pair => pair.Head).ToEquatableArray());
    }

    /// <summary>Copies that happen at once: a source that an earlier copy overwrites is saved first.</summary>
    private void AppendParallelCopies(List<Statement> output, (Variable Target, Variable Source)[] copies)
    {
        var saved = new Dictionary<Variable, Variable>();
        for (int i = 0; i < copies.Length; i++)
        {
            Variable source = copies[i].Source;
            if (!copies.Take(i).Any(copy => copy.Target == source) || saved.ContainsKey(source))
                continue;
            saved[source] = variables.Temporary("previous" + GradientName.Of(source.Name).Substring(1), source.Type);
            output.Add(Copy(saved[source], source));
        }
        foreach ((Variable target, Variable source) in copies)
            output.Add(Copy(target, saved.TryGetValue(source, out Variable? copy) ? copy : source));
    }

    /// <summary>The version that an assignment defines. A buffer has one: its variable stands for the same buffer wherever it has a value.</summary>
    private Variable Define(Variable variable, Dictionary<Variable, Variable> current) =>
        current[variable] = seen.Add(variable) || variable.Type.IsBuffer ? variable : variables.Version(variable);

    private static Assign Copy(Variable target, Variable source) => new(new Reference(target), new Reference(source));

    private static Expression Rename(Expression expression, Dictionary<Variable, Variable> current) =>
        expression.Substitute(variable => current.TryGetValue(variable, out Variable? version) && version != variable ? new Reference(version) : null);

    private static IEnumerable<Variable> Assigned(Block block) => block.Descendants().SelectMany(static statement => statement.Assigned());
}
