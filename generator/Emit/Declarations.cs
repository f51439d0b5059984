using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Emit;

/// <summary>
/// Decides where each variable is declared: by its first assignment where that is in the innermost block around all its
/// uses, before the statement with the first use otherwise; with a value where C# could not see that it gets one.
/// </summary>
public sealed class Declarations
{
    private readonly Dictionary<Statement, List<Variable>> declaring = new(ReferenceComparer.Instance);
    private readonly Dictionary<Statement, HashSet<Variable>> involved = new(ReferenceComparer.Instance);
    private readonly Dictionary<Statement, List<(Variable Variable, bool NeedsValue)>> before = new(ReferenceComparer.Instance);

    public Declarations(Block body, IEnumerable<Variable> parameters)
    {
        HashSet<Variable> known = [.. parameters];
        Variable[] counters = [.. body.Descendants().OfType<For>().Select(static loop => loop.Counter)];
        known.UnionWith(counters);
        Variable[] variables = [.. body.Descendants().SelectMany(static statement => statement.Assigned()).Distinct().Where(variable => !known.Contains(variable))];
        foreach (Variable variable in variables)
            Place(body, variable);
    }

    /// <summary>Whether an assignment declares a variable that it assigns.</summary>
    public bool Declares(Statement statement, Variable variable) => declaring.TryGetValue(statement, out List<Variable>? variables) && variables.Contains(variable);

    /// <summary>The variables that are declared before a statement.</summary>
    public IEnumerable<(Variable Variable, bool NeedsValue)> Before(Statement statement) =>
        before.TryGetValue(statement, out List<(Variable, bool)>? variables) ? variables : [];

    private void Place(Block block, Variable variable)
    {
        Statement[] users = [.. block.Statements.Where(statement => Involves(statement, variable))];
        if (users is [var only] && !InvolvesItself(only, variable))
        {
            Block[] inner = [.. only.Blocks().Where(candidate => candidate.Statements.Any(statement => Involves(statement, variable)))];
            if (inner is [var innermost])
            {
                Place(innermost, variable);
                return;
            }
        }
        Statement first = users[0];
        if (first is Assign { Target: Reference target, Value: var value } && target.Variable == variable && !value.Mentions().Contains(variable)
            || first is Deconstruction)
        {
            if (!declaring.TryGetValue(first, out List<Variable>? declared))
                declaring[first] = declared = [];
            declared.Add(variable);
            return;
        }
        bool assigned = false;
        bool needsValue = !block.Statements.SkipWhile(statement => statement != (object)first).All(statement => IsSafe(statement, variable, ref assigned));
        if (!before.TryGetValue(first, out List<(Variable, bool)>? list))
            before[first] = list = [];
        list.Add((variable, needsValue));
    }

    private bool Involves(Statement statement, Variable variable)
    {
        if (!involved.TryGetValue(statement, out HashSet<Variable>? variables))
        {
            involved[statement] = variables = [.. Block.Of(statement).Descendants()
                .SelectMany(static inner => inner.Assigned().Concat(inner.Expressions().SelectMany(static expression => expression.Mentions())))];
        }
        return variables.Contains(variable);
    }

    private static bool InvolvesItself(Statement statement, Variable variable) =>
        statement.Assigned().Contains(variable) || statement.Expressions().Any(expression => expression.Mentions().Contains(variable));

    /// <summary>C#'s definite assignment, as far as it matters here: whether no read can come before an assignment.</summary>
    private static bool IsSafe(Statement statement, Variable variable, ref bool assigned)
    {
        if (assigned)
            return true;
        if (statement.Expressions().Any(expression => expression.Mentions().Contains(variable)) && statement is not While { TestsFirst: false })
            return false;
        switch (statement)
        {
            case If branch:
                bool inThen = false, inElse = false;
                if (!IsSafe(branch.Then, variable, ref inThen) || !IsSafe(branch.Else, variable, ref inElse))
                    return false;
                assigned = (inThen || branch.Then.Throws()) && (inElse || branch.Else.Throws());
                return true;
            case For loop:
                bool inBody = false;
                return IsSafe(loop.Body, variable, ref inBody);
            case While loop:
                bool inLoop = false;
                if (!IsSafe(loop.Body, variable, ref inLoop))
                    return false;
                assigned = inLoop && !loop.TestsFirst;
                return assigned || !loop.Condition.Mentions().Contains(variable);
            default:
                assigned = statement.Assigned().Contains(variable);
                return true;
        }
    }

    private static bool IsSafe(Block block, Variable variable, ref bool assigned)
    {
        foreach (Statement statement in block.Statements)
        {
            if (!IsSafe(statement, variable, ref assigned))
                return false;
        }
        return true;
    }
}
