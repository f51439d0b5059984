using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Xunit;

namespace AutoBackprop.Tests.Rules;

/// <summary>The table's language: what it means, and that a mistake in it is told with the rule that has it.</summary>
public class RuleParserTests
{
    // Named through its namespace, since System has a ValueType as well.
    private static readonly AutoBackprop.Generator.Model.ValueType Real = AutoBackprop.Generator.Model.ValueType.Double;
    private static readonly AutoBackprop.Generator.Model.ValueType Condition = AutoBackprop.Generator.Model.ValueType.Boolean;

    private static readonly Expression A = new Reference(RulePlaceholders.A);
    private static readonly Expression B = new Reference(RulePlaceholders.B);
    private static readonly Expression C = new Reference(RulePlaceholders.C);

    [Fact]
    public void Products_bind_tighter_than_sums() => Means("a + b * c", Of(BinaryOperator.Add, A, Of(BinaryOperator.Multiply, B, C)));

    [Fact]
    public void Parentheses_bind_tighter_than_products() =>
        Means("(a + b) * c", Of(BinaryOperator.Multiply, Of(BinaryOperator.Add, A, B), C));

    [Fact]
    public void Operators_of_one_level_associate_to_the_left()
    {
        Means("a - b + c", Of(BinaryOperator.Add, Of(BinaryOperator.Subtract, A, B), C));
        Means("a / b % c", Of(BinaryOperator.Remainder, Of(BinaryOperator.Divide, A, B), C));
    }

    [Fact]
    public void A_minus_belongs_to_what_follows_it() =>
        Means("-a / b", Of(BinaryOperator.Divide, new Unary(UnaryOperator.Negate, A, Real), B));

    [Fact]
    public void Conditions_nest_as_in_CSharp() => Means(
        "a > b || a == b && b >= c ? 1 : a != c ? 0.5 : -1",
        new Conditional(
            Ask(
                BinaryOperator.ConditionalOr,
                Ask(BinaryOperator.Greater, A, B),
                Ask(BinaryOperator.ConditionalAnd, Ask(BinaryOperator.Equal, A, B), Ask(BinaryOperator.GreaterOrEqual, B, C))),
            Literal.Whole(1, Real),
            new Conditional(
                Ask(BinaryOperator.NotEqual, A, C),
                new Literal("0.5", Real),
                new Unary(UnaryOperator.Negate, Literal.Whole(1, Real), Real),
                Real),
            Real));

    [Fact]
    public void Calls_and_constants_keep_their_text()
    {
        Means("Math.Atan2(a + b, 2)", new Call(
            new RuleCallee("Math.Atan2", "Math.Atan2"),
            EquatableArray.Of<Expression>(Of(BinaryOperator.Add, A, B), Literal.Whole(2, Real)),
            Real));
        Means("Math.PI", new Symbol("Math.PI", Real));
        Means("19.95", new Literal("19.95", Real));
    }

    [Fact]
    public void The_name_of_a_rule_is_its_function_or_operator()
    {
        Assert.Equal(("Math.Atan2", 2), NameOf("Math.Atan2(a, b)", "0", "0"));
        Assert.Equal(("-", 2), NameOf("a - b", "1", "-1"));
        Assert.Equal(("-", 1), NameOf("-a", "-1"));
        Assert.Equal(("+", 1), NameOf("+a", "1"));
    }

    [Fact]
    public void A_slope_of_0_is_no_template() => Assert.Null(RuleParser.Parse("Math.ScaleB(a, b)", ["1", "0"]).Partials[1]);

    [Fact]
    public void Auxiliaries_are_defined_one_after_the_other()
    {
        Rule rule = RuleParser.Parse("Math.Exp(a)", ["v"], where: "u = a * a; v = u + y");
        Expression u = new Reference(RulePlaceholders.U);
        Assert.Equal(
            [
                new RuleDefinition(RulePlaceholders.U, Of(BinaryOperator.Multiply, A, A)),
                new RuleDefinition(RulePlaceholders.V, Of(BinaryOperator.Add, u, new Reference(RulePlaceholders.Y))),
            ],
            rule.Where);
    }

    [Fact]
    public void What_holds_for_one_that_varies_alone_is_what_holds_for_all_unless_said()
    {
        Rule same = RuleParser.Parse("a * b", ["b", "a"]);
        Assert.Equal(same.Partials, same.PartialsAlone);

        Rule other = RuleParser.Parse("a * b", ["b", "a"], alone: ["0", "b"]);
        Assert.Equal(B, other.Partial(0, isAlone: false));
        Assert.Null(other.Partial(0, isAlone: true));
        Assert.Equal(B, other.Partial(1, isAlone: true));
    }

    [Fact]
    public void Placeholders_cannot_be_taken_for_variables_of_a_function()
    {
        Variable[] all = [.. RulePlaceholders.Parameters, RulePlaceholders.Y, RulePlaceholders.U, RulePlaceholders.V, RulePlaceholders.Upstream, .. Enumerable.Range(3, 2).Select(static i => RulePlaceholders.Operand(i, Real))];
        Assert.Equal([-1, -2, -3, -4, -5, -6, -7, -8, -9], all.Select(variable => variable.Id));
        Assert.Equal(["a", "b", "c", "y", "u", "v", "dy", "d", "e"], all.Select(variable => variable.Name));
        Assert.Equal(RulePlaceholders.Parameters, Enumerable.Range(0, 3).Select(static i => RulePlaceholders.Operand(i, Real)));
    }

