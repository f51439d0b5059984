using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// A gradient that only one way through a branch contributes to is zero on the others. What it is multiplied by may be infinite there, as
/// in <c>Math.Min(1, 1 / x)</c> at 0, and zero times infinity is no number: the product is computed only where the gradient is.
/// </summary>
public sealed class UntakenTerms
{
    // What these give is finite for whatever is finite, as are sums and products.
    private static readonly HashSet<string> Bounded = ["Sin", "Cos", "Tanh", "Atan", "Abs", "Min", "Max", "Clamp", "Sigmoid", "Relu", "Sign", "CopySign", "Sqrt", "Cbrt",
        "Dot", "Cross", "Length", "LengthSquared", "Distance", "DistanceSquared", "Sum", "Lerp", "Reflect", "Transform", "TransformNormal", "Conjugate", "Transpose", "Concatenate", "Negate", "Add", "Subtract", "Multiply",
        "CreateRotation", "CreateRotationX", "CreateRotationY", "CreateRotationZ", "CreateFromAxisAngle", "CreateFromYawPitchRoll", "CreateFromQuaternion", "CreateTranslation", "CreateScale", "Create",
        "Cofactors", "Component"];

    private readonly ILookup<Variable, Expression> definitions;
    private readonly Dictionary<Variable, bool> infinite = [];

    private UntakenTerms(Block body)
    {
        definitions = body.Descendants().OfType<Assign>().Where(static assign => assign.Target is Reference).ToLookup(static assign => ((Reference)assign.Target).Variable, static assign => assign.Value);
        foreach (Variable slope in body.Descendants().OfType<Deconstruction>().Where(static parts => parts.Value is Call { Callee: DifferentiableCallee }).SelectMany(static parts => parts.Targets).OfType<Variable>())
            infinite[slope] = true;
    }

    /// <summary>Guards the products in a method's body.</summary>
    public static Block Guard(Block body) =>
        body.Descendants().Any(static statement => statement is If or Assign { Value: Conditional }) ? new UntakenTerms(body).Visit(body, []) : body;

    private Block Visit(Block block, Dictionary<Variable, Taken> outside)
    {
        var taken = new Dictionary<Variable, Taken>(outside);
        var zeros = new HashSet<Variable>();
        var output = new List<Statement>();
        foreach (Statement statement in block.Statements)
        {
            HashSet<Variable> assigned = [.. Block.Of(statement).Descendants().SelectMany(static inner => inner.Assigned())];
            HashSet<Variable> written = [.. Block.Of(statement).Descendants().SelectMany(Buffers.Written)];
            Statement guarded = statement switch
            {
                Assign assign => WithGuard(assign, taken),
                For or While => Forgetting(taken, assigned, written) is var inside ? statement.MapBlocks(inner => Visit(inner, inside)) : statement,
                _ => statement.MapBlocks(inner => Visit(inner, taken)),
            };
            output.Add(guarded);
            taken = Forgetting(taken, assigned, written);
            foreach (Variable variable in assigned)
            {
                taken.Remove(variable);
                bool wasZero = zeros.Remove(variable);
                if (statement is Assign { Value: Literal { Text: "0" } })
                    zeros.Add(variable);
                else if ((guarded is Assign { Value: Conditional choice } ? Where(choice) : statement is If branch && wasZero ? Where(branch, variable) : null) is { } found
                    && IsSteady(found, assigned, written))
                    taken[variable] = found;
            }
        }
        return block.With(output);
    }

    private static Dictionary<Variable, Taken> Forgetting(Dictionary<Variable, Taken> taken, HashSet<Variable> assigned, HashSet<Variable> written) =>
        taken.Where(pair => IsSteady(pair.Value, assigned, written)).ToDictionary(static pair => pair.Key, static pair => pair.Value);

    private static bool IsSteady(Taken taken, HashSet<Variable> assigned, HashSet<Variable> written) =>
        !taken.Condition.Mentions().Any(variable => assigned.Contains(variable) || written.Contains(variable.Owner));

    private Statement WithGuard(Assign assign, Dictionary<Variable, Taken> taken)
    {
        bool isSum = assign.Value is Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum && sum.Left == assign.Target;
        Expression term = isSum ? ((Binary)assign.Value).Right : assign.Value;
        foreach (Variable gradient in term.Mentions().Distinct().Where(taken.ContainsKey))
        {
            if (!(LocalSlopes.Without(term, gradient) is { } factor ? MayBeInfinite(factor) : IsLinear(term, gradient) && MayBeInfinite(term.Substitute(variable => variable == gradient ? Literal.Whole(0, gradient.Type) : null))))
                continue;
            Taken way = taken[gradient];
            if (isSum)
                return new If(way.AsExpression, Block.Of(assign), Block.Empty);
            Expression value = way.Amount is { } amount ? term.Substitute(variable => variable == gradient ? amount : null) : term;
            Expression zero = Literal.Whole(0, term.Type);
            return assign with { Value = new Conditional(way.Condition, way.IsNegated ? zero : value, way.IsNegated ? value : zero, term.Type) };
        }
        return assign;
    }

