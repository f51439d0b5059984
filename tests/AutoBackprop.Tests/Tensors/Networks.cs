using System.Numerics.Tensors;

namespace AutoBackprop.Tests.Tensors;

/// <summary>Networks, written forward only; their gradients are generated when the tests are built.</summary>
public static partial class Networks
{
    /// <summary>Two layers and a loss, in one expression.</summary>
    [Differentiable]
    public static double Nested(Tensor<double> x, Tensor<double> w1, Tensor<double> b1, Tensor<double> w2, Tensor<double> b2, int[] labels) =>
        Layers.SoftmaxCrossEntropy(Layers.Affine(Layers.Relu(Layers.Affine(x, w1, b1)), w2, b2), labels);

    [Differentiable]
    public static float Nested(Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, int[] labels) =>
        Layers.SoftmaxCrossEntropy(Layers.Affine(Layers.Relu(Layers.Affine(x, w1, b1)), w2, b2), labels);

    /// <summary>The same with the batch a constant, as in training.</summary>
    [Differentiable]
    public static float Training([NoGradient] Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, int[] labels)
    {
        Tensor<float> hidden = Layers.Relu(Layers.Affine(x, w1, b1));
        Tensor<float> scores = Layers.Affine(hidden, w2, b2);
        return Layers.SoftmaxCrossEntropy(scores, labels);
    }

    /// <summary>Three layers of which an argument chooses the activation.</summary>
    [Differentiable]
    public static float ThreeLayers(
        Tensor<float> x, Tensor<float> w1, Tensor<float> b1, Tensor<float> w2, Tensor<float> b2, Tensor<float> w3, Tensor<float> b3, int[] labels, bool isTanh)
    {
        Tensor<float> first = Layers.Affine(x, w1, b1);
        first = isTanh ? Layers.Tanh(first) : Layers.Sigmoid(first);
        Tensor<float> second = Layers.Affine(first, w2, b2);
        second = isTanh ? Layers.Tanh(second) : Layers.Sigmoid(second);
        return Layers.SoftmaxCrossEntropy(Layers.Affine(second, w3, b3), labels);
    }

    /// <summary>One value is used twice, and one operand is both operands of a layer.</summary>
    [Differentiable]
    public static double Shared(Tensor<double> x, Tensor<double> w)
    {
        Tensor<double> h = Layers.Tanh(Layers.MatMul(x, w));
        Tensor<double> gram = Layers.MatMul(h, h, transposeA: true, transposeB: false);
        return Layers.Sum(gram) + Layers.Mean(Layers.Sigmoid(h)) * Layers.Sum(x);
    }

    /// <summary>The same with operators of tensors, whose shapes are checked.</summary>
    [Differentiable]
    public static double Summed(Tensor<double>[] inputs, Tensor<double> w, Tensor<double> u, Tensor<double> b, Tensor<double> state)
    {
        Tensor<double> h = state;
        double total = 0;
        foreach (Tensor<double> x in inputs)
        {
            h = Layers.Relu(Layers.MatMul(x, w) + Layers.Affine(h, u, b));
            total += Layers.Norm(h);
        }
        return total;
    }

    /// <summary>A recurrent net: the state goes round a loop.</summary>
    [Differentiable]
    public static double Recurrent(Tensor<double>[] inputs, Tensor<double> w, Tensor<double> u, Tensor<double> b, Tensor<double> state, double decay)
    {
        Tensor<double> h = state;
        double total = 0;
        for (int t = 0; t < inputs.Length; t++)
        {
            h = Layers.Tanh(Layers.Affine(Layers.MatMul(h, u), w, b));
            total = decay * total + Layers.MeanSquaredError(h, inputs[t]);
        }
        return total;
    }

