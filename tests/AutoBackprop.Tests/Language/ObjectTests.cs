using Xunit;
using static AutoBackprop.Tests.Language.ShapedGradient;

namespace AutoBackprop.Tests.Language;

/// <summary>Instance methods of types that are not marked: the object and what it holds are constants.</summary>
public sealed class ObjectTests
{
    private const string Spring = """

        public partial class Spring(double stiffness)
        {
            private readonly double[] weights = [1, 2];
            private double rest = 0.5;
            private readonly Random random = new(1);
            public double Damping { get; set; } = 0.1;
            public Vec3 Gravity = new(0, 1, -9.8);
            private double Twice => 2 * rest;

            [Differentiable]
            public double Energy(double x, double[] a)
            {
                double stretch = x - rest;
                double sum = 0;
                for (int i = 0; i < a.Length; i++)
                    sum += weights[i] * a[i] * this.Damping;
                return stiffness * stretch * stretch / 2 + sum * Twice;
            }

            [Differentiable]
            public double Total(double x, Vec3 v)
            {
                double[] a = [x, v.X];
                double before = rest * x;
                double factor = IsStiff(3) ? random.NextDouble() : 1;
                Loosen();
                return factor * Energy(x, a) + this.Energy(v.Y, a) * Vec3.Dot(v, Gravity) * before * rest;
            }

            [Differentiable]
            public double Damped(double x, int n) => n == 0 ? x : Damped(x * rest, n - 1) * Damping;

            [Differentiable]
            public void Step(double dt, ref double x, ref double v)
            {
                v -= stiffness * x * dt;
                x += v * dt;
            }

            private bool IsStiff(int limit) => limit < stiffness;
            private void Loosen() => rest *= 1.5;
        }

        """;