    /// <summary>Whether a term of vectors is zero where a gradient is. What rules call with a gradient is linear in it.</summary>
    private static bool IsLinear(Expression term, Variable gradient) => term switch
    {
        Reference { Variable: var variable } => variable == gradient,
        Unary { Operator: UnaryOperator.Negate } negative => IsLinear(negative.Operand, gradient),
        Member member => IsLinear(member.Target, gradient),
        Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum => IsLinear(sum.Left, gradient) && IsLinear(sum.Right, gradient),
        Binary { Operator: BinaryOperator.Multiply } product => product.Left.Mentions().Contains(gradient) != product.Right.Mentions().Contains(gradient) && (IsLinear(product.Left, gradient) || IsLinear(product.Right, gradient)),
        Binary { Operator: BinaryOperator.Divide } quotient => IsLinear(quotient.Left, gradient) && !quotient.Right.Mentions().Contains(gradient),
        Call { Callee: RuleCallee { Name: var name } } call when name.StartsWith("new ", StringComparison.Ordinal) || name.EndsWith(".Create", StringComparison.Ordinal) => call.Arguments.All(argument => IsZero(argument) || IsLinear(argument, gradient)),
        Call { Callee: RuleCallee } call => call.Arguments.Any(argument => argument.Mentions().Contains(gradient)) && call.Arguments.All(argument => !argument.Mentions().Contains(gradient) || IsLinear(argument, gradient)),
        _ => false,
    };

    /// <summary>Where a choice is not zero.</summary>
    private static Taken? Where(Conditional choice) => (IsZero(choice.WhenTrue), IsZero(choice.WhenFalse)) switch
    {
        _ when Purity.Calls(choice.Condition) => null,
        (true, false) => new(choice.Condition, true, choice.WhenFalse as Reference),
        (false, true) => new(choice.Condition, false, choice.WhenTrue as Reference),
        _ => null,
    };

    /// <summary>Where a branch assigns a gradient that was zero before.</summary>
    private static Taken? Where(If branch, Variable gradient)
    {
        bool then = IsAssigned(branch.Then), otherwise = IsAssigned(branch.Else);
        if (then == otherwise || Purity.Calls(branch.Condition))
            return null;
        var here = new Taken(branch.Condition, otherwise, null);
        Block arm = then ? branch.Then : branch.Else;
        // Of an else-if the whole way counts, if its conditions still mean the same behind it.
        if (arm.Statements.Where(statement => IsAssigned(Block.Of(statement))).ToArray() is not [If inner] || Where(inner, gradient) is not { } way)
            return here;
        HashSet<Variable> assigned = [.. arm.Descendants().SelectMany(static statement => statement.Assigned())];
        return IsSteady(way, assigned, [.. arm.Descendants().SelectMany(Buffers.Written)])
            ? new(new Binary(BinaryOperator.ConditionalAnd, here.AsExpression, way.AsExpression, Model.ValueType.Boolean), false, null)
            : here;

        bool IsAssigned(Block block) => block.Descendants().Any(statement => statement.Assigned().Contains(gradient));
    }

    private static bool IsZero(Expression expression) => expression is Literal { Text: "0" };

    private bool MayBeInfinite(Expression expression) => expression switch
    {
        Binary { Operator: BinaryOperator.Divide, Right: not Literal, Type.IsQuantity: true } => true,
        Call { Callee: RuleCallee { Name: var name } } made when name.StartsWith("new ", StringComparison.Ordinal) || name == "[]" => made.Arguments.Any(MayBeInfinite),
        Call { Callee: RuleCallee callee } call => !Bounded.Contains(callee.Name.Substring(callee.Name.LastIndexOf('.') + 1)) || call.Arguments.Any(MayBeInfinite),
        Call or Element or Length => false,
        Reference { Variable: { Type.IsQuantity: true } variable } => MayBeInfinite(variable),
        Binary { Type.IsQuantity: false } => false,
        _ => expression.Children().Any(MayBeInfinite),
    };

    private bool MayBeInfinite(Variable variable)
    {
        if (infinite.TryGetValue(variable, out bool known))
            return known;
        // A variable that is made of itself is what it is made of besides.
        infinite[variable] = false;
        return infinite[variable] = definitions[variable].Any(MayBeInfinite);
    }

    /// <summary>Where a gradient is not zero.</summary>
    /// <param name="Condition">What holds there, or does not.</param>
    /// <param name="IsNegated">Whether it does not.</param>
    /// <param name="Amount">What the gradient is there, where that has a name.</param>
    private sealed record Taken(Expression Condition, bool IsNegated, Expression? Amount)
    {
        public Expression AsExpression => IsNegated ? new Unary(UnaryOperator.Not, Condition, Model.ValueType.Boolean) : Condition;
    }
}
