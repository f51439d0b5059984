using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>Lets versions of one variable share it again where no two of them are needed at the same time.</summary>
public sealed class Coalescing
{
    private readonly Dictionary<Variable, HashSet<Variable>> interferences = [];
    private readonly Dictionary<Variable, Variable> shared = [];
    private readonly Scopes scopes;

    private Coalescing(Block body) => scopes = Scopes.Of(body);

    /// <summary>Coalesces a method body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="readOnly">Variables that must not be assigned: parameters passed by <c>in</c>.</param>
    public static Block Coalesce(Block body, IReadOnlyCollection<Variable> readOnly)
    {
        var coalescing = new Coalescing(body);
        coalescing.FindInterferences(body);
        Variable[] all = [.. body.Descendants()
            .SelectMany(static statement => statement.Assigned().Concat(statement.Expressions().SelectMany(static expression => expression.Mentions())))
            .Distinct().OrderBy(static variable => variable.Id)];
        foreach (IGrouping<(int, bool), Variable> family in all.GroupBy(static variable => (variable.Family, variable.IsAdjoint)))
            coalescing.Share([.. family.Where(variable => !readOnly.Contains(variable))]);
        return coalescing.shared.Count == 0 ? body : body.RenameVariables(variable => coalescing.shared.TryGetValue(variable, out Variable? other) ? other : variable);
    }

    private void Share(Variable[] versions)
    {
        var groups = new List<List<Variable>>();
        foreach (Variable version in versions)
        {
            List<Variable>? group = groups.FirstOrDefault(group => group[0].Type == version.Type && !group.Any(member => Interfere(member, version)) && group.Any(member => scopes.CanShare(member, version)));
            if (group is null)
            {
                groups.Add([version]);
                continue;
            }
            group.Add(version);
            shared[version] = group[0];
        }
    }

    private bool Interfere(Variable left, Variable right) =>
        interferences.TryGetValue(left, out HashSet<Variable>? of) && of.Contains(right);

    private void FindInterferences(Block body)
    {
        Liveness liveness = Liveness.Of(body, []);
        foreach (Statement statement in body.Descendants())
        {
            Variable[] assigned = [.. statement.Assigned()];
            foreach (Variable target in assigned)
            {
                Variable? source = statement is Assign { Value: Reference { Variable: var copied } } ? copied : null;
                IEnumerable<Variable> live = statement is For ? liveness.AroundLoop(statement) : liveness.After(statement);
                foreach (Variable other in live.Concat(assigned).Where(other => other != target && other != source && other.Family == target.Family))
                {
                    Add(target, other);
                    Add(other, target);
                }
            }
        }
    }

    private void Add(Variable from, Variable to)
    {
        if (!interferences.TryGetValue(from, out HashSet<Variable>? of))
            interferences[from] = of = [];
        of.Add(to);
    }
}
