using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>
/// Calls whose gradient is known before they are made: the backward method gives their value too, so that a callee is
/// run once, however deep calls are nested. Loops that only accumulate: the gradient of what they add to is known before
/// they run, so that each iteration can run forward and backward at once. And branches with such calls or loops in them.
/// Nothing is stored, and every value is used while it is at hand.
/// </content>
public sealed partial class ReverseSweep
{
    /// <summary>How many statements have been fused.</summary>
    private int fusions;

    private bool TryFuse(Statement statement, Fusion forward, Adjoints adjoints)
    {
        if (!forward.IsAllowed || !adjoints.Present.Any())
            return false;
        (int notesBefore, int fusionsBefore) = (notes.Count, fusions);
        bool isFused = statement switch
        {
            For or While => TryFuseLoop(statement, forward, adjoints),
            If branch => TryFuseBranch(branch, forward, adjoints),
            _ => TryFuseCall(statement, forward, adjoints),
        };
        if (isFused)
        {
            fusions++;
            return true;
        }
        notes.RemoveRange(notesBefore, notes.Count - notesBefore);
        fusions = fusionsBefore;
        return false;
    }

    private bool TryFuseLoop(Statement loop, Fusion forward, Adjoints adjoints)
    {
        (Block body, EquatableArray<Variable> heads) = BodyOf(loop);
        Iteration iteration = ReverseIteration(loop, adjoints, isWhole: true, ofIteration: null);
        Statement[] both = [.. iteration.Forward.Statements, .. iteration.Backward.Statements];
        bool hasGradients = Block.Of(both).Descendants().Any(Tree.IsGradient);
        HashSet<Variable> wanted = Wanted(iteration.Around, both, adjoints);
        Statement[] needed = Needed(wanted);
        if (!hasGradients
            // What comes round a loop is added to in place.
            || heads.Any(head => head.Type.IsTensor && iteration.Around.Contains(head))
            || !iteration.Around.All(iteration.Inside.IsPresent)
            || !heads.Where(iteration.Around.Contains).All(head => Same(adjoints.Name(head), both) is not null && !Assigns(forward.Rest, adjoints.Name(head)))
            || !AddsOnly(body, both, forward, adjoints)
            || wanted.Any(gradient => Assigns(forward.Rest, gradient) && !Assigns(forward.Lead, gradient))
            || IsReadLater(both, needed, adjoints, forward)
            || !CanRunBefore([.. forward.Lead, .. needed], [loop, .. forward.Rest], adjoints))
            return false;
        List<Statement> zeros = [];
        foreach (Variable variable in iteration.Around.OrderBy(static variable => variable.Id).Where(variable => !adjoints.IsPresent(variable)))
        {
            zeros.Add(Zero(variable, adjoints));
            adjoints.MarkPresent(variable);
        }
        (Block ahead, Block back, List<Statement> taken) = KeepBefore(loop, iteration.Forward, iteration.Backward);
        foreach (Variable head in heads.Where(iteration.Around.Contains))
            back = WithoutHandingOn(back, adjoints.Name(head), Same(adjoints.Name(head), both)!);
        List<Statement> fused = [.. ahead.Statements];
        int end = fused.FindIndex(statement => statement is Assign { Target: Reference { Variable: var target } } && heads.Contains(target));
        fused.InsertRange(end < 0 ? fused.Count : end, back.Statements);
        forward.PrependFused([.. taken, loop.MapBlocks(_ => Block.Of(fused))], [.. needed, .. zeros]);
        output.RemoveAll(statement => needed.Contains(statement, ReferenceComparer.Instance));
        return true;
    }

