using System.Reflection;
using AutoBackprop.Generator.Rules;
using Xunit;

namespace AutoBackprop.Tests.Rules;

/// <summary>The table against what .NET has: no function on reals is forgotten, and none is made up.</summary>
public class RuleCoverageTests
{
    private static readonly Type[] Types = [typeof(Math), typeof(MathF), typeof(double), typeof(float)];

    // Static functions that take or return a real and have no rule, and why.
    private static readonly Dictionary<string, string> Excluded = new()
    {
        ["SinCos"] = "returns a pair: read as Sin and Cos",
        ["SinCosPi"] = "returns a pair: read as SinPi and CosPi",
        ["Parse"] = "reads text",
        ["TryParse"] = "reads text",
        ["CreateChecked"] = "a conversion from any number type: written as a cast",
        ["CreateSaturating"] = "a conversion from any number type: written as a cast",
        ["CreateTruncating"] = "a conversion from any number type: written as a cast",
        ["ConvertToInteger"] = "a conversion to any integer type: written as a cast",
        ["ConvertToIntegerNative"] = "a conversion to any integer type: written as a cast",
        ["op_Equality"] = "a comparison: branches are differentiated as taken",
        ["op_Inequality"] = "a comparison: branches are differentiated as taken",
        ["op_LessThan"] = "a comparison: branches are differentiated as taken",
        ["op_LessThanOrEqual"] = "a comparison: branches are differentiated as taken",
        ["op_GreaterThan"] = "a comparison: branches are differentiated as taken",
        ["op_GreaterThanOrEqual"] = "a comparison: branches are differentiated as taken",
    };

    [Fact]
    public void Every_function_on_reals_has_a_rule_or_a_reason_not_to()
    {
        MethodInfo[] methods = [.. Types.SelectMany(RealFunctions)];
        Assert.True(methods.Length > 250, $"only {methods.Length} functions found");

        IEnumerable<string> forgotten = methods
            .Where(method => !Excluded.ContainsKey(method.Name) && RuleOf(method) is null)
            .Select(method => $"{method.DeclaringType} {method}");
        Assert.Empty(forgotten);
    }

    [Fact]
    public void What_is_excluded_is_there_and_has_no_rule()
    {
        foreach (string name in Excluded.Keys)
        {
            MethodInfo[] methods = [.. Types.SelectMany(RealFunctions).Where(method => method.Name == name)];
            Assert.NotEmpty(methods);
            Assert.All(methods, method => Assert.Null(RuleOf(method)));
        }
    }

    [Fact]
    public void Every_rule_is_an_operator_a_function_of_NET_or_one_of_the_library()
    {
        HashSet<Rule> found = [.. Types.SelectMany(RealFunctions).Select(RuleOf).OfType<Rule>()];
        IEnumerable<string> others = RuleTable.All.Where(rule => !found.Contains(rule)).Select(rule => $"{rule.Name}/{rule.Arity}");
        Assert.Equal(
            ["+/1", "-/1", "+/2", "-/2", "*/2", "//2", "1 //1", "%/2", "Layers.Relu/1", "Layers.Sigmoid/1", "Gradient.Stop/1"],
            others);
    }

    [Fact]
    public void Operands_that_are_no_reals_have_no_template()
    {
        foreach (MethodInfo method in Types.SelectMany(RealFunctions))
        {
            if (RuleOf(method) is not { } rule)
                continue;
            foreach (ParameterInfo parameter in method.GetParameters().Where(parameter => !IsReal(parameter.ParameterType)))
                Assert.Null(rule.Partials[parameter.Position]);
        }
    }

    [Fact]
    public void A_function_on_float_has_the_rule_of_the_one_on_double()
    {
        foreach ((Type single, Type real) in new[] { (typeof(MathF), typeof(Math)), (typeof(float), typeof(double)) })
        {
            foreach (MethodInfo method in RealFunctions(single))
                Assert.Equal(RuleNames.Of(real.FullName!, method.Name), RuleNames.Of(single.FullName!, method.Name));
        }
    }

