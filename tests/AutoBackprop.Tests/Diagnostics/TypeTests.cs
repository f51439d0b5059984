using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>Types that could hold a number which varies, but cannot be followed: ABP0005, or ABP0004 at the conversion.</summary>
public sealed class TypeTests
{
    [Theory]
    [InlineData("decimal [|y = (decimal)x|]; return (double)y;", "decimal", "use double")]
    [InlineData("double? [|y = x|]; return y.Value;", "double?", "use the type without '?'")]
    [InlineData("var [|t = (x, (decimal)1)|]; return t.x;", "decimal", "use double")]
    [InlineData("dynamic [|d = x|]; return (double)d;", "dynamic", "use float or double")]
    [InlineData("Func<double, double> [|f = Math.Sin|]; return f(x);", "System.Func<double, double>", "call a [Differentiable] method directly")]
    public void A_local_of_a_type_that_cannot_be_followed_is_refused(string body, string type, string instead) => Refused.InClass(
        Function(body), $"ABP0005: A value of type '{type}' cannot be part of a differentiable computation; {instead}");

    [Fact]
    public void A_half_is_refused_where_it_is_declared_and_where_it_is_converted() => Refused.InClass(
        Function("Half [|y = (Half)x|]; return [|(double)y|];"),
        "ABP0005: A value of type 'System.Half' cannot be part of a differentiable computation; use float or double",
        Refused.Construct("The operator of 'Half'", "compute with float, double and integers"));

    [Theory]
    [InlineData("return (double)[|(object)x|];", "object")]
    [InlineData("object o = [|x|]; return (double)o;", "object")]
    [InlineData("IComparable o = [|x|]; return (double)o;", "System.IComparable")]
    [InlineData("return (double)[|(decimal)x|];", "decimal")]
    [InlineData("string s = \"\" + [|x|]; return double.Parse(s);", "object")]
    public void A_number_that_varies_is_not_converted_to_what_cannot_be_followed(string body, string type) => Refused.InClass(
        Function(body), Refused.Construct($"Converting 'double' to '{type}'", "keep it float or double"));

    [Theory]
    [InlineData("return [|new double?(x)|]!.Value;")]
    public void A_number_that_varies_is_not_put_into_an_object(string body) => Refused.InClass(
        Function(body), Refused.Construct("Creating an object", "mark the struct [Differentiable], or compute with float, double and buffers of them"));

    [Fact]
    public void A_list_is_refused_where_it_is_made_and_where_it_is_read() => Refused.InClass(
        Function("var l = [|new System.Collections.Generic.List<double> { x }|]; return [|l[0]|];"),
        Refused.Construct("Creating an object", "mark the struct [Differentiable], or compute with float, double and buffers of them"),
        Refused.Construct("This indexer", "index an array or a span"));

    [Theory]
    [InlineData("decimal y", "y = [|(decimal)x|]; return (double)y;", "Converting 'double' to 'decimal'", "keep it float or double")]
    [InlineData("S y", "[|y.A|] = x; return y.A;", "Writing the field 'A'", "return the value or write it into a buffer parameter")]
    [InlineData("S y", "[|y.B|] = x; return y.B;", "This assignment", "assign to a local, a parameter or an element")]
    [InlineData("System.Collections.Generic.List<double> y", "[|y[0]|] = x; return 2 * x;", "This indexer", "index an array or a span")]
    [InlineData("object y", "y = [|x|]; return (double)y;", "Converting 'double' to 'object'", "keep it float or double")]
    [InlineData("double? y", "y = [|x|]; return y.Value;", "Converting 'double' to 'double?'", "keep it float or double")]
    public void A_number_that_varies_is_not_kept_in_a_parameter_that_cannot_be_followed(string parameter, string body, string construct, string instead) => Refused.InClass(
        $"public struct S {{ public double A; public double B {{ get; set; }} }} [Differentiable] public static double F(double x, {parameter}) {{ {body} }}",
        Refused.Construct(construct, instead));

    [Theory]
    [InlineData("[NoGradient] decimal y", "(double)y")]
    [InlineData("System.Numerics.Plane y", "y.D")]
    [InlineData("System.Collections.Generic.List<int> y", "y.Count")]
    public void A_parameter_of_another_type_is_a_constant(string parameter, string use) => Refused.No(
        $"[Differentiable] public static double F(double x, {parameter}) => x * {use};");

