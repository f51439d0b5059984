using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>The innermost block around all uses of each variable: where it will be declared.</summary>
public sealed class Scopes
{
    private readonly Dictionary<Variable, int[]> scopes = [];
    private int nextBlock;

    private Scopes()
    {
    }

    public static Scopes Of(Block body)
    {
        var scopes = new Scopes();
        scopes.Visit(body, []);
        return scopes;
    }

    /// <summary>Whether two variables can have one name: neither's scope is around the other's.</summary>
    public bool AreApart(Variable left, Variable right) => Common(Of(left), Of(right)) is var common && common.Length < Of(left).Length && common.Length < Of(right).Length;

    /// <summary>Whether one variable in place of two would be declared where one of them is now.</summary>
    public bool CanShare(Variable left, Variable right) => !AreApart(left, right);

    private int[] Of(Variable variable) => scopes.TryGetValue(variable, out int[]? path) ? path : [];

    private void Visit(Block block, int[] outer)
    {
        int[] path = [.. outer, nextBlock++];
        foreach (Statement statement in block.Statements)
        {
            foreach (Variable variable in statement.Expressions().SelectMany(static expression => expression.Mentions()).Concat(statement is For ? [] : statement.Assigned()))
                scopes[variable] = scopes.TryGetValue(variable, out int[]? before) ? Common(before, path) : path;
            // A counter belongs to its loop's body, whose number comes next.
            if (statement is For { Counter: var counter })
                scopes[counter] = scopes.TryGetValue(counter, out int[]? known) ? Common(known, path) : [.. path, nextBlock];
            foreach (Block inner in statement.Blocks())
                Visit(inner, path);
        }
    }

    private static int[] Common(int[] left, int[] right)
    {
        int length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length])
            length++;
        return [.. left.Take(length)];
    }
}
