using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>Calls of functions that have a backward method of their own.</content>
public sealed partial class ReverseSweep
{
    private IEnumerable<Statement> ReverseCall(Statement statement, Call call, DifferentiableCallee callee, Expression? upstream, Adjoints adjoints)
    {
        string? origin = statement.Origin;
        var pairs = callee.Parameters.Zip(call.Arguments, static (parameter, argument) => (Parameter: parameter, Argument: argument)).ToArray();
        bool reachesBuffer = pairs.Where((pair, i) => Buffers.MayWrite(call, i) && pair.Argument.Owner() is { } owner && activity.IsVaried(owner)).Any();
        if (upstream is null && !reachesBuffer || !pairs.Any(pair => pair.Parameter.IsDifferentiable && activity.IsVaried(pair.Argument)))
            return [statement];
        if (upstream is not null && statement is Assign { Target: Reference { Variable: var result } } && HasSlopes(call, callee, result))
            return TakeSlopes(result, call, callee, pairs, upstream, origin, adjoints);
        SplitFunction? apart = split.FirstOrDefault(other => other.Key == callee.Key);
        bool isSplit = apart is not null;
        (Expression[] inputs, Statement[] kept) = Restore(statement, call, isSplit);
        Expression[] gradients = [.. pairs.Where(static pair => pair.Parameter is { IsDifferentiable: true, Type.IsAddedTo: true })
            .Select(pair => GradientArgument(pair.Argument, origin, adjoints))];
        Expression[] upstreams = call.Type.Class == TypeClass.Void ? [] : [upstream ?? (call.Type.IsReal ? Literal.Argument(0, call.Type) : Composite.Zero(call.Type))];
        DifferentiableCallee called = isSplit ? callee with { Text = callee.ReverseText, Pass = apart!.KeepsNothing ? SplitPass.PlainReverse : SplitPass.Reverse } : callee with { Text = callee.BackwardText };
        Expression[] shared = isSplit ? [new Reference(workspace)] : [];
        var backward = new Call(called, inputs.Concat(upstreams).Concat(gradients).Concat(shared).ToEquatableArray(), new Model.ValueType(TypeClass.Opaque, "var"));
        TakeGradients(backward, pairs.Where(static pair => pair.Parameter is { IsDifferentiable: true, Type.IsAddedTo: false }).ToArray(), value: null, !isSplit && call.Type.Class != TypeClass.Void, origin, adjoints);
        return isSplit ? [.. CheckApart(call, isSplit), apart!.IsOwnForward ? statement : Forward(statement, call, callee, apart), .. kept] : [.. CheckApart(call, isSplit), .. kept, statement];
    }

    /// <summary>A call of the forward pass, which keeps what its reverse needs.</summary>
    private Statement Forward(Statement statement, Call call, DifferentiableCallee callee, SplitFunction apart)
    {
        if (!apart.KeepsNothing)
            notes.Add($"Keeps what the reverse of <c>{call.Callee.Text.Replace('<', '{').Replace('>', '}')}(…)</c> needs; its <c>{callee.ForwardText.Split('.').Last().Replace('<', '{').Replace('>', '}')}</c> says what that is.");
        var forward = new Call(callee with { Text = callee.ForwardText, Pass = apart.KeepsNothing ? SplitPass.PlainForward : SplitPass.Forward }, call.Arguments.Append(new Reference(workspace)).ToEquatableArray(), call.Type);
        return statement.MapExpressions(expression => expression == call ? forward : expression);
    }

    /// <summary>
    /// Whether a call is better run backward when it is made, for a gradient of 1: what comes back is multiplied by the gradient of the result
    /// once that is known. Run again later it would run again whatever it calls, and that again what it calls: at a depth of k, k times.
    /// </summary>
    private bool HasSlopes(Call call, DifferentiableCallee callee, Variable result) => callee.IsLinear && result.Type.IsReal
        && callee.Parameters.Zip(call.Arguments, static (parameter, argument) => (Parameter: parameter, Argument: argument)).Where(pair => pair.Parameter.IsDifferentiable && activity.IsVaried(pair.Argument)).All(pair =>
            pair.Parameter.Type.IsReal
            // As many numbers as the buffer has are taken and added: once, that is no more than the buffer's own gradient takes.
            || pair.Parameter is { IsWritten: false, Type: { IsFlat: true, Element.IsReal: true } } && loopDepth == 0 && callee.Key != function.Key);

