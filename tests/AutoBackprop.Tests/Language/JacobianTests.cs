using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>What <c>[Differentiable(Derivatives.Gradient | Derivatives.Jacobian)]</c> adds: a row for each number of the result, by central differences.</summary>
public sealed class JacobianTests
{
    private const string Asked = "[Differentiable(Derivatives.Gradient | Derivatives.Jacobian)] public static ";

    [Theory]
    [InlineData("(double r, double phi) F(double x, double y) => (Math.Sqrt(x * x + y * y), Math.Atan2(y, x));")]
    [InlineData("(double, double, double) F(double x, double y) => (x, 2, y);")]
    [InlineData("(double a, double b) F(double x, double y) { double s = x * y; s += Math.Sin(s); return (s, s * x); }")]
    [InlineData("(double a, double b) F(double x, double y) { if (x > y) return (x * x, y); return (y * y * x, Math.Exp(x)); }")]
    [InlineData("(double a, double b) F(double x, double y) { double s = x; for (int i = 0; i < 4; i++) s = Math.Sin(s) * y + i; return (s, s * y); }")]
    [InlineData("(double a, double b) F(double x, double y) { double s = x; while (s < 8) { if (s > 3) s *= 1 + y * y; else s = s * s + 1; } return (s, y / s); }")]
    [InlineData("(double a, double b) F(double x, double y) { double s = 0; for (int i = 0; i < 3; i++) { double t = x; for (int j = 0; j <= i; j++) t = Math.Cos(t * y); s += t * t; } return (s, s * s * x); }")]
    [InlineData("(double a, double b) F(double x, double y) { var w = new double[3]; w[0] = x; w[1] = x * y; w[2] = Math.Sin(w[1]); for (int i = 1; i < 3; i++) w[i] = w[i - 1] * w[i]; return (w[2], w[1] + w[0]); }")]
    [InlineData("(double a, double b) F(double x, double y) { double s = 1; for (int i = 0; i < 3; i++) { var w = new double[2]; w[0] = s * x; w[1] = w[0] * y; w[0] *= w[1]; s = w[0] + w[1]; } return (s, -s); }")]
    [InlineData("(double a, double b) F(double x, double y) => (G(x, y) * y, G(y, 2)); [Differentiable] static double G(double a, double b) { double s = a; for (int i = 0; i < 5; i++) s = Math.Tanh(s * b) + a; return s; }")]
    [InlineData("(double a, (double b, double c) d) F(double x, double y) => (x * y, (x / y, 3 * x));")]
    [InlineData("Pose F(double x, double y) => new() { At = new(x * y, y), Turn = x / y, Name = 3 }; [Differentiable] public record struct Point(double X, double Y); [Differentiable] public struct Pose { public Point At; public double Turn; public int Name; }")]
    [InlineData("System.Numerics.Vector3 F(float x, float y) => new System.Numerics.Vector3(x * y, y, x) * x;")]
    [InlineData("(System.Numerics.Vector2 v, float s) F(float x, float y) { var v = new System.Numerics.Vector2(x, y * y); return (v * x, v.Length()); }")]
    [InlineData("System.Numerics.Quaternion F(float x, float y) => System.Numerics.Quaternion.CreateFromYawPitchRoll(x, y, x * y);")]
    [InlineData("Kept F(double x, double y) => new Kept { @class = x * y, B = x / y }; [Differentiable] public struct Kept { public double @class, B; }")]
    [InlineData("(float a, double b) F(float x, double y) => ((float)(x * y), x + y * y);")]
    public void Rows_of_numbers_are_the_slopes(string function)
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(Asked + function));
        Type[] types = [.. gradient.Program.Method("P.F").GetParameters().Select(static parameter => parameter.ParameterType)];
        object?[] At(double x, double y) => [Convert.ChangeType(x, types[0], null), Convert.ChangeType(y, types[1], null)];
        bool isFloat = types[0] == typeof(float);
        double step = isFloat ? 1e-2 : 1e-5;
        object?[] jacobian = gradient.Program.InvokeTuple("P.FJacobian", At(1.25, 0.75));
        Assert.Equal(Reals.In(gradient.Program.Invoke("P.F", At(1.25, 0.75))), Reals.In(jacobian[0]));
        double[][] rows = [.. jacobian.Skip(1).Select(static row => Reals.In(row).ToArray())];
        for (int column = 0; column < 2; column++)
        {
            double[] Moved(double by) => [.. Reals.In(gradient.Program.Invoke("P.F", column == 0 ? At(1.25 + by, 0.75) : At(1.25, 0.75 + by)))];
            double[] above = Moved(step), below = Moved(-step);
            Assert.Equal(above.Length, rows.Length);
            for (int row = 0; row < rows.Length; row++)
                Assert.Equal((above[row] - below[row]) / (2 * step), rows[row][column], isFloat ? 2e-3 * Math.Max(1, Math.Abs(rows[row][column])) : 1e-7 * Math.Max(1, Math.Abs(rows[row][column])));
        }
    }

    [Theory]
    [InlineData("(double a, double b) F(ReadOnlySpan<double> w, double x) => (w[0] * w[1] * x, w[2]);")]
    [InlineData("(double a, double b) F(ReadOnlySpan<double> w, double x) { double largest = System.Numerics.Tensors.TensorPrimitives.Max(w), sum = 0; foreach (double each in w) sum += Math.Exp(each - largest); return (largest + Math.Log(sum), Layers.Relu(sum) * x); }")]
    [InlineData("(double a, double b) F(double[] w, double x) => (G(w) * x, x * x); [Differentiable] static double G(double[] w) => w[0] * w[1] * w[2];")]
    [InlineData("(double a, double b) F(double[] w, double x) { double s = 0, p = 1; foreach (double each in w) { s += each * each * x; p *= each; } return (p, s); }")]
    [InlineData("(double a, double b) F(Span<double> w, double x) { double s = x; for (int i = 0; i < w.Length; i++) s = Math.Sin(s * w[i]); return (s, G(w) * x); } [Differentiable] static double G(ReadOnlySpan<double> w) { double s = 1; for (int i = 0; i < w.Length; i++) s = s * w[i] + w[i]; return s; }")]
    public void The_gradients_of_buffers_lie_one_behind_the_other(string function)
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(Asked + function));
        double[] w = [0.5, 1.25, -0.75];
        var into = new double[2 * w.Length];
        Array.Fill(into, 10);
        object?[] jacobian = gradient.Program.InvokeTuple("P.FJacobian", w, 1.5, into);
        for (int k = 0; k <= w.Length; k++)
        {
            double[] Moved(double by) => [.. Reals.In(gradient.Program.Invoke("P.F", w.Select((item, i) => i == k ? item + by : item).ToArray(), k == w.Length ? 1.5 + by : 1.5))];
            double[] above = Moved(1e-5), below = Moved(-1e-5);
            for (int row = 0; row < 2; row++)
                Assert.Equal((above[row] - below[row]) / 2e-5, k == w.Length ? (double)jacobian[1 + row]! : into[row * w.Length + k] - 10, 1e-8);
        }
    }

    [Fact]
    public void A_row_is_called_after_its_number_and_holds_gradients_called_after_the_inputs()
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass($$"""
            {{Asked}}(double Value, double value, double item) F(double x, double y) => (x * y, x, y);
            {{Asked}}(double sine, double cosine) Single(double x) => (Math.Sin(x), Math.Cos(x));
            {{Asked}}(double sum, double product) Weights(ReadOnlySpan<double> w) => (w[0] + w[1], w[0] * w[1]);
            static double Called()
            {
                var f = FJacobian(2, 3);
                var single = SingleJacobian(0.5);
                Span<double> dW = stackalloc double[4];
                (double sum, double product) value = WeightsJacobian([2, 3], dW);
                return f.value.item + f.value_.dX + f.value__.dY + f.item.dY + single.sine + single.cosine + value.product + dW[2];
            }
            """));
        Assert.Equal(3 + 3 + 0 + 1 + Math.Cos(0.5) - Math.Sin(0.5) + 6 + 3, (double)gradient.Program.Invoke("P.Called")!, 1e-12);
    }

    [Fact]
    public void What_is_zero_for_a_row_is_not_multiplied_by_what_is_infinite()
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(Asked + "(double a, double b) F(double x, double y) => (x * y, x / y);"));
        object?[] jacobian = gradient.Program.InvokeTuple("P.FJacobian", 2.0, 0.0);
        Assert.Equal([0.0, 2.0], Reals.In(jacobian[1]));
        Assert.DoesNotContain("= 0;", gradient.Generation.Sources["P.F.Jacobian.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_Jacobian_says_new_only_where_it_hides_one()
    {
        using var gradient = new GeneratedGradient("""
            using AutoBackprop;

            public partial class A
            {
                [Differentiable] public static (double a, double b) F(double x) => (x, x * x);
                [Differentiable(Derivatives.Jacobian)] public static (double a, double b) G(double x) => (x, x * x);
                public static double HJacobian(double x, string y) => x;
            }

            public partial class B : A
            {
                [Differentiable(Derivatives.Jacobian)] public static new (double a, double b) F(double x) => (x * x, x);
                [Differentiable(Derivatives.Jacobian)] public static new (double a, double b) G(double x) => (x * x, x);
                [Differentiable(Derivatives.Jacobian)] public static (double a, double b) H(double x) => (x * x, x);
            }
            """);
        Assert.Contains("static new ", gradient.Generation.Sources["B.G.Jacobian.g.cs"], StringComparison.Ordinal);
        Assert.Equal([9.0, 3, 6, 1], gradient.Program.InvokeTuple("B.HJacobian", 3.0).SelectMany(Reals.In));
    }

    [Fact]
    public void What_takes_gradients_has_room_for_all_rows()
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(Asked + "(double a, double b) F(double[] w) => (w[0] * w[1], w[1]);"));
        var exception = Assert.Throws<ArgumentException>(() => gradient.Program.Invoke("P.FJacobian", new double[] { 1, 2, 3 }, new double[3]));
        Assert.Equal("'dW' takes 2 gradients of 'w' and must have 2 times its length 3, but has 3. (Parameter 'dW')", exception.Message);
    }

    [Fact]
    public void A_Jacobian_allocates_nothing()
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass($$"""
            {{Asked}}(double a, double b) F(double[] w, double x) { double s = x; for (int i = 0; i < w.Length; i++) s = Math.Sin(s * w[i]); return (s, x * w[0]); }
            public static long Bytes()
            {
                double[] w = [1, 2, 3], dW = new double[6];
                for (int i = 0; i < 100; i++)
                    FJacobian(w, i, dW);
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 100; i++)
                    FJacobian(w, i, dW);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
            """));
        Assert.Equal(0L, gradient.Program.Invoke("P.Bytes"));
    }

    [Theory]
    [InlineData("(double a, double b) F(Large large, double x) => (large.A * x, large.B * large.C); [Differentiable] public record struct Large(double A, double B, double C);", true)]
    [InlineData("(double a, double b) F(Small small, double x) => (small.A * x, small.B); [Differentiable] public record struct Small(double A, double B);", false)]
    [InlineData("(double a, double b) F(Large large, double[] w) => (large.A * w[0], large.B * large.C); [Differentiable] public record struct Large(double A, double B, double C);", false)]
    public void A_larger_struct_is_read_where_it_is_unless_something_is_written_that_it_could_be_in(string function, bool isInPlace)
    {
        using var gradient = new GeneratedGradient(GeneratedGradient.InClass(Asked + function));
        Assert.Equal(isInPlace, gradient.Program.Method("P.FJacobian").GetParameters()[0].IsIn);
        Assert.False(gradient.Program.Method("P.FBackward").GetParameters()[0].IsIn);
    }

    [Fact]
    public void A_Jacobian_of_a_pair() => Snapshot.Verify(GeneratedGradient.InClass(
        Asked + "(double r, double phi) Polar(double x, double y)\n    {\n        double squared = x * x + y * y;\n        return (Math.Sqrt(squared), Math.Atan2(y, x));\n    }"));

    [Fact]
    public void A_Jacobian_with_a_loop_and_a_buffer() => Snapshot.Verify(GeneratedGradient.InClass(
        Asked + "(double x, double y) Reach(ReadOnlySpan<double> angles, double length)\n    {\n        double x = 0, y = 0, angle = 0;\n        foreach (double each in angles)\n        {\n            angle += each;\n            x += length * Math.Cos(angle);\n            y += length * Math.Sin(angle);\n        }\n        return (x, y);\n    }"));

    [Fact]
    public void A_Jacobian_of_a_chain_of_vectors() => Snapshot.Verify(GeneratedGradient.InClass(
        "[Differentiable] public record struct Pose(System.Numerics.Vector2 At, float Angle);\n    "
        + Asked + "Pose Moved(Pose pose, float step, float turn)\n    {\n        float angle = pose.Angle + turn;\n        return new Pose(pose.At + step * new System.Numerics.Vector2(MathF.Cos(angle), MathF.Sin(angle)), angle);\n    }"));
}