    /// <summary>As many layers as there are weights, and a penalty summed in a loop over elements.</summary>
    [Differentiable]
    public static double Deep(Tensor<double> x, Tensor<double>[] weights, Tensor<double>[] biases, [NoGradient] Tensor<double> targets, double penalty)
    {
        Tensor<double> h = x;
        double squares = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            h = Layers.Affine(h, weights[i], biases[i]);
            if (i < weights.Length - 1)
                h = Layers.Relu(h);
            for (int row = 0; row < (int)weights[i].Lengths[0]; row++)
            {
                for (int column = 0; column < (int)weights[i].Lengths[1]; column++)
                    squares += weights[i][row, column] * weights[i][row, column];
            }
        }
        return Layers.MeanSquaredError(h, targets) + penalty * squares;
    }

    /// <summary>A loop whose iterations only add up: it runs forward and backward at once.</summary>
    [Differentiable]
    public static double Batches(Tensor<double>[] batches, Tensor<double> w, Tensor<double> b)
    {
        double total = 0;
        foreach (Tensor<double> batch in batches)
            total += Layers.Mean(Layers.Sigmoid(Layers.Affine(batch, w, b)));
        return total;
    }

    /// <summary>Branches choose tensors; only one arm uses a weight.</summary>
    [Differentiable]
    public static double Branching(Tensor<double> x, Tensor<double> w, Tensor<double> v, bool deep)
    {
        Tensor<double> h = Layers.MatMul(x, w);
        if (deep)
        {
            h = Layers.Tanh(h);
            h = Layers.MatMul(h, v);
        }
        Tensor<double> y = x[0, 0] > 0 ? h : Layers.Sigmoid(h);
        return Layers.Sum(y) * h[0, 0];
    }

    /// <summary>A function whose result is a tensor.</summary>
    [Differentiable]
    public static Tensor<double> Scores(Tensor<double> x, Tensor<double> w, Tensor<double> b) => Layers.Affine(Layers.Tanh(x), w, b);

    /// <summary>Calls of differentiable functions of tensors.</summary>
    [Differentiable]
    public static double Calling(Tensor<double> x, Tensor<double> w, Tensor<double> b, int[] labels)
    {
        Tensor<double> scores = Scores(x, w, b);
        return Layers.SoftmaxCrossEntropy(scores, labels) + Penalty(w, 0.5);
    }

    [Differentiable]
    public static double Penalty(Tensor<double> w, double rate) => rate * Layers.Sum(Layers.MatMul(w, w, true, false));

    /// <summary>A branch with a call in it that gives its gradient at once, and a tensor whose gradient comes from behind it; sums over elements of one axis.</summary>
    [Differentiable]
    public static double PenaltyInBranch(Tensor<double> x, Tensor<double> w, Tensor<double> b, bool isDeep)
    {
        Tensor<double> h = x;
        double penalty = 0;
        if (isDeep)
        {
            h = Layers.Tanh(Layers.MatMul(x, w));
            penalty += Penalty(w, 0.3);
        }
        double squares = 0;
        for (int i = 0; i < (int)b.Lengths[0]; i++)
            squares += b[i] * b[i];
        double scaled = 0;
        for (int i = 0; i < (int)b.Lengths[0]; i++)
            scaled += b[i] * squares;
        return Layers.Norm(h) + penalty + scaled;
    }

    /// <summary>Spans of tensors as parameters.</summary>
    [Differentiable]
    public static double OfSpans(in ReadOnlyTensorSpan<double> x, TensorSpan<double> w)
    {
        Tensor<double> y = Layers.Sigmoid(Layers.MatMul(x, w));
        return Layers.Sum(y) * x[0, 0];
    }

    /// <summary>The same of tensors.</summary>
    [Differentiable]
    public static double OfTensors(Tensor<double> x, Tensor<double> w)
    {
        Tensor<double> y = Layers.Sigmoid(Layers.MatMul(x, w));
        return Layers.Sum(y) * x[0, 0];
    }

    /// <summary>The result is a variable's tensor, which more is done with.</summary>
    [Differentiable]
    public static Tensor<double> Residual(Tensor<double> x, Tensor<double> w, int steps)
    {
        Tensor<double> h = x;
        for (int i = 0; i < steps; i++)
            h = Layers.Tanh(Layers.MatMul(h, w));
        return h;
    }

    [Differentiable]
    public static double OfResidual(Tensor<double> x, Tensor<double> w, int steps) => Layers.Sum(Layers.Sigmoid(Residual(x, w, steps)));
}
