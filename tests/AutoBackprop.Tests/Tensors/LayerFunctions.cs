using System.Numerics.Tensors;

namespace AutoBackprop.Tests.Tensors;

/// <summary>Every layer in a function of its own, weighted and summed to a number.</summary>
public static partial class LayerFunctions
{
    [Differentiable]
    public static double Affine(Tensor<double> x, Tensor<double> w, Tensor<double> b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Affine(x, w, b), d);

    [Differentiable]
    public static double MatMul(Tensor<double> a, Tensor<double> b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.MatMul(a, b), d);

    [Differentiable]
    public static double MatMulTransposed(Tensor<double> a, Tensor<double> b, bool left, bool right, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.MatMul(a, b, left, right), d);

    [Differentiable]
    public static double Relu(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Relu(x), d);

    [Differentiable]
    public static double Sigmoid(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Sigmoid(x), d);

    [Differentiable]
    public static double Tanh(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Tanh(x), d);

    [Differentiable]
    public static double Softmax(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Softmax(x), d);

    [Differentiable]
    public static double LogSoftmax(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.LogSoftmax(x), d);

    [Differentiable]
    public static double SoftmaxOfAll(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.SoftmaxOfAll(x), d);

    [Differentiable]
    public static double Exp(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Exp(x), d);

    [Differentiable]
    public static double Log(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Log(x), d);

    [Differentiable]
    public static double Sqrt(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Sqrt(x), d);

    [Differentiable]
    public static double Abs(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Abs(x), d);

    [Differentiable]
    public static double Negate(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Negate(x), d);

    [Differentiable]
    public static double Sin(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Sin(x), d);

    [Differentiable]
    public static double Cos(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Cos(x), d);

    [Differentiable]
    public static double Transpose(Tensor<double> x, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Transpose(x), d);

    [Differentiable]
    public static double LeakyRelu(Tensor<double> x, [NoGradient] double slope, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.LeakyRelu(x, slope), d);

    [Differentiable]
    public static double Pow(Tensor<double> x, [NoGradient] double power, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Pow(x, power), d);

    [Differentiable]
    public static double Add(Tensor<double> a, Tensor<double> b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Add(a, b), d);

    [Differentiable]
    public static double Subtract(Tensor<double> a, Tensor<double> b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Subtract(a, b), d);

    [Differentiable]
    public static double Multiply(Tensor<double> a, Tensor<double> b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Multiply(a, b), d);

    [Differentiable]
    public static double Divide(Tensor<double> a, Tensor<double> b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Divide(a, b), d);

    [Differentiable]
    public static double AddNumber(Tensor<double> a, double b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Add(a, b), d) + Layers.Dot(Layers.Add(b, a), d);

    [Differentiable]
    public static double SubtractNumber(Tensor<double> a, double b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Subtract(a, b), d) + Layers.Dot(Layers.Subtract(b, a), d);

    [Differentiable]
    public static double MultiplyNumber(Tensor<double> a, double b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Multiply(a, b), d) + Layers.Dot(Layers.Multiply(b, a), d);

    [Differentiable]
    public static double DivideNumber(Tensor<double> a, double b, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Divide(a, b), d) + Layers.Dot(Layers.Divide(b, a), d);

    [Differentiable]
    public static double CrossEntropyOfLabels(Tensor<double> scores, int[] labels) => Layers.SoftmaxCrossEntropy(scores, labels);

    [Differentiable]
    public static double CrossEntropyOfTargets(Tensor<double> scores, Tensor<double> targets) => Layers.SoftmaxCrossEntropy(scores, targets);

    [Differentiable]
    public static double SigmoidCrossEntropy(Tensor<double> scores, Tensor<double> targets) => Layers.SigmoidCrossEntropy(scores, targets);

    [Differentiable]
    public static double MeanSquaredError(Tensor<double> predictions, Tensor<double> targets) => Layers.MeanSquaredError(predictions, targets);

