using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>Loops: reversed by a loop that goes the other way.</content>
public sealed partial class ReverseSweep
{
    private IEnumerable<Statement> ReverseLoop(Statement loop, Adjoints adjoints)
    {
        if (loop is For counted && TryReverseChoice(counted, adjoints) is { } chosen)
            return chosen;
        Variable[] own = loop is For whole && !unpaired.Contains(whole) ? OwnBuffers.Of(whole, buffers) : [];
        Statement given = loop;
        int notesBefore = notes.Count;
        loop = own.Length == 0 ? given : given.MapBlocks(body => OwnBuffers.ReadBeforeLoops(body, own));
        Iteration iteration = ReverseIteration(loop, adjoints, isWhole: false, own);
        if (own.Length > 0 && !CanKeepTogether((For)loop, iteration.Forward, iteration.Backward))
        {
            unpaired.Add(given);
            notes.RemoveRange(notesBefore, notes.Count - notesBefore);
            loop = given;
            iteration = ReverseIteration(loop, adjoints, isWhole: false, own = []);
        }
        (HashSet<Variable> around, Adjoints inside, Block forward, Block backward) = iteration;
        // What an iteration overwrites without looking at it has no gradient before, even where nothing else happens.
        if (backward.IsEmpty && around.All(inside.IsPresent))
            return [loop];
        foreach (Variable variable in around.OrderBy(static variable => variable.Id))
        {
            if (!adjoints.IsPresent(variable))
                output.Add(Zero(variable, adjoints));
            adjoints.MarkPresent(variable);
            if (!inside.IsPresent(variable))
                backward = Block.Of(backward.Statements.Append(Zero(variable, adjoints)));
        }
        return loop is For known ? ReverseFor(known, forward, backward, own) : ReverseWhile((While)loop, forward, backward);
    }

    /// <summary>An iteration, reversed.</summary>
    /// <param name="Around">What has a gradient at its end: what has one after the loop, or gets one in an iteration.</param>
    /// <param name="Inside">What has a gradient at its start.</param>
    /// <param name="Forward">The body as it runs forward.</param>
    /// <param name="Backward">Its reverse.</param>
    private readonly record struct Iteration(HashSet<Variable> Around, Adjoints Inside, Block Forward, Block Backward);

    /// <summary>Reverses an iteration.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="adjoints">The gradients after the loop.</param>
    /// <param name="isWhole">Whether what comes after its own loops, and the reverse of that, may run before them.</param>
    /// <param name="ofIteration">The buffers that each iteration has for itself, until it is reversed; null for all: then it is reversed at once.</param>
    private Iteration ReverseIteration(Statement loop, Adjoints adjoints, bool isWhole, IReadOnlyCollection<Variable>? ofIteration)
    {
        Buffers outside = buffers;
        if (ofIteration is null or { Count: > 0 })
            buffers = buffers.Within(BodyOf(loop).Body, ofIteration);
        (Block body, EquatableArray<Variable> heads) = BodyOf(loop);
        HashSet<Variable> local = [.. body.Descendants().SelectMany(static statement => statement.Assigned())];
        local.ExceptWith(heads);
        loopDepth++;
        HashSet<Variable> around = [.. adjoints.Present.Where(variable => !local.Contains(variable))];
        Adjoints inside;
        Block forward, backward;
        int notesBefore = notes.Count;
        do
        {
            notes.RemoveRange(notesBefore, notes.Count - notesBefore);
            inside = adjoints.Fork();
            inside.Become(around);
            (forward, backward) = Reverse(body, inside, isWhole);
        }
        while (inside.Present.Count(variable => !local.Contains(variable) && around.Add(variable)) > 0);
        loopDepth--;
        buffers = outside;
        return new Iteration(around, inside, forward, backward);
    }

    private static (Block Body, EquatableArray<Variable> Heads) BodyOf(Statement loop) =>
        loop is For counted ? (counted.Body, counted.Heads) : (((While)loop).Body, ((While)loop).Heads);

