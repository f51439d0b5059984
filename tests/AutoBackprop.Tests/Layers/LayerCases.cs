using System.Numerics.Tensors;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>Every layer with random inputs: a new layer is one more entry here, and every check runs on it.</summary>
public static class LayerCases
{
    public static IReadOnlyDictionary<string, Func<Random, LayerCase>> All { get; } = new Dictionary<string, Func<Random, LayerCase>>
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
        ["Reshape"] = random =>
        {
            Tensor<double> input = AnyRank(random);
            nint[] lengths = [1, input.FlattenedLength];
            return new()
            {
                Inputs = [input],
                Forward = x => Layers.Reshape(x[0], lengths),
                ForwardSingle = x => Layers.Reshape(x[0], lengths),
                Into = (x, y) => Layers.Reshape(x[0], lengths, y),
                Lent = (x, workspace) => Layers.Reshape(x[0], lengths, workspace),
                Backward = (_, _, dOut, g) => Layers.ReshapeBackward(dOut, Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.ReshapeBackward(dOut, Span(g[0])),
            };
        },
        ["Transpose"] = random => new()
        {
            Inputs = [Tensor(random, Length(random), Length(random))],
            Forward = x => Layers.Transpose(x[0]),
            ForwardSingle = x => Layers.Transpose(x[0]),
            Into = (x, y) => Layers.Transpose(x[0], y),
            Lent = (x, workspace) => Layers.Transpose(x[0], workspace),
            Backward = (_, _, dOut, g) => Layers.TransposeBackward(dOut, Span(g[0])),
            BackwardSingle = (_, _, dOut, g) => Layers.TransposeBackward(dOut, Span(g[0])),
        },
        ["Sum"] = random =>
        {
            Tensor<double> input = AnyRank(random);
            return new()
            {
                Inputs = [input],
                Magnitude = TensorPrimitives.SumOfMagnitudes<double>(input.Values()),
                Forward = x => Scalar(Layers.Sum(x[0])),
                ForwardSingle = x => Scalar(Layers.Sum(x[0])),
                Backward = (_, _, dOut, g) => Layers.SumBackward(dOut[0], Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.SumBackward(dOut[0], Span(g[0])),
            };
        },
        ["Mean"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Scalar(Layers.Mean(x[0])),
            ForwardSingle = x => Scalar(Layers.Mean(x[0])),
            Backward = (_, _, dOut, g) => Layers.MeanBackward(dOut[0], Span(g[0])),
            BackwardSingle = (_, _, dOut, g) => Layers.MeanBackward(dOut[0], Span(g[0])),
        },
        ["Sum, one axis"] = random =>
        {
            int axis = random.Next(-3, 3);
            return new()
            {
                Inputs = [Tensor(random, Length(random), Length(random), Length(random))],
                Forward = x => Layers.Sum(x[0], axis),
                ForwardSingle = x => Layers.Sum(x[0], axis),
                Into = (x, y) => Layers.Sum(x[0], axis, y),
                Lent = (x, workspace) => Layers.Sum(x[0], axis, workspace),
                Backward = (_, _, dOut, g) => Layers.SumBackward(axis, dOut, Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.SumBackward(axis, dOut, Span(g[0])),
            };
        },
        ["Mean, one axis"] = random =>
        {
            int axis = random.Next(-2, 2);
            return new()
            {
                Inputs = [Tensor(random, Length(random), Length(random))],
                Forward = x => Layers.Mean(x[0], axis),
                ForwardSingle = x => Layers.Mean(x[0], axis),
                Into = (x, y) => Layers.Mean(x[0], axis, y),
                Lent = (x, workspace) => Layers.Mean(x[0], axis, workspace),
                Backward = (_, _, dOut, g) => Layers.MeanBackward(axis, dOut, Span(g[0])),
                BackwardSingle = (_, _, dOut, g) => Layers.MeanBackward(axis, dOut, Span(g[0])),
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
        ["Exp"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Exp(x[0]),
            ForwardSingle = x => Layers.Exp(x[0]),
            Into = (x, y) => Layers.Exp(x[0], y),
            Lent = (x, workspace) => Layers.Exp(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.ExpBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.ExpBackward(y, dOut, Span(g[0])),
        },
        ["Log"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Layers.Log(x[0]),
            ForwardSingle = x => Layers.Log(x[0]),
            Into = (x, y) => Layers.Log(x[0], y),
            Lent = (x, workspace) => Layers.Log(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.LogBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.LogBackward(x[0], dOut, Span(g[0])),
        },
        ["Sqrt"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Layers.Sqrt(x[0]),
            ForwardSingle = x => Layers.Sqrt(x[0]),
            Into = (x, y) => Layers.Sqrt(x[0], y),
            Lent = (x, workspace) => Layers.Sqrt(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.SqrtBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.SqrtBackward(y, dOut, Span(g[0])),
        },
        ["Abs"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Abs(x[0]),
            ForwardSingle = x => Layers.Abs(x[0]),
            Into = (x, y) => Layers.Abs(x[0], y),
            Lent = (x, workspace) => Layers.Abs(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.AbsBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.AbsBackward(x[0], dOut, Span(g[0])),
        },
        ["Negate"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Negate(x[0]),
            ForwardSingle = x => Layers.Negate(x[0]),
            Into = (x, y) => Layers.Negate(x[0], y),
            Lent = (x, workspace) => Layers.Negate(x[0], workspace),
            Backward = (_, y, dOut, g) => Layers.NegateBackward(y, dOut, Span(g[0])),
            BackwardSingle = (_, y, dOut, g) => Layers.NegateBackward(y, dOut, Span(g[0])),
        },
        ["Sin"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Sin(x[0]),
            ForwardSingle = x => Layers.Sin(x[0]),
            Into = (x, y) => Layers.Sin(x[0], y),
            Lent = (x, workspace) => Layers.Sin(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.SinBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.SinBackward(x[0], dOut, Span(g[0])),
        },
        ["Cos"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Cos(x[0]),
            ForwardSingle = x => Layers.Cos(x[0]),
            Into = (x, y) => Layers.Cos(x[0], y),
            Lent = (x, workspace) => Layers.Cos(x[0], workspace),
            Backward = (x, _, dOut, g) => Layers.CosBackward(x[0], dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.CosBackward(x[0], dOut, Span(g[0])),
        },
        ["Pow"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Layers.Pow(x[0], 1.5),
            ForwardSingle = x => Layers.Pow(x[0], 1.5f),
            Into = (x, y) => Layers.Pow(x[0], 1.5, y),
            Lent = (x, workspace) => Layers.Pow(x[0], 1.5, workspace),
            Backward = (x, _, dOut, g) => Layers.PowBackward(x[0], 1.5, dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.PowBackward(x[0], 1.5f, dOut, Span(g[0])),
        },
        ["Pow, a square"] = random => new()
        {
            Inputs = [AnyRank(random)],
            Forward = x => Layers.Pow(x[0], 2.0),
            ForwardSingle = x => Layers.Pow(x[0], 2f),
            Into = (x, y) => Layers.Pow(x[0], 2.0, y),
            Lent = (x, workspace) => Layers.Pow(x[0], 2.0, workspace),
            Backward = (x, _, dOut, g) => Layers.PowBackward(x[0], 2.0, dOut, Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.PowBackward(x[0], 2f, dOut, Span(g[0])),
        },
        ["Add"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, operands.B],
                Forward = x => Layers.Add(x[0], x[1]),
                ForwardSingle = x => Layers.Add(x[0], x[1]),
                Lent = (x, workspace) => Layers.Add(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.AddBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.AddBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Add, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Add(x[0], x[1][0]),
            ForwardSingle = x => Layers.Add(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Add(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.AddBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.AddBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Add, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Add(x[0][0], x[1]),
            ForwardSingle = x => Layers.Add(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Add(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.AddBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.AddBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
        ["Subtract"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, operands.B],
                Forward = x => Layers.Subtract(x[0], x[1]),
                ForwardSingle = x => Layers.Subtract(x[0], x[1]),
                Lent = (x, workspace) => Layers.Subtract(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.SubtractBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.SubtractBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Subtract, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Subtract(x[0], x[1][0]),
            ForwardSingle = x => Layers.Subtract(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Subtract(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.SubtractBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.SubtractBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Subtract, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Subtract(x[0][0], x[1]),
            ForwardSingle = x => Layers.Subtract(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Subtract(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.SubtractBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.SubtractBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
        ["Multiply"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, operands.B],
                Forward = x => Layers.Multiply(x[0], x[1]),
                ForwardSingle = x => Layers.Multiply(x[0], x[1]),
                Lent = (x, workspace) => Layers.Multiply(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.MultiplyBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.MultiplyBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Multiply, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Multiply(x[0], x[1][0]),
            ForwardSingle = x => Layers.Multiply(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Multiply(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.MultiplyBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.MultiplyBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Multiply, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Multiply(x[0][0], x[1]),
            ForwardSingle = x => Layers.Multiply(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Multiply(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.MultiplyBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.MultiplyBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
        ["Divide"] = random =>
        {
            (Tensor<double> A, Tensor<double> B) operands = Broadcast(random);
            return new()
            {
                Inputs = [operands.A, Positive(operands.B)],
                Forward = x => Layers.Divide(x[0], x[1]),
                ForwardSingle = x => Layers.Divide(x[0], x[1]),
                Lent = (x, workspace) => Layers.Divide(x[0], x[1], workspace),
                Backward = (x, _, dOut, g) => Layers.DivideBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.DivideBackward(x[0], x[1], dOut, Span(g[0]), Span(g[1])),
            };
        },
        ["Divide, a number behind"] = random => new()
        {
            Inputs = [AnyRank(random), Positive(Tensor(random, 1))],
            Forward = x => Layers.Divide(x[0], x[1][0]),
            ForwardSingle = x => Layers.Divide(x[0], x[1][0]),
            Lent = (x, workspace) => Layers.Divide(x[0], x[1][0], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[1], Layers.DivideBackward(x[0], x[1][0], dOut, Span(g[0]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[1], Layers.DivideBackward(x[0], x[1][0], dOut, Span(g[0]))),
        },
        ["Divide, a number in front"] = random => new()
        {
            Inputs = [Tensor(random, 1), Positive(AnyRank(random))],
            Forward = x => Layers.Divide(x[0][0], x[1]),
            ForwardSingle = x => Layers.Divide(x[0][0], x[1]),
            Lent = (x, workspace) => Layers.Divide(x[0][0], x[1], workspace),
            Backward = (x, _, dOut, g) => AddNumber(g[0], Layers.DivideBackward(x[0][0], x[1], dOut, Span(g[1]))),
            BackwardSingle = (x, _, dOut, g) => AddNumber(g[0], Layers.DivideBackward(x[0][0], x[1], dOut, Span(g[1]))),
        },
        ["Dot"] = random =>
        {
            Tensor<double> first = AnyRank(random);
            return new()
            {
                Inputs = [first, Tensor(random, first.Lengths.ToArray())],
                Magnitude = first.FlattenedLength,
                Forward = x => Scalar(Layers.Dot(x[0], x[1])),
                ForwardSingle = x => Scalar(Layers.Dot(x[0], x[1])),
                Backward = (x, _, dOut, g) => Layers.DotBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
                BackwardSingle = (x, _, dOut, g) => Layers.DotBackward(x[0], x[1], dOut[0], Span(g[0]), Span(g[1])),
            };
        },
        ["Max"] = random => new()
        {
            Inputs = [Apart(AnyRank(random), random)],
            Forward = x => Scalar(Layers.Max(x[0])),
            ForwardSingle = x => Scalar(Layers.Max(x[0])),
            Backward = (x, y, dOut, g) => Layers.MaxBackward(x[0], y[0], dOut[0], Span(g[0])),
            BackwardSingle = (x, y, dOut, g) => Layers.MaxBackward(x[0], y[0], dOut[0], Span(g[0])),
        },
        ["Min"] = random => new()
        {
            Inputs = [Apart(AnyRank(random), random)],
            Forward = x => Scalar(Layers.Min(x[0])),
            ForwardSingle = x => Scalar(Layers.Min(x[0])),
            Backward = (x, y, dOut, g) => Layers.MinBackward(x[0], y[0], dOut[0], Span(g[0])),
            BackwardSingle = (x, y, dOut, g) => Layers.MinBackward(x[0], y[0], dOut[0], Span(g[0])),
        },
        ["Norm"] = random => new()
        {
            Inputs = [Positive(AnyRank(random))],
            Forward = x => Scalar(Layers.Norm(x[0])),
            ForwardSingle = x => Scalar(Layers.Norm(x[0])),
            Backward = (x, _, dOut, g) => Layers.NormBackward(x[0], dOut[0], Span(g[0])),
            BackwardSingle = (x, _, dOut, g) => Layers.NormBackward(x[0], dOut[0], Span(g[0])),
        },
    };

    /// <summary>Random numbers of −2 to 2, no nearer to the kinks at 0 than a difference quotient steps.</summary>
    public static Tensor<double> Tensor(Random random, params nint[] lengths)
    {
        nint length = 1;
        foreach (nint one in lengths)
        {
            length *= one;
        }

        double[] values = new double[length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (random.Next(2) == 0 ? 1 : -1) * (0.02 + (1.98 * random.NextDouble()));
        }

        return System.Numerics.Tensors.Tensor.Create(values, lengths);
    }

    /// <summary>As many numbers of −2 to 2, none so near to another that a difference quotient would pass it.</summary>
    private static Tensor<double> Apart(Tensor<double> tensor, Random random)
    {
        Span<double> values = tensor.Values();
        for (int i = 0; i < values.Length; i++)
            values[i] = (4.0 * i / values.Length) - 2;
        random.Shuffle(values);
        return tensor;
    }

    /// <summary>The same numbers, their magnitudes half a unit and more.</summary>
    private static Tensor<double> Positive(Tensor<double> tensor)
    {
        foreach (ref double value in tensor.Values())
        {
            value = 0.5 + Math.Abs(value);
        }

        return tensor;
    }

    /// <summary>Two shapes that broadcast: axes of length 1 or missing in either.</summary>
    private static (Tensor<double> A, Tensor<double> B) Broadcast(Random random)
    {
        nint[] lengths = [Length(random), Length(random), Length(random)];
        return (Tensor(random, Part()), Tensor(random, Part()));

        nint[] Part() => [.. lengths.Select(length => random.Next(3) == 0 ? 1 : length).Skip(random.Next(4) == 0 ? random.Next(1, 3) : 0)];
    }

    private static void AddNumber<T>(Tensor<T>? gradient, T number)
        where T : System.Numerics.INumber<T>
    {
        if (gradient is not null)
        {
            gradient.Values()[0] += number;
        }
    }

    public static TensorSpan<T> Span<T>(Tensor<T>? tensor) => tensor is null ? default : tensor.AsTensorSpan();

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

    private static Tensor<T> Scalar<T>(T value) => System.Numerics.Tensors.Tensor.Create((T[])[value]);

    private static Tensor<double> AnyRank(Random random) => random.Next(3) switch
    {
        0 => Tensor(random, Length(random)),
        1 => Tensor(random, Length(random), Length(random)),
        _ => Tensor(random, Length(random), Length(random), Length(random)),
    };

    /// <summary>Often 1, mostly odd, sometimes longer than a vector.</summary>
    private static int Length(Random random) => random.Next(4) == 0 ? 1 : random.Next(1, 12);
}