    [Theory]
    [InlineData("new Spring(4).Energy(x, new double[] { y, 2 })", "new Spring(4).EnergyGradient(x, new double[] { y, 2 }).dX")]
    [InlineData("new Spring(4).Total(x, new Vec3(0.3, y, 2))", "new Spring(4).TotalGradient(x, new Vec3(0.3, y, 2)).dX")]
    [InlineData("new Spring(2).Damped(x * y, 3)", "new Spring(2).DampedGradient(x * y, 3).dX * y")]
    [InlineData("Outside(new Spring(4), x, y)", "OutsideGradient(new Spring(4), x, y).dX")]
    public void Its_gradient_is_that_of_the_parameters(string value, string gradient)
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(Vector + Spring, $$"""
            [Differentiable] public static double Outside(Spring spring, double x, double y) => spring.Energy(x, [x, y]) * spring.Damped(x, 2);
            public static double Value(double x, double y) => {{value}};
            public static double Gradient(double x, double y) => {{gradient}};
            """)).Compile();
        double Value(double x) => (double)program.Invoke("P.Value", x, 1.3)!;

        double slope = (Value(0.7 + 1e-6) - Value(0.7 - 1e-6)) / 2e-6;
        Assert.Equal(slope, (double)program.Invoke("P.Gradient", 0.7, 1.3)!, 1e-8 * Math.Max(1, Math.Abs(slope)));
    }

    [Theory]
    [InlineData("double[] y = [x, x * x]; plant.Weigh(y, x); return y[0] * y[1];")]
    [InlineData("double[] y = [x, 2 * x]; double s = plant.Both(y, x) * y[0]; for (int i = 0; i < 2; i++) s += plant.Both(y, s) * plant.Read(s, y); return s * y[0] * y[1];")]
    public void Its_methods_may_write_what_they_are_given(string body)
    {
        using CompiledProgram program = GeneratorHarness.Run(Program("""
            public partial class Plant(double gain)
            {
                private readonly double[] weights = [0.1, 0.2, 0.3];
                [Differentiable] public void Weigh(Span<double> y, double s) { for (int i = 0; i < y.Length; i++) y[i] *= s * weights[i % weights.Length]; }
                [Differentiable] public double Both(double[] y, double s) { Weigh(y, s); y[0] *= 2; return y[1] * gain; }
                [Differentiable] public double Read(double q, double[] y) { double s = q; for (int i = 0; i < y.Length; i++) s += y[i] * q; return s * gain; }
            }
            """,
            $$"""
            [Differentiable] public static double F([NoGradient] Plant plant, double x) { {{body}} }
            public static double Value(double x) => F(new(1.5), x);
            public static double[] Gradient(double x) { var (value, dX) = FGradient(new(1.5), x); return [value, dX]; }
            """)).Compile();
        double Value(double x) => (double)program.Invoke("P.Value", x)!;
        double[] gradient = (double[])program.Invoke("P.Gradient", 0.7)!;

        Assert.Equal(Value(0.7), gradient[0]);
        Assert.Equal((Value(0.7 + 1e-6) - Value(0.7 - 1e-6)) / 2e-6, gradient[1], 1e-7);
    }

    [Theory]
    [InlineData("double high = range.Bounds(3).High; return high * x;")]
    [InlineData("var bounds = range.Bounds(2); return bounds.Low + x * bounds.High;")]
    [InlineData("(double low, double high) = scale.Bounds(3); Vec3 v = scale.At(2); return low * high * x + v.Y * x;")]
    [InlineData("double sum = 0; for (int i = 0; i < 3; i++) { var (n, isOdd) = scale.Count(i); if (isOdd || scale.Count(i).Item1 > 1) sum += n * x; } return sum;")]
    [InlineData("return scale.Bounds(3).Item2 + x * x;")]
    public void What_a_method_of_a_constant_gives_is_a_constant_with_all_its_parts(string body)
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(Vector + Unmarked, $$"""
            [Differentiable] public static double F([NoGradient] Range range, [NoGradient] Scale scale, double x) { {{body}} }
            public static double Value(double x) => F(new(2, 3), new(), x);
            public static double[] Gradient(double x) { var (value, dX) = FGradient(new(2, 3), new(), x); return [value, dX]; }
            """)).Compile();
        double Value(double x) => (double)program.Invoke("P.Value", x)!;
        double[] gradient = (double[])program.Invoke("P.Gradient", 0.7)!;

        Assert.Equal(Value(0.7), gradient[0]);
        Assert.Equal((Value(0.7 + 1e-6) - Value(0.7 - 1e-6)) / 2e-6, gradient[1], 1e-7);
    }

    [Fact]
    public void What_a_method_that_is_not_marked_is_given_may_not_vary() => Diagnostics.Refused.InFile(
        "using AutoBackprop; public sealed class Scale { public (double, double) Bounds(double x) => (x, x); } public static partial class P { [Differentiable] public static double F([NoGradient] Scale scale, double x) => [|scale.Bounds(x)|].Item2 * x; }",
        "ABP0003: 'Scale.Bounds(double)' has no derivative, but an argument depends on an input; mark it [Differentiable], write a [BackwardOf] for it, or wrap the argument in Gradient.Stop");

    private const string Unmarked = """

        public readonly record struct Range(double T, double K) { public (double Low, double High) Bounds(double x) => (x * K, x + T); }
        public sealed class Scale
        {
            public double K = 2;
            public (double, double) Bounds(double x) => (x, x * K);
            public Vec3 At(double x) => new(x, x * K, 1);
            public (int, bool) Count(int i) => (i, i % 2 == 1);
        }

        """;

    [Fact]
    public void What_it_leaves_by_reference_is_given_back()
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(Vector + Spring, """
            public static double[] Run()
            {
                double x = 1, v = 2, dX = 1, dV = 1;
                new Spring(3).StepBackward(0.1, ref x, ref v, ref dX, ref dV);
                return [x, v, dX, dV];
            }
            """)).Compile();

        // v becomes 2 − 3 · 0.1, x becomes 1 + 0.1 v; the gradient of v is 1.1 then, −3 · 0.1 of which x gets.
        double[] expected = [1.17, 1.7, 1 - 0.3 * 1.1, 1.1];
        Assert.All(expected.Zip((double[])program.Invoke("P.Run")!), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Theory]
    [InlineData("public partial struct S { private double k; public S(double k) => this.k = k; [Differentiable] public readonly double F(double x) => k * x * x; }")]
    [InlineData("public partial record S(double K) { [Differentiable] public double F(double x) => K * x * x; }")]
    [InlineData("public abstract class B(double k) { protected double K { get; } = k; } public partial class S(double k) : B(k) { [Differentiable] public double F(double x) => K * x * x; }")]
    [InlineData("public partial class S(double k) { private double Twice(double y) => 2 * y; [Differentiable] public double F(double x) { double Square(double y) => y * y * Twice(k) / 2; return Square(x); } }")]
    public void Any_type_has_instance_methods(string type)
    {
        using CompiledProgram program = GeneratorHarness.Run(Program(type, "public static double At(double k, double x) => new S(k).FGradient(x).dX;")).Compile();

        Assert.Equal(2 * 5 * 3.0, program.Invoke("P.At", 5.0, 3.0));
    }

    [Theory]
    [InlineData("private double k; [Differentiable] public double F(double x) { [|k|] = x; return k; }", "Writing the field 'k'", "return the value or write it into a buffer parameter")]
    [InlineData("private double[] k = [1]; [Differentiable] public double F(double x) { [|k[0]|] = x; return x; }", "Writing into this array", "write into a parameter or a local array")]
    [InlineData("private Net net = new(); [Differentiable] public double F(double x) => [|net|].W[0] * x;", "'net', which holds parameters, as a member of an object without a gradient,", "pass it as a parameter, or mark 'S' [Differentiable]")]
    [InlineData("private Net[] nets = []; [Differentiable] public double F(double x) => [|nets|][0].W[0] * x;", "'nets', which holds parameters, as a member of an object without a gradient,", "pass it as a parameter, or mark 'S' [Differentiable]")]
    public void An_object_is_read_and_has_no_parameters(string members, string construct, string instead) => Diagnostics.Refused.InFile(
        $$"""
        using AutoBackprop;
        [Differentiable] public partial class Net { public double[] W = [1]; }
        public partial class S { {{members}} }
        """,
        Diagnostics.Refused.Construct(construct, instead));

    [Fact]
    public void A_parameter_of_the_type_that_changes_is_no_constant() => Diagnostics.Refused.InFile(
        """
        using AutoBackprop;
        public partial class S(double k) { public void Grow() => k *= 2; [Differentiable] public double F(double x) => [|k|] * x; }
        """,
        Diagnostics.Refused.Construct("A parameter of the containing type", "pass it as a parameter of the method"));

    [Fact]
    public void A_page_of_an_instance_method() => Snapshot.Verify("""
        using AutoBackprop;

        public partial class Controller(double gain)
        {
            private readonly double limit = 2;

            [Differentiable]
            public double Cost(double position, double speed)
            {
                double force = gain * position + speed;
                return force > limit ? limit * force : force * force;
            }
        }
        """);
}
