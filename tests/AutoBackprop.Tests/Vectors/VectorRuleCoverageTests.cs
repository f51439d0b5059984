using System.Numerics;
using System.Reflection;
using AutoBackprop.Generator.Rules;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoBackprop.Tests.Vectors;

/// <summary>The table of vectors against what System.Numerics has: no function is forgotten, and what has no rule is refused where it stands.</summary>
public class VectorRuleCoverageTests
{
    private const string Bits = "bits, which are no numbers", Mask = "a mask of what is true of the components", Index = "by index: name the component or the row";

    private static readonly Type[] Types = [typeof(Vector2), typeof(Vector3), typeof(Vector4), typeof(Quaternion), typeof(Matrix3x2), typeof(Matrix4x4), typeof(Complex)];

    // Functions that take numbers or vectors and give some, have no rule, and why.
    private static readonly Dictionary<string, string> Excluded = new()
    {
        ["op_BitwiseAnd"] = Bits, ["op_BitwiseOr"] = Bits, ["op_ExclusiveOr"] = Bits, ["op_OnesComplement"] = Bits, ["op_LeftShift"] = Bits, ["op_RightShift"] = Bits, ["op_UnsignedRightShift"] = Bits,
        ["AndNot"] = Bits, ["BitwiseAnd"] = Bits, ["BitwiseOr"] = Bits, ["OnesComplement"] = Bits, ["Xor"] = Bits, ["ConditionalSelect"] = Bits,
        ["Equals"] = Mask, ["GreaterThan"] = Mask, ["GreaterThanOrEqual"] = Mask, ["LessThan"] = Mask, ["LessThanOrEqual"] = Mask, ["IsEvenInteger"] = Mask, ["IsOddInteger"] = Mask, ["IsInteger"] = Mask,
        ["IsFinite"] = Mask, ["IsInfinity"] = Mask, ["IsNaN"] = Mask, ["IsNegative"] = Mask, ["IsPositive"] = Mask, ["IsNegativeInfinity"] = Mask, ["IsPositiveInfinity"] = Mask, ["IsNormal"] = Mask, ["IsSubnormal"] = Mask, ["IsZero"] = Mask,
        ["get_Item"] = "a row by an index that varies", ["GetElement"] = Index, ["GetRow"] = Index, ["WithElement"] = Index, ["WithRow"] = Index, ["Shuffle"] = Index,
        ["CreateScalar"] = "new Vector3(x, 0, 0) says it", ["CreateScalarUnsafe"] = "leaves components open",
        ["Round"] = "with a mode: Round alone has a rule", ["Cross"] = "of Vector4: the fourth component is no part of it",
        ["CreateFromRotationMatrix"] = "chooses among four formulas", ["Decompose"] = "gives its results by 'out'",
        ["Create"] = "of one value everywhere, or of a Matrix3x2: give the rows",
        ["CreateWorld"] = "write its rows",
        ["CreateBillboard"] = "write its rows", ["CreateBillboardLeftHanded"] = "write its rows", ["CreateConstrainedBillboard"] = "write its rows", ["CreateConstrainedBillboardLeftHanded"] = "write its rows",
        ["CreateViewport"] = "write its elements", ["CreateViewportLeftHanded"] = "write its elements", ["CreateShadow"] = "of a Plane, which is no vector",
        ["MaxMagnitude"] = "of Complex: compare the magnitudes", ["MinMagnitude"] = "of Complex: compare the magnitudes",
        ["TryFormat"] = "writes text",
    };

    // What is not read as a call of a rule, but is differentiated.
    private static readonly string[] Otherwise = ["op_Implicit", "op_Increment", "op_Decrement"];

    [Fact]
    public void Every_function_has_a_rule_or_a_reason_not_to() =>
        Assert.Empty(Functions().Where(method => !HasRule(method) && !Excluded.ContainsKey(method.Name) && !Otherwise.Contains(method.Name)).Select(method => $"{method.DeclaringType!.Name}: {method}"));

    [Fact]
    public void What_is_excluded_is_there() =>
        Assert.Empty(Excluded.Keys.Except(Functions().Where(method => !HasRule(method)).Select(method => method.Name)));

