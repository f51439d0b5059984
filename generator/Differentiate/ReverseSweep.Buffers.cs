using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Differentiate;

/// <content>Elements of buffers: a read adds to the gradient's element, a write takes it and leaves zero.</content>
public sealed partial class ReverseSweep
{
    /// <summary>The element that holds an element's gradient.</summary>
    private static Element GradientOf(Element element, Adjoints adjoints) => element with
    {
        Buffer = GradientBuffer(element.Buffer, adjoints),
        // An array may be indexed by a long, a span may not; where the array was read, the index is no larger than an int.
        Indices = element.Indices.Select(static index => index.Type == Model.ValueType.Int32 ? index : new Model.Conversion(index, Model.ValueType.Int32, IsImplicit: false)).ToEquatableArray(),
    };

    private static Expression GradientBuffer(Expression buffer, Adjoints adjoints) => buffer switch
    {
        Reference { Variable: { Type.IsTensor: true } tensor } => new Reference(adjoints.Name(tensor)),
        Reference { Variable: var variable } => new Reference(adjoints.NameBuffer(variable)),
        Element row => row with { Buffer = GradientBuffer(row.Buffer, adjoints) },
        Slice slice => slice with { Buffer = GradientBuffer(slice.Buffer, adjoints) },
        Conditional conditional => conditional with { WhenTrue = GradientBuffer(conditional.WhenTrue, adjoints), WhenFalse = GradientBuffer(conditional.WhenFalse, adjoints) },
        Model.Conversion conversion => GradientBuffer(conversion.Operand, adjoints),
        _ => throw new InvalidOperationException($"{buffer.GetType().Name} is no buffer."),
    };

    private void ReverseStore(Assign assign, Element target, Adjoints adjoints)
    {
        // Between the numbers of a struct there may be what has no gradient.
        if (!activity.IsVaried(target.Root()) || !target.Type.IsDifferentiable)
            return;
        Element gradient = GradientOf(target, adjoints);
        if (target.Type.IsTensor)
            throw new InvalidOperationException($"A tensor is put into '{target.Root().Variable.Name}'.");
        if (assign.Value is NewBuffer)
        {
            // The row is new: what reached it goes no further.
            output.Add(new Evaluate(new Call(new WorkspaceCallee("global::System.Array.Clear") { Writes = true }, EquatableArray.Of<Expression>(gradient), Model.ValueType.Void)) { Origin = assign.Origin });
            return;
        }
        if (assign.Value is Update update && update.Target == target)
        {
            ReverseComponentStore(update, gradient, assign.Origin, adjoints);
            return;
        }
        if (assign.Value is Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum && sum.Left == target)
        {
            // A real may be added to a complex number as it is.
            Expression added = sum.Right.Type == target.Type ? sum.Right : new Model.Conversion(sum.Right, target.Type, IsImplicit: true);
            if (activity.IsVaried(added))
                Contribute(added, sum.Operator == BinaryOperator.Add ? gradient : Algebra.Negate(gradient), assign.Origin, adjoints);
            return;
        }
        if (activity.IsVaried(assign.Value))
            Contribute(assign.Value, gradient, assign.Origin, adjoints);
        output.Add(new Assign(gradient, Literal.Whole(0, target.Type)) { Origin = assign.Origin });
    }

    private IEnumerable<Statement> ReverseBufferAssign(Assign assign, Variable target, Adjoints adjoints)
    {
        if (assign.IsView())
            return [assign];
        switch (assign.Value)
        {
            case NewBuffer:
                return [assign];
            case Call { Callee: DifferentiableCallee callee } call when activity.IsVaried(target):
                return ReverseCall(assign, call, callee, new Reference(adjoints.NameBuffer(target)), adjoints);
            case Call:
                return [assign];
            case Reference { Variable: var source } when activity.IsVaried(source):
                AddResult(assign, adjoints.NameBuffer(source), adjoints.NameBuffer(target));
                return [assign];
            case Reference:
                return [assign];
            default:
                throw new InvalidOperationException($"The reverse sweep does not know a buffer made by {assign.Value.GetType().Name}.");
        }
    }

