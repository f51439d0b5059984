using System.Runtime.CompilerServices;
using Xunit;

namespace AutoBackprop.Tests.Language;

/// <summary>Pages of classes that hold parameters, and of functions that are given them.</summary>
public sealed class HolderSnapshotTests
{
    [Fact]
    public void A_class_of_arrays_and_a_number() => Verify(
        """
        /// <summary>A line.</summary>
        [Differentiable]
        public partial class Line
        {
            public double[] Slopes = new double[3];
            public double[,] Mix = new double[2, 3];
            public double Offset;
            [NoGradient] public double Temperature = 1;
            public string Name = "line";
        }
        """,
        """
        [Differentiable]
        public static double F(Line line, double[] x)
        {
            double y = line.Offset;
            for (int i = 0; i < x.Length; i++)
                y += line.Slopes[i] * x[i];
            return y * line.Mix[1, 2] / line.Temperature;
        }
        """);

    [Fact]
    public void A_class_of_other_classes() => Verify(
        Holders.Network,
        """
        [Differentiable]
        public static double F(Network net, double x)
        {
            double y = net.Scale * x;
            foreach (Layer layer in net.Layers)
                y += layer.Squash(y) * layer.Bias[0];
            return y * net.First.Weights[0, 1] + net.Rows[1][2];
        }
        """);

    [Fact]
    public void A_record_of_tensors() => Verify(
        """
        [Differentiable]
        public sealed partial record Network(Tensor<float> W1, Tensor<float> B1, Tensor<float> W2, Tensor<float> B2)
        {
            [Differentiable]
            public float Loss([NoGradient] Tensor<float> x, int[] labels)
            {
                Tensor<float> hidden = Layers.Relu(Layers.Affine(x, W1, B1));
                return Layers.SoftmaxCrossEntropy(Layers.Affine(hidden, W2, B2), labels);
            }
        }
        """,
        "");

    [Fact]
    public void An_object_inside_is_handed_on() => Verify(
        Holders.Network,
        """
        [Differentiable]
        public static double F(Network net, double[] x) => Apply(net.First, x) * net.Scale + Apply(net.Layers[1], net.Mix);

        [Differentiable]
        static double Apply(Layer layer, double[] x)
        {
            double total = 0;
            for (int i = 0; i < layer.Outputs; i++)
                total += layer.Bias[i] * x[i];
            return total;
        }
        """);

    [Fact]
    public void An_array_of_objects_alone() => Verify(
        Holders.Layer,
        """
        [Differentiable]
        public static double F(Layer[] layers, double x)
        {
            double y = x;
            foreach (Layer layer in layers)
                y = layer.Squash(y) + layer.Bias[0];
            return y;
        }
        """);

    [Fact]
    public void A_class_that_is_derived_from_another() => Verify(
        """
        [Differentiable]
        public partial class Module
        {
            public double Scale = 1;
        }

        [Differentiable]
        public sealed partial class Dense : Module
        {
            public double[] Weights = new double[3];
            public double Bias { get; set; }
        }

        [Differentiable]
        public partial class Jagged : Module
        {
            public double[][] Rows = [];
        }
        """,
        """
        [Differentiable]
        public static double F(Dense dense, Jagged jagged, double x) => dense.Scale * Math.Sin(dense.Weights[0] * x + dense.Bias) + Scaled(dense, x) + Scaled((Module)jagged, x) * jagged.Rows[0][1];

        [Differentiable]
        static double Scaled(Module module, double x) => module.Scale * x;

        [Differentiable]
        static double Scaled(Jagged jagged, double x) => jagged.Scale * x;
        """);

    private static void Verify(string types, string members, [CallerFilePath] string file = "", [CallerMemberName] string test = "") =>
        Snapshot.Verify("using System.Numerics.Tensors;\n" + ShapedGradient.Program(types, members), file, test);
}
