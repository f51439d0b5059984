using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// Which locals and parameters of a function stand for now one buffer, now another, and for which ones: what must be known
/// before the first statement is read. A buffer's own name is that of the local that it is made for.
/// </summary>
internal sealed class MovingBuffers
{
    private readonly Dictionary<ISymbol, List<IOperation>> sources = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IOperation> initializers = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ISymbol> groups = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> moving = new(SymbolEqualityComparer.Default);
    private readonly List<ISymbol> order = [];
    private readonly List<IOperation> choices = [];
    private readonly HashSet<ISymbol> later = new(SymbolEqualityComparer.Default);

    private readonly RenewedBuffers renewed;

    public MovingBuffers(IOperation body)
    {
        renewed = new RenewedBuffers(body);
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: var local } declarator when IsBuffer(local.Type):
                    order.Add(local);
                    if ((declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value is { } value)
                    {
                        initializers[local] = value;
                        Unite(local, value);
                    }
                    break;
                case ISimpleAssignmentOperation { Target: var target, Value: var given } when Symbol(target) is { } symbol && !renewed.Contains(symbol):
                    Move(symbol, given);
                    break;
                case IDeconstructionAssignmentOperation { Target: ITupleOperation targets } deconstruction
                    when (deconstruction.Value is IConversionOperation conversion ? conversion.Operand : deconstruction.Value) is ITupleOperation values && values.Elements.Length == targets.Elements.Length:
                    for (int i = 0; i < targets.Elements.Length; i++)
                    {
                        if (Symbol(targets.Elements[i]) is { } moved)
                            Move(moved, values.Elements[i]);
                    }
                    break;
                case IConditionalOperation { Type: { } type } choice when IsBuffer(type):
                    ISymbol[] chosen = [.. Roots(choice)];
                    choices.Add(choice);
                    foreach (ISymbol other in chosen.Skip(1))
                        Unite(chosen[0], other);
                    break;
            }
        }
        // Declared first and made afterwards, in the same block.
        foreach (ISymbol local in order.Where(local => !initializers.ContainsKey(local)))
        {
            if (sources.TryGetValue(local, out List<IOperation>? made) && made is [{ Parent: ISimpleAssignmentOperation { Parent: IExpressionStatementOperation statement } } only] && !Names(only).Any()
                && statement.Syntax.Parent == local.DeclaringSyntaxReferences[0].GetSyntax().FirstAncestorOrSelf<BlockSyntax>())
            {
                initializers[local] = only;
                moving.Remove(local);
                later.Add(local);
            }
        }
        // What is handed on to a moving buffer from another name is followed as well.
        int count;
        do
        {
            count = moving.Count;
            foreach (ISymbol source in moving.SelectMany(symbol => sources.TryGetValue(symbol, out List<IOperation>? values) ? values : []).SelectMany(Names).ToArray())
            {
                if (!HasOwn(source) && initializers.TryGetValue(source, out IOperation? initializer) && moving.Add(source))
                    Add(source, initializer);
            }
        }
        while (moving.Count > count);
    }

    /// <summary>The choices between a parameter without gradient and another buffer: such a one has no gradient to go to.</summary>
    public IEnumerable<IOperation> Mixed => choices.Where(choice => choice is not IConditionalOperation || Roots(choice).Select(IsConstant).Distinct().Count() > 1);

    /// <summary>Whether what an operation gives may be a parameter's memory.</summary>
    public bool MayBeGiven(IOperation operation) => Roots(operation).SelectMany(Bases).Any(static root => root is IParameterSymbol);

    /// <summary>Whether a local's own memory takes the elements of whatever array it is given.</summary>
    public bool IsRenewed(ISymbol symbol) => renewed.Contains(symbol);

    /// <summary>Whether a symbol stands for now one buffer, now another.</summary>
    public bool IsMoving(ISymbol symbol) => moving.Contains(symbol);

    /// <summary>Whether a local is declared first, and its buffer is made later.</summary>
    public bool IsMadeLater(ISymbol symbol) => later.Contains(symbol);

    /// <summary>Whether a buffer is made for a symbol, or given with it.</summary>
    public bool HasOwn(ISymbol symbol) => symbol is IParameterSymbol || initializers.TryGetValue(symbol, out IOperation? initializer) && !Names(initializer).Any();

    /// <summary>One symbol for all whose buffers may be the same; null where it is the only one.</summary>
    public ISymbol? Group(ISymbol symbol) => groups.TryGetValue(symbol, out ISymbol? up) ? SymbolEqualityComparer.Default.Equals(up, symbol) ? up : Group(up) : null;

    /// <summary>The symbols whose own buffers a symbol may stand for, in the order in which they are declared.</summary>
    public IReadOnlyList<ISymbol> Bases(ISymbol symbol)
    {
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        var open = new Queue<ISymbol>([symbol]);
        while (open.Count > 0)
        {
            ISymbol next = open.Dequeue();
            if (!seen.Add(next))
                continue;
            foreach (IOperation source in sources.TryGetValue(next, out List<IOperation>? values) ? values : [])
            {
                foreach (ISymbol name in Names(source))
                    open.Enqueue(name);
            }
            if (initializers.TryGetValue(next, out IOperation? initializer))
            {
                foreach (ISymbol name in Names(initializer))
                    open.Enqueue(name);
            }
        }
        return [.. seen.Where(HasOwn).OrderBy(Position)];
    }

    /// <summary>
    /// The locals outside a loop that go on to stand for a buffer which each of its iterations makes: <c>prev = cur</c>. So many
    /// iterations' buffers, and one more, are needed at once.
    /// </summary>
    public IReadOnlyList<ISymbol> Keepers(ILocalSymbol made) => Initializer(made) is IArrayCreationOperation { Initializer: null, DimensionSizes.Length: 1 or 2 } && LoopAround(made) is { } loop
        ? [.. moving.Where(symbol => !SymbolEqualityComparer.Default.Equals(symbol, made) && Bases(symbol).Contains(made, SymbolEqualityComparer.Default) && !IsInside(symbol, loop)).OrderBy(Position)]
        : [];

    private static SyntaxNode? LoopAround(ISymbol symbol) => symbol.DeclaringSyntaxReferences[0].GetSyntax().Ancestors()
        .FirstOrDefault(static node => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax);

    /// <summary>Whether a symbol is declared in a node.</summary>
    public static bool IsInside(ISymbol symbol, SyntaxNode node) => symbol is ILocalSymbol && node.Span.Contains(symbol.DeclaringSyntaxReferences[0].Span);

    /// <summary>The number by which a symbol's own buffer is chosen among those of its group.</summary>
    public int Number(ISymbol symbol) => groups.Keys.Where(other => HasOwn(other) && SymbolEqualityComparer.Default.Equals(Group(other), Group(symbol))).Count(other => Position(other) < Position(symbol));

    /// <summary>Where a symbol comes in the order of declaration.</summary>
    public int Position(ISymbol symbol) => symbol is IParameterSymbol parameter ? parameter.Ordinal : ParameterCount + order.FindIndex(other => SymbolEqualityComparer.Default.Equals(other, symbol));

    /// <summary>How a local that stands for a buffer was set, where it is never set again.</summary>
    public IOperation? Initializer(ISymbol symbol) => initializers.TryGetValue(symbol, out IOperation? initializer) ? initializer : null;

    /// <summary>Whether an operation gives a buffer that has a name, or one of several.</summary>
    public static bool IsNamed(IOperation operation) => Names(operation).Any();

    /// <summary>The symbol that a reference to a buffer names.</summary>
    public static ISymbol? Symbol(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } when IsBuffer(local.Type) => local,
        IParameterReferenceOperation { Parameter: var parameter } when IsBuffer(parameter.Type) => parameter,
        IDeclarationExpressionOperation { Expression: var expression } => Symbol(expression),
        _ => null,
    };

    private const int ParameterCount = 1 << 16;

    private static bool IsConstant(ISymbol symbol) => symbol is IParameterSymbol parameter && parameter.Attribute(FunctionReader.NoGradientAttribute) is not null;

    private void Move(ISymbol symbol, IOperation value)
    {
        if (IsConstant(symbol) || Roots(value).Any(IsConstant))
            choices.Add(value);
        moving.Add(symbol);
        Add(symbol, value);
    }

    private void Add(ISymbol symbol, IOperation value)
    {
        if (!sources.TryGetValue(symbol, out List<IOperation>? values))
            sources[symbol] = values = [];
        values.Add(value);
        Unite(symbol, value);
    }

    private void Unite(ISymbol symbol, IOperation value)
    {
        foreach (ISymbol other in Roots(value))
            Unite(symbol, other);
    }

    private void Unite(ISymbol left, ISymbol right)
    {
        ISymbol first = Group(left) ?? left, second = Group(right) ?? right;
        groups[first] = first;
        groups[second] = first;
        groups[left] = first;
        groups[right] = first;
    }

    /// <summary>The names between which an operation chooses; none where it makes a buffer or takes a part of one.</summary>
    private static IEnumerable<ISymbol> Names(IOperation operation) => operation switch
    {
        IConversionOperation conversion => Names(conversion.Operand),
        IParenthesizedOperation parenthesized => Names(parenthesized.Operand),
        IConditionalOperation { WhenFalse: { } otherwise } conditional => Names(conditional.WhenTrue).Concat(Names(otherwise)),
        _ => Symbol(operation) is { } symbol ? [symbol] : [],
    };

    /// <summary>The names whose memory an operation names: a buffer, a part of one, or an element.</summary>
    public static IEnumerable<ISymbol> Known(IOperation operation) => operation switch
    {
        IArrayElementReferenceOperation { Type: { } type, Indices: [not IRangeOperation] } element when !IsBuffer(type) => Roots(element.ArrayReference),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } span } => Roots(span),
        IFieldReferenceOperation { Instance: { } instance } => Known(instance),
        _ => Roots(operation),
    };

    /// <summary>The names whose memory an operation gives, or a part of it.</summary>
    private static IEnumerable<ISymbol> Roots(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" or "Slice" } view => view.Instance is { } instance ? Roots(instance) : view.Arguments.Take(1).SelectMany(static argument => Roots(argument.Value)),
        IConversionOperation conversion => Roots(conversion.Operand),
        IParenthesizedOperation parenthesized => Roots(parenthesized.Operand),
        IConditionalOperation { WhenFalse: { } otherwise } conditional => Roots(conditional.WhenTrue).Concat(Roots(otherwise)),
        IImplicitIndexerReferenceOperation indexer => Roots(indexer.Instance),
        IPropertyReferenceOperation { Property: { Name: "Span", ContainingType.Name: "Memory" or "ReadOnlyMemory" }, Instance: { } memory } => Roots(memory),
        IArrayElementReferenceOperation { Type: { } type, Indices: [not IRangeOperation] } element when IsBuffer(type) => Roots(element.ArrayReference),
        _ => Names(operation),
    };

    private static bool IsBuffer(ITypeSymbol type) => type is IArrayTypeSymbol or INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", ContainingNamespace.Name: "System" };
}