    [Theory]
    [InlineData("public struct S { double a; public S(double x) { a = x; } public double A => a; }", "S [|s|]", "S", "give it a constructor that only assigns its fields and can be called from here, or fields that can be set from here")]
    [InlineData("public struct S { public double A { get; } public S(double x) { A = x * 2; } }", "S [|s|]", "S", "give it a constructor that only assigns its fields and can be called from here, or fields that can be set from here")]
    [InlineData("public struct S { public double[] Values; public double A; }", "S [|s|]", "S", "pass the buffer that it holds as a parameter of its own, or mark it [NoGradient] there")]
    public void A_struct_whose_gradient_could_not_be_made_is_refused(string type, string parameter, string name, string instead) => Refused.InClass(
        $"[Differentiable] {type} [Differentiable] public static double F({parameter}) => s.A;",
        $"ABP0005: A value of type '{name}' cannot be part of a differentiable computation; {instead}");

    [Theory]
    [InlineData("[|new S[2]|]")]
    [InlineData("[|new[] { S.From(x) }|]")]
    [InlineData("[|[S.From(x)]|]")]
    public void An_array_of_structs_that_could_not_be_made_is_refused(string array) => Refused.InClass(
        $$"""
        [Differentiable] public readonly struct S { public readonly double A; private S(double a) => A = a; public static S From(double a) => new(a); }
        [Differentiable] public static double F(double x) { S[] a = {{array}}; a[0] = S.From(x); return a[0].A; }
        """,
        "ABP0005: A value of type 'S' cannot be part of a differentiable computation; give it a constructor that only assigns its fields and can be called from here, or fields that can be set from here");

    [Theory]
    [InlineData("double s = 0; [|foreach (One one in new Two[] { new() { V = x } }) s += one.V;|] return s;", "The conversion from 'Two' to 'One' that C# puts in here", "write it out, and assign what it gives to a variable")]
    [InlineData("(Two two, double d) pair = (new() { V = x }, 1); [|(One one, double d) other = pair;|] return other.one.V;", "The conversion from 'Two' to 'One' that C# puts in here", "write it out, and assign what it gives to a variable")]
    [InlineData("Two two = new() { V = x }; [|(One one, double d) = two;|] return one.V;", "The conversion from 'Two' to 'One' that C# puts in here", "write it out, and assign what it gives to a variable")]
    [InlineData("One one = new() { V = x }; Two two = new() { V = x }; [|one += two|]; return one.V;", "A compound assignment with a conversion of a struct's own", "write it as an assignment")]
    public void A_structs_own_conversion_is_not_left_out(string body, string construct, string instead) => Refused.InClass(
        $$"""
        [Differentiable] public struct One { public double V; public static implicit operator Two(One a) => new() { V = a.V * 2 }; }
        [Differentiable] public struct Two { public double V; public static implicit operator One(Two b) => new() { V = b.V + 1 }; public static Two operator +(Two a, Two b) => new() { V = a.V + b.V }; public void Deconstruct(out Two x, out double y) { x = this; y = V; } }
        [Differentiable] public static double F(double x) { {{body}} }
        """,
        Refused.Construct(construct, instead));

    [Fact]
    public void A_struct_that_varies_is_not_put_into_an_object() => Refused.InClass(
        "[Differentiable] public record struct S(double A); [Differentiable] public static double F(S s) { object o = [|s|]; return o.GetHashCode() * s.A; }",
        Refused.Construct("Converting 'P.S' to 'object'", "take the parts"));

    [Fact]
    public void A_part_marked_NoGradient_is_a_constant() => Refused.No(
        "[Differentiable] public struct S { [NoGradient] public double[] Values; public double A; } [Differentiable] public static double F(S s) => s.A * s.Values[0];");

    [Fact]
    public void A_struct_that_is_not_marked_is_not_made() => Refused.InClass(
        "public record struct S(double A); [Differentiable] public static double F(double x) { var s = [|new S(x)|]; return s.A; }",
        Refused.Construct("Creating an object", "mark the struct [Differentiable], or compute with float, double and buffers of them"));

    private static string Function(string body) => $"[Differentiable] public static double F(double x) {{ {body} }}";

    [Theory]
    [InlineData("record struct [|Pair|]<T>(T A, T B)", "generic, or inside a generic type; write it for float or for double")]
    [InlineData("ref struct [|Pair|]", "a ref struct; drop 'ref', or [Differentiable]")]
    public void A_struct_that_has_no_gradient_says_so_itself(string type, string why) => Refused.InFile(
        $"[AutoBackprop.Differentiable] public {type} {{ }}", $"ABP0006: 'Pair' cannot be differentiated because it is {why}");

