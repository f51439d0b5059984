using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Lower;

/// <summary>
/// A loop that chooses: an iteration leaves what the loop carries around as it is, or replaces it by what owes nothing to the value before,
/// as a running maximum and the distance to the nearest do. All gradient goes to the last iteration that replaced it.
/// </summary>
/// <param name="Head">What the loop carries around.</param>
/// <param name="Taken">The body of an iteration that replaces it.</param>
/// <param name="Chooses">The statement that replaces it: a branch, or the larger or smaller of two numbers.</param>
/// <param name="Other">What it is compared with, if that is what <paramref name="Chooses"/> does.</param>
public sealed record Choice(Variable Head, Block Taken, Statement Chooses, Expression? Other)
{
    /// <summary>The loop's choice; null where it makes none, or does more.</summary>
    public static Choice? Of(For loop)
    {
        if (loop.Body.Descendants().Any(static statement => statement is not (Assign { Target: Reference { Type.IsBuffer: false } } or If or For)
            || statement.Expressions().Any(static expression => expression.SelfAndDescendants().Any(static part => part is NewBuffer or Call { Callee: not RuleCallee }))))
            return null;
        return loop.Heads.Where(static head => head.Type.IsReal).Select(head => Of(loop.Body, head)).FirstOrDefault(static choice => choice is not null);
    }

    private static Choice? Of(Block body, Variable head)
    {
        if (Value(body, head) is not Reference { Variable: var next })
            return null;
        foreach (Statement statement in body.Statements)
        {
            if (statement is If branch && (Value(branch.Then, next), Value(branch.Else, next)) is (not null and var then, not null and var otherwise))
            {
                Block? taken = IsHead(otherwise) && !IsHead(then) ? branch.Then : IsHead(then) && !IsHead(otherwise) ? branch.Else : null;
                return taken is null ? null : new Choice(head, Put(body, branch, taken.Statements), branch, null);
            }
            if (statement is Assign { Target: Reference { Variable: var target }, Value: Call { Callee: RuleCallee { Name: "Math.Max" or "Math.Min" }, Arguments: [var a, var b] } } larger && target == next)
            {
                Expression? other = IsHead(a) ? b : IsHead(b) ? a : null;
                return other is null || other.Mentions().Contains(head) ? null : new Choice(head, Put(body, larger, [larger with { Value = other }]), larger, other);
            }
        }
        return null;

        bool IsHead(Expression value) => value is Reference reference && reference.Variable == head;
    }

    /// <summary>The body with a note of when it replaces the value, and of when it finds the value again: then both share the gradient.</summary>
    /// <param name="body">The body of the loop.</param>
    /// <param name="replaced">Notes that it is replaced.</param>
    /// <param name="again">Notes that another is equal to it.</param>
    public Block Noting(Block body, Block replaced, Block again)
    {
        if (Chooses is If branch)
        {
            bool takesThen = branch.Then.Statements.All(statement => Taken.Statements.Contains(statement, ReferenceComparer.Instance));
            return Put(body, branch, [takesThen ? branch with { Then = Block.Of(branch.Then.Statements.Concat(replaced.Statements)) } : branch with { Else = Block.Of(branch.Else.Statements.Concat(replaced.Statements)) }]);
        }
        var chooses = (Assign)Chooses;
        (BinaryOperator better, BinaryOperator worse) = chooses.Value is Call { Callee: RuleCallee { Name: "Math.Max" } } ? (BinaryOperator.Greater, BinaryOperator.Less) : (BinaryOperator.Less, BinaryOperator.Greater);
        // Most iterations are worse, and are done when that is known. What is not a number is neither worse nor better.
        var note = new If(IsOther(better), replaced, again);
        return Put(body, chooses, [new If(new Unary(UnaryOperator.Not, IsOther(worse), Model.ValueType.Boolean), Block.Of(note, chooses), Block.Of(chooses with { Value = new Reference(Head) })) { Origin = chooses.Origin }]);
    }

    /// <summary>How what the value is compared with compares with it.</summary>
    public Binary IsOther(BinaryOperator comparison) => new(comparison, Other!, new Reference(Head), Model.ValueType.Boolean);

    /// <summary>What a block gives a variable in a statement of its own; null where there is none, or another assignment, as in a loop inside.</summary>
    private static Expression? Value(Block block, Variable variable) =>
        block.Descendants().OfType<Assign>().Where(assign => assign.Target is Reference { Variable: var target } && target == variable).Take(2).ToArray() is [var only] && block.Statements.Contains(only, ReferenceComparer.Instance)
            ? only.Value : null;

    private static Block Put(Block body, Statement statement, IEnumerable<Statement> instead) =>
        Block.Of(body.Statements.SelectMany(other => ReferenceEquals(other, statement) ? instead : [other]));
}