    [Differentiable]
    public static double Reshape(Tensor<double> x, int rows, int columns, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Reshape(x, [rows, columns]), d);

    [Differentiable]
    public static double Sum(Tensor<double> x) => Layers.Sum(x);

    [Differentiable]
    public static double Mean(Tensor<double> x) => Layers.Mean(x);

    [Differentiable]
    public static double Range(Tensor<double> x) => Layers.Max(x) - Layers.Min(x);

    [Differentiable]
    public static double Norm(Tensor<double> x) => Layers.Norm(x);

    [Differentiable]
    public static double Dot(Tensor<double> a, Tensor<double> b) => Layers.Dot(a, b);

    [Differentiable]
    public static double SumOfAxis(Tensor<double> x, int axis, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Sum(x, axis), d);

    [Differentiable]
    public static double MeanOfAxis(Tensor<double> x, int axis, [NoGradient] Tensor<double> d) => Layers.Dot(Layers.Mean(x, axis), d);

    /// <summary>System.Numerics.Tensors' own functions and operators.</summary>
    [Differentiable]
    public static double Operators(Tensor<double> a, Tensor<double> b, double c)
    {
        Tensor<double> sum = a + b * c - 2.0 / b;
        Tensor<double> y = -sum * (1.5 - a) / (b + 3.0);
        return Tensor.Sum<double>(y) + Tensor.Dot<double>(a, a);
    }

    [Differentiable]
    public static double SumOfTensors(Tensor<double> a, Tensor<double> b) => Tensor.Sum<double>(Tensor.Exp<double>(a + b));

    [Differentiable]
    public static double DifferenceOfTensors(Tensor<double> a, Tensor<double> b) => Tensor.Sum<double>(Tensor.Exp<double>(Tensor.Subtract<double>(a, b)));

    [Differentiable]
    public static double ProductOfTensors(Tensor<double> a, Tensor<double> b) => Tensor.Sum<double>(Tensor.Exp<double>(Tensor.Multiply<double>(a, b)));

    [Differentiable]
    public static double QuotientOfTensors(Tensor<double> a, Tensor<double> b) => Tensor.Sum<double>(Tensor.Exp<double>(a / b));

    [Differentiable]
    public static double Functions(Tensor<double> x, Tensor<double> y)
    {
        Tensor<double> z = Tensor.Add<double>(Tensor.Exp<double>(Tensor.Tanh<double>(x)), Tensor.Multiply<double>(y, 0.5));
        Tensor<double> w = Tensor.SoftMax<double>(Tensor.Sqrt<double>(Tensor.Abs<double>(z)));
        return Tensor.Norm<double>(w) + Tensor.Average<double>(Tensor.Pow<double>(z, 2.0)) + Tensor.Dot<double>(Tensor.Sigmoid<double>(x), Tensor.Log<double>(Tensor.Abs<double>(y)));
    }

    [Differentiable]
    public static double Primitives(double[] x, double[] y)
    {
        double[] z = new double[x.Length];
        TensorPrimitives.Exp<double>(x, z);
        TensorPrimitives.Multiply<double>(z, y, z);
        TensorPrimitives.Add<double>(z, 0.5, z);
        return TensorPrimitives.Dot<double>(z, x) + TensorPrimitives.Norm<double>(y) * TensorPrimitives.Sum<double>(z);
    }

    /// <summary>The same array before and after it was written.</summary>
    [Differentiable]
    public static double Rewritten(double[] x)
    {
        double[] z = new double[x.Length];
        TensorPrimitives.Tanh<double>(x, z);
        double before = TensorPrimitives.Dot<double>(z, x);
        TensorPrimitives.Multiply<double>(z, z, z);
        return before * TensorPrimitives.Norm<double>(z);
    }

    /// <summary>An array for a bias.</summary>
    [Differentiable]
    public static double ArrayAsBias(Tensor<double> x, Tensor<double> w, double[] b) => Layers.Norm(Layers.Affine(x, w, b));
}