    [Fact]
    public void A_struct_whose_fields_overlap_has_no_gradient() => Refused.InFile(
        "using System.Runtime.InteropServices; [AutoBackprop.Differentiable, StructLayout(LayoutKind.Explicit)] public struct [|Pair|] { [FieldOffset(0)] public double A; [FieldOffset(0)] public double B; }",
        "ABP0006: 'Pair' cannot be differentiated because it is a struct whose fields may lie at the same place; drop [StructLayout(LayoutKind.Explicit)], or [Differentiable]");

    [Theory]
    [InlineData("double[][][] [|s|]", "double[][][]", "use double[,,], or an array of a class that holds the rows")]
    [InlineData("double[][,] [|s|]", "double[][,]", "use double[,,], or an array of a class that holds the rows")]
    [InlineData("double[,][] [|s|]", "double[,][]", "use double[,,], or an array of a class that holds the rows")]
    [InlineData("float[][][][]? [|s|]", "float[][][][]", "use float[,,,], or an array of a class that holds the rows")]
    [InlineData("V2[][][] [|s|]", "V2[][][]", "use V2[,,], or an array of a class that holds the rows")]
    [InlineData("System.Numerics.Vector3[][,] [|s|]", "System.Numerics.Vector3[][,]", "use System.Numerics.Vector3[,,], or an array of a class that holds the rows")]
    [InlineData("ReadOnlySpan<double[][]> [|s|]", "ReadOnlySpan<double[][]>", "use double[,,], or an array of a class that holds the rows")]
    [InlineData("Span<double[]> [|s|]", "Span<double[]>", "use an array of rows, double[][]")]
    [InlineData("System.Numerics.Tensors.Tensor<double>[][] [|s|]", "System.Numerics.Tensors.Tensor<double>[][]", "use an array of one dimension")]
    public void A_parameter_without_memory_of_its_shape_for_its_gradient_is_refused(string parameter, string type, string instead) => Refused.InClass(
        $"[Differentiable] public record struct V2(double X, double Y); [Differentiable] public static double F({parameter}, double x) => x;",
        $"ABP0005: A value of type '{type}' cannot be part of a differentiable computation; {instead}, or mark it [NoGradient]");

    [Theory]
    [InlineData("double[][][] t = [|[[[x, 1], [x]], []]|]; double s = 0; foreach (double[][] a in t) foreach (double[] b in a) foreach (double c in b) s += c; return s;", "double[][][]")]
    [InlineData("var t = [|new double[2][][]|]; for (int i = 0; i < 2; i++) { t[i] = new double[2][]; t[i][0] = [x]; } return t[1][0][0];", "double[][][]")]
    [InlineData("double[,][] t = [|new double[1, 1][]|]; t[0, 0] = [x]; return t[0, 0][0];", "double[,][]")]
    [InlineData("double[][,] t = [|[new double[1, 1]]|]; t[0][0, 0] = x; return t[0][0, 0];", "double[][,]")]
    [InlineData("double f(double[][][] t) => t[0][0][0]; return f([|[[[x]]]|]);", "double[][][]")]
    [InlineData("double[][][] t = Made(2); [|t[0][0][0]|] = x; return t[0][0][0];", "double[][][]")]
    public void Arrays_in_arrays_in_arrays_are_not_made_nor_written(string body, string type) => Refused.InClass(
        $"static double[][][] Made(double a) => [[[a]]]; [Differentiable] public static double F(double x) {{ {body} }}",
        $"ABP0005: A value of type '{type}' cannot be part of a differentiable computation; use double[,,], or an array of a class that holds the rows");

    [Theory]
    [InlineData("[NoGradient] double[][][] s", "s[0][1][0]")]
    [InlineData("[NoGradient] double[][,] s", "s[0][1, 0]")]
    [InlineData("int[][][] s", "s[0][1][0]")]
    [InlineData("int k", "Made(k)[0][1][0]")]
    [InlineData("int k", "Table[0][0][k]")]
    public void Arrays_in_arrays_in_arrays_of_constants_are_read(string parameter, string read) => Refused.No(
        $"static readonly double[][][] Table = [[[2]]]; static double[][][] Made(double a) => [[[a]]]; [Differentiable] public static double F(double x, {parameter}) => x * {read};");
}
