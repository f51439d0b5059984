using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>
/// Which variables are still read after each statement: the classical backward analysis on structured code, where a
/// loop's body is gone through until nothing is added.
/// </summary>
public sealed class Liveness
{
    private readonly Dictionary<Statement, HashSet<Variable>> after = new(ReferenceComparer.Instance);
    private readonly Dictionary<Statement, HashSet<Variable>> around = new(ReferenceComparer.Instance);

    private Liveness()
    {
    }

    /// <summary>Analyzes a body after which <paramref name="liveAtEnd"/> are read.</summary>
    public static Liveness Of(Block body, IEnumerable<Variable> liveAtEnd)
    {
        var liveness = new Liveness();
        liveness.Before(body, [.. liveAtEnd]);
        return liveness;
    }

    /// <summary>The variables that a block reads before it writes them, if nothing is read after it.</summary>
    public static HashSet<Variable> Before(Block block) => new Liveness().Before(block, []);

    /// <summary>The variables that are read after a statement before they are written again.</summary>
    public HashSet<Variable> After(Statement statement) => after[statement];

    /// <summary>The variables that are read after an iteration of a loop: in the next one, by the condition, or after the loop.</summary>
    public HashSet<Variable> AroundLoop(Statement loop) => around[loop];

    private HashSet<Variable> Before(Block block, HashSet<Variable> live)
    {
        // A set that is made of a set is copied as a whole; spread, it would be hashed again.
        live = new HashSet<Variable>(live);
        for (int i = block.Statements.Count - 1; i >= 0; i--)
        {
            Statement statement = block.Statements[i];
            if (after.TryGetValue(statement, out HashSet<Variable>? known))
                known.UnionWith(live);
            else
                after[statement] = new HashSet<Variable>(live);
            live = Before(statement, live);
        }
        return live;
    }

    private HashSet<Variable> Before(Statement statement, HashSet<Variable> live)
    {
        switch (statement)
        {
            case If branch:
                HashSet<Variable> either = Before(branch.Then, live);
                either.UnionWith(Before(branch.Else, live));
                live = either;
                break;
            case For or While:
                Block body = statement is For counted ? counted.Body : ((While)statement).Body;
                // The body runs again, or the loop is left: what is live at its end is live after the loop or at its start.
                HashSet<Variable> next = new(live);
                Read(statement, next);
                int count;
                do
                {
                    count = next.Count;
                    next.UnionWith(Before(body, next));
                }
                while (next.Count > count);
                around[statement] = next;
                live = new HashSet<Variable>(next);
                if (statement is For { Counter: var counter })
                    live.Remove(counter);
                break;
            case Throw:
                live = [];
                break;
            default:
                foreach (Variable target in statement.Assigned())
                    live.Remove(target);
                break;
        }
        Read(statement, live);
        return live;
    }

    private static void Read(Statement statement, HashSet<Variable> live)
    {
        foreach (Expression expression in statement.Expressions())
        {
            foreach (Variable variable in expression.Mentions())
                live.Add(variable);
        }
    }
}
