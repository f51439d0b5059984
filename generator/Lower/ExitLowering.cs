using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>
/// Gives every block one exit: return, break and continue become branches, so that what runs is decided by conditions
/// alone and can be run backwards. Where a branch always leaves, what follows moves into the other one; where a branch
/// leaves only sometimes, a flag says that it has.
/// </summary>
public sealed class ExitLowering(VariableFactory variables)
{
    public Block Lower(Block body, int functionLabel) => Eliminate(LowerBlock(body).Statements, functionLabel, "returned");

    private Block LowerBlock(Block block)
    {
        var result = new List<Statement>();
        foreach (Statement statement in block.Statements)
        {
            switch (statement)
            {
                case Region region:
                    result.AddRange(Eliminate(LowerBlock(region.Body).Statements, region.Label, "left").Statements);
                    break;
                case RawLoop loop:
                    result.AddRange(LowerLoop(loop));
                    break;
                default:
                    result.Add(statement.MapBlocks(LowerBlock));
                    break;
            }
        }
        return Block.Of(result);
    }

    private IEnumerable<Statement> LowerLoop(RawLoop loop)
    {
        Block body = Eliminate(LowerBlock(loop.Body).Statements, loop.ContinueLabel, "skipped");
        Block initial = LowerBlock(loop.Initial);
        Block step = LowerBlock(loop.Step);
        // Labels further out are left through the loop's own end: a flag, a break, and what follows depends on the flag.
        var flags = new List<(int Label, Variable Flag)>();
        foreach (int label in ExitLabels(body).Concat(ExitLabels(step)).Distinct().Where(label => label != loop.BreakLabel).ToArray())
            flags.Add((label, Flag(label == 0 ? "returned" : "left")));
        foreach ((int label, Variable flag) in flags)
        {
            body = ReplaceExits(body, label, [Set(flag, true), new Exit(loop.BreakLabel)]);
            step = ReplaceExits(step, label, [Set(flag, true), new Exit(loop.BreakLabel)]);
        }
        var result = new List<Statement>();
        result.AddRange(flags.Select(static flag => Set(flag.Flag, false)));
        bool breaks = Contains(body, loop.BreakLabel) || Contains(step, loop.BreakLabel);
        if (breaks)
        {
            Variable stopped = Flag("stopped");
            result.Add(Set(stopped, false));
            // A break leaves without the step.
            body = Eliminate([.. ReplaceExits(body, loop.BreakLabel, [Set(stopped, true), new Exit(loop.BreakLabel)]).Statements], loop.BreakLabel, "left");
            step = Eliminate([.. ReplaceExits(step, loop.BreakLabel, [Set(stopped, true), new Exit(loop.BreakLabel)]).Statements], loop.BreakLabel, "left");
            result.AddRange(CountedLoop.Lower(loop with { Initial = initial, Body = body, Step = step }, new Reference(stopped)));
        }
        else
        {
            result.AddRange(CountedLoop.Lower(loop with { Initial = initial, Body = body, Step = step }, stopped: null));
        }
        // What the flags tell is acted on by whoever eliminates those labels.
        result.AddRange(flags.Select(static flag => (Statement)new If(new Reference(flag.Flag), Block.Of(new Exit(flag.Label)), Block.Empty)));
        return result;
    }

    /// <summary>Rewrites statements so that the exits to a label are gone and nothing after one runs.</summary>
    private Block Eliminate(IReadOnlyList<Statement> statements, int label, string flagName)
    {
        var result = new List<Statement>();
        for (int i = 0; i < statements.Count; i++)
        {
            Statement statement = statements[i];
            if (statement is Exit exit)
            {
                if (exit.Label != label)
                    result.Add(exit);
                break;
            }
            if (statement is If branch && Contains(branch, label))
            {
                Statement[] rest = [.. statements.Skip(i + 1)];
                bool thenEnds = Ends(branch.Then), elseEnds = Ends(branch.Else);
                if (rest.Length == 0 || thenEnds && elseEnds)
                {
                    result.Add(branch with { Then = Eliminate(branch.Then.Statements, label, flagName), Else = Eliminate(branch.Else.Statements, label, flagName) });
                }
                else if (thenEnds)
                {
                    result.Add(branch with { Then = Eliminate(branch.Then.Statements, label, flagName), Else = Eliminate([.. branch.Else.Statements, .. rest], label, flagName) });
                }
                else if (elseEnds)
                {
                    result.Add(branch with { Then = Eliminate([.. branch.Then.Statements, .. rest], label, flagName), Else = Eliminate(branch.Else.Statements, label, flagName) });
                }
                else
                {
                    Variable flag = Flag(flagName);
                    result.Add(Set(flag, false));
                    Block marked = ReplaceExits(Block.Of(branch), label, [Set(flag, true), new Exit(label)]);
                    result.AddRange(Eliminate(marked.Statements, label, flagName).Statements);
                    result.Add(new If(Not(new Reference(flag)), Eliminate(rest, label, flagName), Block.Empty));
                }
                return Block.Of(result);
            }
            result.Add(statement);
            if (Ends(statement))
                break;
        }
        return Block.Of(result);
    }

    private static Block ReplaceExits(Block block, int label, Statement[] replacement) => Block.Of(block.Statements.SelectMany(statement =>
        statement is Exit exit && exit.Label == label
            ? replacement
            : [statement.MapBlocks(inner => ReplaceExits(inner, label, replacement))]));

    private static bool Contains(Statement statement, int label) =>
        statement is Exit exit && exit.Label == label || statement.Blocks().Any(block => Contains(block, label));

    private static bool Contains(Block block, int label) => block.Statements.Any(statement => Contains(statement, label));

    private static IEnumerable<int> ExitLabels(Block block) => block.Descendants().OfType<Exit>().Select(static exit => exit.Label);

    /// <summary>Whether control never reaches the end of a block.</summary>
    private static bool Ends(Block block) => block.Statements.Any(Ends);

    private static bool Ends(Statement statement) => statement switch
    {
        Exit or Throw => true,
        If branch => Ends(branch.Then) && Ends(branch.Else),
        _ => false,
    };

    private Variable Flag(string name) => variables.Temporary(name, Model.ValueType.Boolean);

    private static Assign Set(Variable flag, bool value) => new(new Reference(flag), value ? Literal.True : Literal.False);

    private static Expression Not(Expression condition) => new Unary(UnaryOperator.Not, condition, Model.ValueType.Boolean);
}
