using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>
/// Where what loops keep is kept: a block that would have the same size in every iteration of an outer loop is taken once
/// before it. A call in a hot loop costs more than what it is called for: it drives the loop's variables out of registers.
/// </content>
public sealed partial class ReverseSweep
{
    /// <summary>The variables that hold, in the reverse, what inner loops carry around and the reverse moves back.</summary>
    private readonly Dictionary<Variable, Variable> undoneInside = [];

    /// <summary>The loops whose iterations keep what lies on the stack, so that they cannot have buffers for themselves.</summary>
    private readonly HashSet<Statement> unpaired = new(ReferenceComparer.Instance);

    /// <summary>Whether all that the iterations keep lies in blocks from before the loop.</summary>
    private bool CanKeepTogether(For loop, Block forward, Block backward) => loopDepth == 0 || Pairs(forward, backward, loop).Count() == CountKept(forward);

    private static int CountKept(Block forward) =>
        forward.Descendants().Count(static statement => statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).Any(KeptStack.Keeps));

    /// <summary>Gives each iteration, and its reverse, the part for itself of the buffers whose elements the reverse reads.</summary>
    private (Block Forward, Block Backward) GiveParts(For loop, Variable[] own, Block forward, Block backward, List<Statement> before, int recalledAt)
    {
        var given = new List<Variable>();
        foreach (Variable buffer in own)
        {
            Model.ValueType span = SpanOf(buffer.Type.Element!);
            Expression size = buffers.LengthOf(buffer)!, total = Integer(BinaryOperator.Multiply, Count(loop), size), offset = Integer(BinaryOperator.Multiply, Slot(loop), size);
            Variable whole = variables.New(buffer.Name + "Kept", span, VariableKind.Local), wholeBack = whole;
            before.Add(new Assign(new Reference(whole), Work(loopDepth == 0 ? "Take" : "Keep", span, total)));
            if (loopDepth > 0)
            {
                wholeBack = variables.Version(whole);
                output.Insert(recalledAt, new Assign(new Reference(wholeBack), Work("Recall", span, total)));
            }
            Variable part = variables.New(buffer.Name, span, VariableKind.Local), restored = variables.Version(part);
            forward = Block.Of([new Assign(new Reference(part), Part(whole, offset, size)), .. forward.RenameVariables(variable => variable == buffer ? part : variable).Statements]);
            backward = Block.Of([new Assign(new Reference(restored), Part(wholeBack, offset, size)), .. backward.RenameVariables(variable => variable == buffer ? restored : variable).Statements]);
            given.Add(buffer);
        }
        notes.Add(StorageNote.OfParts(given.Select(buffer => (buffer, buffers.LengthOf(buffer)!)), $"for ({loop.Counter.Name} …)", Count(loop)));
        return (forward, backward);
    }

    /// <summary>Keeps the blocks of all iterations together, a part for each, where all of them have one size.</summary>
    private (Block Forward, Block Backward, List<Statement> Recalled) KeepTogether(For loop, Block forward, Block backward, List<Statement> before)
    {
        (int Kept, int Recalled)[] pairs = [.. Pairs(forward, backward, loop)];
        // On the stack of what is kept, a block from before the loop cannot be taken back while those of its iterations lie on it.
        if (pairs.Length == 0 || !CanKeepTogether(loop, forward, backward))
            return (forward, backward, []);
        Statement[] ahead = [.. forward.Statements], back = [.. backward.Statements];
        var recalls = new List<Statement>();
        foreach ((int kept, int recalled) in pairs)
        {
            (Variable part, Expression size) = KeptBlock(ahead[kept])!.Value;
            (Variable restored, _) = KeptBlock(back[recalled])!.Value;
            Expression total = Integer(BinaryOperator.Multiply, Count(loop), size);
            Variable whole = variables.New(part.Name, part.Type, VariableKind.Local), wholeBack = whole;
            before.Add(new Assign(new Reference(whole), Work(loopDepth == 0 ? "Take" : "Keep", part.Type, total)));
            if (loopDepth > 0)
            {
                wholeBack = variables.Version(whole);
                recalls.Insert(0, new Assign(new Reference(wholeBack), Work("Recall", part.Type, total)));
            }
            Expression offset = Integer(BinaryOperator.Multiply, Slot(loop), size);
            ahead[kept] = new Assign(new Reference(part), Part(whole, offset, size));
            back[recalled] = new Assign(new Reference(restored), Part(wholeBack, offset, size));
        }
        return (Block.Of(ahead), Block.Of(back), recalls);
    }

    /// <summary>Takes the blocks before a fused loop that each iteration keeps and takes back itself: the next one can have the same.</summary>
    private static (Block Forward, Block Backward, List<Statement> Taken) KeepBefore(Statement loop, Block forward, Block backward)
    {
        var taken = new List<Statement>();
        Statement[] ahead = [.. forward.Statements], back = [.. backward.Statements];
        HashSet<Statement> gone = new(ReferenceComparer.Instance);
        var same = new Dictionary<Variable, Variable>();
        foreach ((int kept, int recalled) in Pairs(forward, backward, loop))
        {
            var assign = (Assign)ahead[kept];
            var call = (Call)assign.Value;
            taken.Add(assign with { Value = call with { Callee = new WorkspaceCallee(call.Callee.Text.Replace(".Keep", ".Take")) } });
            same[KeptBlock(back[recalled])!.Value.Block] = KeptBlock(assign)!.Value.Block;
            gone.UnionWith([ahead[kept], back[recalled]]);
        }
        foreach (Statement statement in ahead.Where(statement => KeptBlock(statement, ".Take<") is { } block && IsSteady(block.Size, loop, ahead)))
        {
            taken.Add(statement);
            gone.Add(statement);
        }
        return (Block.Of(ahead.Where(statement => !gone.Contains(statement))),
            Block.Of(back.Where(statement => !gone.Contains(statement))).RenameVariables(variable => same.TryGetValue(variable, out Variable? other) ? other : variable), taken);
    }

    /// <summary>Where an iteration keeps a block of a size that all iterations have, and where its reverse takes it back.</summary>
    private static IEnumerable<(int Kept, int Recalled)> Pairs(Block forward, Block backward, Statement loop)
    {
        for (int kept = 0; kept < forward.Statements.Count; kept++)
        {
            if (KeptBlock(forward.Statements[kept], ".Keep<") is not { } block || !IsSteady(block.Size, loop, forward.Statements))
                continue;
            for (int recalled = 0; recalled < backward.Statements.Count; recalled++)
            {
                if (KeptBlock(backward.Statements[recalled], ".Recall<") is { } restored && restored.Block.Family == block.Block.Family && restored.Size == block.Size)
                    yield return (kept, recalled);
            }
        }
    }

    private static bool IsSteady(Expression size, Statement loop, IEnumerable<Statement> forward)
    {
        HashSet<Variable> changed = [.. loop.Assigned(), .. forward.SelectMany(static statement => Block.Of(statement).Descendants()).SelectMany(static statement => statement.Assigned())];
        return !size.Mentions().Any(changed.Contains);
    }

    private static (Variable Block, Expression Size)? KeptBlock(Statement statement, string method = ".") =>
        statement is Assign { Target: Reference { Variable: var block }, Value: Call { Callee: WorkspaceCallee { Text: var text }, Arguments: [_, var size] } } && text.StartsWith(method, StringComparison.Ordinal)
            ? (block, size)
            : null;

    /// <summary>A part of a block; none where the size is negative, as it is for a loop that does not run.</summary>
    private Call Part(Variable whole, Expression offset, Expression size) =>
        new(new WorkspaceCallee(names.Elements + ".Of"), EquatableArray.Of(new Reference(whole), offset, size), whole.Type);

    private static bool HasKept(Block block) => block.Statements.Any(static statement => KeptStack.Any(statement, KeptStack.Keeps));
}
