using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.LayerKernels;

/// <summary>A wrong shape is answered with the shapes and the rule.</summary>
public sealed class LayerErrorTests
{
    [Fact]
    public void Affine_names_its_shapes()
    {
        Says("Affine: x is [100, 784], so w must be [784, n], but is [50, 784]", () => Layers.Affine(Zeros(100, 784), Zeros(50, 784), Zeros(50)));
        Says("Affine: x must be [n, inputs], but is [784]", () => Layers.Affine(Zeros(784), Zeros(784, 50), Zeros(50)));
        Says("Affine: w is [3, 2], so b must be [2], but is [3]", () => Layers.Affine(Zeros(4, 3), Zeros(3, 2), Zeros(3)));
        Says("Affine: w is [3, 2], so b must be [2], but is [1, 2]", () => Layers.Affine(Zeros(4, 3), Zeros(3, 2), Zeros(1, 2)));
        Says(
            "Affine: the result is [4, 2], so destination must be [4, 2], but is [2, 4]",
            () => Layers.Affine(Zeros(4, 3), Zeros(3, 2), Zeros(2), Zeros(2, 4)));
        Says(
            "AffineBackward: the result is [4, 2], so dOut must be [4, 2], but is [2, 4]",
            () => Layers.AffineBackward(Zeros(4, 3), Zeros(3, 2), Zeros(2, 4), default, default, default));
        Says(
            "AffineBackward: w is [3, 2], so dW must be [3, 2], but is [2, 3]",
            () => Layers.AffineBackward(Zeros(4, 3), Zeros(3, 2), Zeros(4, 2), default, Zeros(2, 3), default));
    }

    [Fact]
    public void MatMul_names_its_shapes()
    {
        Says("MatMul: a is [2, 3], so b must be [3, n], but is [2, 3]", () => Layers.MatMul(Zeros(2, 3), Zeros(2, 3)));
        Says("MatMul: a is [2, 3], transposed, so b must be [2, n], but is [3, 3]", () => Layers.MatMul(Zeros(2, 3), Zeros(3, 3), true, false));
        Says(
            "MatMul: a is [2, 3], so b must be [n, 3], transposed, but is [3, 2]",
            () => Layers.MatMul(Zeros(2, 3), Zeros(3, 2), false, true));
        Says("MatMul: a must be [k, m], but is [3]", () => Layers.MatMul(Zeros(3), Zeros(3, 2), true, false));
    }

    [Fact]
    public void Elementwise_layers_name_their_shapes()
    {
        Says("Relu: the result is [2, 3], so destination must be [2, 3], but is [3, 2]", () => Layers.Relu(Zeros(2, 3), Zeros(3, 2)));
        Says("ReluBackward: y is [2, 3], so dOut must be [2, 3], but is [6]", () => Layers.ReluBackward(Zeros(2, 3), Zeros(6), Zeros(2, 3)));
        Says("TanhBackward: y is [2, 3], so dX must be [2, 3], but is [6]", () => Layers.TanhBackward(Zeros(2, 3), Zeros(2, 3), Zeros(6)));
    }

