using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Xunit;

namespace AutoBackprop.Tests.Rules;

/// <summary>Every line of the table against numerical derivatives: a new rule is tested by being there.</summary>
public class RuleDerivativeTests
{
    private const int Points = 100;

    // Its derivative is what it is for, and not that of its value.
    private static readonly string[] NotNumerical = ["Gradient.Stop"];

    public static TheoryData<string, int> Rules
    {
        get
        {
            TheoryData<string, int> rules = [];
            foreach (Rule rule in RuleTable.All.Where(rule => !NotNumerical.Contains(rule.Name)))
                rules.Add(rule.Name, rule.Arity);
            return rules;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_agrees_with_numerical_derivatives(string name, int arity)
    {
        Rule rule = Find(name, arity);
        Domain domain = Domains.Of(rule);
        Random random = new(20240607);
        for (int n = 0; n < Points; n++)
        {
            double[] point = domain.Sample(random);
            for (int i = 0; i < arity; i++)
            {
                if (domain.Ranges[i].IsWhole)
                {
                    Assert.Null(rule.Partials[i]);
                    continue;
                }

                double numeric = NumericalDerivative.At(x => TemplateInterpreter.Primal(rule, With(point, i, x)), point[i], Domain.Step);
                foreach (bool isAlone in new[] { false, true })
                {
                    double analytic = TemplateInterpreter.Partial(rule, i, isAlone, point);
                    Assert.True(
                        Math.Abs(analytic - numeric) <= 1e-8 * Math.Max(1, Math.Abs(numeric)),
                        $"{name}({string.Join(", ", point)}), operand {i}: {analytic} by the rule, {numeric} numerically");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_a_rule_calls_has_a_rule_itself_so_that_gradients_have_gradients(string name, int arity)
    {
        Rule rule = Find(name, arity);
        IEnumerable<Expression?> templates =
            [.. rule.Partials, .. rule.PartialsAlone, .. rule.Where.Select(definition => definition.Value)];
        foreach (Call call in templates.OfType<Expression>().SelectMany(Descendants).OfType<Call>())
            Assert.NotNull(RuleTable.Find(Assert.IsType<RuleCallee>(call.Callee).Name, call.Arguments.Count));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("double.Hypot")]
    [InlineData("Math.Atan2")]
    [InlineData("double.Atan2Pi")]
    public void Partials_that_divide_by_the_same_thing_say_so_with_the_same_text(string name)
    {
        Rule rule = Find(name, 2);
        Binary first = Assert.IsType<Binary>(rule.Partials[0]);
        Binary second = Assert.IsType<Binary>(rule.Partials[1]);
        Assert.Equal(BinaryOperator.Divide, first.Operator);
        Assert.Equal(BinaryOperator.Divide, second.Operator);
        Assert.Equal(first.Right, second.Right);
    }

    [Fact]
    public void No_two_rules_have_the_same_name_and_arity() =>
        Assert.Equal(RuleTable.All.Count, RuleTable.All.Select(rule => (rule.Name, rule.Arity)).Distinct().Count());

    [Fact]
    public void No_domain_is_left_over_from_a_rule_that_is_gone() =>
        Assert.DoesNotContain(Domains.Keys, key => RuleTable.Find(key.Name, key.Arity) is null);

    [Fact]
    public void A_function_without_a_rule_is_not_found()
    {
        Assert.Null(RuleTable.Find("Math.Exp", 2));
        Assert.Null(RuleTable.Find("Math.BigMul", 2));
    }

    [Fact]
    public void An_auxiliary_is_defined_where_a_template_mentions_it_and_mentioned_where_it_is_defined()
    {
        foreach (Rule rule in RuleTable.All)
        {
            HashSet<Variable> mentioned = [.. rule.Partials.OfType<Expression>().SelectMany(Descendants).OfType<Reference>()
                .Select(reference => reference.Variable).Where(variable => variable.Kind == VariableKind.Temporary)];
            Assert.Equal(rule.Where.Select(definition => definition.Variable).ToHashSet(), mentioned);
        }
    }

    private static Rule Find(string name, int arity) => Assert.IsType<Rule>(RuleTable.Find(name, arity));

    private static double[] With(double[] point, int index, double value)
    {
        double[] copy = [.. point];
        copy[index] = value;
        return copy;
    }

    private static IEnumerable<Expression> Descendants(Expression expression)
    {
        IEnumerable<Expression> children = expression switch
        {
            Unary unary => [unary.Operand],
            Binary binary => [binary.Left, binary.Right],
            Conditional choice => [choice.Condition, choice.WhenTrue, choice.WhenFalse],
            Call call => call.Arguments,
            _ => [],
        };
        return children.SelectMany(Descendants).Prepend(expression);
    }
}