    [Fact]
    public void What_has_no_rule_is_refused_and_never_taken_for_a_constant()
    {
        string[] calls = [.. Functions().Where(method => !HasRule(method) && Excluded.ContainsKey(method.Name)).Select(Call).OfType<string>()];
        Assert.True(calls.Length > 120, $"only {calls.Length} functions could be called");
        string source = "using System; using System.Numerics; using AutoBackprop; public static partial class P\n{\n" + string.Join("\n", calls) + "\n}";
        Generation generation = GeneratorHarness.Run(source);
        HashSet<int> refused = [.. generation.AnalyzerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line - 2)];
        Assert.Empty(calls.Where((_, i) => !refused.Contains(i)));
    }

    /// <summary>What takes a number or a vector and gives one, by its result or by 'out'.</summary>
    private static IEnumerable<MethodInfo> Functions() => Types
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => (IsQuantity(method.ReturnType) || method.GetParameters().Any(parameter => parameter.IsOut)) && Operands(method).Any(IsQuantity));

    private static IEnumerable<Type> Operands(MethodInfo method) => [.. method.IsStatic ? [] : new[] { method.DeclaringType! }, .. method.GetParameters().Select(parameter => parameter.ParameterType)];

    private static bool IsQuantity(Type type) => Types.Contains(type) || type == typeof(float) || type == typeof(double);

    private static bool HasRule(MethodInfo method)
    {
        string type = method.DeclaringType!.Name;
        if (method.Name == "Invert")
            return VectorRuleTable.Find($"VectorMath.Inverse({type})") is not null;
        if (method.Name.StartsWith("get_", StringComparison.Ordinal) && VectorTypes.Component(type, method.Name[4..]) is not null)
            return true;
        string name = Symbol(method.Name) is { } symbol ? symbol : $"{type}.{(method.IsSpecialName && method.Name.StartsWith("get_", StringComparison.Ordinal) ? method.Name[4..] : method.Name)}";
        return VectorRuleTable.Find($"{name}({string.Join(",", Operands(method).Select(Name))})") is not null;
    }

    private static string? Symbol(string method) => method switch
    {
        "op_Addition" or "op_UnaryPlus" => "+",
        "op_Subtraction" or "op_UnaryNegation" => "-",
        "op_Multiply" => "*",
        "op_Division" => "/",
        _ => null,
    };

    private static string Name(Type type) => type == typeof(float) ? "float" : type == typeof(double) ? "double" : type == typeof(int) ? "int" : type.Name.TrimEnd('&');

    /// <summary>A differentiable function that is nothing but a call, in one line; null where its operands cannot be given so.</summary>
    private static string? Call(MethodInfo method, int index)
    {
        ParameterInfo[] parameters = method.GetParameters();
        if (parameters.Any(parameter => parameter.ParameterType.IsByRef && !parameter.IsOut || parameter.ParameterType.IsByRefLike || !IsQuantity(parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType) && parameter.ParameterType != typeof(int) && parameter.ParameterType != typeof(byte) && parameter.ParameterType != typeof(MidpointRounding)))
            return null;
        string[] given = [.. parameters.Select((parameter, i) => parameter.IsOut ? "out var r" + i
            : method.Name == "get_Item" ? "n"
            : parameter.ParameterType == typeof(int) || parameter.ParameterType == typeof(byte) ? "1"
            : parameter.ParameterType == typeof(MidpointRounding) ? "MidpointRounding.ToEven" : "p" + i)];
        string call = method.Name switch
        {
            "op_BitwiseAnd" => "p0 & p1",
            "op_BitwiseOr" => "p0 | p1",
            "op_ExclusiveOr" => "p0 ^ p1",
            "op_OnesComplement" => "~p0",
            "op_LeftShift" => "p0 << 1",
            "op_RightShift" => "p0 >> 1",
            "op_UnsignedRightShift" => "p0 >>> 1",
            "get_Item" => $"self[{string.Join(", ", given)}]",
            _ => $"{(method.IsStatic ? method.DeclaringType!.Name : "self")}.{method.Name}({string.Join(", ", given)})",
        };
        IEnumerable<string> declared = [.. method.Name == "get_Item" ? ["int n"] : Array.Empty<string>(), .. method.IsStatic ? [] : new[] { $"{method.DeclaringType!.Name} self" },
            .. parameters.Select((parameter, i) => (parameter, i)).Where(pair => !pair.parameter.IsOut && IsQuantity(pair.parameter.ParameterType)).Select(pair => $"{Name(pair.parameter.ParameterType)} p{pair.i}")];
        int output = Array.FindIndex(parameters, parameter => parameter.IsOut);
        string result = output < 0 ? Name(method.ReturnType) : Name(parameters[output].ParameterType.GetElementType()!);
        string body = output < 0 ? $"=> {call};" : $"{{ {call}; return r{output}; }}";
        return $"[Differentiable] public static {result} F{index}({string.Join(", ", declared)}) {body}";
    }
}
