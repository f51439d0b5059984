using Xunit;

namespace AutoBackprop.Tests.Diagnostics;

/// <summary>Constructs outside the language: ABP0004, at the construct, with what to write instead.</summary>
public sealed class ConstructTests
{
    private const string Structured = "use structured control flow: if, switch, loops, break, continue, return";

    [Theory]
    [InlineData("[|try { return x; } catch (Exception) { return 0; }|]", "A 'try' statement", "move the differentiable code out of it")]
    [InlineData("double y = 0; [|try { y = x; } finally { y = 2; }|] return y;", "A 'try' statement", "move the differentiable code out of it")]
    [InlineData("[|lock (Gate) { return x; }|]", "A 'lock' statement", "take the lock in the caller")]
    [InlineData("[|using (new System.IO.MemoryStream()) { return x; }|]", "A 'using' statement", "dispose of resources in the caller")]
    [InlineData("[|using var stream = new System.IO.MemoryStream();|] return x;", "A 'using' statement", "dispose of resources in the caller")]
    [InlineData("double Power(double t, int k) => k == 0 ? 1 : t * Power(t, k - 1); return [|Power(x, n)|];", "In 'Power', the recursion of 'Power'", "make it a static method marked [Differentiable]")]
    [InlineData("double Slow(double t) { lock (Gate) { return t; } } return [|Slow(x)|];", "In 'Slow', a 'lock' statement", "take the lock in the caller")]
    [InlineData("switch (n) { case 0: x *= 2; [|goto case 1;|] case 1: return x; } return 2 * x;", "A 'goto'", Structured)]
    [InlineData("switch (n) { case 0: [|goto default;|] default: return x; }", "A 'goto'", Structured)]
    [InlineData("return x * [|Counter|];", "The field 'Counter', which can change while gradients are taken,", "make it const or static readonly, or pass it as a parameter")]
    [InlineData("return x * [|Rate|];", "The static property 'Rate', which can change while gradients are taken,", "pass its value as a parameter")]
    [InlineData("return x * [|Property|];", "The static property 'Property', which can change while gradients are taken,", "pass its value as a parameter")]
    [InlineData("[|Counter|] = x; return x;", "Writing the field 'Counter'", "return the value or write it into a buffer parameter")]
    [InlineData("[|Counter|]++; return x;", "Writing the field 'Counter'", "return the value or write it into a buffer parameter")]
    [InlineData("[|Counter|] += x; return x;", "Writing the field 'Counter'", "return the value or write it into a buffer parameter")]
    [InlineData("int m = checked([|n + 1|]); return x * m;", "Checked integer arithmetic", "use unchecked arithmetic, or check in the caller")]
    [InlineData("checked { n = [|n * 2|]; } return x * n;", "Checked integer arithmetic", "use unchecked arithmetic, or check in the caller")]
    [InlineData("checked { [|n++|]; } return x * n;", "Checked integer arithmetic", "use unchecked arithmetic, or check in the caller")]
    [InlineData("return checked([|(int)x|]) * x;", "Checked integer arithmetic", "use unchecked arithmetic, or check in the caller")]
    [InlineData("double z = x; ref double [|y = ref n > 0 ? ref x : ref z|]; y *= 2; return x;", "This 'ref' local", "let it name one variable or element, or read and write that itself")]
    [InlineData("ref double y = ref [|Fixed[0]|]; y *= 2; return x;", "Writing into 'Fixed', which outlives the call,", "write into a copy, as of double[] copy = [.. Fixed], or pass it as a parameter")]
    [InlineData("if (n < 0) [|throw Failure;|] return x;", "This 'throw'", "throw a new exception: throw new …")]
    [InlineData("return x * ([|Text?.Length|] ?? 1);", "A null test", "test for null in the caller")]
    [InlineData("return x * ([|Text ?? \"\"|]).Length;", "A null test", "test for null in the caller")]
    [InlineData("float[] a = { (float)x }; double[] b = [1, .. [|a|]]; return b[1];", "Putting elements of type 'float' into an array of 'double'", "convert each in a loop")]
    [InlineData("float[] a = { (float)x }; double[][] b = { new double[1] }; b[0] = [|[.. a]|]; return b[0][0];", "Putting elements of type 'float' into an array of 'double'", "convert each in a loop")]
    [InlineData("long m = 3; var a = new double[[|m|]]; a[0] = x; return a[0];", "A length of type 'long'", "convert it to int")]
    [InlineData("nint m = 3; var a = new double[2, [|m|]]; a[0, 0] = x; return a[0, 0];", "A length of type 'nint'", "convert it to int")]
    [InlineData("uint m = 3; double[][] a = [new double[[|m|]]]; a[0][0] = x; return a[0][0];", "A length of type 'uint'", "convert it to int")]
    [InlineData("double[] a = { x, 1 }, b = a; [|a|] = new double[2]; return a[0] * b[0];", "Letting a variable stand for another buffer", "declare another variable, or copy the elements")]
    [InlineData("double[] a = { x, 1 }; if (n > 0) { double[] b = { x }; [|a|] = b; } return a[0];", "Letting a variable stand for another buffer", "declare another variable, or copy the elements")]
    [InlineData("double[] a = { x, 1 }, b = { x, 2 }; (a, b) = (b, [|new double[2]|]); return a[0];", "Letting a variable stand for another buffer", "declare another variable, or copy the elements")]
    public void A_construct_is_refused_with_what_to_do_instead(string body, string construct, string instead) => Refused.InClass(
        $$"""
        static readonly object Gate = new(); static double Counter; static double Property { get; set; } static double Rate => Rate; static readonly Exception Failure = new(); static readonly string? Text = null; static readonly double[] Fixed = { 1 };
        [Differentiable] public static double F(double x, int n) { {{body}} }
        """,
        Refused.Construct(construct, instead));