    /// <summary>A branch is fused for the sake of the calls and loops in it that are; otherwise it is reversed by another one.</summary>
    private bool TryFuseBranch(If branch, Fusion forward, Adjoints adjoints)
    {
        // A tensor's gradient is added to in place: it is there only when all that comes after has been reversed.
        if (branch.Blocks().SelectMany(static block => block.Descendants()).SelectMany(static inner => inner.Assigned()).Any(variable => variable.Type.IsTensor && adjoints.IsPresent(variable)))
            return false;
        int fusionsBefore = fusions;
        List<Statement> outer = output;
        output = [];
        Adjoints before = adjoints.Fork();
        If ahead = ReverseBranch(branch, before, isWhole: true);
        (List<Statement> reverse, output) = (output, outer);
        if (fusions == fusionsBefore)
            return false;
        If? back = reverse.LastOrDefault() as If;
        Statement[] zeros = [.. back is null ? reverse : reverse.Take(reverse.Count - 1)];
        var fused = ahead with
        {
            Then = Block.Of(ahead.Then.Statements.Concat(back is null ? [] : back.Then.Statements)),
            Else = Block.Of(ahead.Else.Statements.Concat(back is null ? [] : back.Else.Statements)),
        };
        HashSet<Variable> wanted = Wanted(adjoints.Present, [fused], adjoints);
        Statement[] needed = Needed(wanted);
        if (!AddsOnly(Block.Of(branch), [fused], forward, adjoints)
            || wanted.Any(gradient => Assigns(forward.Rest, gradient) && !Assigns(forward.Lead, gradient))
            || IsReadLater([fused], needed, adjoints, forward)
            || !CanRunBefore([.. forward.Lead, .. needed], [branch, .. forward.Rest], adjoints))
            return false;
        adjoints.Become(before.Present);
        forward.PrependFused([fused], [.. needed, .. zeros]);
        output.RemoveAll(statement => needed.Contains(statement, ReferenceComparer.Instance));
        return true;
    }

    private bool TryFuseCall(Statement statement, Fusion forward, Adjoints adjoints)
    {
        if (statement is not Assign { Target: Reference { Variable: { Type.IsQuantity: true } target }, Value: Call { Callee: DifferentiableCallee callee } call } assign
            || !adjoints.IsPresent(target) || !activity.IsVaried(call)
            || call.Arguments.Any(static argument => argument is Composite { Type.IsHolder: false } || argument.Type.IsTensor && argument is not (Reference or Element or Symbol))
            // What a constant buffer is given, whole numbers say, it is given by the backward method as well.
            || call.Arguments.Where((argument, i) => argument.Type.IsBuffer && (argument is not Reference || Buffers.MayWrite(call, i) && activity.IsVaried(argument))).Any())
            return false;
        var arguments = callee.Parameters.Zip(call.Arguments, static (parameter, argument) => (Parameter: parameter, Argument: argument)).Where(static pair => pair.Parameter.IsDifferentiable).ToArray();
        HashSet<Variable> wanted = [adjoints.Name(target)];
        wanted.UnionWith(arguments.Where(pair => pair.Argument.Type is { IsBuffer: false, IsHolder: false } && activity.IsVaried(pair.Argument)).Select(static pair => Inner(pair.Argument)).Where(adjoints.IsPresent).Select(adjoints.Name));
        Statement[] needed = Needed(wanted);
        if (wanted.Any(gradient => Assigns(forward.Rest, gradient)) || SetLater(needed, adjoints, forward) is { Count: > 0 } set && call.Arguments.Any(argument => argument.Type.IsBuffer && argument.Owner() is { } owner && set.Contains(owner))
            || !CanRunBefore([.. forward.Lead, .. needed], [statement, .. forward.Rest], adjoints))
            return false;
        List<Statement> outer = output;
        output = [];
        Reference upstream = new(adjoints.Name(target));
        adjoints.MarkAbsent(target);
        Expression[] gradients = [.. arguments.Where(static pair => pair.Argument.Type.IsAddedTo)
            .Select(pair => GradientArgument(pair.Argument, assign.Origin, adjoints))];
        var backward = new Call(callee with { Text = callee.BackwardText }, call.Arguments.Append(upstream).Concat(gradients).ToEquatableArray(), call.Type);
        TakeGradients(backward, [.. arguments.Where(static pair => !pair.Argument.Type.IsAddedTo)], target, hasValue: true, assign.Origin, adjoints);
        (List<Statement> fused, output) = (output, outer);
        output.RemoveAll(candidate => needed.Contains(candidate, ReferenceComparer.Instance));
        forward.PrependFused(fused, needed);
        return true;
    }

