using AutoBackprop.Generator.Model;
using AutoBackprop.Generator.Rules;
using Xunit;
using ValueType = AutoBackprop.Generator.Model.ValueType;

namespace AutoBackprop.Tests.Rules;

/// <summary>The lines for vectors: what their types come to, and that a mistake is told.</summary>
public class VectorRuleParserTests
{
    private static readonly ValueType Vector3 = VectorTypes.Parse("Vector3"), Complex = VectorTypes.Parse("Complex");

    private static readonly Reference Upstream = new(RulePlaceholders.Upstream with { Type = Vector3 });

    private static readonly Reference A = new(RulePlaceholders.Operand(0, Vector3)), B = new(RulePlaceholders.Operand(1, ValueType.Single));

    [Fact]
    public void A_rule_is_found_by_its_name_and_the_types_of_its_operands()
    {
        VectorRule rule = RuleParser.ParseVector("Vector3 *(Vector3 a, float b)", ["dy * b", "Vector3.Dot(dy, a)"]);

        Assert.Equal("*(Vector3,float)", rule.Key);
        Assert.Equal([Vector3, ValueType.Single], rule.Parameters.Select(static parameter => parameter.Type));
        Assert.Equal(new Binary(BinaryOperator.Multiply, Upstream, B, Vector3), rule.Pullback(0, isAlone: false));
        Assert.Equal(
            new Call(new RuleCallee("Vector3.Dot", "Vector3.Dot"), EquatableArray.Of<Expression>(Upstream, A), ValueType.Single), rule.Pullback(1, isAlone: true));
        Assert.Equal(ValueType.Single, rule.Real);
    }

    [Fact]
    public void A_number_times_a_vector_is_a_vector_as_a_vector_times_a_number_is() =>
        Assert.Equal(Vector3, RuleParser.ParseVector("Vector3 *(Vector3 a, float b)", ["b * dy", "0"]).Pullback(0, isAlone: false)!.Type);

    [Fact]
    public void Where_one_varies_alone_its_own_line_holds()
    {
        VectorRule rule = RuleParser.ParseVector("Vector3 Vector3.Max(Vector3 a, Vector3 b)", ["dy * 0.5", "dy"], alone: ["dy", "0"]);

        Assert.Equal(Upstream, rule.Pullback(0, isAlone: true));
        Assert.NotEqual(Upstream, rule.Pullback(0, isAlone: false));
        Assert.Equal(Upstream, rule.Pullback(1, isAlone: false));
        Assert.Null(rule.Pullback(1, isAlone: true));
    }

    [Fact]
    public void Auxiliaries_have_the_type_of_what_they_are()
    {
        VectorRule rule = RuleParser.ParseVector("Vector3 F(Vector3 a)", ["u * v"], where: "u = new Vector3(1); v = a.Length()");

        Assert.Equal([Vector3, ValueType.Single], rule.Where.Select(static definition => definition.Variable.Type));
        Assert.Equal("new Vector3", ((RuleCallee)((Call)rule.Where[0].Value).Callee).Name);
        Assert.Empty(RuleParser.ParseVector("Vector3 F(Vector3 a)", ["dy"]).Where);
    }

    [Theory]
    [InlineData("a.Length()", "float")]
    [InlineData("a.LengthSquared()", "float")]
    [InlineData("Vector3.Sum(a)", "float")]
    [InlineData("Vector3.Dot(a, a)", "float")]
    [InlineData("Vector3.Abs(a)", "Vector3")]
    [InlineData("Vector3.Normalize(a)", "Vector3")]
    [InlineData("Vector3.Zero", "Vector3")]
    [InlineData("a.X", "float")]
    [InlineData("Complex.Abs(b)", "double")]
    [InlineData("Complex.Exp(b)", "Complex")]
    [InlineData("Math.Sin(2)", "double")]
    [InlineData("a.X > 0 ? dy : a", "Vector3")]
    [InlineData("a.X > 0 ? 1 : a.X", "float")]
    public void What_a_function_of_a_vector_measures_is_a_number(string text, string type) =>
        Assert.Equal(type, VectorTypes.NameOf(RuleParser.ParseVector("Vector3 F(Vector3 a, Complex b)", [text, "0"]).Pullback(0, isAlone: false)!.Type));

    [Fact]
    public void The_numbers_of_Complex_are_doubles()
    {
        Assert.Equal(ValueType.Double, Complex.Element);
        Assert.Equal(ValueType.Single, Vector3.Element);
        Assert.Equal(ValueType.Double, RuleParser.ParseVector("Complex *(Complex a, Complex b)", ["dy", "dy"]).Real);
        Assert.Equal(ValueType.Double, RuleParser.ParseVector("Complex F(double a)", ["dy.Real"]).Real);
    }