    [Fact]
    public void Losses_name_their_shapes_and_labels()
    {
        Says(
            "SoftmaxCrossEntropy: scores is [3, 10], so labels must be [3], but is [2]",
            () => Layers.SoftmaxCrossEntropy(Zeros(3, 10), (int[])[1, 2]));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Layers.SoftmaxCrossEntropy(Zeros(3, 10), (int[])[1, 10, 0]));
        Assert.StartsWith("SoftmaxCrossEntropy: scores is [3, 10], so labels must be from 0 to 9, but labels[1] is 10", error.Message);
        Says(
            "SoftmaxCrossEntropy: scores is [0, 10], and has nothing to take the mean of",
            () => Layers.SoftmaxCrossEntropy(Zeros(0, 10), (int[])[]));
        Says(
            "SoftmaxCrossEntropy: scores is [3, 10], so targets must be [3, 10], but is [10, 3]",
            () => Layers.SoftmaxCrossEntropy(Zeros(3, 10), Zeros(10, 3)));
        Says(
            "MeanSquaredError: predictions is [3], so targets must be [3], but is [1, 3]",
            () => Layers.MeanSquaredError(Zeros(3), Zeros(1, 3)));
        Says("SigmoidCrossEntropy: scores is [0], and has nothing to take the mean of", () => Layers.SigmoidCrossEntropy(Zeros(0), Zeros(0)));
    }

    [Fact]
    public void Reductions_and_shapes_name_their_shapes()
    {
        Says("Sum: x is [2, 3], so axis must be from -2 to 1, but is 2", () => Layers.Sum(Zeros(2, 3), 2));
        Says("Sum: x must have two axes or more, but is [3]; without an axis, all elements are taken", () => Layers.Sum(Zeros(3), 0));
        Says("Mean: x is [0], and has no elements to take the mean of", () => Layers.Mean(Zeros(0)));
        Says("Mean: x is [0, 3], and axis 0 has no elements to take the mean of", () => Layers.Mean(Zeros(0, 3), 0));
        Says("Reshape: x is [2, 3], so lengths must have the product 6, but is [4, 2]", () => Layers.Reshape(Zeros(2, 3), [4, 2]));
        Says("Reshape: x is [2, 3], so lengths must have the product 6, but is []", () => Layers.Reshape(Zeros(2, 3), []));
        Says("ReshapeBackward: dOut is [6], so dX must have 6 elements, but is [5]", () => Layers.ReshapeBackward(Zeros(6), Zeros(5)));
        Says("Transpose: x must be [m, n], but is [3]", () => Layers.Transpose(Zeros(3)));
        Says("SumBackward: the result is [2], so dOut must be [2], but is [3]", () => Layers.SumBackward(1, Zeros(3), Zeros(2, 3)));
    }

    [Fact]
    public void Gaps_in_memory_are_refused()
    {
        Tensor<double> x = Zeros(3, 4);
        Says(
            "Relu: x must lie in memory row by row without gaps, but is [3, 2] with strides [4, 1]; ToDenseTensor makes a copy that does",
            () => Layers.Relu(x.Slice(.., 1..3)));
        Layers.Relu(x.Slice(1..3, ..));
    }

    [Fact]
    public void Shared_memory_is_refused_before_anything_is_written()
    {
        Tensor<double> x = Zeros(3, 3);
        Says("Affine: destination must share no memory with x", () => Layers.Affine(x, Zeros(3, 3), Zeros(3), x));
        Says("AffineBackward: dX must share no memory with w", () => Layers.AffineBackward(Zeros(3, 3), x, Zeros(3, 3), x, default, default));
        Says("ReluBackward: dX must share no memory with dOut", () => Layers.ReluBackward(Zeros(3, 3), x, x));
        double[] values = new double[4];
        Says(
            "Relu: destination and x must be the same elements or share no memory",
            () => Layers.Relu(new ReadOnlyTensorSpan<double>(values.AsSpan(0, 3)), new TensorSpan<double>(values.AsSpan(1, 3))));
    }

    [Fact]
    public void Elementwise_layers_work_in_place()
    {
        Tensor<double> x = Tensor.Create((double[])[-1, 2, -3]);
        Layers.Relu(x, x);
        Assert.Equal([0, 2, 0], x.ToArray());
        Tensor<double> scores = Tensor.Create((double[])[1, 1]);
        Layers.Softmax(scores, scores);
        Assert.Equal([0.5, 0.5], scores.ToArray());
    }

    [Fact]
    public void Empty_tensors_give_empty_results()
    {
        Assert.Equal((nint[])[0, 2], Layers.Affine(Zeros(0, 3), Zeros(3, 2), Zeros(2)).Lengths);
        Assert.Equal((nint[])[0, 2], Layers.Softmax(Zeros(0, 2)).Lengths);
        Assert.Equal(0, Layers.Sum(Zeros(0)));
        Assert.Equal([0, 0], Layers.Sum(Zeros(0, 2), 0).ToArray());
        Tensor<double> y = Layers.Affine(Zeros(2, 0), Zeros(0, 3), Tensor.Create((double[])[1, 2, 3]));
        Assert.Equal([1, 2, 3, 1, 2, 3], y.ToArray());
    }

    private static Tensor<double> Zeros(params nint[] lengths) => Tensor.CreateFromShape<double>(lengths);

    private static void Says(string message, Action action) => Assert.StartsWith(message, Assert.Throws<ArgumentException>(action).Message);
}
