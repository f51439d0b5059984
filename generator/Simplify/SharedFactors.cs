using AutoBackprop.Generator.Lower;
using AutoBackprop.Generator.Model;

namespace AutoBackprop.Generator.Simplify;

/// <summary>
/// Lets gradients share what several of them multiply or divide by: a product that the forward part has computed, the
/// reciprocal of a value that several terms divide by, a whole number that cancels. Only gradients are rounded otherwise by
/// it, never the value.
/// </summary>
public sealed class SharedFactors
{
    private readonly Dictionary<Variable, int> definitions = [];
    private readonly Dictionary<Variable, int> uses = [];
    private readonly VariableFactory variables;

    private SharedFactors(Block body, VariableFactory variables)
    {
        this.variables = variables;
        foreach (Statement statement in body.Descendants())
        {
            foreach (Variable variable in statement.Assigned())
                definitions[variable] = definitions.TryGetValue(variable, out int known) ? known + 1 : 1;
            foreach (Variable variable in statement.Expressions().SelectMany(static expression => expression.Mentions()))
                uses[variable] = uses.TryGetValue(variable, out int known) ? known + 1 : 1;
        }
    }

    public static Method Use(Method method)
    {
        var variables = new VariableFactory(method.NextVariable);
        var factors = new SharedFactors(method.Body, variables);
        Block body = factors.Visit(factors.Cancel(method.Body), []);
        return method with { Body = body, NextVariable = variables.Next };
    }

    private Block Visit(Block block, Dictionary<(Variable, Variable), Variable> outer)
    {
        var products = new Dictionary<(Variable, Variable), Variable>(outer);
        var statements = new List<Statement>();
        foreach (Statement statement in block.Statements)
        {
            Statement visited = statement.MapBlocks(inner => Visit(inner, products));
            statements.Add(IsScalarGradient(visited) ? visited.MapExpressions(expression => WithKnown(expression, products)) : visited);
            if (visited is Assign { Target: Reference { Variable: { IsAdjoint: false } product }, Value: Binary { Operator: BinaryOperator.Multiply, Left: Reference left, Right: Reference right } }
                && IsFixed(product) && IsFixed(left.Variable) && IsFixed(right.Variable))
                products[(left.Variable, right.Variable)] = product;
        }
        Invert(statements);
        return block.With(statements);
    }

    private static bool IsScalarGradient(Statement statement) => statement is Assign && statement.IsGradient();

    /// <summary>Whether a variable has one value throughout its scope.</summary>
    private bool IsFixed(Variable variable) => (definitions.TryGetValue(variable, out int count) ? count : 0) <= (variable.Kind == VariableKind.Parameter ? 0 : 1);

    /// <summary>Replaces <c>… * a * b</c> by <c>… * p</c> where p is a * b.</summary>
    private static Expression WithKnown(Expression expression, Dictionary<(Variable, Variable), Variable> products) =>
        expression.MapChildren(child => WithKnown(child, products)) switch
        {
            Binary { Operator: BinaryOperator.Multiply, Right: Reference { Variable: var second }, Left: Binary { Operator: BinaryOperator.Multiply, Right: Reference { Variable: var first } } rest } whole
                when Known(products, first, second) is { } product && product.Type == whole.Type && whole.Type.IsReal => whole with { Left = rest.Left, Right = new Reference(product) },
            var other => other,
        };

    private static Variable? Known(Dictionary<(Variable, Variable), Variable> products, Variable first, Variable second) =>
        products.TryGetValue((first, second), out Variable? product) || products.TryGetValue((second, first), out product) ? product : null;

    /// <summary>A gradient that is divided by a whole number, and multiplied by it wherever it is used, is not divided by it. Where else it is set, it is zero.</summary>
    private Block Cancel(Block body)
    {
        // What one gradient's factor is taken out of may define the next: each is looked for in what the one before has left.
        while (body.Descendants() is var all && all.OfType<Assign>().FirstOrDefault(assign => IsCancelled(assign, all)) is { } assign)
        {
            Variable gradient = ((Reference)assign.Target).Variable;
            Binary divisor = Divided(assign.Value)!;
            body = Map(body);

            Block Map(Block block) => block.MapStatements(statement => (ReferenceEquals(statement, assign) ? assign with { Value = DividedBy(assign.Value, divisor.Right) } : statement)
                .MapExpressions(expression => WithoutFactor(expression, (Literal)divisor.Left, gradient)).MapBlocks(Map));
        }
        return body;
    }