    private List<Statement> TakeSlopes(
        Variable result, Call call, DifferentiableCallee callee, (Parameter Parameter, Expression Argument)[] pairs, Expression upstream, string? origin, Adjoints adjoints)
    {
        var forward = new List<Statement>();
        var targets = new List<Variable?> { result };
        var buffers = new List<Expression>();
        foreach ((Parameter parameter, Expression argument) in pairs.Where(static pair => pair.Parameter.IsDifferentiable))
        {
            bool isWanted = activity.IsVaried(argument);
            string name = "slope" + char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1);
            if (!parameter.Type.IsAddedTo)
            {
                Variable? slope = isWanted ? variables.Temporary(name, parameter.Type) : null;
                targets.Add(slope);
                if (slope is not null)
                    Contribute(argument, Product(new Reference(slope), parameter.Type), origin, adjoints);
                continue;
            }
            Expression buffer = argument is Conversion { Operand: var seen } ? seen : argument;
            Expression zeros = ZerosLike(buffer);
            if (!isWanted)
            {
                buffers.Add(zeros);
                continue;
            }
            Variable slopes = variables.Temporary(name, zeros.Type);
            forward.Add(new Assign(new Reference(slopes), zeros));
            notes.Add($"Keeps the slopes of <c>{call.Callee.Text.Replace('<', '{').Replace('>', '}')}(…)</c> in <c>{argument.Root().Variable.Name}</c>, as many numbers as it has, until the gradient of its result is known.");
            buffers.Add(new Reference(slopes));
            Variable index = variables.New("i", Model.ValueType.Int32, VariableKind.Local);
            var here = EquatableArray.Of<Expression>(new Reference(index));
            var gradient = new Element(GradientBuffer(buffer, adjoints), here, argument.Type.Element!);
            var term = Product(new Element(new Reference(slopes), here, argument.Type.Element!), argument.Type.Element!);
            Statement added = new Assign(gradient, new Binary(BinaryOperator.Add, gradient, term, argument.Type.Element!)) { Origin = origin };
            output.Add(new For(index, Literal.Int(0), BinaryOperator.Less, new Length(buffer, null, Model.ValueType.Int32), 1, null, Block.Of(added)));
        }
        var type = new Model.ValueType(TypeClass.Opaque, "var");
        var backward = new Call(callee with { Text = callee.BackwardText }, call.Arguments.Append(Literal.Argument(1, call.Type)).Concat(buffers).ToEquatableArray(), type);
        forward.Add(targets.Count == 1 ? new Assign(new Reference(result), backward with { Type = result.Type }) : new Deconstruction(targets.ToEquatableArray(), backward));
        return forward;

