using System.Numerics;
using System.Reflection;
using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Xunit;

namespace AutoBackprop.Tests.Vectors;

/// <summary>Every line of the table of vectors: a new rule is tested by being there.</summary>
public class VectorRuleTests
{
    private const int Points = 3;

    private static readonly Lazy<VectorCheck> Program = new(() => new VectorCheck(string.Join("\n", Enumerable.Range(0, VectorRuleTable.All.Count).SelectMany(Functions))));

    public static TheoryData<string> Keys => [.. VectorRuleTable.All.Select(rule => rule.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_rule_agrees_with_the_definition_of_its_function(string key)
    {
        int index = Index(key);
        Random random = new(20240607);
        for (int point = 0; point < Points; point++)
        {
            object[] arguments = Sample(VectorRuleTable.All[index], random);
            Program.Value.Agrees("F" + index, arguments);
            for (int i = 0; i < arguments.Length && arguments.Length is > 1 and < 4; i++)
                Program.Value.Agrees($"F{index}_{i}", arguments);
            Program.Value.OracleAgreesWithDifferences("F" + index, arguments);
        }
    }

    [Fact]
    public void No_two_rules_have_the_same_key() =>
        Assert.Equal(VectorRuleTable.All.Count, VectorRuleTable.All.Select(rule => rule.Key).Distinct().Count());

    [Theory]
    [InlineData("float Vector3.Dot(Vector3 b, Vector3 a)", "0", "its operands are a, b, c")]
    [InlineData("float Vector3.Length(Vector3 a)", "dy.Q.X", "'dy' has no member 'Q'")]
    [InlineData("float Vector3.Length(Vector3 a)", "dy * q", "unknown name 'q'")]
    [InlineData("float Vector5.Length(Vector5 a)", "dy", "no type of the table")]
    public void A_mistake_in_the_table_is_named(string signature, string gradient, string message)
    {
        int operands = signature.Count(c => c == ',') + 1;
        var exception = Assert.Throws<FormatException>(() => RuleParser.ParseVector(signature, Enumerable.Repeat(gradient, operands).ToArray()));
        Assert.Contains(message, exception.Message);
    }

    private static int Index(string key) => VectorRuleTable.All.ToList().FindIndex(rule => rule.Key == key);

    /// <summary>The function itself, and with each of its operands varying alone.</summary>
    private static IEnumerable<string> Functions(int index)
    {
        VectorRule rule = VectorRuleTable.All[index];
        string result = Name(rule.Result.Type);
        if (rule.Key.StartsWith("VectorMath.Inverse", StringComparison.Ordinal))
        {
            yield return $"[Differentiable] public static {result} F{index}({result} a) {{ return {result}.Invert(a, out {result} inverse) ? inverse : a; }}";
            yield break;
        }
        yield return $"[Differentiable] public static {result} F{index}({string.Join(", ", rule.Parameters.Select(p => $"{Name(p.Type)} {p.Name}"))}) => {Expression(rule)};";
        for (int i = 0; i < rule.Parameters.Count && rule.Parameters.Count is > 1 and < 4; i++)
        {
            if (rule.Pullbacks[i] is not null)
                yield return $"[Differentiable] public static {result} F{index}_{i}({string.Join(", ", rule.Parameters.Select((p, j) => $"{(i == j ? "" : "[NoGradient] ")}{Name(p.Type)} {p.Name}"))}) => {Expression(rule)};";
            else
                yield return $"[Differentiable] public static {result} F{index}_{i}({string.Join(", ", rule.Parameters.Select(p => $"{Name(p.Type)} {p.Name}"))}) => {Expression(rule)};";
        }
    }

    private static string Name(AutoBackprop.Generator.Model.ValueType type) => VectorTypes.NameOf(type)!;

    private static string Expression(VectorRule rule)
    {
        string name = rule.Key[..rule.Key.IndexOf('(')];
        string[] operands = [.. rule.Parameters.Select(parameter => parameter.Name)];
        if (name.Length == 1)
            return operands.Length == 1 ? name + operands[0] : $"{operands[0]} {name} {operands[1]}";
        if (name.EndsWith(".Item", StringComparison.Ordinal))
            return $"{operands[0]}[{string.Join(", ", operands.Skip(1))}]";
        if (name.StartsWith("new "))
            return $"{name}({string.Join(", ", operands)})";
        (string type, string member) = (name.Split('.')[0], name.Split('.')[1]);
        Type owner = type == "Complex" ? typeof(Complex) : typeof(Vector3).Assembly.GetType("System.Numerics." + type)!;
        Assert.NotNull(owner);
        if (owner.GetProperty(member, BindingFlags.Instance | BindingFlags.Public) is not null)
            return $"{operands[0]}.{member}";
        bool isStatic = owner.GetMethods(BindingFlags.Static | BindingFlags.Public).Any(method => method.Name == member && method.GetParameters().Length == operands.Length);
        return isStatic ? $"{name}({string.Join(", ", operands)})" : $"{operands[0]}.{member}({string.Join(", ", operands.Skip(1))})";
    }

    private static object[] Sample(VectorRule rule, Random random)
    {
        string function = rule.Key[..rule.Key.IndexOf('(')];
        string method = function[(function.IndexOf('.') + 1)..];
        bool isPositive = method is "Log" or "Log2" or "SquareRoot" or "Pow" or "Log10" or "Sqrt" && !function.StartsWith("Complex.");
        // A projection has positive sizes, an angle less than a half turn, and its far plane behind the near one.
        if (method.StartsWith("CreatePerspective") || method.StartsWith("CreateOrthographic"))
            return [.. rule.Parameters.Select((_, i) => (object)(float)Between(0.8 + i, 1.4 + i))];
        if (function == "VectorMath.Inverse")
            return [.. rule.Parameters.Select(parameter => Value(parameter.Type, () => Between(-0.5, 0.5)) switch { Matrix4x4 m => (object)(m + Matrix4x4.Identity * 2), var m => (Matrix3x2)m + Matrix3x2.Identity * 2 })];
        if (method is "Slerp")
            return [Quaternion.Normalize((Quaternion)Value(rule.Parameters[0].Type, () => Between(0.2, 1))), Quaternion.Normalize((Quaternion)Value(rule.Parameters[1].Type, () => Between(-1, 0.5))), (float)Between(0.2, 0.8)];
        // Away from zeros, poles and, by another range for each operand, from kinks.
        return [.. rule.Parameters.Select((parameter, i) => Value(parameter.Type, () => method == "Log" && parameter.Type.Class == TypeClass.Double ? Between(1.5, 3) : method.StartsWith("Clamp")
            ? (i == 0 ? Between(-2, 2) : i == 1 ? Between(-0.9, -0.6) : Between(0.6, 0.9))
            : isPositive ? Between(0.5, 2) : method == "Round" ? Between(0.6, 1.3) : (random.Next(2) == 0 ? 1 : -1) * Between(0.4 + 0.5 * i % 1.5, 0.8 + 0.5 * i % 1.5)))];

        double Between(double low, double high) => low + (high - low) * random.NextDouble();
    }

    private static object Value(AutoBackprop.Generator.Model.ValueType type, Func<double> next) => type switch
    {
        { VectorName: "Complex" } => new Complex(next(), next()),
        { VectorName: { } name } => Activator.CreateInstance(
            typeof(Vector3).Assembly.GetType("System.Numerics." + name)!, Enumerable.Range(0, VectorTypes.Size(name)).Select(_ => (object)(float)next()).ToArray())!,
        { Class: TypeClass.Double } => next(),
        { Class: TypeClass.Integer } => Math.Abs(next()) > 0.6 ? 1 : 0,
        _ => (float)next(),
    };
}