    /// <summary>The gradients that are there before a statement is reversed and that its reverse reads or adds to.</summary>
    private static HashSet<Variable> Wanted(IEnumerable<Variable> around, Statement[] both, Adjoints adjoints)
    {
        HashSet<Variable> mentioned = [.. Block.Of(both).Descendants().SelectMany(static statement =>
            statement.Assigned().Concat(statement.Expressions().SelectMany(static expression => expression.Mentions())))];
        return [.. around.Where(adjoints.IsPresent).Select(adjoints.Name).Where(mentioned.Contains)];
    }

    /// <summary>The statements of the reverse so far that set wanted gradients, and what those need.</summary>
    private Statement[] Needed(HashSet<Variable> wanted)
    {
        HashSet<Statement> needed = new(ReferenceComparer.Instance);
        int count;
        do
        {
            count = needed.Count;
            foreach (Statement statement in output.Where(statement => !needed.Contains(statement)).ToArray())
            {
                Statement[] parts = [.. Block.Of(statement).Descendants()];
                if (!parts.SelectMany(static part => part.Assigned()).Any(wanted.Contains))
                    continue;
                needed.Add(statement);
                wanted.UnionWith(parts.SelectMany(static part => part.Assigned().Concat(part.Expressions().SelectMany(static expression => expression.Mentions()))));
            }
        }
        while (needed.Count > count);
        return [.. output.Where(needed.Contains)];
    }

    private static bool Assigns(IEnumerable<Statement> statements, Variable variable) =>
        statements.Any(statement => Block.Of(statement).Descendants().Any(inner => inner.Assigned().Contains(variable)));

    /// <summary>
    /// The variables that hold, throughout an iteration, a gradient that goes round the loop; null where it does not come
    /// out of each iteration as it went in: handed on, never added to.
    /// </summary>
    private static HashSet<Variable>? Same(Variable gradient, Statement[] iteration)
    {
        ILookup<Variable, Expression?> values = Block.Of(iteration).Descendants()
            .SelectMany(static statement => statement.Assigned().Select(variable => (Variable: variable, Value: (statement as Assign)?.Value)))
            .Where(static pair => pair.Variable.IsAdjoint).ToLookup(static pair => pair.Variable, static pair => pair.Value);
        HashSet<Variable> same = [gradient];
        int count;
        do
        {
            count = same.Count;
            same.UnionWith(values.Where(group => group.All(value => value is Reference { Variable: var source } && same.Contains(source))).Select(static group => group.Key));
        }
        while (same.Count > count);
        return values[gradient].All(value => value is Reference { Variable: var source } && same.Contains(source)) ? same : null;
    }

    /// <summary>Leaves out the copies by which an iteration hands a gradient on.</summary>
    private static Block WithoutHandingOn(Block backward, Variable gradient, HashSet<Variable> same)
    {
        same = [.. same.Where(variable => !Liveness.Before(backward).Contains(variable)), gradient];
        return Drop(backward.RenameVariables(variable => same.Contains(variable) ? gradient : variable));

        static Block Drop(Block block) => Block.Of(block.Statements.Where(static statement => statement is not Assign assign || assign.Target != assign.Value).Select(static statement => statement.MapBlocks(Drop)));
    }

    /// <summary>Whether the gradients of buffers from outside are only added to: then iterations may come in any order.</summary>
    private bool AddsOnly(Block body, Statement[] iteration, Fusion forward, Adjoints adjoints)
    {
        HashSet<Variable> inner = [.. Block.Of(iteration).Descendants().Where(static statement => !statement.IsView()).SelectMany(static statement => statement.Assigned())];
        return Touched(iteration).Where(gradient => !inner.Contains(gradient)).All(gradient => adjoints.Primal(gradient) is { } buffer && ScratchBuffer.IsPrivate(buffer, body, buffers.LengthOf(buffer))
            && !forward.Statements.Any(statement => Mentions(statement, buffer) || Mentions(statement, gradient)));
    }

