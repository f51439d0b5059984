using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>
/// Tensors and layers. A tensor's gradient is a tensor from the workspace, made where something first adds to it; a
/// parameter's is the caller's. Gradients are added to in place, so that two variables never mean one of them at once.
/// </content>
public sealed partial class ReverseSweep
{
    private IEnumerable<Statement> ReverseTensorAssign(Assign assign, Variable target, Adjoints adjoints)
    {
        if (!adjoints.IsPresent(target))
            return [assign];
        var upstream = new Reference(adjoints.Name(target));
        adjoints.MarkAbsent(target);
        if (!activity.IsVaried(assign.Value))
            return [assign];
        switch (assign.Value)
        {
            case Reference { Variable: var source } when !adjoints.IsPresent(source):
                // The gradient of a copy is handed on: nobody asks for it under the other name again.
                output.Add(new Assign(new Reference(adjoints.Name(source)), upstream) { Origin = assign.Origin });
                adjoints.MarkPresent(source);
                return [assign];
            case Reference or Element:
                AddTensor(TensorGradient(assign.Value, assign.Origin, adjoints), upstream, assign.Origin);
                return [assign];
            case Call { Callee: LayerCallee layer } call:
                return ReverseLayer(assign, call, layer, new Reference(target), upstream, adjoints);
            case Call { Callee: DifferentiableCallee callee } call:
                return ReverseCall(assign, call, callee, upstream, adjoints);
            default:
                throw new InvalidOperationException($"The reverse sweep does not know a tensor made by {assign.Value.GetType().Name}.");
        }
    }

    /// <summary>Calls a layer's backward method, which adds to the gradients of the arguments that vary.</summary>
    private IEnumerable<Statement> ReverseLayer(Statement statement, Call call, LayerCallee layer, Reference result, Expression upstream, Adjoints adjoints)
    {
        string? origin = statement.Origin;
        (Expression[] inputs, Statement[] kept) = Restore(statement, call, isSplit: false);
        Expression[] arguments = [.. layer.Backward.Select(argument => argument.Role switch
        {
            LayerRole.Input => inputs[argument.Parameter],
            LayerRole.Result => result,
            LayerRole.Upstream => upstream,
            _ => activity.IsVaried(call.Arguments[argument.Parameter])
                ? TensorGradient(call.Arguments[argument.Parameter], origin, adjoints)
                : new Literal("default", call.Arguments[argument.Parameter].Type),
        })];
        int? returned = layer.ReturnedGradient is { } scalar && activity.IsVaried(call.Arguments[scalar]) ? scalar : null;
        var backward = new Call(new GradientCallee(layer.BackwardText), arguments.ToEquatableArray(), returned is null ? Model.ValueType.Void : call.Arguments[returned.Value].Type);
        if (returned is null)
            output.Add(new Evaluate(backward) { Origin = origin });
        else
            Contribute(call.Arguments[returned.Value], backward, origin, adjoints);
        return [.. kept, statement];
    }

    /// <summary>What an operand's gradient is added into; made, all zero, where there is none yet.</summary>
    private Expression TensorGradient(Expression operand, string? origin, Adjoints adjoints)
    {
        switch (operand)
        {
            case Reference { Variable: { Type.IsTensor: true } tensor }:
                if (!adjoints.IsPresent(tensor))
                    output.Add(Zero(tensor, adjoints) with { Origin = origin });
                adjoints.MarkPresent(tensor);
                return new Reference(adjoints.Name(tensor));
            case Element { Type.IsTensor: true } element:
                return GradientOf(element, adjoints);
            case { Type.IsBuffer: true }:
                return GradientBuffer(operand, adjoints);
            default:
                throw new InvalidOperationException($"The reverse sweep does not know {operand.GetType().Name} as a tensor.");
        }
    }

    private void AddTensor(Expression target, Expression term, string? origin) => output.Add(new Evaluate(
        new Call(new GradientCallee($"{names.GradientBuffer}.Add<{term.Type.Leaf.Text}>"), EquatableArray.Of(target, term), Model.ValueType.Void)) { Origin = origin });

    /// <summary>Sets a variable's gradient to zero.</summary>
    private Assign Zero(Variable variable, Adjoints adjoints) => new(new Reference(adjoints.Name(variable)), variable.Type.IsTensor
        ? new Call(new WorkspaceCallee(".ZerosLike"), EquatableArray.Of<Expression>(new Reference(workspace), new Reference(variable)), variable.Type)
        : Literal.Whole(0, variable.Type));
}
