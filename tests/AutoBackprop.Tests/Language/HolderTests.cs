using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Classes that hold parameters: gradients against the oracle.</summary>
public sealed class HolderTests
{
    [Fact]
    public void Numbers_and_elements_of_members_have_gradients() => Check(
        """
        [Differentiable]
        public static double F(Network net, double[] x)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
                sum += net.Mix[i] * x[i] * net.Scale;
            return Math.Tanh(sum) * net.Rows[1][2] * net.Count;
        }
        public static object[] At() => [Net(), new double[] { 0.3, -0.7, 0.2 }];
        """);

    [Fact]
    public void Members_of_objects_inside_have_gradients() => Check(
        """
        [Differentiable]
        public static double F(Network net, double x)
        {
            Layer last = net.Layers[net.Layers.Length - 1];
            double[] bias = last.Bias;
            return net.First.Weights[1, 0] * x * last.Gain + bias[0] * bias[1] + net.First.Squash(x * net.Scale);
        }
        public static object[] At() => [Net(), 0.4];
        """);

    [Fact]
    public void A_loop_goes_through_an_array_of_objects() => Check(
        """
        [Differentiable]
        public static double F(Network net, double[] x)
        {
            double[] h = new double[3], next = new double[3];
            for (int i = 0; i < 3; i++)
                h[i] = x[i];
            foreach (Layer layer in net.Layers)
            {
                for (int i = 0; i < layer.Outputs; i++)
                {
                    double sum = layer.Bias[i];
                    for (int j = 0; j < layer.Weights.GetLength(1); j++)
                        sum += layer.Weights[i, j] * h[j];
                    next[i] = layer.Squash(sum);
                }
                (h, next) = (next, h);
            }
            return h[0] * h[1] + h[2];
        }
        public static object[] At() => [Net(), new double[] { 0.3, -0.7, 0.2 }];
        """);

    [Fact]
    public void A_local_names_the_object_that_it_was_set_to() => Check(
        """
        [Differentiable]
        public static double F(Network net, double x)
        {
            int i = 0;
            Layer first = net.Layers[i];
            i++;
            Layer second = net.Layers[i++];
            return first.Gain * x + second.Gain * x * x + i;
        }
        public static object[] At() => [Net(), 0.4];
        """);

    [Fact]
    public void Objects_and_their_members_are_handed_on() => Check(
        """
        [Differentiable]
        public static double F(Network net, double[] x)
        {
            double a = Apply(net.Layers[1], x);
            double b = Apply(net.First, x) * Dot(net.Mix, x);
            return a * b + Apply(net.Layers[0], net.Mix) + Whole(net, a);
        }

        [Differentiable]
        static double Whole(Network net, double t)
        {
            double sum = 0;
            for (int i = 0; i < net.Layers.Length; i++)
                sum += net.Layers[i].Gain * t * Apply(net.Layers[i], net.Mix);
            return sum;
        }

        [Differentiable]
        static double Apply(Layer layer, double[] x)
        {
            double total = 0;
            for (int i = 0; i < layer.Outputs; i++)
            {
                double sum = layer.Bias[i];
                for (int j = 0; j < x.Length; j++)
                    sum += layer.Weights[i, j] * x[j];
                total += layer.Squash(sum);
            }
            return total;
        }

        [Differentiable]
        static double Dot(double[] a, double[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
                sum += a[i] * b[i];
            return sum;
        }
        public static object[] At() => [Net(), new double[] { 0.3, -0.7, 0.2 }];
        """);

    [Fact]
    public void A_branch_uses_one_object_or_another() => Check(
        """
        [Differentiable]
        public static double F(Network net, double x)
        {
            double y = x;
            for (int i = 0; i < 3; i++)
            {
                if (y > 0.3)
                    y = net.Layers[0].Squash(y) * net.Scale;
                else
                    y = net.Layers[1].Squash(y) + net.Mix[i];
            }
            return y;
        }
        public static object[] At() => [Net(), 0.4];
        """);

    [Fact]
    public void One_object_given_twice_has_two_gradients() => Check(
        """
        [Differentiable]
        public static double F(Layer a, Layer b, double x) => a.Bias[0] * b.Bias[0] * b.Bias[1] * x + a.Gain * b.Gain;
        static Layer one = Fill(new Layer(3, 2), 0.6);
        public static object[] At() => [one, one, 0.4];
        """);