    /// <summary>
    /// Whether the gradient of a buffer that fused statements add to is read or set, not only added to, in what the reverse does before them:
    /// it would then come after them.
    /// </summary>
    private bool IsReadLater(Statement[] fused, Statement[] needed, Adjoints adjoints, Fusion forward)
    {
        HashSet<Variable> set = SetLater(needed, adjoints, forward);
        return set.Count > 0 && Block.Of(fused).Descendants().SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.Mentions())
            .Any(variable => variable.IsAdjoint && variable.Type.IsBuffer && set.Contains(Memory(variable, adjoints)));
    }

    /// <summary>The buffers whose gradients the reverse so far reads or sets, but for what moves before the fused statements with them.</summary>
    private HashSet<Variable> SetLater(Statement[] needed, Adjoints adjoints, Fusion forward) =>
        [.. Touched([.. output.Where(statement => !needed.Contains(statement, ReferenceComparer.Instance)).Concat(forward.Statements)]).Select(gradient => Memory(gradient, adjoints))];

    /// <summary>The gradients of views share what the views share.</summary>
    private static Variable Memory(Variable gradient, Adjoints adjoints) => adjoints.Primal(gradient)?.Owner ?? gradient.Owner;

    /// <summary>The gradients of buffers that statements do more with than add to them.</summary>
    private static HashSet<Variable> Touched(Statement[] statements)
    {
        HashSet<Variable> touched = [];
        foreach (Statement statement in Block.Of(statements).Descendants())
        {
            foreach (Expression expression in statement.Expressions())
            {
                if (statement.IsView())
                    continue;
                Expression looked = statement is Assign { Target: Element target, Value: Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum } && sum.Left == target
                    ? expression == target ? Literal.True : sum.Right
                    : expression;
                touched.UnionWith(looked.Mentions().Where(variable => variable.IsAdjoint && variable.Type.IsBuffer && !IsAddedToOnly(looked, variable)).Select(static variable => variable.Owner));
            }
        }
        return touched;
    }

    /// <summary>Whether an expression hands a gradient's buffer only to backward methods that add to it.</summary>
    private static bool IsAddedToOnly(Expression expression, Variable gradient) => expression is Call { Callee: GradientCallee } || expression.SelfAndDescendants().All(part => part switch
    {
        // The workspace, where one is shared, comes after the gradients.
        Call { Callee: DifferentiableCallee callee } call => !call.Arguments.Skip(call.Arguments.Count - Buffered(callee).Length - (callee.Pass == SplitPass.None ? 0 : 1))
            .Where((argument, i) => argument.Mentions().Contains(gradient) && Buffered(callee)[i].IsWritten && Buffered(callee)[i].Type.Class != TypeClass.ReadOnlySpan).Any(),
        Element element => !element.Mentions().Contains(gradient),
        _ => true,
    });

    private static Parameter[] Buffered(DifferentiableCallee callee) => [.. callee.Parameters.Where(static parameter => parameter is { IsDifferentiable: true, Type.IsBuffer: true })];

    /// <summary>Whether statements may run before others that came before them: they use nothing of those, nor of the storage's order.</summary>
    private static bool CanRunBefore(Statement[] early, Statement[] late, Adjoints adjoints)
    {
        Statement[] later = [.. Block.Of(late).Descendants()];
        HashSet<Variable> changed = [.. later.SelectMany(static statement => statement.Assigned().Select(static variable => variable.Owner).Concat(Buffers.Written(statement)))];
        return Block.Of(early).Descendants().All(statement => !statement.Assigned().Any(variable => changed.Contains(variable.Owner)) && statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).All(part => part switch
        {
            // The gradient of a buffer is made where the buffer is.
            Reference { Variable: { IsAdjoint: true, Type.IsBuffer: true } gradient } => !changed.Contains(gradient.Owner) && !(adjoints.Primal(gradient) is { } buffer && changed.Contains(buffer.Owner)),
            Reference reference => !changed.Contains(reference.Variable.Owner),
            Call => !KeptStack.TakesBack(part),
            _ => true,
        }));
    }
}
