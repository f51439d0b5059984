using AutoBackprop.Tests.Diagnostics;
using Xunit;

namespace AutoBackprop.Tests.Vectors;

/// <summary>What vectors have besides what is differentiated: refused at the exact expression.</summary>
public class VectorDiagnosticTests
{
    [Theory]
    [InlineData("int n = v.X > 0 ? 1 : 2; Matrix4x4 m = Matrix4x4.CreateRotationX(v.X); return [|m[n]|].X;", "This index into a vector", "name the component: v.X, m.M11")]
    [InlineData("int n = v.X > 0 ? 1 : 2; [|v[n]|] = 2; return v.X;", "Setting a component of a vector by an index that varies", "name the component, in a switch")]
    [InlineData("Vector3 w = [|v & v|]; return w.X;", "This operator of 'Vector3'", "compute it from the components")]
    [InlineData("var p = [|new Plane(v, 1)|]; return p.D;", "Creating an object", "mark the struct [Differentiable], or compute with float, double and buffers of them")]
    [InlineData("var a = new float[3]; [|v.CopyTo(a)|]; return a[0];", "The method 'CopyTo' of 'System.Numerics.Vector3'", "write it with assignments and loops")]
    public void What_has_no_rule_is_refused_where_it_stands(string body, string construct, string instead) => Refused.InFile(
        File(body), Refused.Construct(construct, instead));

    [Theory]
    [InlineData("Quaternion q = [|Quaternion.CreateFromRotationMatrix(Matrix4x4.CreateRotationX(v.X))|]; return q.W;")]
    [InlineData("return [|Vector3.Shuffle(v, 1, 0, 2)|].X;")]
    public void A_function_without_a_rule_has_no_derivative(string body)
    {
        Generation generation = GeneratorHarness.Run(File(body).Replace("[|", "").Replace("|]", ""));

        var diagnostic = Assert.Single(generation.AnalyzerDiagnostics);
        Assert.Equal("ABP0003", diagnostic.Id);
        Assert.Equal(body[(body.IndexOf("[|") + 2)..body.IndexOf("|]")], diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
    }

    [Fact]
    public void It_is_a_constant_where_it_does_not_vary() => Refused.No(
        "[Differentiable] public static float F(float x) => x * System.Numerics.Vector3.Shuffle(new System.Numerics.Vector3(1, 2, 3), 1, 0, 2).X;");

    private static string File(string body) => $$"""
        using System;
        using System.Numerics;
        using AutoBackprop;

        public static partial class P
        {
            [Differentiable] public static float F(Vector3 v) { {{body}} }
        }
        """;
}