    private bool IsCancelled(Assign assign, IReadOnlyList<Statement> all)
    {
        if (assign.Target is not Reference { Variable: { IsAdjoint: true, Kind: VariableKind.Temporary } gradient } || Divided(assign.Value) is not { Left: Literal factor })
            return false;
        int multiplied = all.SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants()).Count(part => IsMultiple(part, factor, gradient));
        int zeros = all.Count(statement => statement is Assign { Target: Reference target, Value: Literal { Text: "0" } } && target.Variable == gradient);
        return multiplied > 0 && multiplied == uses[gradient] && definitions[gradient] == zeros + 1;
    }

    /// <summary>The product that a gradient is divided by, everywhere or where it is not zero.</summary>
    private static Binary? Divided(Expression value) => value switch
    {
        Binary { Operator: BinaryOperator.Divide, Right: Binary { Operator: BinaryOperator.Multiply } divisor } => divisor,
        Conditional { WhenTrue: Literal { Text: "0" }, WhenFalse: var term } => Divided(term),
        Conditional { WhenTrue: var term, WhenFalse: Literal { Text: "0" } } => Divided(term),
        _ => null,
    };

    private static Expression DividedBy(Expression value, Expression divisor) => value switch
    {
        Binary quotient => quotient with { Right = divisor },
        Conditional { WhenTrue: Literal } choice => choice with { WhenFalse = DividedBy(choice.WhenFalse, divisor) },
        Conditional choice => choice with { WhenTrue = DividedBy(choice.WhenTrue, divisor) },
        _ => value,
    };

    private static bool IsMultiple(Expression part, Literal factor, Variable gradient) =>
        part is Binary { Operator: BinaryOperator.Multiply, Left: Literal number, Right: Reference { Variable: var variable } } && number == factor && variable == gradient;

    private static Expression WithoutFactor(Expression expression, Literal factor, Variable gradient) =>
        IsMultiple(expression, factor, gradient) ? new Reference(gradient) : expression.MapChildren(child => WithoutFactor(child, factor, gradient));

    /// <summary>Where several terms are divided by one value, its reciprocal is computed once: a division costs several multiplications.</summary>
    private void Invert(List<Statement> statements)
    {
        var divisors = statements.Where(IsScalarGradient).SelectMany(static statement => statement.Expressions()).SelectMany(static expression => expression.SelfAndDescendants())
            .OfType<Binary>().Where(IsQuotient).GroupBy(static quotient => ((Reference)quotient.Right).Variable).Where(static group => group.Distinct().Count() > 1).Select(static group => group.Key).ToArray();
        foreach (Variable divisor in divisors)
        {
            int first = statements.FindIndex(Divides), last = statements.FindLastIndex(Divides);
            if (statements.Skip(first).Take(last - first).SelectMany(static statement => Block.Of(statement).Descendants()).SelectMany(static statement => statement.Assigned()).Contains(divisor))
                continue;
            Variable inverse = variables.Temporary("inverse" + GradientName.Of(divisor.Name).Substring(1), divisor.Type);
            for (int i = first; i <= last; i++)
            {
                if (IsScalarGradient(statements[i]))
                    statements[i] = statements[i].MapExpressions(expression => Multiplied(expression, divisor, inverse));
            }
            var reciprocal = new Binary(BinaryOperator.Divide, Literal.Whole(1, divisor.Type), new Reference(divisor), divisor.Type);
            statements.Insert(first, new Assign(new Reference(inverse), reciprocal) { Origin = statements[first].Origin });

            bool Divides(Statement statement) => IsScalarGradient(statement)
                && statement.Expressions().SelectMany(static expression => expression.SelfAndDescendants()).Any(part => IsQuotientBy(part, divisor));
        }
    }

    private static bool IsQuotient(Binary binary) => binary is { Operator: BinaryOperator.Divide, Type.IsReal: true, Right: Reference { Variable.IsAdjoint: false } };

    private static bool IsQuotientBy(Expression part, Variable divisor) => part is Binary binary && IsQuotient(binary) && ((Reference)binary.Right).Variable == divisor;

    private static Expression Multiplied(Expression expression, Variable divisor, Variable inverse) => expression.MapChildren(child => Multiplied(child, divisor, inverse)) switch
    {
        Binary { Left: Literal { Text: "1" } } reciprocal when IsQuotientBy(reciprocal, divisor) => new Reference(inverse),
        var part when IsQuotientBy(part, divisor) => new Binary(BinaryOperator.Multiply, ((Binary)part).Left, new Reference(inverse), part.Type),
        var other => other,
    };
}
