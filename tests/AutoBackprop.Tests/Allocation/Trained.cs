using System.Numerics.Tensors;

namespace AutoBackprop.Tests.Allocation;

/// <summary>Classes that hold parameters, of this very project.</summary>
[Differentiable]
public sealed partial class Dense(int inputs, int outputs)
{
    public double[,] Weights { get; } = new double[outputs, inputs];

    public readonly double[] Bias = new double[outputs];

    public double Gain { get; set; } = 1;

    public string Name { get; init; } = "dense";
}

/// <summary>A network of them.</summary>
[Differentiable]
public sealed partial record Trained(double[] Mix)
{
    public double Scale = 0.5;

    [NoGradient]
    public double[] Fixed = [2, 3];

    public Dense First { get; set; } = new(2, 3);

    public Dense? Extra { get; init; }

    public Dense[] More = [new(3, 3), new(3, 1)];

    public double[][] Rows = [[1, 2], [3]];

    [Differentiable]
    public double Loss(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < First.Bias.Length; i++)
        {
            double y = First.Bias[i];
            for (int j = 0; j < x.Length; j++)
                y += First.Weights[i, j] * x[j];
            sum += Mix[i] * Math.Tanh(y * First.Gain);
        }
        return sum * sum * Scale + Rows[1][0] * More[1].Gain + Fixed[1];
    }

    [Differentiable]
    public static double Both(Trained one, Trained other, double[] x) => one.Loss(x) * other.Loss(x) + one.Mix[0] * other.Mix[1];

    /// <summary>One with other numbers in every place.</summary>
    public static Trained Make()
    {
        var made = new Trained(new double[3]);
        for (int i = 0; i < made.BufferCount; i++)
        {
            for (int j = 0; j < made.Parameters(i).Length; j++)
                made.Parameters(i)[j] = Math.Sin(1 + i + 0.7 * j);
        }
        return made;
    }
}

/// <summary>A network of tensors.</summary>
[Differentiable]
public sealed partial record TrainedTensors(Tensor<float> W, Tensor<float> B)
{
    [Differentiable]
    public static float Loss(TrainedTensors net, [NoGradient] Tensor<float> x, int[] labels) => Layers.SoftmaxCrossEntropy(Layers.Relu(Layers.Affine(x, net.W, net.B)), labels);
}
