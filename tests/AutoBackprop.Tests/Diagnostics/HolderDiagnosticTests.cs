using AutoBackprop.Tests.Language;
using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>What a class that holds parameters must be, and what cannot be done with one.</summary>
public sealed class HolderDiagnosticTests
{
    [Theory]
    [InlineData("class [|Net|] { public double[] W = []; }", "ABP0001: 'Net' holds parameters and must be declared partial, so that what is generated can be added")]
    [InlineData("partial class [|Net|]<T> { public double[] W = []; }", "ABP0006: 'Net' cannot be differentiated because it is generic, or inside a generic type; write it for float or for double")]
    [InlineData("static partial class [|Net|] { public static double[] W = []; }", "ABP0006: 'Net' cannot be differentiated because it is static; let objects hold parameters, or drop [Differentiable]")]
    [InlineData("partial class [|Net|] : Unmarked { public double[] W = []; } public class Unmarked { public double X; }", "ABP0006: 'Net' cannot be differentiated because it is derived from 'Unmarked', whose 'X' would be taken as a constant; mark 'Unmarked' [Differentiable] too, or 'X' [NoGradient]")]
    [InlineData("partial class Base { public double W; } [Differentiable] public partial class Net : Base { public new double[] [|W|] = []; }", "ABP0006: 'Net' cannot be differentiated because it is given a member 'W' that hides an inherited one; rename it")]
    [InlineData("partial class Base { public double W; } [Differentiable] public partial class Net : Base { public float [|V|]; }", "ABP0005: A value of type 'float' cannot be part of a differentiable computation; 'Net' holds double: use one type of number throughout, or mark it [NoGradient]")]
    [InlineData("partial class [|Net|] : Named { public double[] W = []; } public class Named { public int BufferCount; }", "ABP0006: 'Net' cannot be differentiated because it is given a member 'BufferCount' of its own, as one that is generated is called; rename it")]
    [InlineData("partial class [|Net|] { public int Count; public string Name = \"\"; }", "ABP0006: 'Net' cannot be differentiated because it is without parameters; give it a field or property of float or double, of arrays or tensors of them, or of a class that has some")]
    [InlineData("partial class Net { public double[] W = []; public void [|CopyTo|](string file) { } }", "ABP0006: 'Net' cannot be differentiated because it is given a member 'CopyTo' of its own, as one that is generated is called; rename it")]
    public void A_class_that_cannot_be_extended_is_refused(string type, string message) => Refused.InFile("using System; using AutoBackprop; [Differentiable] public " + type, message);

    [Theory]
    [InlineData("public double W; public System.Collections.Generic.List<double> [|More|] = [];", "List<double>", "use an array")]
    [InlineData("public double W; public Plain? [|More|];", "Plain?", "mark its class [Differentiable] too")]
    [InlineData("public double W; public Plain[] [|More|] = [];", "Plain[]", "use an array")]
    [InlineData("public double W; public float[] [|More|] = [];", "float[]", "'Net' holds double: use one type of number throughout")]
    [InlineData("public double W; public virtual double[] [|More|] { get; set; } = [];", "double[]", "a property that can be overridden may be another one: drop 'virtual'")]
    [InlineData("public double W; public Net? [|Next|];", "Net?", "a 'Net' inside itself has no end; hold an array of another class")]
    [InlineData("public double W; public Net[] [|Next|] = [];", "Net[]", "a 'Net' inside itself has no end; hold an array of another class")]
    [InlineData("public double[][][] [|W|] = [];", "double[][][]", "use an array of a class that holds the rows")]
    [InlineData("public Counted [|W|];", "Counted", "a struct in a class must consist of numbers of one type")]
    [InlineData("public Counted[] [|W|] = [];", "Counted[]", "its elements must be numbers, or structs of numbers only")]
    [InlineData("public double W; public Other[,] [|More|] = new Other[0, 0];", "Other[,]", "use an array of one dimension")]
    public void A_member_that_would_get_lost_is_refused(string members, string type, string instead) => Refused.InFile(
        $$"""
        #nullable enable
        using AutoBackprop;
        public class Plain { public double X; }
        [Differentiable] public struct Counted { public double X; public int N; }
        [Differentiable] public partial class Other { public double X; }
        [Differentiable] public partial class Net { {{members}} }
        """,
        $"ABP0005: A value of type '{type}' cannot be part of a differentiable computation; {instead}, or mark it [NoGradient]");

