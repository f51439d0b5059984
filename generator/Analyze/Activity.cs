using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Analyze;

/// <summary>
/// Which variables vary: depend on a differentiable input through differentiable operations. Forward analysis by
/// version; the other half of activity, whether a gradient reaches a variable, the reverse sweep knows by itself.
/// </summary>
public sealed class Activity
{
    private readonly HashSet<Variable> varied = [];

    /// <summary>Variables of other types in which a value that varies is out of sight: a text, an array seen as a sequence.</summary>
    private readonly HashSet<Variable> carriers = [];
    private readonly Dictionary<int, OpaqueCallee> refused = [];

    private Activity()
    {
    }

    /// <summary>Analyzes a body whose differentiable inputs are <paramref name="inputs"/>.</summary>
    public static Activity Of(Block body, IEnumerable<Variable> inputs)
    {
        var activity = new Activity();
        activity.varied.UnionWith(inputs.Select(static input => input.Owner));
        int count;
        do
        {
            count = activity.varied.Count + activity.carriers.Count;
            foreach (Statement statement in body.Descendants())
                activity.Visit(statement);
        }
        while (activity.varied.Count + activity.carriers.Count > count);
        return activity;
    }

    /// <summary>Calls of methods without a derivative, with an argument that varies.</summary>
    public IEnumerable<OpaqueCallee> Refused => refused.Values.OrderBy(static callee => callee.Site);

    public bool IsVaried(Variable variable) => varied.Contains(variable.Owner);

    /// <summary>Whether the value of an expression varies.</summary>
    public bool IsVaried(Expression expression)
    {
        if (!expression.Type.IsDifferentiable)
            return false;
        return expression switch
        {
            Reference reference => varied.Contains(reference.Variable.Owner),
            Slice slice => IsVaried(slice.Buffer),
            Conversion conversion => IsVaried(conversion.Operand),
            Element { Path: var path, Buffer: { Type.Element: { } item } buffer } => IsVaried(buffer) && (path.Length == 0 || Composite.Way(item, path).All(static field => field.IsDifferentiable)),
            Conditional conditional => IsVaried(conditional.WhenTrue) || IsVaried(conditional.WhenFalse),
            Call { Callee: LayerCallee layer } call => call.Arguments.Where((argument, i) => layer.Parameters[i].HasGradient && IsVaried(argument)).Any(),
            Composite composite => composite.Parts.Any(IsVaried),
            Call { Callee: DifferentiableCallee callee, Type.IsDifferentiable: true } call => call.Arguments.Where((argument, i) => callee.Parameters[i].IsDifferentiable && IsVaried(argument)).Any(),
            Update update => IsVaried(update.Target) || IsVaried(update.Value),
            _ when VectorRuleApplication.Of(expression) is { } vector =>
                vector.Operands.Where((operand, i) => vector.Rule.Pullbacks[i] is not null && IsVaried(operand)).Any(),
            // Without a rule it is no constant: the sweep says that it does not know it.
            Unary { Type.IsVector: true } or Binary { Type.IsVector: true } => expression.Children().Any(IsVaried),
            Member { Target.Type.IsVector: true } component => IsVaried(component.Target),
            _ when RuleApplication.Of(expression) is { } application =>
                application.Operands.Where((operand, i) => application.Rule.Partials[i] is not null && IsVaried(operand)).Any(),
            _ => false,
        };
    }

    /// <summary>Whether a value that varies gets out of sight in an expression: as a text, or a buffer as another type.</summary>
    private bool Carries(Expression expression) => expression switch
    {
        Reference { Variable: var variable } => varied.Contains(variable) || variable.Type.IsDifferentiable && IsVaried(variable) || carriers.Contains(variable),
        Conversion conversion => IsVaried(conversion) || conversion is { Type.Class: TypeClass.Opaque, Operand.Type: { IsAddedTo: true } or { Class: TypeClass.Opaque } } && Carries(conversion.Operand),
        Interpolation text => text.Values.Any(Carries),
        Composite composite => composite.Parts.Any(Carries),
        Binary { Type.Class: TypeClass.Opaque } binary => Carries(binary.Left) || Carries(binary.Right),
        Conditional conditional => Carries(conditional.WhenTrue) || Carries(conditional.WhenFalse),
        _ => IsVaried(expression),
    };

    private void Visit(Statement statement)
    {
        foreach (Expression expression in statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()))
        {
            if (expression is Call { Callee: OpaqueCallee { ArgumentsMayVary: false } callee } call && call.Arguments.Any(Carries))
                refused[callee.Site] = callee;
            // What unknown code does to a tensor, the backward part would read.
            if (expression is Call { Callee: OpaqueCallee { MayChangeTensors: true, ArgumentsMayVary: false } unknown })
                refused[unknown.Site] = unknown with { Display = unknown.Display + ", which may change a tensor that it is given," };
            if (expression is Call { Callee: LayerCallee layer } layerCall)
                VisitConstants(layerCall, layer);
            if (expression is Call { Callee: DifferentiableCallee } differentiable)
                VisitCall(differentiable);
        }
        if (statement is Deconstruction deconstruction && IsVaried(deconstruction.Value))
            varied.UnionWith(deconstruction.Targets.OfType<Variable>().Where(static target => target.Type.IsDifferentiable));
        if (statement is Assign { Target: Reference { Variable: { Type.Class: TypeClass.Opaque } opaque }, Value: var hidden } && Carries(hidden))
            carriers.Add(opaque);
        if (statement is not Assign assign || !IsVaried(assign.Value))
            return;
        switch (assign.Target)
        {
            case Reference { Variable: var variable } when variable.Type.IsDifferentiable: varied.Add(variable.Owner); break;
            case Element element when element.Owner() is { } owner: varied.Add(owner); break;
        }
    }

    /// <summary>A layer has no gradient for its constants.</summary>
    private void VisitConstants(Call call, LayerCallee layer)
    {
        foreach ((LayerParameter parameter, Expression argument) in layer.Parameters.Zip(call.Arguments, static (parameter, argument) => (parameter, argument)))
        {
            if (!parameter.HasGradient && Carries(argument))
                refused[parameter.Site] = new OpaqueCallee(parameter.Name, parameter.Name, "", parameter.Site, ArgumentsMayVary: false);
        }
    }

    /// <summary>A callee may write whatever it is given to write into.</summary>
    private void VisitCall(Call call)
    {
        if (!call.Arguments.Where((argument, i) => ((DifferentiableCallee)call.Callee).Parameters[i].IsDifferentiable && IsVaried(argument)).Any())
            return;
        foreach (Expression argument in call.Arguments.Where((argument, i) => Buffers.MayWrite(call, i)))
        {
            if (argument.Owner() is { } owner)
                varied.Add(owner);
        }
    }
}
