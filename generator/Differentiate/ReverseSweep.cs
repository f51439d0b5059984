using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Reverse mode: goes through a lowered body backwards and turns each statement into what it contributes to the
/// gradients of its operands. Model in, model out. Beside the backward part it gives the forward part back, with the
/// statements added that keep what loops overwrite.
/// </summary>
/// <param name="activity">Which variables depend on an input.</param>
/// <param name="buffers">What is written where.</param>
/// <param name="variables">Makes variables.</param>
/// <param name="function">The function.</param>
/// <param name="workspace">The workspace.</param>
/// <param name="split">The callees whose forward pass and reverse can be called apart.</param>
public sealed partial class ReverseSweep(Activity activity, Buffers buffers, VariableFactory variables, Function function, Variable workspace, EquatableArray<SplitFunction> split)
{
    private readonly BroughtNames names = function.Names;
    private Buffers buffers = buffers;
    private readonly Partials partials = new(function.Names);
    private List<Statement> output = [];
    private readonly List<string?> notes = [];
    private Block current = Block.Empty;
    private int loopDepth;

    /// <summary>How many blocks the one at hand is inside of.</summary>
    private int blockDepth;

    /// <summary>What the loops store, in the order in which they run forward.</summary>
    public EquatableArray<string> Notes => notes.OfType<string>().Reverse().Distinct().ToEquatableArray();

    /// <summary>Splits a body into the pass that runs forward and keeps what the reverse needs, and the reverse, which others run later.</summary>
    /// <param name="body">The body.</param>
    /// <param name="adjoints">The gradients after it; afterwards those before it.</param>
    public (Block Forward, Block Backward) Split(Block body, Adjoints adjoints)
    {
        // Blocks are kept on the stack, as inside a loop: the next call takes the same memory.
        loopDepth++;
        (Block forward, Block backward) = Reverse(body, adjoints, isWhole: false);
        loopDepth--;
        (forward, backward) = KeptLengths.Of(forward, WithoutCopies(forward, backward), variables);
        Recording recording = Recording.Plan(backward, forward, buffers, variables, undoneInside);
        notes.Add(StorageNote.OfCall(recording.Kept));
        return recording.Apply(forward, backward, EquatableArray<Variable>.Empty, workspace);
    }

    /// <summary>The reverse, in which what is only another variable's copy is that one: it would be kept twice.</summary>
    private static Block WithoutCopies(Block forward, Block backward)
    {
        Statement[] all = [.. forward.Descendants()];
        HashSet<Variable> once = [.. all.SelectMany(static statement => statement.Assigned()).GroupBy(static variable => variable).Where(static group => group.Count() == 1).Select(static group => group.Key)];
        Dictionary<Variable, Variable> copies = all.OfType<Assign>()
            .Where(assign => assign is { Target: Reference { Type.IsBuffer: false } target, Value: Reference source } && target.Type == source.Type && once.Contains(target.Variable) && once.Contains(source.Variable))
            .ToDictionary(static assign => ((Reference)assign.Target).Variable, static assign => ((Reference)assign.Value).Variable);
        return backward.RenameVariables(Source);

        Variable Source(Variable variable) => copies.TryGetValue(variable, out Variable? source) ? Source(source) : variable;
    }

    /// <summary>Reverses a block, given which gradients there are after it; leaves which there are before it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="adjoints">The gradients.</param>
    /// <param name="isWhole">Whether all that comes after it, and the reverse of that, may run before its loops: so it is for a function's body.</param>
    /// <returns>The block as it runs forward, and its reverse.</returns>
    public (Block Forward, Block Backward) Reverse(Block block, Adjoints adjoints, bool isWhole)
    {
        List<Statement> outer = output;
        Block around = current;
        (output, current) = ([], block);
        var forward = new Fusion(isWhole, hasHeading: blockDepth == 0);
        blockDepth++;
        for (int i = block.Statements.Count - 1; i >= 0; i--)
        {
            Statement statement = block.Statements[i];
            if (!TryFuse(statement, forward, adjoints))
                forward.Prepend(Reverse(statement, adjoints));
        }
        blockDepth--;
        CreateGradients(block, adjoints, forward);
        if (loopDepth > 0 && !isWhole)
            TakeViewsAgain(block);
        Block backward = Block.Of(output);
        (output, current) = (outer, around);
        return (Block.Of(forward.Statements), backward);
    }

