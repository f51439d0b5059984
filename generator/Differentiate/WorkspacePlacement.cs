using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <summary>
/// Takes the memory of local arrays from the workspace, where nothing needs them to be arrays, and gives back at the end
/// of each iteration what a loop's body has taken.
/// </summary>
public static class WorkspacePlacement
{
    /// <summary>The methods of the workspace that take of what <c>Release</c> gives back.</summary>
    private static readonly string[] taking = [".Zeros<", ".ZerosArray", ".Take<", ".RecallArray", ".RecallRows", ".RecallCopy"];

    /// <summary>Places the buffers of a method.</summary>
    /// <param name="body">The method's body.</param>
    /// <param name="variables">Makes variables.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="names">How brought-in names are written.</param>
    /// <param name="isShared">Whether the workspace is the caller's, so that what the method takes of it is to be given back, as by an iteration.</param>
    public static Block Place(Block body, VariableFactory variables, Variable workspace, BroughtNames names, bool isShared = false)
    {
        HashSet<Variable> arrays = NeededAsArrays(body);
        var spans = new Dictionary<Variable, Variable>();
        foreach (Statement statement in body.Descendants())
        {
            if (statement is Assign { Target: Reference { Variable: var buffer }, Value: NewBuffer { Sizes.Count: 1 } } && (buffer.Type.Class == TypeClass.Span || !arrays.Contains(buffer))
                && buffer.Type is { Class: TypeClass.Array or TypeClass.Span, Element: { IsOpaque: false, IsBuffer: false } element })
                spans[buffer] = buffer with { Type = new Model.ValueType(TypeClass.Span, $"{names.Span}<{element.Text}>", element) };
            else if (statement.IsView() && statement is Assign { Target: Reference { Variable: { Type: { Class: TypeClass.Array, Element: { IsBuffer: false } shown } } view } } && !arrays.Contains(view))
                spans[view] = view with { Type = new Model.ValueType(TypeClass.Span, $"{names.Span}<{shown.Text}>", shown) };
        }
        body = body.RenameVariables(variable =>
        {
            Variable renamed = spans.TryGetValue(variable, out Variable? span) ? span : variable;
            return renamed.Memory is { } memory && spans.TryGetValue(memory, out Variable? owner) ? renamed with { Memory = owner } : renamed;
        });
        return PlaceIn(body, isLoop: isShared, variables, workspace, [.. spans.Values], Escaping(body), Uses(body.Descendants())).Placed;
    }

    private static Dictionary<Variable, int> Uses(IEnumerable<Statement> statements) => statements
        .SelectMany(static statement => statement.Assigned().Concat(statement.Expressions().SelectMany(static expression => expression.Mentions())))
        .GroupBy(static variable => variable).ToDictionary(static variable => variable.Key, static variable => variable.Count());