    [Fact]
    public void A_class_that_holds_one_with_errors_is_not_generated() => Refused.InFile(
        """
        using AutoBackprop;
        [Differentiable] public partial class Inner { public double[][][] [|W|] = []; }
        [Differentiable] public partial class Outer(Inner inner) { public Inner [|Held|] { get; } = inner; public double B; }
        [Differentiable] public partial class Outermost { public Outer[] [|All|] = []; }
        [Differentiable] public partial class Constant { [NoGradient] public Inner Held = new(); public double B; }
        """,
        "ABP0005: A value of type 'double[][][]' cannot be part of a differentiable computation; use an array of a class that holds the rows, or mark it [NoGradient]",
        "ABP0005: A value of type 'Inner' cannot be part of a differentiable computation; mend the errors reported on 'Inner' first",
        "ABP0005: A value of type 'Outer[]' cannot be part of a differentiable computation; mend the errors reported on 'Outer' first");

    [Fact]
    public void What_is_marked_NoGradient_is_not_looked_at() => Refused.No(
        """
        public class Plain { public double X; }
        [Differentiable] public partial class Net { public double W; [NoGradient] public Net Next; [NoGradient] public System.Collections.Generic.List<Plain> More; public int[] Counts = []; public string Name = ""; }
        [Differentiable] public static double F(Net net, double x) => net.W * x * net.Counts[0];
        """);

    [Theory]
    [InlineData("[|net.Scale|] = x; return x;")]
    [InlineData("[|net.Scale|] += x; return x;")]
    [InlineData("[|net.Scale|]++; return x;")]
    [InlineData("[|net.Mix[1]|] = x; return x;")]
    [InlineData("[|net.Rows[1][0]|] *= x; return x;")]
    [InlineData("[|net.First.Gain|] = x; return x;")]
    [InlineData("[|net.Layers[0].Weights[0, 1]|] = x; return x;")]
    [InlineData("double[] w = net.Mix; [|w[0]|] = x; return x;")]
    [InlineData("Span<double> w = net.Mix.AsSpan(1, 2); [|w[0]|] = x; return x;")]
    [InlineData("foreach (Layer layer in net.Layers) [|layer.Bias[0]|] = x; return x;")]
    [InlineData("([|net.Mix[0]|], [|net.Mix[1]|]) = (x, x); return x;")]
    [InlineData("[|Array.Clear(net.Mix)|]; return x;")]
    [InlineData("[|net.Mix.CopyTo(net.Rows[0], 0)|]; return x;")]
    [InlineData("([|net.Rows[0]|], net.Rows[1]) = (net.Rows[1], net.Rows[0]); return x;")]
    [InlineData("[|net.First|] = net.Layers[0]; return x;")]
    [InlineData("[|net.Layers[1]|] = net.First; return x;")]
    public void Writing_into_an_object_is_refused(string body) => Refused.InFile(
        Function($"double F(Network net, double x) {{ {body} }}"),
        [.. Enumerable.Repeat(Refused.Construct("Writing into a class that holds parameters", "compute with a local, or write into a buffer that is passed on its own"), body.Split("[|").Length - 1)]);

    [Theory]
    [InlineData("Layer layer = net.First; layer = net.Layers[0]; return layer.Gain * x;", "Layer [|layer = net.First|];", "Letting 'layer' stand for another object", "declare it with the object that it names, and another local for another")]
    [InlineData("Layer layer = x > 0 ? net.First : net.Layers[0]; return layer.Gain * x;", "= [|x > 0 ? net.First : net.Layers[0]|];", "Another object than a parameter, or a member of one,", "pass it as a parameter")]
    [InlineData("var layer = new Layer(1, 1); return layer.Gain * x;", "= [|new Layer(1, 1)|];", "Another object than a parameter, or a member of one,", "pass it as a parameter")]
    [InlineData("return net.First == null ? x : net.Scale;", "[|net.First == null|]", "Comparing objects", "compare them in the caller")]
    [InlineData("return net.First is null ? x : net.Scale;", "[|net.First|] is", "Testing an object", "test it in the caller")]
    [InlineData("object o = net; return x;", "= [|net|];", "Converting 'Network' to 'object'", "take the parts")]
    public void An_object_stands_for_nothing_else(string body, string at, string construct, string instead) => Refused.InFile(
        Function($"double F(Network net, double x) {{ {body.Replace(Refused.Unmarked(at), at, StringComparison.Ordinal)} }}"), Refused.Construct(construct, instead));

