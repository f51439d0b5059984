namespace AutoBackprop.Tests.Language;

/// <summary>Classes that hold parameters, as users write them.</summary>
internal static class Holders
{
    /// <summary>A class with a constructor, properties that are only read, and a number.</summary>
    public const string Layer = """

        [Differentiable]
        public sealed partial class Layer(int inputs, int outputs)
        {
            public double[,] Weights { get; } = new double[outputs, inputs];
            public readonly double[] Bias = new double[outputs];
            public double Gain { get; set; } = 1;

            public int Outputs => Bias.Length;
            public double Squash(double x) => Math.Tanh(Gain * x);
        }

        """;

    /// <summary>A class with all kinds of members, others of its kind among them.</summary>
    public const string Network = Layer + """

        [Differentiable]
        public partial class Network
        {
            public double[] Mix = new double[3];
            public double Scale = 1.5;
            public double[][] Rows = [new double[2], new double[3]];
            public Layer First = new(3, 2);
            public Layer[] Layers = [new(3, 3), new(3, 3)];
            public int Count = 3;
        }

        """;

    /// <summary>A network, numbers in all its places, and a few more arguments.</summary>
    public const string At = """

        static Network Net()
        {
            var net = new Network();
            for (int i = 0; i < 3; i++)
                net.Mix[i] = Math.Sin(i + 1);
            for (int i = 0; i < 2; i++)
                net.Rows[0][i] = Math.Cos(i + 2);
            for (int i = 0; i < 3; i++)
                net.Rows[1][i] = Math.Cos(i);
            Fill(net.First, 0.3);
            Fill(net.Layers[0], 0.9);
            Fill(net.Layers[1], 1.7);
            return net;
        }

        static Layer Fill(Layer layer, double at)
        {
            for (int i = 0; i < layer.Bias.Length; i++)
            {
                layer.Bias[i] = Math.Sin(at + i);
                for (int j = 0; j < layer.Weights.GetLength(1); j++)
                    layer.Weights[i, j] = Math.Cos(at * (1 + i) - j);
            }
            layer.Gain = at;
            return layer;
        }

        """;
}