        // A gradient has the type of its primal, also where the result has another.
        Expression Product(Expression slope, Model.ValueType type) => upstream.Type == type || type.Class == TypeClass.Double
            ? new Binary(BinaryOperator.Multiply, upstream, slope, type)
            : new Conversion(new Binary(BinaryOperator.Multiply, upstream, slope, upstream.Type), type, IsImplicit: false);
    }

    /// <summary>A buffer that a callee writes, and another that shares its memory, would come back as two: asked when it is run. Of one given twice, the backward method asks itself.</summary>
    private IEnumerable<Statement> CheckApart(Call call, bool isSplit)
    {
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            if (!Buffers.MayWrite(call, i) || call.Arguments[i].Type is not { IsBuffer: true, HoldsObjects: false })
                continue;
            Expression written = call.Arguments[i];
            foreach (Expression other in call.Arguments.Where((other, j) => j != i && other.Type.IsBuffer && (isSplit || other != written) && other.Owner() == written.Owner() && (j > i || !Buffers.MayWrite(call, j))))
            {
                Expression Name(Expression buffer) => new Literal($"\"{buffer.Root().Variable.Name}\"", new Model.ValueType(TypeClass.Opaque, "string"));
                string element = $"<{written.Type.Leaf.Text}>";
                string check = (written.Type.IsFlat, other.Type.IsFlat) switch { (true, true) => element, (false, false) => "Shape", _ => "Elements" + element };
                yield return new Evaluate(new Call(new WorkspaceCallee($"{names.GradientBuffer}.CheckWritten{check}"), EquatableArray.Of(written, other, Name(written), Name(other)), Model.ValueType.Void));
            }
        }
    }

    /// <summary>Calls a backward method and adds what it returns to the gradients of its arguments.</summary>
    /// <param name="backward">The call.</param>
    /// <param name="scalars">The parameters whose gradients it returns, and their arguments.</param>
    /// <param name="value">The variable that takes the function's value, or null where it is known already.</param>
    /// <param name="hasValue">Whether it returns the value.</param>
    /// <param name="origin">The statement that is reversed.</param>
    /// <param name="adjoints">The gradients.</param>
    private void TakeGradients(Call backward, (Parameter Parameter, Expression Argument)[] scalars, Variable? value, bool hasValue, string? origin, Adjoints adjoints)
    {
        var wanted = scalars.Where(pair => activity.IsVaried(pair.Argument)).ToArray();
        if (value is not null && scalars.Length == 0)
        {
            output.Add(new Assign(new Reference(value), backward) { Origin = origin });
            return;
        }
        if (value is null && wanted.Length == 0)
        {
            output.Add(new Evaluate(backward) { Origin = origin });
            return;
        }
        if (value is null && wanted is [(var only, not Composite and var argument)])
        {
            bool isTuple = hasValue || scalars.Length > 1;
            Contribute(argument, isTuple ? new Member(backward, only.GradientName, only.Type) : backward with { Type = only.Type }, origin, adjoints);
            return;
        }
        // The result's value comes first; gradients that nobody wants are discarded. A gradient that is its variable's first is taken at once.
        List<Variable?> targets = hasValue ? [value] : [];
        var contributions = new List<(Expression Argument, Variable Gradient)>();
        var taken = new List<Variable>();
        foreach ((Parameter parameter, Expression input) in scalars)
        {
            if (!activity.IsVaried(input))
            {
                targets.Add(null);
            }
            else if (input is Composite)
            {
                Variable gradient = variables.Temporary(GradientName.Of(parameter.Name), parameter.Type);
                targets.Add(gradient);
                contributions.Add((input, gradient));
            }
            else if (input is Reference { Variable: var variable } && !adjoints.IsPresent(variable) && !taken.Contains(variable))
            {
                targets.Add(adjoints.Name(variable));
                taken.Add(variable);
            }
            else
            {
                Variable gradient = variables.Temporary(GradientName.Of(Inner(input).Name), parameter.Type);
                targets.Add(gradient);
                contributions.Add((input, gradient));
            }
        }
        output.Add(targets is [{ } alone]
            ? new Assign(new Reference(alone), backward with { Type = alone.Type }) { Origin = origin }
            : new Deconstruction(targets.ToEquatableArray(), backward) { Origin = origin });
        foreach (Variable variable in taken)
            adjoints.MarkPresent(variable);
        foreach ((Expression input, Variable gradient) in contributions)
        {
            if (input is Composite parts)
                ContributeParts(parts, new Reference(gradient), origin, adjoints);
            else
                Contribute(input, new Reference(gradient), origin, adjoints);
        }
    }

    /// <summary>Adds the parts of a composite's gradient to those of its leaves.</summary>
    private void ContributeParts(Composite parts, Expression gradient, string? origin, Adjoints adjoints)
    {
        foreach ((Field field, Expression part) in parts.Type.Fields.Zip(parts.Parts, static (field, part) => (field, part)))
        {
            if (!field.IsDifferentiable || !activity.IsVaried(part))
                continue;
            var term = new Member(gradient, field.Name, field.Type);
            if (part is Composite inner)
                ContributeParts(inner, term, origin, adjoints);
            else
                Contribute(part, term, origin, adjoints);
        }
    }

    /// <summary>A call whose result is a composite: the gradient of the result is made of those of its leaves.</summary>
    private IEnumerable<Statement> ReverseUnpacking(Deconstruction unpacked, Call call, DifferentiableCallee callee, Adjoints adjoints)
    {
        int next = 0;
        bool isWanted = false;
        Composite upstream = Composite.Of(call.Type, way =>
        {
            Variable? target = unpacked.Targets[next++];
            Expression gradient = target is not null && adjoints.IsPresent(target) ? new Reference(adjoints.Name(target)) : Composite.ZeroLeaf(way[way.Count - 1].Type);
            isWanted |= gradient is Reference;
            return gradient;
        });
        foreach (Variable target in unpacked.Targets.OfType<Variable>())
            adjoints.MarkAbsent(target);
        return ReverseCall(unpacked, call, callee, isWanted ? upstream : null, adjoints);
    }

    /// <summary>
    /// The arguments as they were when the call was made: its backward runs it again. A buffer that has been written
    /// since is kept beforehand and taken back. Where the call is split, its reverse asks of a buffer that it
    /// writes only how long it is, and the others are the same after it, where they are kept on top of what it has kept.
    /// </summary>
    private (Expression[] Inputs, Statement[] Kept) Restore(Statement statement, Call call, bool isSplit)
    {
        var kept = new List<Statement>();
        var recalled = new List<Statement>();
        var known = new Dictionary<Expression, Expression>();
        var inputs = new Expression[call.Arguments.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            Expression argument = inputs[i] = call.Arguments[i];
            if (!argument.Type.IsBuffer || argument.Owner() is null)
                continue;
            if (argument.Owner() is not { } owner || (Buffers.MayWrite(call, i) ? isSplit && !buffers.IsGone(owner) : buffers.IsSettled(owner, statement)))
                continue;
            if (!known.TryGetValue(argument, out Expression? restored))
            {
                // One that is given twice comes back as one, which an array can be for spans too.
                Model.ValueType[] wanted = [.. call.Arguments.Select((other, j) => (other, j)).Where(pair => pair.other == argument).Select(pair => call.Callee is DifferentiableCallee { Parameters: var parameters } ? parameters[pair.j].Type : argument.Type)];
                (Model.ValueType type, string recall, Expression[] sizes) = Recalled(argument, wanted.FirstOrDefault(static parameter => parameter.Class == TypeClass.Array) ?? wanted[0]);
                notes.Add(StorageNote.OfCopy(argument, call.Callee.Text.Replace('<', '{').Replace('>', '}'), isSplit ? "whose reverse reads it" : "which is run again by its backward"));
                kept.Add(new Evaluate(new Call(new WorkspaceCallee(KeepText(argument.Type)), EquatableArray.Of(new Reference(workspace), argument), Model.ValueType.Void)));
                Variable copy = variables.New(argument.Root().Variable.Name, type, VariableKind.Local);
                var lengths = new List<Expression> { new Reference(workspace) };
                foreach (Expression size in sizes)
                {
                    Variable length = variables.Temporary(TemporaryName.Of(argument) + "Length", Model.ValueType.Int32);
                    kept.Add(new Assign(new Reference(length), size));
                    lengths.Add(new Reference(length));
                }
                Expression block = new Call(new WorkspaceCallee(recall), lengths.ToEquatableArray(), type);
                recalled.Insert(0, new Assign(new Reference(copy), block) { Origin = statement.Origin });
                known[argument] = restored = new Reference(copy);
            }
            inputs[i] = call.Callee is DifferentiableCallee { IsOverloaded: true } callee ? Conversion.OfBuffer(restored, callee.Parameters[i].Type) : restored;
        }
        output.AddRange(recalled);
        return ([.. inputs], [.. kept]);
    }

    private static string KeepText(Model.ValueType type) => type.IsFlat ? $".KeepCopy<{type.Element!.Text}>" : type.Rank > 2 ? $".KeepArray<{type.Element!.Text}>" : ".KeepCopy";

    /// <summary>What a kept copy comes back as for a parameter, how, and by which sizes.</summary>
    private (Model.ValueType Type, string Method, Expression[] Sizes) Recalled(Expression buffer, Model.ValueType parameter)
    {
        Model.ValueType type = buffer.Type;
        if (type is { Class: TypeClass.RectangularArray, Rank: 2 })
            return (type, $".RecallArray<{type.Leaf.Text}>", [new Length(buffer, 0, Model.ValueType.Int32), new Length(buffer, 1, Model.ValueType.Int32)]);
        if (type is { Class: TypeClass.RectangularArray, Element.IsBuffer: false })
            return (type, $".RecallArray<{type.Leaf.Text}, {type.Text}>", []);
        Expression[] length = [new Length(buffer, null, Model.ValueType.Int32)];
        return type switch
        {
            { Element: { IsBuffer: true, Element.IsBuffer: false } } => (type, $".RecallRows<{type.Leaf.Text}>", length),
            { Class: TypeClass.Array, Element.IsBuffer: false } when parameter.Class == TypeClass.Array => (type, $".RecallArray<{type.Leaf.Text}>", length),
            { Element.IsBuffer: false } => (SpanOf(type.Element), $".Recall<{type.Leaf.Text}>", length),
            _ => throw new InvalidOperationException($"A '{type.Text}' that is written after it was given to a call would have to be kept."),
        };
    }

    /// <summary>What a callee adds the gradient of an argument into.</summary>
    private Expression GradientArgument(Expression argument, string? origin, Adjoints adjoints) => !activity.IsVaried(argument) ? ZerosLike(argument)
        : argument is Composite { Type.IsHolder: true } kept ? adjoints.Object(kept, buffer => GradientBuffer(buffer, adjoints))
        : argument.Type.IsTensor ? TensorGradient(argument, origin, adjoints)
        : GradientBuffer(argument, adjoints);

    /// <summary>Memory for a gradient, at zero; for no buffer, none.</summary>
    private Expression ZerosLike(Expression buffer) => buffer is Literal
        ? buffer
        : buffer.Type.IsHolder
        ? new Call(new WorkspaceCallee(".ZerosLike"), EquatableArray.Of(buffer), buffer.Type)
        : buffer.Type.IsTensor
        ? new Call(new WorkspaceCallee(".ZerosLike"), EquatableArray.Of(new Reference(workspace), buffer), buffer.Type)
        : buffer.Type.Class == TypeClass.RectangularArray
        ? new NewBuffer(Enumerable.Range(0, buffer.Type.Rank).Select(Expression (dimension) => new Length(buffer, dimension, Model.ValueType.Int32)).ToEquatableArray(), buffer.Type)
        : buffer.Type.HoldsObjects
        ? new Call(new WorkspaceCallee($"{names.GradientBuffer}.ZerosLike<{buffer.Type.Number!.Text}, {buffer.Type.Leaf.Text}>"), EquatableArray.Of(buffer), new Model.ValueType(TypeClass.Array, buffer.Type.Leaf.Text + "[]", buffer.Type.Leaf))
        : buffer.Type.Element is { IsBuffer: true }
        ? new Call(new WorkspaceCallee(names.GradientBuffer + ".ZerosLike"), EquatableArray.Of(buffer), buffer.Type)
        : Work("Zeros", SpanOf(buffer.Type.Leaf), new Length(buffer, null, Model.ValueType.Int32));
}