    [Theory]
    [InlineData("Vector3 F(Vector3 b)", "dy", null, "its operands are a, b, c, … in this order")]
    [InlineData("Vector3 F(Vector3 a, Vector3 b)", "dy", null, "2 operands, but another number of gradients")]
    [InlineData("Vector3 F(Vector3 a)", "dy", "dy;dy", "1 operands, but another number of gradients")]
    [InlineData("Vector3 F(Vector3 a)", "a.Length(", null, "in 'a.Length(', ')' expected at column 10")]
    [InlineData("Vector3 F(Vector3 a)", "a.X.Y", null, "in 'a.X.Y', 'a' has no member 'Y'")]
    [InlineData("Vector3 F(Vector3 a)", "w", null, "in 'w', unknown name 'w'")]
    public void A_mistake_is_quoted(string signature, string gradient, string? alone, string problem) =>
        Assert.Equal($"Rule '{signature}': {problem}.", Assert.Throws<FormatException>(() => RuleParser.ParseVector(signature, [gradient], alone: alone?.Split(';'))).Message);

    [Theory]
    [InlineData("Vector2", "X Y", "Z W Length XY")]
    [InlineData("Vector3", "X Y Z", "W Length")]
    [InlineData("Vector4", "X Y Z W", "Q Length")]
    [InlineData("Quaternion", "X Y Z W", "IsIdentity")]
    [InlineData("Matrix3x2", "X Y Z Translation M11 M32", "W M1 M1x Mx1 N11 M111")]
    [InlineData("Matrix4x4", "X Y Z W Translation M11 M44", "V M4 N44 M4x Mx4 M444")]
    [InlineData("Complex", "", "Real Imaginary")]
    public void Some_members_are_parts_that_can_be_written_by_themselves(string vector, string parts, string others)
    {
        Assert.All(parts.Split(' ', StringSplitOptions.RemoveEmptyEntries), part => Assert.NotNull(VectorTypes.Component(vector, part)));
        Assert.All(others.Split(' '), other => Assert.Null(VectorTypes.Component(vector, other)));
    }

    [Theory]
    [InlineData("Matrix3x2", "X", "Vector2")]
    [InlineData("Matrix3x2", "Translation", "Vector2")]
    [InlineData("Matrix4x4", "W", "Vector4")]
    [InlineData("Matrix4x4", "Translation", "Vector3")]
    [InlineData("Matrix4x4", "M23", "float")]
    [InlineData("Vector2", "Y", "float")]
    public void A_row_of_a_matrix_is_a_vector(string vector, string part, string type) => Assert.Equal(type, VectorTypes.NameOf(VectorTypes.Component(vector, part)!));

    [Fact]
    public void A_matrix_of_zeros_has_no_name() =>
        Assert.Equal(["default(Matrix3x2)", "default(Matrix4x4)", "Vector3.Zero", "Complex.Zero"], new[] { "Matrix3x2", "Matrix4x4", "Vector3", "Complex" }.Select(static name => VectorTypes.Zero(VectorTypes.Parse(name))));

    [Fact]
    public void No_rule_is_found_for_what_is_no_type_of_the_table()
    {
        Assert.Null(VectorRuleTable.Key("Vector3.Dot", [Vector3, ValueType.Boolean]));
        Assert.Null(VectorRuleTable.Find(null));
        Assert.NotNull(VectorRuleTable.Find(VectorRuleTable.Key("Vector3.Dot", [Vector3, Vector3])));
    }

    [Theory]
    [InlineData("System.Numerics.ITrigonometricFunctions`1", "Sin", "Math.Sin")]
    [InlineData("System.Numerics.IFloatingPointIeee754`1", "Ieee754Remainder", "Math.IEEERemainder")]
    [InlineData("System.Numerics.IFloatingPointIeee754`1", "Atan2", "Math.Atan2")]
    [InlineData("System.Numerics.IExponentialFunctions`1", "ExpM1", "double.ExpM1")]
    [InlineData("System.Double", "Ieee754Remainder", "Math.IEEERemainder")]
    [InlineData("System.Numerics.IExponentialFunctions`1", "Nothing", null)]
    [InlineData("Other.Numerics", "Ieee754Remainder", null)]
    public void A_function_of_an_interface_has_the_rule_of_the_function(string type, string method, string? rule) => Assert.Equal(rule, RuleNames.Of(type, method));

    [Fact]
    public void A_function_of_a_type_parameter_is_written_with_it() =>
        Assert.Equal(["T.Sin", "T.ExpM1", "T.Pi", "T.Ieee754Remainder", "Layers.Relu"], new[] { "Math.Sin", "double.ExpM1", "Math.PI", "Math.IEEERemainder", "Layers.Relu" }.Select(static name => RuleNames.InGeneric(name, "T")));
}
