using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Constants that may be null: there, or not.</summary>
public sealed class NullableTests
{
    [Theory]
    [InlineData("return n == null ? x : n.Value * x;")]
    [InlineData("return (null != n ? n.Value : x) * x;")]
    [InlineData("double s = 0; for (int i = 0; i < (n ?? 3); i++) s += x * (limit ?? x * x) + (limit ?? 2); return s;")]
    [InlineData("if (limit is int most) return x * x * most; return x;")]
    [InlineData("if (limit is not { } most) return x; return x * x * most + (n is { } k ? k * x : 0);")]
    [InlineData("return x * limit switch { null => x, int most => most };")]
    [InlineData("return x * (limit is { } most && most > x ? most : x);")]
    public void A_constant_may_be_null(string body)
    {
        foreach ((string n, string limit) in (ReadOnlySpan<(string, string)>)[("null", "null"), ("2", "3"), ("0", "-1")])
        {
            Check("", $$"""
                [Differentiable] public static double F(double x, int? n, int? limit) { {{body}} }
                public static object?[] At() => [0.7, (int?){{n}}, (int?){{limit}}];
                """);
        }
    }

    [Fact]
    public void What_a_pattern_names_does_not_change() => Diagnostics.Refused.InClass(
        "[Differentiable] public static double F(double x, int? n) { if (n is [|int k|]) { k *= 2; return k * x; } return x; }",
        Diagnostics.Refused.Construct("This pattern", "use constant, relational, 'and', 'or', 'not' and discard patterns"));
}