    private static HashSet<Variable> NeededAsArrays(Block body)
    {
        HashSet<Variable> needed = [];
        foreach (Statement statement in body.Descendants())
        {
            foreach (Expression expression in statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()))
            {
                switch (expression)
                {
                    case Call { Callee: WorkspaceCallee }:
                        break;
                    case Element { Buffer: Reference { Variable: var indexed } } element when element.Indices.Any(static index => index.Type != Model.ValueType.Int32):
                        needed.Add(indexed);
                        break;
                    case Conversion { Type.Class: TypeClass.Opaque, Operand: Reference { Type.IsBuffer: true } seen }:
                        // As a sequence, a list or an object it is an array.
                        needed.Add(seen.Variable);
                        break;
                    case Call call:
                        needed.UnionWith(call.Arguments.OfType<Reference>().Where(static argument => argument.Type.IsBuffer).Select(static argument => argument.Variable));
                        break;
                }
            }
            if (statement is Return returned)
                needed.UnionWith(returned.Values.OfType<Reference>().Select(static value => value.Variable));
            if (statement is Assign { Target: Reference { Variable.Kind: VariableKind.Result }, Value: Reference { Type.IsBuffer: true } source })
                needed.Add(source.Variable);
        }
        // What a view stands for must be an array where the view must.
        int count;
        do
        {
            count = needed.Count;
            foreach (Assign view in body.Descendants().Where(static statement => statement.IsView()).Cast<Assign>().Where(view => needed.Contains(view.Target.Root().Variable)))
                needed.UnionWith(Shown(view.Value));
        }
        while (needed.Count > count);
        return needed;
    }

    /// <summary>The variables that a view may stand for, as they are.</summary>
    private static IEnumerable<Variable> Shown(Expression view) => view switch
    {
        Reference reference => [reference.Variable],
        Conditional conditional => Shown(conditional.WhenTrue).Concat(Shown(conditional.WhenFalse)),
        _ => [],
    };

    /// <summary>The buffers that are known outside afterwards, or may be: results, what unknown code is given, and what stands in another array.</summary>
    private static HashSet<Variable> Escaping(Block body)
    {
        HashSet<Variable> escaping = [.. body.Statements.OfType<Return>().SelectMany(static returned => returned.Values).SelectMany(static value => value.Mentions()).Select(static variable => variable.Owner)];
        foreach (Statement statement in body.Descendants())
        {
            if (statement is Assign { Value: Reference { Type.IsBuffer: true } source })
                escaping.Add(source.Variable.Owner);
            if (statement is Assign { Value: Conversion { Type.Class: TypeClass.Opaque, Operand: Reference { Type.IsBuffer: true } seen } })
                escaping.Add(seen.Variable.Owner);
            escaping.UnionWith(statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).OfType<Call>()
                .Where(static call => call.Callee is OpaqueCallee).SelectMany(static call => call.Arguments).SelectMany(static argument => argument.Mentions()).Select(static variable => variable.Owner));
        }
        return escaping;
    }

    /// <summary>Places the buffers of a block, and says whether it leaves it to the one around it to give back what it takes.</summary>
    private static (Block Placed, bool IsOpen) PlaceIn(Block block, bool isLoop, VariableFactory variables, Variable workspace, HashSet<Variable> spans, HashSet<Variable> escaping, Dictionary<Variable, int> uses)
    {
        bool takes = false;
        List<Statement> statements = [.. block.Statements.Select(statement => Convert(statement.MapBlocks(inner =>
        {
            (Block placed, bool isOpen) = PlaceIn(inner, isLoop || statement is For or While, variables, workspace, spans, escaping, uses);
            takes |= isOpen;
            return placed;
        }), workspace, spans, escaping))];
        CopyWhatIsKeptOver(statements);
        takes |= statements.Any(Takes);
        if (!isLoop || !takes)
            return (block.With(statements), false);
        if (IsUsedOutside(statements, uses))
            return (block.With(statements), true);
        Mark(statements, variables, workspace);
        return (block.With(statements), false);
    }

    private static bool Takes(Statement statement) => statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants())
        .Any(static part => taking.Any(method => KeptStack.Asks(part, method)));

    /// <summary>Whether what a block takes is used beyond it, as by the reverse of a branch that comes behind it in the same iteration.</summary>
    private static bool IsUsedOutside(List<Statement> statements, Dictionary<Variable, int> uses)
    {
        Statement[] all = [.. Block.Of(statements).Descendants()];
        HashSet<Variable> taken = [.. all.Where(Takes).SelectMany(static statement => statement.Assigned()).Where(static variable => variable.Type.IsBuffer)];
        int count;
        do
        {
            count = taken.Count;
            taken.UnionWith(all.Where(static statement => statement.IsView()).Cast<Assign>().Where(view => view.Value.Mentions().Any(taken.Contains)).Select(static view => view.Target.Root().Variable));
        }
        while (taken.Count > count);
        Dictionary<Variable, int> inside = Uses(all);
        return taken.Any(variable => inside[variable] < uses[variable]);
    }

    /// <summary>Whether a block gives back at its end what it takes.</summary>
    public static bool IsMarked(IReadOnlyList<Statement> statements) => statements.Count > 0 && statements[0] is Assign { Value: Call call } && KeptStack.Asks(call, ".Mark");

    /// <summary>Lets a block give back at its end what it takes.</summary>
    public static void Mark(List<Statement> statements, VariableFactory variables, Variable workspace)
    {
        Variable mark = variables.New("mark", new Model.ValueType(TypeClass.Opaque, "var"), VariableKind.Local);
        var self = new Reference(workspace);
        statements.Insert(0, new Assign(new Reference(mark), new Call(new WorkspaceCallee(".Mark"), EquatableArray.Of<Expression>(self), mark.Type)));
        int end = statements[statements.Count - 1] is Return ? statements.Count - 1 : statements.Count;
        statements.Insert(end, new Evaluate(new Call(new WorkspaceCallee(".Release"), EquatableArray.Of<Expression>(self, new Reference(mark)), Model.ValueType.Void)));
    }

    /// <summary>A block that is recalled lies where the next is kept: where one is, before the block is done with, it is recalled as a copy.</summary>
    private static void CopyWhatIsKeptOver(List<Statement> statements)
    {
        bool isKeptOver = false;
        for (int i = statements.Count - 1; i >= 0; i--)
        {
            if (isKeptOver && statements[i] is Assign { Value: Call call } assign && KeptStack.Asks(call, ".Recall<"))
                statements[i] = assign with { Value = call with { Callee = new WorkspaceCallee(call.Callee.Text.Replace(".Recall<", ".RecallCopy<")) } };
            isKeptOver |= KeptStack.Any(statements[i], KeptStack.Keeps);
        }
    }

    private static Statement Convert(Statement statement, Variable workspace, HashSet<Variable> spans, HashSet<Variable> escaping)
    {
        if (statement is not Assign { Target: Reference { Variable: var buffer }, Value: NewBuffer { Sizes: { Count: 1 or 2 } sizes } } assign || buffer.Type.Element is { IsBuffer: true })
            return statement;
        bool isKnown = !buffer.Type.Element!.IsOpaque && !escaping.Contains(buffer.Owner) && buffer.Type.Class is TypeClass.Array or TypeClass.RectangularArray;
        if (!spans.Contains(buffer) && !isKnown)
            return statement;
        string method = spans.Contains(buffer) ? "Zeros" : "ZerosArray";
        return assign with { Value = new Call(new WorkspaceCallee($".{method}<{buffer.Type.Element.Text}>"), sizes.Prepend(new Reference(workspace)).ToEquatableArray(), buffer.Type) };
    }
}