    private IEnumerable<Statement> ReverseFor(For loop, Block forward, Block backward, Variable[] own)
    {
        var before = new List<Statement>();
        Expression start = loop.Start, last = Last(loop);
        if (loop.Stop is not null)
        {
            // How far it came is counted.
            Variable count = variables.New("count", Model.ValueType.Int32, VariableKind.Local);
            before.Add(new Assign(new Reference(count), Literal.Int(0)));
            forward = Block.Of(forward.Statements.Prepend(new Assign(new Reference(count), Integer(BinaryOperator.Add, new Reference(count), Literal.Int(1)))));
            Expression steps = Integer(BinaryOperator.Subtract, new Reference(count), Literal.Int(1));
            last = Integer(BinaryOperator.Add, start, Integer(BinaryOperator.Multiply, steps, Literal.Int(loop.Step)));
        }
        own = [.. own.Where(buffer => backward.Descendants().SelectMany(static statement => statement.Expressions()).Any(expression => expression.Mentions().Contains(buffer)))];
        forward = OwnBuffers.WithoutMaking(forward, own);
        (forward, backward) = KeptLengths.Of(forward, backward, variables);
        Recording recording = Recording.Plan(loop.Heads, loop.Counter, backward, forward, own.Length == 0 ? buffers : buffers.Within(loop.Body, own), variables, undoneInside);
        (forward, backward, List<Statement> recalled) = KeepTogether(loop, forward, backward, before);
        int recalledAt = output.Count;
        bool inBlocks = loopDepth == 0 || !HasKept(forward);
        Recording.Stored[] numbers = [.. recording.Kept.Where(static stored => !stored.Variable.Type.HoldsReferences)];
        if (inBlocks)
        {
            Expression slot = Slot(loop);
            foreach (Recording.Stored stored in numbers)
            {
                Model.ValueType span = SpanOf(stored.Variable.Type);
                Variable block = variables.New(stored.Variable.Name + "Kept", span, VariableKind.Local);
                before.Add(new Assign(new Reference(block), Work(loopDepth == 0 ? "Take" : "Keep", span, Count(loop))));
                stored.Slot = new Element(new Reference(block), EquatableArray.Of(slot), stored.Variable.Type);
            }
            if (loopDepth > 0)
            {
                foreach (Recording.Stored stored in Enumerable.Reverse(numbers))
                {
                    var block = new Reference(variables.Version(stored.Slot!.Root().Variable));
                    output.Add(new Assign(block, Work("Recall", block.Type, Count(loop))));
                    stored.RestoredSlot = stored.Slot! with { Buffer = block };
                }
            }
        }
        output.AddRange(recalled);
        notes.Add(StorageNote.Of(recording.Kept, backward, $"for ({loop.Counter.Name} …)", inBlocks ? Count(loop) : null));
        (forward, backward) = recording.Apply(forward, backward, loop.Heads, workspace);
        (forward, backward) = GiveParts(loop, own, forward, backward, before, recalledAt);
        BeginMovingBack(recording);
        (BinaryOperator comparison, Expression bound) = BackTo(loop);
        Variable counter = variables.Version(loop.Counter);
        backward = backward.RenameVariables(variable => variable == loop.Counter ? counter : variable);
        output.Add(new For(counter, last, comparison, bound, -loop.Step, null, backward) { Origin = loop.Origin });
        return [.. before, .. recording.MovedOut, loop with { Body = forward }];
    }

    /// <summary>What the reverse of a loop moves back begins with its last value.</summary>
    private void BeginMovingBack(Recording recording)
    {
        foreach (Recording.Undone moved in recording.MovedBack)
        {
            output.Add(new Assign(new Reference(moved.Variable), new Reference(moved.Head)));
            undoneInside[moved.Head] = moved.Variable;
        }
    }

    private IEnumerable<Statement> ReverseWhile(While loop, Block forward, Block backward)
    {
        Variable count = variables.New("count", Model.ValueType.Int32, VariableKind.Local);
        Variable step = variables.New("step", Model.ValueType.Int32, VariableKind.Temporary);
        (forward, backward) = KeptLengths.Of(forward, backward, variables);
        Recording recording = Recording.Plan(loop.Heads, null, backward, forward, buffers, variables, undoneInside);
        notes.Add(StorageNote.Of(recording.Kept, backward, loop.TestsFirst ? "while (…)" : "do … while (…)", null));
        (forward, backward) = recording.Apply(forward, backward, loop.Heads, workspace);
        BeginMovingBack(recording);
        forward = Block.Of(forward.Statements.Prepend(new Assign(new Reference(count), Integer(BinaryOperator.Add, new Reference(count), Literal.Int(1)))));
        output.Add(new For(step, new Reference(count), BinaryOperator.Greater, Literal.Int(0), -1, null, backward) { Origin = loop.Origin });
        return [.. recording.MovedOut, new Assign(new Reference(count), Literal.Int(0)), loop with { Body = forward }];
    }

