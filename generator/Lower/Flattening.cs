using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;

namespace AutoBackprop.Generator.Lower;

/// <summary>
/// Gives every real subexpression a name, so that each statement computes one thing: one rule, one reversal. Simplify
/// nests them again where the name turned out not to be needed. Conditional expressions become branches: the arm not
/// taken is evaluated neither forward nor backward.
/// </summary>
public sealed class Flattening(VariableFactory variables)
{
    private List<Statement> output = [];

    /// <summary>What the statement at hand has named already: a subexpression that occurs twice in it is evaluated once.</summary>
    private Dictionary<Expression, Variable> named = [];

    public Block Lower(Block block)
    {
        List<Statement> outer = output;
        output = [];
        foreach (Statement statement in block.Statements)
        {
            named = [];
            LowerStatement(statement);
        }
        Block result = Block.Of(output);
        output = outer;
        return result;
    }

    private void LowerStatement(Statement statement)
    {
        switch (statement)
        {
            case Assign { Target: Element target } assign:
                Element element = AtomicElement(target, assign.Origin);
                // `a[i] += e` adds to the gradient's way through a[i] nothing but e: it stays one statement.
                Expression stored = assign.Value is NewBuffer ? assign.Value : assign.Value is Update part && part.Target == target ? AtomicUpdate(part, element, assign.Origin) : assign.Value is Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum && sum.Left == target
                    ? sum with { Left = element, Right = Atom(sum.Right, assign.Origin) }
                    : Atom(assign.Value, assign.Origin);
                output.Add(assign with { Target = element, Value = stored });
                break;
            case Assign assign:
                Into(((Reference)assign.Target).Variable, assign.Value, assign.Origin);
                break;
            case Deconstruction deconstruction:
                output.Add(deconstruction with { Value = Operation(deconstruction.Value, deconstruction.Origin) });
                break;
            case Evaluate evaluate:
                output.Add(evaluate with { Expression = Operation(evaluate.Expression, evaluate.Origin) });
                break;
            case If certain when KnownConditions.Decide(certain.Condition) is { } isTaken:
                output.AddRange(Lower(isTaken ? certain.Then : certain.Else).Statements);
                break;
            case If branch:
                output.Add(branch with { Condition = Atom(KnownConditions.Rest(branch.Condition), branch.Origin), Then = Lower(branch.Then), Else = Lower(branch.Else) });
                break;
            case For loop:
                output.Add(loop with { Start = Atom(loop.Start, null), Limit = Atom(loop.Limit, null), Body = Lower(loop.Body) });
                break;
            case While loop:
                output.Add(loop with { Condition = KnownConditions.Rest(loop.Condition), Body = Lower(loop.Body) });
                break;
            default:
                output.Add(statement.MapBlocks(Lower));
                break;
        }
    }

    private void Into(Variable target, Expression value, string? origin)
    {
        if (value is Conditional known && KnownConditions.Decide(known.Condition) is { } isTaken)
        {
            Into(target, isTaken ? known.WhenTrue : known.WhenFalse, origin);
            return;
        }
        if (value is Conditional { Type: { IsQuantity: true } or { IsTensor: true } } conditional)
        {
            Expression condition = Atom(KnownConditions.Rest(conditional.Condition), origin);
            output.Add(new If(condition, Arm(target, conditional.WhenTrue, origin), Arm(target, conditional.WhenFalse, origin), IsExpression: true) { Origin = origin });
            return;
        }
        output.Add(new Assign(new Reference(target), Operation(value, origin)) { Origin = origin });
    }

    private Block Arm(Variable target, Expression value, string? origin)
    {
        List<Statement> outer = output;
        Dictionary<Expression, Variable> namedBefore = named;
        output = [];
        named = new Dictionary<Expression, Variable>(named);
        Into(target, value, origin);
        Block result = Block.Of(output);
        output = outer;
        named = namedBefore;
        return result;
    }

    /// <summary>One operation on atoms.</summary>
    private Expression Operation(Expression expression, string? origin)
    {
        if (!expression.Type.IsQuantity && expression is not (Call { Callee: DifferentiableCallee or LayerCallee } or Element))
            return KnownConditions.Rest(expression);
        return expression switch
        {
            Unary or Binary or Call => expression.MapChildren(child => Atom(child, origin)),
            Conversion conversion => conversion with { Operand = Atom(conversion.Operand, origin) },
            Element element => AtomicElement(element, origin),
            Member member when member.Target.Type.IsVector => AtomicMember(member, origin),
            Update update => update with { Target = Atom(update.Target, origin), Value = Atom(update.Value, origin) },
            _ => expression,
        };
    }