    [Theory]
    [InlineData("([|a[0]|], [|a[1]|]) = (a[1], a[2]); return a[0][0];", "Putting this array into an array", "let two rows change places, (a[i], a[j]) = (a[j], a[i]), or copy the elements")]
    [InlineData("Span<double> part = [|a[0].AsSpan(1)|]; (a[0], a[1]) = (a[1], a[0]); return part[0];", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("ref double first = ref [|a[0][0]|]; (a[0], a[1]) = (a[1], a[0]); return first;", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("var row = [|a[0]|]; void swap() { (a[0], a[1]) = (a[1], a[0]); } swap(); return row[0];", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("Action swap = () => (a[0], a[1]) = (a[1], a[0]); var row = [|a[0]|]; swap(); return row[0];", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("var row = [|a[0]|]; SwapNamed(a); return row[0];", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("var row = [|a[0]|]; Swap(a); return row[0];", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("var row = [|a[0]|]; return row[0] * new Swapper().Swap(a) * row[0];", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("double s = 0; foreach (double e in [|a[0]|]) { (a[0], a[1]) = (a[1], a[0]); s += e; } return s;", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("double s = 0; foreach (double e in [|a[0].AsSpan(1)|]) { (a[0], a[1]) = (a[1], a[0]); s += e; } return s;", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("double s = 0; foreach (double[] row in [|a|]) { (a[0], a[1]) = (a[1], a[0]); s += row[0]; } return s;", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    [InlineData("var row = [|a[0]|]; (a[0], a[1]) = (a[1], a[0]); return row[0];", "A second name for a row that is replaced afterwards", "declare it after that, or index the array")]
    public void Rows_only_change_places(string body, string construct, string instead) => Refused.InClass(
        $$"""
        [Differentiable] public static void Swap(double[][] a) { (a[0], a[1]) = (a[1], a[0]); }
        [Differentiable] public static void SwapNamed(double[][] a) { double[][] b = a; (b[0], b[1]) = (b[1], b[0]); }
        [Differentiable] public struct Swapper { public double X; public double Swap(double[][] a) { (a[0], a[1]) = (a[1], a[0]); return X; } }
        [Differentiable] public static double F(double[][] a) { {{body}} }
        """,
        [.. Enumerable.Repeat(Refused.Construct(construct, instead), body.Split("[|").Length - 1)]);

    [Theory]
    [InlineData("double of(ref double first) { (a[0], a[1]) = (a[1], a[0]); return first; } return of(ref [|a[0][0]|]);")]
    [InlineData("double of(double[] row) { (a[0], a[1]) = (a[1], a[0]); return row[0]; } return of([|a[0]|]);")]
    public void A_row_is_not_given_to_what_replaces_it(string body) => Refused.InClass(
        $"[Differentiable] public static double F(double[][] a) {{ {body} }}",
        Refused.Construct("A second name for a row that is replaced afterwards", "declare it after that, or index the array"));

    [Fact]
    public void A_foreach_goes_over_arrays_and_spans() => Refused.InClass(
        "[Differentiable] public static double F(double x, System.Collections.Generic.List<int> list) { foreach (int i in [|list|]) x *= i; return x; }",
        Refused.Construct("A foreach over anything but an array or a span", "use a for loop with an index"));

    [Fact]
    public void A_label_and_a_goto_are_refused() => Refused.InClass(
        "[Differentiable] public static double F(double x) { [|Again: x *= 2;|] if (x < 10) [|goto Again;|] return x; }",
        Refused.Construct("A label", Structured), Refused.Construct("A 'goto'", Structured));

    [Theory]
    [InlineData("static double[] k = [1];", "x * [|k|][0]", "The field 'k', which can change while gradients are taken,", "make it static readonly, or pass it as a parameter")]
    [InlineData("static readonly double[] k = [1]; [Differentiable] static double G(double[] a, double x) { a[0] *= x; return a[0]; }", "G([|k|], x)", "Passing 'k' as 'a', which could be written,", "make the parameter a ReadOnlySpan, or pass a copy, as of double[] copy = [.. k]")]
    public void A_static_array_is_read_alone(string members, string expression, string construct, string instead) =>
        Refused.InClass($"{members} [Differentiable] public static double F(double x) => {expression};", Refused.Construct(construct, instead));

    [Fact]
    public void A_static_array_is_not_written() => Refused.InClass(
        "static readonly double[] k = [1]; [Differentiable] public static double F(double x) { [|k[0]|] = x; return x * k[0]; }",
        Refused.Construct("Writing into 'k', which outlives the call,", "write into a copy, as of double[] copy = [.. k], or pass it as a parameter"));

    [Fact]
    public void A_yield_is_refused() => Refused.InClass(
        "[Differentiable] public static [|System.Collections.Generic.IEnumerable<double>|] F(double x) { [|yield return x;|] }",
        "ABP0002: 'F' has no differentiable result: a gradient needs a float or double (or a buffer of them) among the parameters not marked [NoGradient], and in the result",
        Refused.Construct("A 'yield' statement", "return an array or write into a span instead"));

    [Fact]
    public void An_operator_of_a_users_type_is_refused() => Refused.InClass(
        """
        public readonly struct Money { public static double operator *(Money m, double x) => x; }
        [Differentiable] public static double F(double x, Money m) => [|m * x|];
        """,
        Refused.Construct("The operator of 'Money'", "compute with float, double and integers"));

    [Fact]
    public void A_conversion_of_a_users_type_is_refused() => Refused.InClass(
        """
        public readonly struct Money(double x) { public static implicit operator double(Money m) => 1; public static explicit operator Money(double x) => new(x); }
        [Differentiable] public static double F(double x) => [|(Money)x|];
        """,
        Refused.Construct("The operator of 'Money'", "compute with float, double and integers"));

    [Fact]
    public void A_lambda_as_an_argument_is_refused() => Refused.InClass(
        "static double Apply(Func<double, double> f, double x) => f(x); [Differentiable] public static double F(double x) => Apply([|t => t * t|], x);",
        Refused.Construct("A lambda", "call a [Differentiable] method directly"));

    [Fact]
    public void A_method_as_an_argument_is_refused() => Refused.InClass(
        "static double Apply(Func<double, double> f, double x) => f(x); static double Square(double x) => x * x; [Differentiable] public static double F(double x) => Apply([|Square|], x);",
        Refused.Construct("A lambda", "call a [Differentiable] method directly"));

    [Fact]
    public void A_buffer_is_declared_where_it_is_created() => Refused.InClass(
        "[Differentiable] public static double F(double x) { double[] a; if (x > 0) [|a|] = new double[2]; else [|a|] = new double[3]; return x; }",
        Refused.Construct("Letting a variable stand for another buffer", "declare another variable, or copy the elements"),
        Refused.Construct("Letting a variable stand for another buffer", "declare another variable, or copy the elements"));
}
