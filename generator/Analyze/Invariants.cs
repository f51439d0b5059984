using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>Which variables get the same value in every iteration of a loop: what they hold after it is what each iteration had.</summary>
public sealed class Invariants
{
    private readonly Dictionary<Variable, Assign> definitions;
    private readonly HashSet<Variable> assigned;
    private readonly HashSet<Variable> written;

    /// <param name="body">The loop's body.</param>
    /// <param name="definitions">The variables that are set once an iteration, under no condition.</param>
    /// <param name="assigned">All variables that change inside, the counter too.</param>
    public Invariants(Block body, Dictionary<Variable, Assign> definitions, IEnumerable<Variable> assigned)
    {
        this.definitions = definitions;
        this.assigned = [.. assigned];
        written = [.. body.Descendants().SelectMany(Buffers.Written)];
    }

    public bool Contains(Variable variable) => definitions.TryGetValue(variable, out Assign? definition) && definition.Value.SelfAndDescendants().All(part => part switch
    {
        Reference { Variable: var mention } => !assigned.Contains(mention) || mention != variable && Contains(mention),
        Element element => element.Owner() is { } owner && !written.Contains(owner) && !assigned.Contains(owner),
        Call call => call.Callee is RuleCallee,
        NewBuffer or Member => false,
        _ => true,
    });
}