    [Fact]
    public void A_function_that_Math_and_double_share_has_one_rule_and_is_the_same()
    {
        double[] points = [-2.5, -0.5, 0.25, 0.5, 2.5, 3];
        foreach (MethodInfo math in RealFunctions(typeof(Math)))
        {
            Type[] parameters = [.. math.GetParameters().Select(parameter => parameter.ParameterType)];
            if (parameters.Any(type => type != typeof(double)) || typeof(double).GetMethod(math.Name, parameters) is not { } other)
                continue;
            Assert.Same(RuleOf(math), RuleOf(other));
            if (parameters.Length > 2 || math.Name is "Sign" or "SinCos")
                continue;
            foreach (double a in points)
            {
                foreach (double b in points)
                {
                    object[] arguments = parameters.Length == 1 ? [a] : [a, b];
                    Assert.Equal(math.Invoke(null, arguments), other.Invoke(null, arguments));
                }
            }
        }
    }

    [Fact]
    public void The_two_names_of_the_IEEE_remainder_are_one()
    {
        Assert.Equal("Math.IEEERemainder", RuleNames.Of("System.Double", "Ieee754Remainder"));
        Assert.Equal("Math.IEEERemainder", RuleNames.Of("System.Single", "Ieee754Remainder"));
        Assert.Equal("Math.IEEERemainder", RuleNames.Of("System.MathF", "IEEERemainder"));
        Assert.Equal(Math.IEEERemainder(7, 4), double.Ieee754Remainder(7, 4));
    }

    [Theory]
    [InlineData("System.Math", "Exp", "Math.Exp")]
    [InlineData("System.MathF", "Exp", "Math.Exp")]
    [InlineData("System.Double", "Exp", "Math.Exp")]
    [InlineData("System.Single", "Exp", "Math.Exp")]
    [InlineData("System.Single", "Hypot", "double.Hypot")]
    [InlineData("System.Single", "IsNaN", "double.IsNaN")]
    [InlineData("AutoBackprop.Layers", "Relu", "Layers.Relu")]
    [InlineData("AutoBackprop.Gradient", "Stop", "Gradient.Stop")]
    [InlineData("System.Math", "Hypot", null)]
    [InlineData("System.Math", "BigMul", null)]
    [InlineData("System.Decimal", "Abs", null)]
    [InlineData("Market.Math", "Sin", null)]
    [InlineData("AutoBackprop.Gradient", "Relu", null)]
    public void A_method_is_known_by_its_type_and_name(string type, string method, string? expected) =>
        Assert.Equal(expected, RuleNames.Of(type, method));

    [Fact]
    public void Every_name_of_the_table_has_one_for_float_that_exists()
    {
        foreach (Rule rule in RuleTable.All.Where(rule => rule.Name.StartsWith("Math.") || rule.Name.StartsWith("double.")))
        {
            string[] parts = RuleNames.InSingle(rule.Name).Split('.');
            Type type = parts[0] switch { "MathF" => typeof(MathF), "Math" => typeof(Math), _ => typeof(float) };
            Assert.Contains(type.GetMethods(), method =>
                method.Name == parts[1]
                && method.GetParameters().Length == rule.Arity
                && method.GetParameters()[0].ParameterType == typeof(float));
        }

        Assert.Equal("MathF.PI", RuleNames.InSingle("Math.PI"));
        Assert.Equal("Layers.Relu", RuleNames.InSingle("Layers.Relu"));
    }

    private static IEnumerable<MethodInfo> RealFunctions(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => IsReal(method.ReturnType) || method.GetParameters().Any(parameter => IsReal(parameter.ParameterType)));

    private static bool IsReal(Type type) =>
        (type.IsByRef ? type.GetElementType() : type) is { } plain && (plain == typeof(double) || plain == typeof(float));

    private static Rule? RuleOf(MethodInfo method) => RuleNames.Of(method.DeclaringType!.FullName!, method.Name) is { } name
        ? RuleTable.Find(name, method.GetParameters().Length)
        : null;
}