    [Theory]
    [InlineData("Math.Exp(a)", "w", "Rule 'Math.Exp(a)': in 'w', unknown name 'w'.")]
    [InlineData("Math.Exp(a)", "b", "Rule 'Math.Exp(a)': in 'b', unknown name 'b'.")]
    [InlineData("Math.Exp(a)", "u * y", "Rule 'Math.Exp(a)': in 'u * y', unknown name 'u'.")]
    [InlineData("Math.Exp(a)", "y +", "Rule 'Math.Exp(a)': in 'y +', an operand is missing at the end.")]
    [InlineData("Math.Exp(a)", "", "Rule 'Math.Exp(a)': in '', an operand is missing at the end.")]
    [InlineData("Math.Exp(a)", "(y", "Rule 'Math.Exp(a)': in '(y', ')' expected at column 3.")]
    [InlineData("Math.Exp(a)", "y y", "Rule 'Math.Exp(a)': in 'y y', unexpected 'y' at column 3.")]
    [InlineData("Math.Exp(a)", "y ^ a", "Rule 'Math.Exp(a)': in 'y ^ a', unexpected '^' at column 3.")]
    [InlineData("Math.Exp(a)", "* y", "Rule 'Math.Exp(a)': in '* y', unexpected '*' at column 1.")]
    [InlineData("Math.Exp(a)", "a > 0 ? 1", "Rule 'Math.Exp(a)': in 'a > 0 ? 1', ':' expected at column 10.")]
    [InlineData("Math.Exp(a)", "a ? 1 : 0", "Rule 'Math.Exp(a)': in 'a ? 1 : 0', a condition is missing.")]
    [InlineData("Math.Exp(a)", "a > 0", "Rule 'Math.Exp(a)': in 'a > 0', a real number is missing, there is a condition.")]
    [InlineData("Math.Exp(a)", "(a > 0) * y", "Rule 'Math.Exp(a)': in '(a > 0) * y', a real number is missing, there is a condition.")]
    [InlineData("Math.Exp(a)", "a && y ? 1 : 0", "Rule 'Math.Exp(a)': in 'a && y ? 1 : 0', a condition is missing.")]
    [InlineData("Math.Exp(a)", "a > 0 && y ? 1 : 0", "Rule 'Math.Exp(a)': in 'a > 0 && y ? 1 : 0', a condition is missing.")]
    [InlineData("Math.Exp(a)", "y && a > 0 ? 1 : 0", "Rule 'Math.Exp(a)': in 'y && a > 0 ? 1 : 0', a condition is missing.")]
    [InlineData("Math.Exp(a)", "y * (a > 0)", "Rule 'Math.Exp(a)': in 'y * (a > 0)', a real number is missing, there is a condition.")]
    [InlineData("Math.Exp(a)", "(a > 0) > y ? 1 : 0", "Rule 'Math.Exp(a)': in '(a > 0) > y ? 1 : 0', a real number is missing, there is a condition.")]
    [InlineData("Math.Exp(a)", "1 / 2 * y", "Rule 'Math.Exp(a)': in '1 / 2 * y', two whole numbers divided are an integer division in C#.")]
    [InlineData("Math.Exp(a)", "2.5f", "Rule 'Math.Exp(a)': in '2.5f', '2.5f': a number is written without suffix or exponent.")]
    [InlineData("Math.Exp(a)", "1.2.3", "Rule 'Math.Exp(a)': in '1.2.3', '1.2.3' is not a number.")]
    [InlineData("Math.Exp(", "y", "Rule 'Math.Exp(': an operand is missing at the end.")]
    [InlineData("Math.Exp(b)", "y", "Rule 'Math.Exp(b)': its operands are a, b, c in this order.")]
    [InlineData("Math.Exp(2)", "y", "Rule 'Math.Exp(2)': its operands are a, b, c in this order.")]
    [InlineData("a", "1", "Rule 'a': what is differentiated is a call or an operator.")]
    [InlineData("Math.Atan2(a, b)", "1", "Rule 'Math.Atan2(a, b)': 2 operands but 1 partial derivatives.")]
    public void A_mistake_is_quoted(string primal, string partial, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => RuleParser.Parse(primal, [partial])).Message);

    [Theory]
    [InlineData("w = a", "Rule 'Math.Exp(a)': 'w = a' does not define u or v.")]
    [InlineData("a * a", "Rule 'Math.Exp(a)': 'a * a' does not define u or v.")]
    [InlineData("u = a; u = y", "Rule 'Math.Exp(a)': 'u' is defined twice.")]
    [InlineData("u", "Rule 'Math.Exp(a)': in '', an operand is missing at the end.")]
    [InlineData("u = v; v = a", "Rule 'Math.Exp(a)': in 'v', unknown name 'v'.")]
    public void A_mistake_in_an_auxiliary_is_quoted(string where, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => RuleParser.Parse("Math.Exp(a)", ["y"], where)).Message);

    private static void Means(string text, Expression expected) =>
        Assert.Equal(expected, RuleParser.ParseExpression(text, text, RulePlaceholders.Parameters));

    private static (string Name, int Arity) NameOf(string primal, params string[] partials)
    {
        Rule rule = RuleParser.Parse(primal, partials);
        return (rule.Name, rule.Arity);
    }

    private static Binary Of(BinaryOperator binary, Expression left, Expression right) => new(binary, left, right, Real);

    private static Binary Ask(BinaryOperator binary, Expression left, Expression right) => new(binary, left, right, Condition);
}
