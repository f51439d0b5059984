using AutoBackprop.Generator.Analyze;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Puts together what is done to the components of one vector, one after the other: a gradient that three statements give a
/// component each is a vector made of three.
/// </summary>
public static class Components
{
    /// <summary>A vector is not made of larger expressions than fit on a line.</summary>
    private const int Largest = 30;

    public static Block Gather(Block block)
    {
        List<Statement> statements = [.. block.Statements.Select(static statement => statement.MapBlocks(Gather))];
        for (int second = 1; second < statements.Count; second++)
        {
            if (statements[second] is not Assign { Target: Reference { Variable: { Type.IsVector: true } vector } target, Value: Update { Target: Reference { Variable: var updated } } later } assign || updated != vector)
                continue;
            int first = statements.FindLastIndex(second - 1, second, statement => Touches(statement, vector));
            if (first < 0 || statements[first] is not Assign { Target: Reference same, Value: Update earlier } made || same != target
                || earlier.Value.Mentions().Concat(earlier.Target.Mentions()).Contains(vector)
                || made.Origin != assign.Origin && !(earlier.Value is Literal && earlier.Target is Reference)
                || !CanMove(earlier, statements.Skip(first + 1).Take(second - first - 1)))
                continue;
            Expression value = Read(later.Value, vector, earlier);
            if (value.Mentions().Contains(vector) || value is Update)
                continue;
            Expression whole = Replace(earlier, later.Name, value);
            if (Purity.Size(whole) > Largest)
                continue;
            statements[second] = assign with { Value = WithoutChange(whole, statements, second) ?? whole };
            statements.RemoveAt(first);
            second--;
        }
        return block.With(statements);
    }

    /// <summary>An expression, with the components that it reads of a vector as the vector was made.</summary>
    private static Expression Read(Expression expression, Variable vector, Update made) => expression switch
    {
        Member { Target: Reference { Variable: var variable } } component when variable == vector => Component(made, component),
        Binary { Operator: BinaryOperator.Add } sum when Read(sum.Left, vector, made) is Literal { Text: "0" } => Read(sum.Right, vector, made),
        Binary { Operator: BinaryOperator.Subtract } difference when Read(difference.Left, vector, made) is Literal { Text: "0" } => Differentiate.Algebra.LeadingSign(Differentiate.Algebra.Negate(Read(difference.Right, vector, made))),
        _ => expression.MapChildren(child => Read(child, vector, made)),
    };

    private static Expression Component(Expression whole, Member component) => whole switch
    {
        // Rows of a matrix have parts in common with its cells.
        Update update when update.Name == component.Name => update.Value,
        Update update when update.Type.VectorName is "Matrix3x2" or "Matrix4x4" => component,
        Update update => Component(update.Target, component),
        Literal { Text: "0" } => Literal.Whole(0, component.Type),
        _ => component with { Target = whole },
    };

    private static Update Replace(Update made, string name, Expression value)
    {
        if (made.Name == name)
            return made with { Value = value };
        return made.Type.VectorName is not ("Matrix3x2" or "Matrix4x4") && made.Target is Update inner && Has(inner, name)
            ? made with { Target = Replace(inner, name, value) }
            : new Update(made, name, value, made.Type);
    }

    private static bool Has(Update made, string name) => made.Name == name || made.Target is Update inner && Has(inner, name);

    /// <summary>A vector whose component is replaced by what it was is itself.</summary>
    private static Expression? WithoutChange(Expression whole, List<Statement> statements, int at) => whole is Update { Value: Member same } replaced && same.Target == replaced.Target && same.Name == replaced.Name
        ? replaced.Target
        : whole is Update { Target: Reference before, Value: Reference { Variable: var part } } update
        && statements.Take(at).OfType<Assign>().LastOrDefault(assign => assign.Target is Reference { Variable: var known } && known == part) is { Value: Member taken } definition
        && taken.Target == before && taken.Name == update.Name
        && !statements.Take(at).SkipWhile(statement => !ReferenceEquals(statement, definition)).Any(statement => Block.Of(statement).Descendants().Any(inner => inner.Assigned().Contains(before.Variable)))
            ? before
            : null;

    private static bool CanMove(Expression value, IEnumerable<Statement> over)
    {
        HashSet<Variable> mentioned = [.. value.Mentions()];
        bool isPure = !Purity.HasEffect(value);
        return over.All(statement => Block.Of(statement).Descendants().All(inner =>
            !inner.Assigned().Concat(Buffers.Written(inner)).Any(mentioned.Contains) && (isPure || inner is Assign { Target: Reference })));
    }

    private static bool Touches(Statement statement, Variable variable) => Block.Of(statement).Descendants().Any(inner =>
        inner.Assigned().Contains(variable) || inner.Expressions().Any(expression => expression.Mentions().Contains(variable)));
}