    [Fact]
    public void A_member_is_not_given_to_what_writes_it() => Refused.InFile(
        Function(
            """
            double F(Network net, double x) => Sum(net.Mix) + Double([|net.Mix|]) * x;
            [Differentiable] static double Sum(double[] x) { (double first, double sum) = (x[0], 0); foreach (double item in x) sum += item * first; return sum + Dot(x, x); }
            [Differentiable] static double Dot(ReadOnlySpan<double> x, double[] y) { double sum = 0; for (int i = 0; i < x.Length; i++) sum += x[i] * y[i]; return sum; }
            [Differentiable] static double Double(double[] x) { for (int i = 0; i < x.Length; i++) x[i] *= 2; return x[0]; }
            """),
        Refused.Construct("Passing a member of a class as 'x', which could be written,", "make the parameter a ReadOnlySpan, or only read its elements"));

    [Fact]
    public void A_member_is_not_given_to_what_takes_a_tuple_apart_into_it() => Refused.InFile(
        Function(
            """
            double F(Network net, double x) => Take([|net.Mix|], x);
            [Differentiable] static double Take(double[] x, double y) { double a, b; ((x[0], a), b) = ((y, y * 2), y * 3); return a * b * x[0]; }
            """),
        Refused.Construct("Passing a member of a class as 'x', which could be written,", "make the parameter a ReadOnlySpan, or only read its elements"));

    [Theory]
    [InlineData("[|Network|] F(Network net, double x) => net;", "Network", "write what it holds into a span")]
    [InlineData("double F(Layer[,] [|layers|], double x) => layers[0, 0].Gain * x;", "Layer[,]", "use an array of one dimension")]
    [InlineData("double F(Layer[][] [|layers|], double x) => layers[0][0].Gain * x;", "Layer[][]", "use an array of one dimension")]
    [InlineData("double F(Pair [|pair|], double x) => pair.Layer.Gain * x;", "Pair", "pass the 'Layer' that it holds as a parameter of its own, or mark it [NoGradient] there")]
    [InlineData("double F((double, Layer) [|pair|], double x) => pair.Item2.Gain * x;", "(double, Layer)", "pass the 'Layer' that it holds as a parameter of its own")]
    [InlineData("double F(Pair[] [|pairs|], double x) => pairs[0].Layer.Gain * x;", "Pair[]", "pass the 'Layer' that it holds as a parameter of its own, or mark it [NoGradient] there")]
    [InlineData("double F((double[] a, int n) [|pair|], double x) => pair.a[0] * x;", "(double[] a, int n)", "pass the buffer that it holds as a parameter of its own")]
    public void An_object_is_passed_as_a_parameter(string function, string type, string instead) => Refused.InFile(
        Function(function).Replace("public static partial class P", "[Differentiable] public record struct Pair(Layer Layer);\npublic static partial class P", StringComparison.Ordinal),
        $"ABP0005: A value of type '{type}' cannot be part of a differentiable computation; {instead}");

    [Theory]
    [InlineData("private double w; public double W => w;", "[|net.W|]", "In 'Net.W', the member 'w', which cannot be named here,", "make it internal or public")]
    public void A_member_must_be_within_reach(string member, string read, string construct, string instead) => Refused.InFile(
        $$"""
        using AutoBackprop;
        [Differentiable] public partial class Net { {{member}} }
        public static partial class P { [Differentiable] public static double F(Net net, double x) => {{read}} * x; }
        """,
        Refused.Construct(construct, instead));

    [Theory]
    [InlineData("double [|a|]", "a", "double")]
    [InlineData("double[] [|a|]", "a[0]", "double[]")]
    [InlineData("System.Collections.Generic.List<double> [|a|]", "a[0]", "List<double>")]
    public void A_number_that_a_class_keeps_without_a_name_is_refused(string parameter, string kept, string type) => Refused.InFile(
        $"using AutoBackprop; [Differentiable] public partial class Net({parameter}) {{ public double W; public double F(double x) => {kept} * x * W; }}",
        $"ABP0005: A value of type '{type}' cannot be part of a differentiable computation; 'Net' keeps this parameter without a name: give it a field of its own");