    /// <summary>`a[i].X = e` and `a[i].X += e` leave the other components, and what they have to do with the gradient, alone.</summary>
    private Update AtomicUpdate(Update update, Element element, string? origin) => update with
    {
        Target = element,
        Value = update.Value is Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Left: Member left } sum && left.Target == update.Target && left.Name == update.Name
            ? sum with { Left = left with { Target = element }, Right = Atom(sum.Right, origin) }
            : Atom(update.Value, origin),
    };

    /// <summary>A component of a variable or of an element, which is not read as a whole.</summary>
    private Member AtomicMember(Member member, string? origin) => member with
    {
        Target = member.Target is Element element ? AtomicElement(element, origin) : Named(member.Target, origin),
    };

    /// <summary>A variable that holds a value.</summary>
    private Reference Named(Expression value, string? origin)
    {
        if (value is Reference known)
            return known;
        Variable temporary = variables.Temporary(TemporaryName.Of(value), value.Type);
        Into(temporary, value, origin);
        return new Reference(temporary);
    }

    private Element AtomicElement(Element element, string? origin) => element with
    {
        Buffer = element.Buffer is Element inner ? AtomicElement(inner, origin) : element.Buffer,
        Indices = element.Indices.Select(index => Atom(index, origin)).ToEquatableArray(),
    };

    /// <summary>Something that can be mentioned twice at no cost.</summary>
    private Expression Atom(Expression expression, string? origin)
    {
        if (IsAtom(expression))
            return expression;
        if (expression is Composite { Type.IsHolder: true } kept)
            return kept.Map(leaf => leaf is Element part ? AtomicElement(part, origin) : leaf);
        if (expression is Composite composite)
            return composite.Map(leaf => Atom(leaf, origin));
        if (expression is Element { Type.IsAddedTo: true } row)
            return AtomicElement(row, origin);
        if (expression is Conversion { IsImplicit: true, Operand: Literal } or { Type.IsBuffer: true })
            return expression;
        if (expression is Member { Target: not Element } part && part.Target.Type.IsVector && VectorRuleApplication.Of(part) is null)
            return AtomicMember(part, origin);
        if (named.TryGetValue(expression, out Variable? known))
            return new Reference(known);
        Variable temporary = variables.Temporary(TemporaryName.Of(expression), expression.Type);
        Into(temporary, expression, origin);
        if (expression.SelfAndDescendants().All(static part => part is not Call { Callee: not RuleCallee }))
            named[expression] = temporary;
        else
            Forget();
        return new Reference(temporary);
    }

    /// <summary>What has been called may have changed what is read from memory.</summary>
    private void Forget()
    {
        foreach (Expression read in named.Keys.Where(static value => value.SelfAndDescendants().Any(static part => part is Element or Member { Target.Type.IsVector: false })).ToArray())
            named.Remove(read);
    }

    /// <summary>Variables and constants, their negation and conversion, and integer and boolean arithmetic that costs next to nothing and cannot throw.</summary>
    public static bool IsAtom(Expression expression) => expression switch
    {
        Literal or Symbol or Reference => true,
        Member { Target: Reference { Type.IsVector: true } } component => VectorRuleApplication.Of(component) is null,
        Length length => IsAtom(length.Buffer),
        Unary { Operator: UnaryOperator.Negate, Type.IsQuantity: true } unary => unary.Operand is Literal or Reference,
        Unary unary => !unary.Type.IsQuantity && IsAtom(unary.Operand),
        Binary { Operator: BinaryOperator.Divide or BinaryOperator.Remainder, Right: not Literal } => false,
        Binary binary => !binary.Type.IsQuantity && IsAtom(binary.Left) && IsAtom(binary.Right),
        Conversion { Operand: Literal } => true,
        Conversion { Type.IsReal: true, Operand: Reference { Type.IsReal: true } } => true,
        Conversion { Operand.Type.Class: TypeClass.Integer } conversion => IsAtom(conversion.Operand),
        _ => false,
    };
}
