using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <summary>
/// Reads a function's body: what is shared by statements, expressions, patterns and calls, which have a file each.
/// Side effects inside expressions become statements before the one they stand in, in C#'s order of evaluation.
/// </summary>
internal sealed partial class BodyReader(SemanticModel model, int position, Fence fence, ISet<SyntaxTree> calleeFiles, CancellationToken cancellation)
{
    private readonly Dictionary<ISymbol, Variable> variables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, (Variable Sin, Variable Cos)> sineAndCosine = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ILabelSymbol, int> labels = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> callees = [];
    private readonly TypeReader types = new(model, position);
    private List<Statement> output = [];
    private int nextVariable;
    private int nextLabel = FunctionLabel + 1;

    /// <summary>The label of the region that is the whole function.</summary>
    private const int FunctionLabel = Lower.Lowering.FunctionLabel;

    public int VariableCount => nextVariable;

    /// <summary>The differentiable callees of the same compilation.</summary>
    public IEnumerable<string> Callees => callees.OrderBy(static name => name, StringComparer.Ordinal);

    /// <summary>Whether something that is used is marked obsolete.</summary>
    public bool UsesObsolete { get; private set; }

    private void NoteObsolete(ISymbol symbol) => UsesObsolete |= symbol.Attribute("System.ObsoleteAttribute") is not null;

    /// <summary>Reads a type. A body sees the span of a <c>Memory</c>.</summary>
    public Model.ValueType ReadType(ITypeSymbol type) => types.Read(SpanOf(type) ?? type);

    public Parameter DeclareParameter(IParameterSymbol parameter)
    {
        if (parameter.RefKind is RefKind.Ref or RefKind.Out)
            outputs.Add(parameter);
        if (parameter.RefKind == RefKind.Out)
        {
            // It brings nothing in.
            Model.ValueType type = ReadType(parameter.Type);
            if (type.IsComposite)
                aliases[parameter] = NewComposite(parameter.Name, type, VariableKind.Local);
            else
                variables[parameter] = NewVariable(parameter.Name, type, VariableKind.Local);
            return FunctionReader.ReadParameter(parameter, NewVariable(parameter.Name, type, VariableKind.Parameter));
        }
        Variable variable = NewVariable(parameter.Name, ReadType(parameter.Type), VariableKind.Parameter);
        if (!variable.Type.IsComposite)
        {
            variables[parameter] = variable = InMemory(variable, parameter);
            Parameter read = FunctionReader.ReadParameter(parameter, variable);
            return SpanOf(parameter.Type) is null ? read : read with { Text = types.Read(parameter.Type).Text, IsMemory = true, CrefText = types.Read(parameter.Type).Text.Replace('<', '{').Replace('>', '}') };
        }
        Composite parts = Variable.PartsOf(variable, parameter.Name, () => nextVariable++);
        aliases[parameter] = parts;
        return FunctionReader.ReadParameter(parameter, variable) with { Parts = parts };
    }