    [Fact]
    public void Structs_and_read_only_structs_are_members() => Check(
        ShapedGradient.Vector + ShapedGradient.Particle.Replace("public int Id;", "", StringComparison.Ordinal) + """

        [Differentiable]
        public partial record Body(Vec3[] Points)
        {
            public Vec3 Center { get; set; } = new(0.1, 0.2, 0.3);
            public Particle Particle;
        }
        """,
        """
        [Differentiable]
        public static double F(Body body, double t)
        {
            Vec3 sum = body.Center * t;
            foreach (Vec3 point in body.Points)
                sum += point * body.Particle.Mass;
            return sum.Length + Vec3.Dot(body.Center, body.Particle.Velocity);
        }
        public static object[] At()
        {
            var body = new Body(new Vec3[] { new(1, 2, 0.5), new(0.3, -1, 1) });
            body.Particle.Mass = 0.7;
            body.Particle.Velocity = new(0.4, 0.1, -0.2);
            return [body, 0.4];
        }
        """);

    [Theory]
    [InlineData("ArgumentNullException.ThrowIfNull(p); return p.A * x;")]
    [InlineData("Pair q = p; var r = q; return r.A * x * r.Area;")]
    [InlineData("double f(double t) => t * p.A; Func<double, double> g = t => p.B * t; return f(x) * g(x);")]
    [InlineData("double s = x; int i = 0; while (s < 10 && i < p.W.Length) { s += p.W[i] * s; i++; } return s;")]
    [InlineData("return x switch { < 0 => p.A, > 0.3 => p.B * x, _ => p.A * p.B };")]
    [InlineData("double[] c = (double[])p.W.Clone(); c[0] *= x; return c[0] * c[1] + p.W[0];")]
    [InlineData("var s = p.W.AsSpan(1, 1); ReadOnlySpan<double> t = p.W; return s[0] * x + t[0] * t[^1];")]
    [InlineData("(double a, double b) = Two(p, x); return a * b + p.A;")]
    [InlineData("return x < 0.01 ? p.A : F(p, x * p.B / 4) * x;")]
    [InlineData("return x * p.Frozen + p.A;")]
    [InlineData("double[] y = Scaled(p, p.W, x); return y[0] * y[1];")]
    public void An_object_goes_with_everything_else(string body) => Check(
        """

        [Differentiable]
        public partial class Pair
        {
            public double A = 0.7, B = 1.3;
            public double[] W = { 0.6, -0.4 };
            public float Frozen => 2;
            public double Area => A * B;
        }

        """,
        $$"""
        [Differentiable]
        public static double F(Pair p, double x) { {{body}} }

        [Differentiable]
        static (double a, double b) Two(Pair p, double x) { double s = 0; for (int i = 0; i < 3; i++) s += p.A * x; return (s, p.B * x); }

        [Differentiable]
        static double[] Scaled(Pair p, double[] x, double t) { var y = new double[x.Length]; for (int i = 0; i < y.Length; i++) y[i] = p.A * x[i] * t; return y; }
        public static object[] At() => [new Pair(), 0.4];
        """);

    [Fact]
    public void An_object_is_differentiated_with_float_and_with_spans_beside_it() => ShapedGradient.Check(
        "[Differentiable] public partial class Line { public float Slope = 0.5f; public float[] Offsets = { 0.25f, -1.5f }; }",
        """
        [Differentiable]
        public static float F(Line line, float x) => line.Slope * x * line.Offsets[1] + line.Offsets[0] * line.Offsets[0];
        public static object[] At() => [new Line(), 0.75f];
        """,
        tolerance: 1e-6);

    [Fact]
    public void A_class_with_the_names_of_locals_is_generated_with_this()
    {
        Generation generation = GeneratorHarness.Run(
            """
            using AutoBackprop;
            [Differentiable]
            public partial class Odd
            {
                public double[] index = new double[1], vector = new double[2];
                public double lengths, @class;
                public Odd2? part;
                public double[][] row = [new double[1]];
                public double ScaleStorage;
                public double Scale { get; set; }
            }
            [Differentiable] public sealed partial record Odd2(double[] zeros) { [NoGradient] public double[]? at; }
            """);
        Assert.Empty(generation.Refusals);
        using CompiledProgram program = generation.Compile();
    }

    private static void Check(string members) => Check(Holders.Network, members + Holders.At);

    private static void Check(string types, string members) => ShapedGradient.Check(types, members);
}
