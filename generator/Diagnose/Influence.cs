using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Diagnose;

/// <summary>Which values have a share in what a function does: its statements with what each mentions and gives a value, gathered once for all that is asked.</summary>
internal sealed class Influence
{
    private readonly LoweredFunction lowered;
    private readonly (Statement Statement, Variable[] Mentioned, Variable[] Given)[] statements;
    private readonly HashSet<Variable> written;

    public Influence(LoweredFunction lowered)
    {
        this.lowered = lowered;
        IReadOnlyList<Statement> all = lowered.Body.Descendants();
        written = [.. all.SelectMany(Buffers.Written)];
        statements = [.. all.Select(static statement => (statement, Mentioned(statement), (Variable[])[.. statement.Assigned(), .. Buffers.Written(statement)]))];

        static Variable[] Mentioned(Statement statement) => [.. statement.Expressions().SelectMany(static expression => expression.Mentions())];
    }

    /// <summary>Whether a value has a share in the result, in what is written into a parameter, or in what is done: a branch, a number of iterations, an exception.</summary>
    public bool Of(IEnumerable<Variable> inputs)
    {
        HashSet<Variable> reached = [.. inputs];
        int count;
        do
        {
            count = reached.Count;
            foreach ((Statement statement, Variable[] mentioned, Variable[] given) in statements)
            {
                if (!Array.Exists(mentioned, reached.Contains))
                    continue;
                if (statement is not (Assign or Deconstruction or Evaluate) || statement is Evaluate { Expression: Call { Callee: OpaqueCallee } })
                    return true;
                reached.UnionWith(given);
            }
        }
        while (reached.Count > count);
        return lowered.Result is { } result && result.Mentions().Any(reached.Contains)
            || lowered.Function.Parameters.SelectMany(static parameter => parameter.Leaves).Any(leaf => written.Contains(leaf) && reached.Contains(leaf));
    }
}