    /// <summary>The counter's value in the last iteration; before the start where there is none.</summary>
    private static Expression Last(For loop)
    {
        bool isStrict = loop.Comparison is BinaryOperator.Less or BinaryOperator.Greater;
        if (loop.Step is 1 or -1)
            return isStrict ? Integer(BinaryOperator.Subtract, loop.Limit, Literal.Int(loop.Step)) : loop.Limit;
        Expression steps = Integer(BinaryOperator.Subtract, Count(loop), Literal.Int(1));
        return Integer(BinaryOperator.Add, loop.Start, Integer(BinaryOperator.Multiply, steps, Literal.Int(loop.Step)));
    }

    /// <summary>How far the reverse goes: to the start, or, where that is <c>j + 1</c>, while it is beyond <c>j</c>, as one would write it.</summary>
    private static (BinaryOperator Comparison, Expression Bound) BackTo(For loop) => (loop.Step > 0, loop.Start) switch
    {
        (true, Binary { Operator: BinaryOperator.Add, Left: var before, Right: Literal { Text: "1" } }) => (BinaryOperator.Greater, before),
        (false, Binary { Operator: BinaryOperator.Subtract, Left: var beyond, Right: Literal { Text: "1" } }) => (BinaryOperator.Less, beyond),
        (true, var start) => (BinaryOperator.GreaterOrEqual, start),
        (false, var start) => (BinaryOperator.LessOrEqual, start),
    };

    /// <summary>How many iterations there are; may be negative where there are none.</summary>
    private static Expression Count(For loop)
    {
        (Expression from, Expression to) = loop.Step > 0 ? (loop.Start, loop.Limit) : (loop.Limit, loop.Start);
        int size = Math.Abs(loop.Step);
        int extra = (loop.Comparison is BinaryOperator.Less or BinaryOperator.Greater ? 0 : 1) + size - 1;
        Expression distance = Integer(BinaryOperator.Add, Integer(BinaryOperator.Subtract, to, from), Literal.Int(extra));
        // A loop that does not run has a negative distance, and rounding towards zero must not make an iteration of it.
        return size == 1 ? distance : Integer(BinaryOperator.Divide, distance, Literal.Int(size));
    }

    /// <summary>The number of the iteration that the counter is in.</summary>
    private static Expression Slot(For loop)
    {
        var counter = new Reference(loop.Counter);
        Expression distance = loop.Step > 0 ? Integer(BinaryOperator.Subtract, counter, loop.Start) : Integer(BinaryOperator.Subtract, loop.Start, counter);
        return Math.Abs(loop.Step) == 1 ? distance : Integer(BinaryOperator.Divide, distance, Literal.Int(Math.Abs(loop.Step)));
    }

    private static Expression Integer(BinaryOperator symbol, Expression left, Expression right) => (symbol, left, right) switch
    {
        (BinaryOperator.Add or BinaryOperator.Subtract, _, Literal { Text: "0" }) => left,
        (BinaryOperator.Add, _, Literal { Text: var text }) when text[0] == '-' => Integer(BinaryOperator.Subtract, left, Literal.Int(-int.Parse(text))),
        (BinaryOperator.Subtract, _, Literal { Text: var text }) when text[0] == '-' => Integer(BinaryOperator.Add, left, Literal.Int(-int.Parse(text))),
        (BinaryOperator.Add, Literal { Text: "0" }, _) => right,
        (BinaryOperator.Add, Binary { Operator: BinaryOperator.Subtract, Left: var whole, Right: Literal less }, Literal more) when less == more => whole,
        (BinaryOperator.Multiply, _, Literal { Text: "1" }) => left,
        (BinaryOperator.Add, Literal { Text: var a }, Literal { Text: var b }) when int.TryParse(a, out int l) && int.TryParse(b, out int r) => Literal.Int(l + r),
        (BinaryOperator.Subtract, Literal { Text: var a }, Literal { Text: var b }) when int.TryParse(a, out int l) && int.TryParse(b, out int r) => Literal.Int(l - r),
        _ => new Binary(symbol, left, right, Model.ValueType.Int32),
    };
}
