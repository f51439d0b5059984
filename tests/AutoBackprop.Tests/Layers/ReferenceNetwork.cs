namespace AutoBackprop.Tests.LayerKernels;

/// <summary>
/// A network of affine layers with its gradient, written from the formulas with plain loops in double, sharing no code with the library: what the
/// kernels and the generated code are held against.
/// </summary>
internal sealed class ReferenceNetwork
{
    private readonly int[] widths;
    private readonly string activation;
    private readonly double[][,] w;
    private readonly double[][] b;

    /// <param name="widths">The inputs, the width of each layer, the classes.</param>
    /// <param name="activation">Between the layers: relu, sigmoid or tanh.</param>
    /// <param name="w">The weights of each layer, [inputs, outputs] row by row.</param>
    /// <param name="b">The bias of each layer.</param>
    public ReferenceNetwork(int[] widths, string activation, float[][] w, float[][] b)
    {
        this.widths = widths;
        this.activation = activation;
        this.b = [.. b.Select(bias => bias.Select(value => (double)value).ToArray())];
        this.w = new double[w.Length][,];
        for (int layer = 0; layer < w.Length; layer++)
        {
            this.w[layer] = new double[widths[layer], widths[layer + 1]];
            for (int i = 0; i < widths[layer]; i++)
            {
                for (int j = 0; j < widths[layer + 1]; j++)
                    this.w[layer][i, j] = w[layer][i * widths[layer + 1] + j];
            }
        }
    }

    /// <summary>
    /// The mean over the batch of −log softmax(scores)[label], and its derivatives by every input, weight and bias, one image after
    /// the other: ∂loss/∂score[c] = (p[c] − [c = label]) / batch, then the chain rule, layer by layer.
    /// </summary>
    public (double Loss, double[] X, double[][] W, double[][] B) Gradient(float[] x, int[] labels)
    {
        int layers = w.Length, batch = labels.Length;
        double loss = 0;
        double[] dX = new double[x.Length];
        double[][] dW = [.. Enumerable.Range(0, layers).Select(layer => new double[widths[layer] * widths[layer + 1]])];
        double[][] dB = [.. b.Select(bias => new double[bias.Length])];
        for (int image = 0; image < batch; image++)
        {
            double[][] inputs = new double[layers + 1][];
            inputs[0] = [.. Enumerable.Range(0, widths[0]).Select(i => (double)x[image * widths[0] + i])];
            for (int layer = 0; layer < layers; layer++)
            {
                inputs[layer + 1] = new double[widths[layer + 1]];
                for (int j = 0; j < widths[layer + 1]; j++)
                {
                    double sum = b[layer][j];
                    for (int i = 0; i < widths[layer]; i++)
                        sum += inputs[layer][i] * w[layer][i, j];
                    inputs[layer + 1][j] = layer == layers - 1 ? sum : Activated(sum);
                }
            }

            double[] scores = inputs[layers];
            double normalizer = scores.Sum(Math.Exp);
            loss += (Math.Log(normalizer) - scores[labels[image]]) / batch;
            double[] d = [.. scores.Select((score, c) => (Math.Exp(score) / normalizer - (c == labels[image] ? 1 : 0)) / batch)];
            for (int layer = layers - 1; layer >= 0; layer--)
            {
                double[] dInput = new double[widths[layer]];
                for (int j = 0; j < widths[layer + 1]; j++)
                {
                    double slope = layer == layers - 1 ? d[j] : d[j] * Slope(inputs[layer + 1][j]);
                    dB[layer][j] += slope;
                    for (int i = 0; i < widths[layer]; i++)
                    {
                        dW[layer][i * widths[layer + 1] + j] += inputs[layer][i] * slope;
                        dInput[i] += w[layer][i, j] * slope;
                    }
                }

                d = dInput;
            }

            d.CopyTo(dX, image * widths[0]);
        }

        return (loss, dX, dW, dB);
    }

    private double Activated(double z) => activation switch
    {
        "relu" => z > 0 ? z : 0,
        "sigmoid" => 1 / (1 + Math.Exp(-z)),
        _ => (Math.Exp(z) - Math.Exp(-z)) / (Math.Exp(z) + Math.Exp(-z)),
    };

    /// <summary>The activation's derivative, by what it gave.</summary>
    private double Slope(double y) => activation switch
    {
        "relu" => y > 0 ? 1 : 0,
        "sigmoid" => y * (1 - y),
        _ => 1 - (y * y),
    };
}