    /// <summary>The span that a <c>Memory</c> or a <c>ReadOnlyMemory</c> of numbers is read as; null of anything else.</summary>
    private INamedTypeSymbol? SpanOf(ITypeSymbol type) => type is INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, TypeArguments: [var element] }
        && ReadType(element).IsDifferentiable && model.Compilation.GetTypeByMetadataName(type.Name == "Memory" ? "System.Span`1" : "System.ReadOnlySpan`1") is { } span ? span.Construct(element) : null;

    /// <summary>The value that an instance method is called on.</summary>
    public Parameter DeclareReceiver(INamedTypeSymbol type)
    {
        Variable variable = NewVariable("this", ReadType(type), VariableKind.Parameter);
        Composite parts = Variable.PartsOf(variable, "", () => nextVariable++);
        receiver = parts;
        return new Parameter(variable, variable.Type.Text, variable.Type.IsDifferentiable, "", "") { Parts = parts, IsReceiver = true };
    }

    /// <summary>The parameters given by <c>ref</c> or <c>out</c>, and what holds their values at the end.</summary>
    private readonly List<IParameterSymbol> outputs = [];
    private readonly List<Expression> left = [];

    public Block ReadBody(IBlockOperation body) => ReadBlock(() =>
    {
        StartMoving([.. variables.Keys]);
        if (outputs.Count == 0)
        {
            ReadStatements(body.Operations);
            return;
        }
        // Wherever the function returns, what it leaves in these parameters is taken behind that.
        int label = returnLabel = nextLabel++;
        Emit(new Region(label, ReadBlock(() => ReadStatements(body.Operations))));
        foreach (IParameterSymbol output in outputs)
        {
            Expression target = NewTarget(output.Name, ReadType(output.Type), VariableKind.Result);
            Store(target, ReadParameter(output), null);
            left.Add(target);
        }
    });

    /// <summary>What holds the function's result, that of parameters given by reference included; null where there is none.</summary>
    public Expression? ResultAs(Model.ValueType type)
    {
        if (outputs.Count == 0)
            return result;
        Expression[] parts = [.. result is null ? [] : new[] { result }, .. left];
        return parts is [var only] ? only : new Composite(parts.ToEquatableArray(), type);
    }

    private Variable NewVariable(string name, Model.ValueType type, VariableKind kind)
    {
        int id = nextVariable++;
        return new Variable(id, name, type, kind, id);
    }

    private Variable NewTemporary(string name, Model.ValueType type) => NewVariable(name, type, VariableKind.Temporary);

    /// <summary>Collects what an action emits into a block.</summary>
    private Block ReadBlock(Action read)
    {
        List<Statement> outer = output;
        Dictionary<ISymbol, Variable> viewsOutside = views;
        HashSet<ISymbol> movedOutside = moved;
        output = [];
        views = new Dictionary<ISymbol, Variable>(views, SymbolEqualityComparer.Default);
        moved = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        try
        {
            read();
            return Block.Of(output);
        }
        finally
        {
            output = outer;
            views = viewsOutside;
            foreach (ISymbol symbol in moved)
                views.Remove(symbol);
            movedOutside.UnionWith(moved);
            moved = movedOutside;
        }
    }

    private void Emit(Statement statement)
    {
        if (statement is Assign { Target: var target, Value: var value } assign && IsConstantPart(target))
            statement = assign with { Value = Stopped(value) };
        output.Add(inlineOrigin is null ? statement : statement with { Origin = inlineOrigin });
    }

    private void EmitAssign(Variable target, Expression value, string? origin = null) =>
        Emit(new Assign(new Reference(target), value) { Origin = origin });

    /// <summary>
    /// Reads operands from left to right. Where a later one has side effects, the earlier ones are evaluated into
    /// temporaries before those effects.
    /// </summary>
    private Expression[] ReadOperands(params IOperation[] operands)
    {
        var values = new Expression[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            int before = output.Count;
            values[i] = ReadExpression(operands[i]);
            if (output.Count > before)
                Spill(values, i, before);
        }
        return values;
    }

    private void Spill(Expression[] values, int count, int at)
    {
        HashSet<Variable> changed = [.. ChangedSince(at)];
        for (int i = 0; i < count; i++)
        {
            values[i] = values[i].Type.IsBuffer || values[i] is Composite { Type.IsHolder: true } ? PinBefore(values[i], ref at)
                : values[i] is Composite composite ? composite.Map(Saved) : Saved(values[i]);
        }

        Expression Saved(Expression value)
        {
            if (IsSettled(value, changed) || value.Type.IsBuffer)
                return value;
            Variable temporary = NewTemporary(TemporaryName.Of(value), value.Type);
            output.Insert(at++, new Assign(new Reference(temporary), value));
            return new Reference(temporary);
        }
    }

    /// <summary>The variables that have been assigned since the output had a length.</summary>
    private IEnumerable<Variable> ChangedSince(int at) => Block.Of(output.Skip(at)).Descendants().SelectMany(static statement => statement.Assigned());

    /// <summary>Whether an expression gives the same after some variables have changed, and after any memory has.</summary>
    private static bool IsSettled(Expression value, HashSet<Variable> changed) =>
        value.SelfAndDescendants().All(static part => part is not (Element or Call or Member)) && !value.Mentions().Any(changed.Contains);

    private Expression Refuse(IOperation operation, string construct, string instead)
    {
        fence.RefuseConstruct(operation.Syntax, construct, instead);
        return Placeholder(operation.Type);
    }

    /// <summary>What stands for a refused expression: no code is emitted once the fence has refused.</summary>
    private Expression Placeholder(ITypeSymbol? type)
    {
        Model.ValueType read = type is null ? Model.ValueType.Double : ReadType(type);
        return read.IsComposite ? Default(read) : new Literal("default", read);
    }
}
