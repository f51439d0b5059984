using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Arrays and spans of classes that hold parameters, given on their own.</summary>
public sealed class HolderArrayTests
{
    private const string At = Holders.At + """

        static Layer[] All() => [Fill(new Layer(3, 3), 0.3), Fill(new Layer(3, 3), 0.9), Fill(new Layer(3, 3), 1.7)];
        public static object[] At() => [All(), new double[] { 0.3, -0.7, 0.2 }];

        """;

    [Fact]
    public void A_loop_goes_through_the_objects() => Check(
        """
        [Differentiable]
        public static double F(Layer[] layers, double[] x)
        {
            double[] h = (double[])x.Clone(), next = new double[3];
            foreach (Layer layer in layers)
            {
                for (int i = 0; i < layer.Outputs; i++)
                {
                    double sum = layer.Bias[i];
                    for (int j = 0; j < h.Length; j++)
                        sum += layer.Weights[i, j] * h[j];
                    next[i] = layer.Squash(sum);
                }
                (h, next) = (next, h);
            }
            return h[0] * h[1] + h[2] * layers[^1].Gain;
        }
        """);

    [Theory]
    [InlineData("double[] h = layers[0].Forward(x); double[] g = layers[1].Forward(h); return g[0] * g[2] + h[1];")]
    [InlineData("double[] h = [.. x]; foreach (Layer layer in layers) h = layer.Forward(h); return h[0] * h[1] + h[2];")]
    [InlineData("return layers[2].Forward(layers[0].Forward(x))[1] * x[0];")]
    [InlineData("double s = 1; for (int i = 0; i < 3; i++) { double[] h = layers[i].Forward(x); s += h[i] * h[0] * s; } return s;")]
    public void A_method_of_the_objects_returns_an_array(string body) => Check(
        $"[Differentiable] public static double F(Layer[] layers, double[] x) {{ {body} }}",
        """

        public sealed partial class Layer
        {
            [Differentiable]
            public double[] Forward(double[] x)
            {
                double[] y = new double[Outputs];
                for (int i = 0; i < y.Length; i++)
                {
                    double sum = Bias[i];
                    for (int j = 0; j < x.Length; j++)
                        sum += Weights[i, j] * x[j];
                    y[i] = Squash(sum);
                }
                return y;
            }
        }

        """);

    [Fact]
    public void Objects_parts_and_members_are_handed_on() => Check(
        """
        [Differentiable]
        public static double F(Layer[] layers, double[] x) =>
            Sum(layers, x[0]) * Tail(layers.AsSpan(1)) + Both(layers[0], layers) + Given(layers) + layers[1].Squash(x[1]) + Outside(new Layers { All = x[2] }, layers);

        [Differentiable]
        static double Sum(Layer[] all, double t)
        {
            double sum = t;
            for (int i = 0; i < all.Length; i++)
                sum = Math.Sin(sum * all[i].Gain + all[i].Bias[1]);
            return sum;
        }

        [Differentiable]
        static double Tail(ReadOnlySpan<Layer> all) => all.Length == 0 ? 1 : all[0].Gain * Tail(all[1..]) + all[0].Weights[0, 1];

        [Differentiable]
        static double Both(Layer one, Layer[] others) => one.Gain * others[0].Gain * others[2].Bias[0];

        [Differentiable]
        static double Given(Layer[] all)
        {
            static double Twice(in double number) => 2 * number;
            return Twice(in all[2].Bias[1]) * all[0].Gain;
        }

        [Differentiable]
        static double Outside(Layers numbers, ReadOnlySpan<Layer> others) => numbers.All * others[1].Gain;
        """, "[Differentiable] public struct Layers { public double All; }");

    [Fact]
    public void Two_arrays_of_the_same_objects_have_gradients_of_their_own() => ShapedGradient.Check(
        Holders.Network,
        """
        [Differentiable]
        public static double F(Layer[] a, Layer[] b, Network net, double x) => a[0].Gain * b[1].Gain * b[0].Bias[0] * x + Sum(net.Layers) * Sum(a);

        [Differentiable]
        static double Sum(Layer[] all)
        {
            double sum = 0;
            foreach (Layer layer in all)
                sum += layer.Gain * layer.Bias[0];
            return sum;
        }
        static Layer[] both = [Fill(new Layer(3, 2), 0.6), Fill(new Layer(3, 2), 1.1)];
        public static object[] At() => [both, both, Net(), 0.4];
        """ + Holders.At);

