using System.Numerics.Tensors;

namespace AutoBackprop.Tests.LayerKernels;

/// <content>Products, activations and losses: what networks are made of.</content>
public static partial class LayerCases
{
    private static Dictionary<string, Func<Random, LayerCase>> OfNetworks => new()
    {
        ["Affine"] = random =>
        {
            int n = Length(random), inputs = Length(random), outputs = Length(random);
            return new()
            {
                Inputs = [Tensor(random, n, inputs), Tensor(random, inputs, outputs), Tensor(random, outputs)],
                Forward = x => Layers.Affine(x[0], x[1], x[2]),
                ForwardSingle = x => Layers.Affine(x[0], x[1], x[2]),
                Into = (x, y) => Layers.Affine(x[0], x[1], x[2], y),
                Lent = (x, workspace) => Layers.Affine(x[0], x[1], x[2], workspace),
                Backward = (x, _, dOut, g) => Layers.AffineBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1]), Span(g[2])),
                BackwardSingle = (x, _, dOut, g) => Layers.AffineBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1]), Span(g[2])),
            };
        },
        ["MatMul"] = random =>
        {
            int m = Length(random), n = Length(random), k = Length(random);
            return new()
            {
                Inputs = [Tensor(random, m, k), Tensor(random, k, n)],
                Forward = x => Layers.MatMul(x[0], x[1]),
                ForwardSingle = x => Layers.MatMul(x[0], x[1]),
                Into = (x, y) => Layers.MatMul(x[0], x[1], y),
                Lent = (x, workspace) => Layers.MatMul(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.MatMulBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.MatMulBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["MatMul, A transposed"] = random => Product(random, true, false),
        ["MatMul, B transposed"] = random => Product(random, false, true),
        ["MatMul, both transposed"] = random => Product(random, true, true),
        ["Relu"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Relu(x[0]),
            ForwardSingle = x => Layers.Relu(x[0]),
            Into = (x, y) => Layers.Relu(x[0], y),
            Lent = (x, workspace) => Layers.Relu(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.ReluBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.ReluBackward(y, dOut, Span(g[0])),
        },
        ["LeakyRelu"] = random =>
        {
            double slope = random.NextDouble();
            return new()
            {
                Inputs = [AnyRank(random)],
                Forward = x => Layers.LeakyRelu(x[0], slope),
                ForwardSingle = x => Layers.LeakyRelu(x[0], (float)slope),
                Into = (x, y) => Layers.LeakyRelu(x[0], slope, y),
                Lent = (x, workspace) => Layers.LeakyRelu(x[0], slope, workspace),
                Backward = (x, _, dOut, g) => Layers.LeakyReluBackward(x[0], slope, dOut, Span(g[0])),
                BackwardSingle = (x, _, dOut, g) => Layers.LeakyReluBackward(x[0], (float)slope, dOut, Span(g[0])),
            };
        },
        ["Sigmoid"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Sigmoid(x[0]),
            ForwardSingle = x => Layers.Sigmoid(x[0]),
            Into = (x, y) => Layers.Sigmoid(x[0], y),
            Lent = (x, workspace) => Layers.Sigmoid(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.SigmoidBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.SigmoidBackward(y, dOut, Span(g[0])),
        },
        ["Tanh"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Tanh(x[0]),
            ForwardSingle = x => Layers.Tanh(x[0]),
            Into = (x, y) => Layers.Tanh(x[0], y),
            Lent = (x, workspace) => Layers.Tanh(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.TanhBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.TanhBackward(y, dOut, Span(g[0])),
        },
        ["Softmax"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Softmax(x[0]),
            ForwardSingle = x => Layers.Softmax(x[0]),
            Into = (x, y) => Layers.Softmax(x[0], y),
            Lent = (x, workspace) => Layers.Softmax(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.SoftmaxBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.SoftmaxBackward(y, dOut, Span(g[0])),
        },
        ["LogSoftmax"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.LogSoftmax(x[0]),
            ForwardSingle = x => Layers.LogSoftmax(x[0]),
            Into = (x, y) => Layers.LogSoftmax(x[0], y),
            Lent = (x, workspace) => Layers.LogSoftmax(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.LogSoftmaxBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.LogSoftmaxBackward(y, dOut, Span(g[0])),
        },
        ["SoftmaxCrossEntropy, labels"] = random =>
        {
            int n = Length(random), classes = Length(random);
            int[] labels = new int[n];
            for (int i = 0; i < n; i++)
            {
                labels[i] = random.Next(classes);
            }

            return new()
            {
                Inputs = [Tensor(random, n, classes)],
                Forward = x => Scalar(Layers.SoftmaxCrossEntropy(x[0], labels)),
                ForwardSingle = x => Scalar(Layers.SoftmaxCrossEntropy(x[0], labels)),
                Backward = (x, _, dOut, g) => Layers.SoftmaxCrossEntropyBackward(x[0], labels, dOut[0], Span(g[0])),
                BackwardSingle = (x, _, dOut, g) => Layers.SoftmaxCrossEntropyBackward(x[0], labels, dOut[0], Span(g[0])),
            };
        },
        ["SoftmaxCrossEntropy, targets"] = random =>
        {
            int n = Length(random), classes = Length(random);
            return new()
            {
                Inputs = [Tensor(random, n, classes), Tensor(random, n, classes)],
                Forward = x => Scalar(Layers.SoftmaxCrossEntropy(x[0], x[1])),
                ForwardSingle = x => Scalar(Layers.SoftmaxCrossEntropy(x[0], x[1])),
                Backward = (x, _, dOut, g) => Layers.SoftmaxCrossEntropyBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.SoftmaxCrossEntropyBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
            };
        },
        ["SigmoidCrossEntropy"] = random =>
        {
            Tensor<double> scores = AnyRank(random);
            return new()
            {
                Inputs = [scores, Tensor(random, scores.Lengths.ToArray())],
                Forward = x => Scalar(Layers.SigmoidCrossEntropy(x[0], x[1])),
                ForwardSingle = x => Scalar(Layers.SigmoidCrossEntropy(x[0], x[1])),
                Backward = (x, _, dOut, g) => Layers.SigmoidCrossEntropyBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.SigmoidCrossEntropyBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
            };
        },
        ["MeanSquaredError"] = random =>
        {
            Tensor<double> predictions = AnyRank(random);
            return new()
            {
                Inputs = [predictions, Tensor(random, predictions.Lengths.ToArray())],
                Forward = x => Scalar(Layers.MeanSquaredError(x[0], x[1])),
                ForwardSingle = x => Scalar(Layers.MeanSquaredError(x[0], x[1])),
                Backward = (x, _, dOut, g) => Layers.MeanSquaredErrorBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.MeanSquaredErrorBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
            };
        },
        ["SoftmaxOfAll"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.SoftmaxOfAll(x[0]),
            ForwardSingle = x => Layers.SoftmaxOfAll(x[0]),
            Into = (x, y) => Layers.SoftmaxOfAll(x[0], y),
            Lent = (x, workspace) => Layers.SoftmaxOfAll(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.SoftmaxOfAllBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.SoftmaxOfAllBackward(y, dOut, Span(g[0])),
        },
    };

    private static LayerCase Product(Random random, bool transposeA, bool transposeB)
    {
        int m = Length(random), n = Length(random), k = Length(random);
        return new()
        {
            Inputs = [transposeA ? Tensor(random, k, m) : Tensor(random, m, k), transposeB ? Tensor(random, n, k) : Tensor(random, k, n)],
            Forward = x => Layers.MatMul(x[0], x[1], transposeA, transposeB),
            ForwardSingle = x => Layers.MatMul(x[0], x[1], transposeA, transposeB),
            Into = (x, y) => Layers.MatMul(x[0], x[1], transposeA, transposeB, y),
            Lent = (x, workspace) => Layers.MatMul(x[0], x[1], transposeA, transposeB, workspace),
            Backward = (x, _, dOut, g) => Layers.MatMulBackward(x[0], x[1], transposeA, transposeB, dOut, Span(g[0]), Span(g[1])),
            BackwardSingle = (x, _, dOut, g) => Layers.MatMulBackward(x[0], x[1], transposeA, transposeB, dOut, Span(g[0]), Span(g[1])),
        };
    }
}