    [Fact]
    public void A_function_of_a_class_that_is_refused_is_refused_too() => Refused.InFile(
        """
        using AutoBackprop;
        [Differentiable] public partial class Net { public double V; public System.Collections.Generic.List<double> [|W|] = []; }
        public static partial class P { [Differentiable] public static double F(Net [|net|], double x) => net.V * x; }
        """,
        "ABP0005: A value of type 'List<double>' cannot be part of a differentiable computation; use an array, or mark it [NoGradient]",
        "ABP0005: A value of type 'Net' cannot be part of a differentiable computation; mend the errors reported on the class first");

    [Theory]
    [InlineData("[|layers[0].Gain|] = x; return x;")]
    [InlineData("[|layers[1].Weights[0, 1]|] *= x; return x;")]
    [InlineData("Layer layer = layers[0]; [|layer.Bias[0]|] = x; return x;")]
    [InlineData("[|layers[0]|] = layers[1]; return x;")]
    [InlineData("([|layers[0]|], [|layers[1]|]) = (layers[1], layers[0]); return x;")]
    [InlineData("[|Array.Clear(layers)|]; return x;")]
    public void Writing_into_an_array_of_objects_is_refused(string body) => Refused.InFile(
        Function($"double F(Layer[] layers, double x) {{ {body} }}"),
        [.. Enumerable.Repeat(Refused.Construct("Writing into a class that holds parameters", "compute with a local, or write into a buffer that is passed on its own"), body.Split("[|").Length - 1)]);

    [Theory]
    [InlineData("return ((Gated)[|layer|]).Gate * x;", "Converting 'Layer' to 'Gated'", "pass it as what it is")]
    [InlineData("return layer is Gated ? x : layer.Gain;", "Testing an object", "test it in the caller")]
    public void Of_which_class_an_object_is_is_not_asked(string body, string construct, string instead) => Refused.InFile(
        Function($"double F(Layer layer, double x) {{ {body.Replace("((Gated)[|layer|])", "([|(Gated)layer|])", StringComparison.Ordinal).Replace("layer is Gated", "[|layer is Gated|]", StringComparison.Ordinal)} }}")
            .Replace("public sealed partial class Layer", "public partial class Gated : Layer { public double Gate; public Gated() : base(1, 1) { } }\n[Differentiable] public partial class Layer", StringComparison.Ordinal),
        Refused.Construct(construct, instead));

    [Fact]
    public void The_field_of_a_property_that_computes_has_no_name() => Refused.InFile(
        """
        using AutoBackprop;
        [Differentiable] public partial class Net { public double W; public double [|A|] { get => field * 3; set; } [NoGradient] public int Count { get => field + 1; set; } }
        [Differentiable] public partial class Other { public double W; public int Count { get => field + 1; set; } }
        public static partial class P { [Differentiable] public static double F(Other net, double x) => net.W * x * [|net.Count|]; }
        """,
        "ABP0005: A value of type 'double' cannot be part of a differentiable computation; 'A' computes with 'field': give it a field of its own",
        Refused.Construct("In 'Other.Count', the property 'Count', which computes with 'field',", "give it a field of its own"));

    [Fact]
    public void What_is_inherited_unmarked_is_refused() => Refused.InFile(
        """
        using AutoBackprop;
        public record Base(double A);
        [Differentiable] public partial record [|Net|](double B) : Base(B);
        public static partial class P { [Differentiable] public static double F(Net [|net|], double x) => net.A * x; }
        """,
        "ABP0006: 'Net' cannot be differentiated because it is derived from 'Base', whose 'A' would be taken as a constant; mark 'Base' [Differentiable] too, or 'A' [NoGradient]",
        "ABP0005: A value of type 'Net' cannot be part of a differentiable computation; mend the errors reported on the class first");

    [Fact]
    public void What_an_unmarked_class_computes_is_refused() => Refused.InFile(
        """
        using AutoBackprop;
        public class Base { public int Count = 2; public int Twice => 2 * Count; }
        [Differentiable] public partial class Net : Base { public double B; }
        public static partial class P { [Differentiable] public static double F(Net net, double x) => net.B * x * net.Count * [|net.Twice|]; }
        """,
        Refused.Construct("The member 'Twice', which 'Net' inherits,", "mark 'Base' [Differentiable] too, or let 'Net' have it itself"));

    private static string Function(string function) => ShapedGradient.Program(Holders.Network, "[Differentiable] public static " + function);
}