    /// <summary>The result is this buffer: its gradient is what comes from outside.</summary>
    private void AddResult(Assign assign, Variable gradient, Variable given)
    {
        Model.ValueType element = given.Type.Element!;
        string method = element switch { { IsComposite: true } => ".CheckResult", { IsVector: true, VectorName: not "Complex" } => ".AddVectors", _ => ".AddResult" };
        var name = new Call(new WorkspaceCallee("nameof"), EquatableArray.Of<Expression>(new Reference(given)), new Model.ValueType(TypeClass.Opaque, "string"));
        output.Add(new Evaluate(new Call(
            new WorkspaceCallee(names.GradientBuffer + method) { Writes = !element.IsComposite }, EquatableArray.Of<Expression>(new Reference(gradient), new Reference(given), name), Model.ValueType.Void)) { Origin = assign.Origin });
        if (!element.IsComposite)
            return;
        // Number by number: a struct need not have an operator that adds.
        Variable index = variables.New("i", Model.ValueType.Int32, VariableKind.Local);
        Expression[] sums = [.. Leaves(gradient)], terms = [.. Leaves(given)];
        IEnumerable<Statement> added = sums.Zip(terms, (sum, term) => new Assign(sum, new Binary(BinaryOperator.Add, sum, term, sum.Type)) { Origin = assign.Origin });
        output.Add(new For(index, Literal.Int(0), BinaryOperator.Less, new Length(new Reference(gradient), null, Model.ValueType.Int32), 1, null, Block.Of(added)));

        IEnumerable<Expression> Leaves(Variable buffer) => Composite
            .Of(element, way => new Element(new Reference(buffer), EquatableArray.Of<Expression>(new Reference(index)), way[way.Count - 1].Type) { Path = Composite.PathOf(way) })
            .Leaves.Where(static leaf => leaf.Type.IsQuantity && !Composite.Way(((Element)leaf).Buffer.Type.Element!, ((Element)leaf).Path).Any(static field => field.IsConstant));
    }

    /// <summary>The gradients of the buffers that a block declares begin with its reverse, at zero.</summary>
    private void CreateGradients(Block block, Adjoints adjoints, Fusion forward)
    {
        foreach (Assign assign in block.Statements.OfType<Assign>().Reverse())
        {
            if (assign.Target is not Reference { Variable: { Type.IsBuffer: true } buffer } || buffer.Kind == VariableKind.Result || !adjoints.IsNamed(buffer))
                continue;
            Variable gradient = adjoints.NameBuffer(buffer);
            // A fused loop wants it where the forward part is.
            bool isEarly = forward.Statements.Any(statement => Mentions(statement, gradient));
            if (!isEarly && !output.Any(statement => Mentions(statement, gradient)))
                continue;
            List<Statement> target = isEarly ? forward.Statements : output;
            // The rows of a jagged array are all there once they are asked for.
            int at = !isEarly ? 0 : gradient.Type.Element is { IsBuffer: true } && loopDepth == 0
                ? forward.Statements.FindIndex(statement => Mentions(statement, gradient))
                : forward.Statements.FindIndex(statement => statement.Assigned().Contains(buffer)) + 1;
            if (assign.IsView())
            {
                target.Insert(isEarly ? forward.Statements.FindIndex(statement => statement.Assigned().Contains(buffer)) + 1 : 0, new Assign(new Reference(gradient), GradientBuffer(assign.Value, adjoints)) { Origin = assign.Origin });
                continue;
            }
            if (loopDepth > 0 && gradient.Type.Element is { IsBuffer: true } && assign.Value is NewBuffer outerBuffer)
            {
                // The rows are gone with their iteration: the gradient's rows are made as theirs were.
                List<Statement> rows = [new Assign(new Reference(gradient), outerBuffer) { Origin = assign.Origin }, .. Rows(block, buffer, gradient)];
                target.InsertRange(at, rows);
                continue;
            }
            Expression value = assign.Value switch
            {
                NewBuffer { Sizes.Count: > 1 } rectangular => new NewBuffer(rectangular.Sizes, gradient.Type),
                NewBuffer { Sizes: [var size] } when gradient.Type.IsFlat => Work("Zeros", gradient.Type, size),
                _ => ZerosLike(new Reference(buffer)),
            };
            target.Insert(at, new Assign(new Reference(gradient), value) { Origin = assign.Origin });
        }
    }