    [Fact]
    public void Constants_have_no_gradient_and_no_memory_is_shared()
    {
        Generation generation = GeneratorHarness.Run(ShapedGradient.Program(Holders.Network,
            """
            [Differentiable]
            public static double F([NoGradient] Layer[] fixedLayers, Layer[] layers, double[] x) => Sum(fixedLayers) * x[0] * Sum(layers);

            [Differentiable]
            static double Sum(Layer[] all)
            {
                double sum = 0;
                foreach (Layer layer in all)
                    sum += layer.Gain * layer.Bias[0];
                return sum;
            }

            public static double[] Run()
            {
                Layer[] one = All(), two = [one[1]];
                var (value, dLayers, dX) = FGradient(one, two, [2]);
                double sum = 0.3 * one[0].Bias[0] + 0.9 * one[1].Bias[0] + 1.7 * one[2].Bias[0];
                return [value - 2 * sum * 0.9 * one[1].Bias[0], dLayers[0].Gain - 2 * sum * one[1].Bias[0], dX[0] - value / 2, dLayers.Length - 1];
            }

            public static string Failure(int which)
            {
                Layer[] layers = All(), gradients = Array.ConvertAll(layers, static layer => layer.ZerosLike());
                try
                {
                    FBackward(layers, layers, new double[1], 1, which switch { 0 => layers, 1 => gradients[1..], 2 => [gradients[0], gradients[1], new Layer(1, 1)], _ => gradients }, which == 3 ? gradients[0].Bias : new double[1]);
                    return "";
                }
                catch (ArgumentException exception)
                {
                    return exception.Message;
                }
            }

            static Layer[] All() => [Fill(new Layer(3, 1), 0.3), Fill(new Layer(3, 1), 0.9), Fill(new Layer(3, 1), 1.7)];
            """ + Holders.At));
        Assert.Empty(generation.Refusals);
        using CompiledProgram program = generation.Compile();
        Assert.All((double[])program.Invoke("P.Run")!, difference => Assert.Equal(0, difference, 1e-12));
        Assert.StartsWith("'dLayers' is 'layers' itself", (string)program.Invoke("P.Failure", 0)!);
        Assert.StartsWith("'dLayers' takes the gradient of 'layers' and must have its length 3, but has 2.", (string)program.Invoke("P.Failure", 1)!);
        Assert.StartsWith("'dLayers.Weights' takes the gradient of 'layers.Weights'", (string)program.Invoke("P.Failure", 2)!);
        Assert.Equal("", (string)program.Invoke("P.Failure", 4)!);
    }

    [Fact]
    public void A_gradient_check_goes_through_every_number_of_every_object()
    {
        using CompiledProgram program = GeneratorHarness.Run(ShapedGradient.Program(Holders.Network, """
            [Differentiable]
            public static double F(Layer[] layers, double x)
            {
                double sum = x;
                foreach (Layer layer in layers)
                    sum = layer.Squash(sum * layer.Weights[0, 1] + layer.Bias[1] * layer.Weights[1, 0]);
                return sum;
            }

            static (double, Layer[], double) Wrong(Layer[] layers, double x)
            {
                var gradient = FGradient(layers, x);
                gradient.dLayers[1].Weights[1, 0] += 1e-3;
                return gradient;
            }

            public static string Disagreement()
            {
                Layer[] layers = [Fill(new Layer(2, 2), 0.3), Fill(new Layer(2, 2), 0.9)];
                GradientCheck.Verify(F, FGradient, layers, 0.4);
                GradientCheck.VerifySampled(F, FGradient, 1, 5, -1, 1, layers, 0.4);
                try
                {
                    GradientCheck.Verify(F, Wrong, layers, 0.4);
                    return "";
                }
                catch (GradientCheckException exception)
                {
                    return exception.Message;
                }
            }
            """ + Holders.At)).Compile();

        string message = (string)program.Invoke("P.Disagreement")!;
        Assert.Contains("layers[1].Weights[2]", message);
        Assert.Contains("disagrees with the differences of F in 1 of 15 ", message);
    }

    private static void Check(string members, string types = "") => ShapedGradient.Check(Holders.Network + types, members + At);
}
