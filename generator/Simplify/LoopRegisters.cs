using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Lets what loops carry round stay in registers. A number that is there before a call and after it goes to memory, since no
/// register for floating-point numbers survives a call (System V's convention), and the compiler leaves it there in the loop behind it, so that each
/// iteration waits for the memory: a recurrence takes twice as long. The blocks for what loops keep are therefore taken
/// before the numbers are there, and a number that was there earlier, as a parameter is, goes on under another name.
/// </summary>
public static class LoopRegisters
{
    public static Method Use(Method method)
    {
        var variables = new VariableFactory(method.NextVariable);
        List<Statement> statements = [.. method.Body.Statements];
        for (int i = 1; i < statements.Count; i++)
        {
            if (IsTake(statements[i]))
                MoveUp(statements, i);
        }
        for (int i = 0; i < statements.Count; i++)
        {
            if (statements[i] is For or While)
                CopyCarried(statements, ref i, variables);
        }
        return method with { Body = Block.Of(statements), NextVariable = variables.Next };
    }

    private static bool IsTake(Statement statement) => statement is Assign { Target: Reference, Value: Call call } && KeptStack.Asks(call, ".Take<");

    /// <summary>Moves the taking of a block in front of what it does not depend on: assignments of numbers that call nothing.</summary>
    private static void MoveUp(List<Statement> statements, int from)
    {
        Statement take = statements[from];
        HashSet<Variable> read = [.. take.Expressions().SelectMany(static expression => expression.Mentions())];
        int to = from, first = statements.FindIndex(static statement => statement is Heading) + 1;
        while (to > first && (statements[to - 1] is Heading || IsTake(statements[to - 1]) || statements[to - 1] is Assign { Target: Reference { Type.IsReal: true } target } assign && !read.Contains(target.Variable) && !Purity.Calls(assign.Value)))
            to--;
        // Blocks stay in their order, and nothing moves for no number's sake.
        while (to < from && statements[to] is not Assign { Target: Reference { Type.IsReal: true } })
            to++;
        statements.RemoveAt(from);
        statements.Insert(to, take);
    }

    /// <summary>Gives the numbers that a loop carries round another name, where they cross the taking of a block.</summary>
    private static void CopyCarried(List<Statement> statements, ref int loop, VariableFactory variables)
    {
        int lastTake = statements.FindLastIndex(loop, IsTake);
        if (lastTake < 0)
            return;
        HashSet<Variable> live = Liveness.Before(Block.Of(statements.Skip(loop)));
        Variable[] carried = [.. Block.Of(statements[loop]).Descendants().SelectMany(static statement => statement.Assigned()).Distinct()
            .Where(variable => variable is { Type.IsReal: true, Whole: null } && live.Contains(variable)).OrderBy(static variable => variable.Id)];
        foreach (Variable variable in carried)
        {
            int set = statements.FindLastIndex(loop - 1, statement => Block.Of(statement).Descendants().Any(inner => inner.Assigned().Contains(variable)));
            if (set > lastTake || set < 0 && variable.Kind != VariableKind.Parameter)
                continue;
            Variable copy = variables.Version(variable);
            for (int i = loop; i < statements.Count; i++)
                statements[i] = Block.Of(statements[i]).RenameVariables(other => other == variable ? copy : other).Statements[0];
            statements.Insert(loop, new Assign(new Reference(copy), new Reference(variable)));
            loop++;
        }
    }
}