    /// <summary>Reverses a statement; gives back what runs forward in its place.</summary>
    private IEnumerable<Statement> Reverse(Statement statement, Adjoints adjoints)
    {
        switch (statement)
        {
            case Assign { Target: Reference { Variable: { Type.IsBuffer: true } target } } assign:
                return ReverseBufferAssign(assign, target, adjoints);
            case Assign { Target: Reference { Variable: { Type.IsTensor: true } tensor } } assign:
                return ReverseTensorAssign(assign, tensor, adjoints);
            case Assign { Target: Reference { Variable: var unused }, Value: Call { Callee: DifferentiableCallee callee } call } when !adjoints.IsPresent(unused):
                return ReverseCall(statement, call, callee, null, adjoints);
            case Assign { Target: Reference { Variable: var target } } assign:
                return adjoints.IsPresent(target) ? ReverseAssign(assign, target, adjoints) : [statement];
            case Deconstruction { Value: Call { Callee: DifferentiableCallee unpacking } unpacked } parts:
                return ReverseUnpacking(parts, unpacked, unpacking, adjoints);
            case Deconstruction:
                return [statement];
            case Assign { Target: Element target } assign:
                ReverseStore(assign, target, adjoints);
                return [statement];
            case If branch:
                return [ReverseBranch(branch, adjoints, isWhole: false)];
            case For or While:
                return ReverseLoop(statement, adjoints);
            case Evaluate { Expression: Call { Callee: DifferentiableCallee evaluated } effect }:
                return ReverseCall(statement, effect, evaluated, null, adjoints);
            case Swap swap:
                // The rows of the gradient go back as those of the array came.
                if (activity.IsVaried(swap.Left.Root()))
                    output.Add(swap with { Left = GradientOf(swap.Left, adjoints), Right = GradientOf(swap.Right, adjoints) });
                return [statement];
            case Evaluate or Throw:
                return [statement];
            default:
                throw new InvalidOperationException($"The reverse sweep does not know {statement.GetType().Name}.");
        }
    }

    private IEnumerable<Statement> ReverseAssign(Assign assign, Variable target, Adjoints adjoints)
    {
        var upstream = new Reference(adjoints.Name(target));
        adjoints.MarkAbsent(target);
        if (!activity.IsVaried(assign.Value))
            return [assign];
        switch (assign.Value)
        {
            case Reference or Model.Conversion or Element or Member { Target.Type.IsVector: true } when VectorRuleApplication.Of(assign.Value) is null:
                Contribute(assign.Value, upstream, assign.Origin, adjoints);
                return [assign];
            case Call { Callee: DifferentiableCallee callee } call:
                return ReverseCall(assign, call, callee, upstream, adjoints);
            case Call { Callee: LayerCallee layer } call:
                return ReverseLayer(assign, call, layer, new Reference(target), upstream, adjoints);
            case Update update:
                ReverseUpdate(update, upstream, assign.Origin, adjoints);
                return [assign];
            case var value when VectorRuleApplication.Of(value) is { } vector:
                ReverseVectorRule(vector, target, upstream, assign.Origin, adjoints);
                return [assign];
            case var value when RuleApplication.Of(value) is { } application:
                return [assign, .. ReverseRule(application, value.Type, target, upstream, assign.Origin, adjoints)];
            default:
                throw new InvalidOperationException($"The reverse sweep does not know {assign.Value.GetType().Name} with an operand that varies.");
        }
    }

    /// <summary>Adds a term to an operand's gradient: that of the variable or element that the operand is, negated or converted.</summary>
    private void Contribute(Expression operand, Expression term, string? origin, Adjoints adjoints)
    {
        switch (operand)
        {
            case Reference { Variable: var variable }:
                var adjoint = new Reference(adjoints.Name(variable));
                output.Add(new Assign(adjoint, adjoints.IsPresent(variable) ? Algebra.Add(adjoint, term) : Algebra.LeadingSign(term)) { Origin = origin });
                adjoints.MarkPresent(variable);
                break;
            case Element element:
                if (element.Buffer is Reference { Type.IsTensor: true })
                    TensorGradient(element.Buffer, origin, adjoints);
                Element gradient = GradientOf(element, adjoints);
                output.Add(new Assign(gradient, Algebra.Add(gradient, term)) { Origin = origin });
                break;
            case Member component:
                ContributeToComponent(component, term, origin, adjoints);
                break;
            case Unary { Operator: UnaryOperator.Negate } unary:
                Contribute(unary.Operand, Algebra.Negate(term), origin, adjoints);
                break;
            case Model.Conversion { Operand: { Type.IsReal: true } inner, Type.VectorName: "Complex" }:
                // A real is a complex number without an imaginary part.
                Expression real = new Member(term, "Real", Model.ValueType.Double);
                Contribute(inner, inner.Type.Class == TypeClass.Double ? real : new Model.Conversion(real, inner.Type, IsImplicit: false), origin, adjoints);
                break;
            case Model.Conversion { Operand: { Type.IsReal: true } inner, Type.IsReal: true }:
                Contribute(inner, new Model.Conversion(term, inner.Type, IsImplicit: inner.Type.Class == TypeClass.Double && term.Type.Class != TypeClass.Generic), origin, adjoints);
                break;
            default:
                throw new InvalidOperationException($"The reverse sweep does not know {operand.GetType().Name} as an operand.");
        }
    }

    /// <summary>The variable that an operand stands for: itself, negated or converted.</summary>
    private static Variable Inner(Expression operand) => operand switch
    {
        Unary { Operator: UnaryOperator.Negate } unary => Inner(unary.Operand),
        Model.Conversion conversion => Inner(conversion.Operand),
        Member component => Inner(component.Target),
        _ => operand.Root().Variable,
    };
}