    /// <summary>The statements that make the rows of a buffer, made into ones that make the rows of its gradient, and what those need.</summary>
    private static List<Statement> Rows(Block block, Variable buffer, Variable gradient)
    {
        var rows = new List<Statement>();
        HashSet<Variable> needed = [];
        foreach (Statement statement in block.Statements.AsEnumerable().Reverse())
        {
            Statement? made = statement switch
            {
                Assign { Target: Element { Buffer: Reference { Variable: var rooted } } row, Value: NewBuffer } assign when rooted == buffer =>
                    assign with { Target = row with { Buffer = new Reference(gradient) } },
                // What a row's size is computed from, in the block that makes the row.
                Assign { Target: Reference { Variable: { Type.IsReal: false, Type.IsBuffer: false } size } } assign when needed.Contains(size) => assign,
                For { Stop: null } loop when Rows(loop.Body, buffer, gradient) is { Count: > 0 } inner => loop with { Body = Block.Of(inner), Heads = EquatableArray<Variable>.Empty },
                If branch when Rows(branch.Then, buffer, gradient) is var then && Rows(branch.Else, buffer, gradient) is var otherwise && then.Count + otherwise.Count > 0 =>
                    branch with { Then = Block.Of(then), Else = Block.Of(otherwise) },
                For or While when statement.Blocks().SelectMany(static inner => inner.Descendants()).Any(inner => inner is Assign { Target: Element { Buffer: Reference { Variable: var rooted } }, Value: NewBuffer } && rooted == buffer) =>
                    throw new InvalidOperationException($"The rows of '{buffer.Name}' are made by a loop inside a loop of which it is not known how often it runs."),
                _ => null,
            };
            if (made is null)
                continue;
            rows.Insert(0, made);
            needed.ExceptWith(made.Assigned());
            needed.UnionWith(Liveness.Before(Block.Of(made)));
        }
        return rows;
    }

    /// <summary>Views that the reverse of an iteration asks for are taken again: what they show may be another part by then.</summary>
    private void TakeViewsAgain(Block block)
    {
        foreach (Assign view in block.Statements.Where(static statement => statement.IsView()).Cast<Assign>().Reverse())
        {
            Variable shown = view.Target.Root().Variable;
            // A length alone is kept as a number.
            if (!output.Any(statement => Block.Of(statement).Descendants().SelectMany(static inner => inner.Expressions()).Any(expression => Shows(expression, shown))))
                continue;
            Variable again = variables.Version(shown);
            output = [new Assign(new Reference(again), view.Value), .. Block.Of(output).RenameVariables(variable => variable == shown ? again : variable).Statements];
        }
    }

    private static bool Shows(Expression expression, Variable view) => expression switch
    {
        Length { Buffer: Reference } => false,
        Reference reference => reference.Variable == view,
        _ => expression.Children().Any(child => Shows(child, view)),
    };

    private static bool Mentions(Statement statement, Variable variable) => Block.Of(statement).Descendants()
        .Any(inner => inner.Expressions().Any(expression => expression.Mentions().Contains(variable)));

    /// <summary>A call of the workspace that gives a span.</summary>
    private Call Work(string method, Model.ValueType span, Expression length) => new(
        new WorkspaceCallee($".{method}<{span.Element!.Text}>"), EquatableArray.Of(new Reference(workspace), length), span);

    private Model.ValueType SpanOf(Model.ValueType element) => new(TypeClass.Span, $"{names.Span}<{element.Text}>", element);
}
