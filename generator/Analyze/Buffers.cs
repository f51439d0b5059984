using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Analyze;

/// <summary>Which buffers are written where: what must be known before one is read again in the backward part.</summary>
public sealed class Buffers
{
    private readonly Dictionary<Variable, int> lastWrite = [];
    private readonly Dictionary<Statement, int> position = new(ReferenceComparer.Instance);

    /// <summary>What is not there any more in the reverse: made anew by a loop, say.</summary>
    private readonly HashSet<Variable> gone = [];

    /// <summary>What others may have written before the reverse.</summary>
    private readonly HashSet<Variable> changed = [];

    private readonly Block body;
    private SettledElements? elements;

    /// <summary>What is known around the iteration that this is about.</summary>
    private Buffers? outer;

    /// <summary>The buffers that each iteration has for itself; null where its reverse comes before anything else is run.</summary>
    private IReadOnlyCollection<Variable>? own;

    private Buffers(Block body) => this.body = body;

    /// <summary>Looks at a body between whose forward pass and reverse others run: they may write what it writes, and its own buffers are gone.</summary>
    public static Buffers OfSplit(Block body)
    {
        Buffers buffers = Of(body);
        buffers.changed.UnionWith(buffers.lastWrite.Keys);
        buffers.gone.UnionWith(Made(body.Descendants()));
        return buffers;
    }

    /// <summary>
    /// What is known inside an iteration: its reverse finds the elements that the iteration leaves. So it is for all buffers where the iteration
    /// runs forward and backward at once, and for those that it has for itself.
    /// </summary>
    /// <param name="body">The iteration.</param>
    /// <param name="ofIteration">The buffers that each iteration has for itself; null for all.</param>
    public Buffers Within(Block body, IReadOnlyCollection<Variable>? ofIteration)
    {
        Buffers inside = Of(body);
        (inside.outer, inside.own) = (this, ofIteration);
        return inside;
    }

    public static Buffers Of(Block body)
    {
        var buffers = new Buffers(body);
        for (int i = 0; i < body.Statements.Count; i++)
        {
            foreach (Statement statement in Block.Of(body.Statements[i]).Descendants())
            {
                buffers.position[statement] = i;
                foreach (Variable written in Written(statement))
                    buffers.lastWrite[written] = i;
            }
            foreach (Statement loop in Block.Of(body.Statements[i]).Descendants().Where(static statement => statement is For or While))
                buffers.gone.UnionWith(Made(loop.Blocks().SelectMany(static block => block.Descendants())));
        }
        return buffers;
    }

    private static IEnumerable<Variable> Made(IEnumerable<Statement> statements) => statements.Where(static statement => !statement.IsView())
        .OfType<Assign>().Select(static assign => assign.Target).OfType<Reference>().Where(static target => target.Type.IsBuffer).Select(static target => target.Variable.Owner);

    /// <summary>
    /// Whether a buffer, read in a statement, still has the same elements in the backward part: nothing writes it in the
    /// outermost statement around, nor after, and it is not made anew by a loop.
    /// </summary>
    public bool IsSettled(Variable buffer, Statement reader) => outer?.IsSettled(buffer, reader) == true
        || IsCovered(buffer) && !gone.Contains(buffer.Owner) && !changed.Contains(buffer.Owner) && (!lastWrite.TryGetValue(buffer.Owner, out int last) || position.TryGetValue(reader, out int at) && last < at);

    /// <summary>Whether an element, read or written in a statement, still holds the same in the backward part: its buffer does, or what is written later lies elsewhere.</summary>
    public bool IsSettled(Element element, Statement statement) => element.Owner() is { } buffer && (IsSettled(buffer, statement) || IsSettledAlone(element, buffer, statement));

    private bool IsSettledAlone(Element element, Variable buffer, Statement statement) => outer?.IsSettledAlone(element, buffer, statement) == true
        || IsCovered(buffer) && !gone.Contains(buffer) && !changed.Contains(buffer) && (elements ??= new SettledElements(body)).IsSettled(element, statement);

    /// <summary>Whether a buffer is not there any more in the backward part.</summary>
    public bool IsGone(Variable buffer) => IsCovered(buffer) ? gone.Contains(buffer.Owner) : outer!.IsGone(buffer);

    /// <summary>Whether a buffer is one that each iteration around has for itself.</summary>
    public bool IsOwn(Variable buffer) => own?.Contains(buffer) == true || outer?.IsOwn(buffer) == true;

    /// <summary>The length of a buffer that the function makes in one place, if nothing changes what it is computed from; otherwise null.</summary>
    public Expression? LengthOf(Variable buffer)
    {
        ILookup<Variable, Statement> sets = Function.Descendants().SelectMany(static statement => statement.Assigned().Select(variable => (variable, statement))).ToLookup(static pair => pair.variable, static pair => pair.statement);
        return sets[buffer].ToArray() is [Assign { Value: NewBuffer { Sizes: [var size] } }] && !Simplify.Purity.HasEffect(size) && size.Mentions().All(IsSteady) ? size.Substitute(Copied) : null;

        bool IsSteady(Variable variable) => sets[variable].Count() <= (variable.Kind == VariableKind.Parameter ? 0 : 1);

        // The size is evaluated before the array is there, into a variable of its own.
        Expression? Copied(Variable variable) => sets[variable].SingleOrDefault() is Assign { Value: Reference { Variable: var source } copy } && IsSteady(source) ? Copied(source) ?? copy : null;
    }

    /// <summary>The whole body that is looked at.</summary>
    public Block Function => outer?.Function ?? body;

    private bool IsCovered(Variable buffer) => outer is null || own is null || own.Contains(buffer.Owner);

    /// <summary>Whether anything writes a buffer.</summary>
    public bool IsWritten(Variable buffer) => lastWrite.ContainsKey(buffer.Owner);

    /// <summary>The buffers that a statement itself writes.</summary>
    public static IEnumerable<Variable> Written(Statement statement)
    {
        if (Stored(statement) is { } stored)
            yield return stored;
        foreach (Expression expression in statement.Expressions())
        {
            foreach (Expression part in expression.SelfAndDescendants())
            {
                for (int i = 0; part is Call call && i < call.Arguments.Count; i++)
                {
                    if (MayWrite(call, i) && call.Arguments[i].Owner() is { } owner)
                        yield return owner;
                }
            }
        }
    }

    /// <summary>The buffer that a statement stores into itself, not by what it calls; null where it does not.</summary>
    public static Variable? Stored(Statement statement) => statement switch
    {
        Assign { Target: Element target } => target.Owner(),
        Swap { Left: var row } => row.Owner(),
        _ => null,
    };

    /// <summary>Whether a call may write the buffer that one of its arguments is.</summary>
    public static bool MayWrite(Call call, int argument) => call.Arguments[argument].Type is { IsBuffer: true, Class: not TypeClass.ReadOnlySpan }
        && call.Arguments[argument] is not Literal
        && call.Callee switch
        {
            // Behind the parameters of a backward call stand the gradients that it adds into.
            DifferentiableCallee callee => argument >= callee.Parameters.Count || callee.Parameters[argument] is { Type: { Class: not TypeClass.ReadOnlySpan, HoldsObjects: false }, IsWritten: true },
            WorkspaceCallee callee => callee.Writes && argument == 0,
            RuleCallee or LayerCallee => false,
            GradientCallee => call.Arguments[argument].Owner() is { IsAdjoint: true },
            _ => true,
        };
}
