using System.Numerics.Tensors;
using AutoBackprop.Tests.LayerKernels;
using Xunit;

namespace AutoBackprop.Tests.Tensors;

/// <summary>Every layer through generated code, on random shapes: batch 1, odd sizes, broadcasts.</summary>
public sealed class LayerFunctionTests
{
    private const int Shapes = 6;

    public static TheoryData<string> OfOneTensor =>
    [
        nameof(LayerFunctions.Relu), nameof(LayerFunctions.Sigmoid), nameof(LayerFunctions.Tanh), nameof(LayerFunctions.Softmax), nameof(LayerFunctions.LogSoftmax), nameof(LayerFunctions.SoftmaxOfAll),
        nameof(LayerFunctions.Exp), nameof(LayerFunctions.Log), nameof(LayerFunctions.Sqrt), nameof(LayerFunctions.Abs), nameof(LayerFunctions.Negate), nameof(LayerFunctions.Sin), nameof(LayerFunctions.Cos),
    ];

    public static TheoryData<string> Arithmetic => [nameof(LayerFunctions.Add), nameof(LayerFunctions.Subtract), nameof(LayerFunctions.Multiply), nameof(LayerFunctions.Divide)];

    [Theory]
    [MemberData(nameof(OfOneTensor))]
    public void A_layer_of_one_tensor(string name) => ForShapes((random, n, m, _) =>
    {
        bool isPositive = name is nameof(LayerFunctions.Log) or nameof(LayerFunctions.Sqrt);
        nint[] lengths = random.Next(2) == 0 ? [n, m] : [m];
        Verify(name, isPositive ? Positive(random, lengths) : New(random, lengths), New(random, lengths));
    });

    [Theory]
    [MemberData(nameof(Arithmetic))]
    public void Arithmetic_broadcasts(string name) => ForShapes((random, n, m, k) =>
    {
        nint[][] shapes = [[n, m, k], [k], [m, 1], [1, k], [n, 1, 1], [1]];
        foreach (nint[] shape in shapes)
        {
            Verify(name, New(random, n, m, k), Positive(random, shape), New(random, n, m, k));
            if (name is not nameof(LayerFunctions.Divide))
                Verify(name, New(random, shape), New(random, n, m, k), New(random, n, m, k));
        }
        Verify(name, New(random, n, 1), Positive(random, 1, m), New(random, n, m));
        Verify(name + "Number", Positive(random, n, m), 1.5, New(random, n, m));
    });

    [Fact]
    public void Products() => ForShapes((random, n, m, k) =>
    {
        Verify(nameof(LayerFunctions.Affine), New(random, n, m), New(random, m, k), New(random, k), New(random, n, k));
        Verify(nameof(LayerFunctions.MatMul), New(random, n, m), New(random, m, k), New(random, n, k));
        Verify(nameof(LayerFunctions.MatMulTransposed), New(random, m, n), New(random, k, m), true, true, New(random, n, k));
        Verify(nameof(LayerFunctions.MatMulTransposed), New(random, n, m), New(random, k, m), false, true, New(random, n, k));
        Verify(nameof(LayerFunctions.ArrayAsBias), New(random, n, m), New(random, m, k), New(random, k).ToArray());
        Verify(nameof(LayerFunctions.Dot), New(random, n, m), New(random, n, m));
    });

    [Fact]
    public void Losses() => ForShapes((random, n, classes, _) =>
    {
        Verify(nameof(LayerFunctions.CrossEntropyOfLabels), New(random, n, classes), Enumerable.Range(0, n).Select(_ => random.Next(classes)).ToArray());
        Verify(nameof(LayerFunctions.CrossEntropyOfTargets), New(random, n, classes), New(random, n, classes));
        Verify(nameof(LayerFunctions.SigmoidCrossEntropy), New(random, n, classes), New(random, n, classes));
        Verify(nameof(LayerFunctions.MeanSquaredError), New(random, n, classes), New(random, n, classes));
    });

    [Fact]
    public void Shapes_and_sums() => ForShapes((random, n, m, k) =>
    {
        Verify(nameof(LayerFunctions.Reshape), New(random, n, m, k), m, n * k, New(random, m, n * k));
        Verify(nameof(LayerFunctions.Transpose), New(random, n, m), New(random, m, n));
        Verify(nameof(LayerFunctions.Sum), New(random, n, m));
        Verify(nameof(LayerFunctions.Mean), New(random, n, m, k));
        Verify(nameof(LayerFunctions.Norm), Positive(random, n, m));
        Verify(nameof(LayerFunctions.Range), Positive(random, n, m));
        Verify(nameof(LayerFunctions.SumOfAxis), New(random, n, m, k), 1, New(random, n, k));
        Verify(nameof(LayerFunctions.MeanOfAxis), New(random, n, m, k), -1, New(random, n, m));
        Verify(nameof(LayerFunctions.LeakyRelu), New(random, n, m), 0.1, New(random, n, m));
        Verify(nameof(LayerFunctions.Pow), Positive(random, n, m), 2.5, New(random, n, m));
        Verify(nameof(LayerFunctions.Pow), New(random, n, m), 2.0, New(random, n, m));
        Verify(nameof(LayerFunctions.Pow), New(random, n, m), 0.0, New(random, n, m));
    });

    [Fact]
    public void Operators_of_tensors() => ForShapes((random, n, m, _) =>
    {
        Verify(nameof(LayerFunctions.Operators), New(random, n, m), Positive(random, n, m), 0.7);
        Verify(nameof(LayerFunctions.Operators), New(random, n, m), Positive(random, m), 0.7);
    });

    [Fact]
    public void Functions_of_tensors() => ForShapes((random, n, m, _) => Verify(nameof(LayerFunctions.Functions), New(random, n, m), Positive(random, n, m)));

    [Fact]
    public void Functions_of_arrays() => ForShapes((random, n, m, _) =>
    {
        Verify(nameof(LayerFunctions.Primitives), New(random, n * m).ToArray(), New(random, n * m).ToArray());
        Verify(nameof(LayerFunctions.Rewritten), New(random, n * m).ToArray());
    });

    [Fact]
    public void Functions_of_arrays_have_the_value_of_the_function_to_the_last_bit() => ForShapes((random, n, m, _) =>
    {
        double[] x = New(random, n * m).ToArray(), y = New(random, n * m).ToArray();
        Assert.Equal(LayerFunctions.Primitives(x, y), LayerFunctions.PrimitivesGradient(x, y).value);
        Assert.Equal(LayerFunctions.Rewritten(x), LayerFunctions.RewrittenGradient(x).value);
    });

    /// <summary>
    /// Tensor.Add and its kind give a part of their result for some shapes (dotnet/runtime#125530). The gradient is that of the value that
    /// the function gives, or there is an error, and there is one exactly where that value is not the layer's.
    /// </summary>
    [Fact]
    public void Tensor_arithmetic_that_gives_a_part_of_its_result_is_an_error()
    {
        var random = new Random(1);
        int refused = 0, differentiated = 0;
        foreach ((Tensor<double> a, Tensor<double> b) in ShapesOfPairs().Select(pair => (Positive(random, pair.A), Positive(random, pair.B))))
        {
            Check(nameof(LayerFunctions.SumOfTensors), "Add", LayerFunctions.SumOfTensors, (a, b) => LayerFunctions.SumOfTensorsGradient(a, b).value, Layers.Add);
            Check(nameof(LayerFunctions.DifferenceOfTensors), "Subtract", LayerFunctions.DifferenceOfTensors, (a, b) => LayerFunctions.DifferenceOfTensorsGradient(a, b).value, Layers.Subtract);
            Check(nameof(LayerFunctions.ProductOfTensors), "Multiply", LayerFunctions.ProductOfTensors, (a, b) => LayerFunctions.ProductOfTensorsGradient(a, b).value, Layers.Multiply);
            Check(nameof(LayerFunctions.QuotientOfTensors), "Divide", LayerFunctions.QuotientOfTensors, (a, b) => LayerFunctions.QuotientOfTensorsGradient(a, b).value, Layers.Divide);

            void Check(string name, string layer, Func<Tensor<double>, Tensor<double>, double> function, Func<Tensor<double>, Tensor<double>, double> value, Operation operation)
            {
                Tensor<double> whole;
                try
                {
                    whole = operation(a, b);
                }
                catch (ArgumentException)
                {
                    Assert.ThrowsAny<ArgumentException>(() => value(a, b));
                    return;
                }
                double expected = whole.ToArray().Sum(Math.Exp);
                if (Math.Abs(function(a, b) - expected) <= 1e-12 * expected)
                {
                    Verify(name, a, b);
                    differentiated++;
                }
                else
                {
                    ArgumentException error = Assert.Throws<ArgumentException>(() => value(a, b));
                    Assert.StartsWith($"Tensor.{layer}: a is {Text(a)} and b is {Text(b)}, of which System.Numerics.Tensors gives ", error.Message);
                    Assert.Contains($"a part of {Text(whole)}", error.Message);
                    Assert.Contains($"write Layers.{layer}(a, b)", error.Message);
                    refused++;
                }
            }
        }
        Assert.InRange(differentiated, 1000, int.MaxValue);
        Assert.InRange(refused, 1000, int.MaxValue);

        static string Text(Tensor<double> tensor) => $"[{string.Join(", ", tensor.Lengths.ToArray())}]";
    }

    private delegate Tensor<double> Operation(in ReadOnlyTensorSpan<double> a, in ReadOnlyTensorSpan<double> b, Workspace workspace = default);

    private static IEnumerable<(nint[] A, nint[] B)> ShapesOfPairs()
    {
        nint[][] shapes = [.. Enumerable.Range(1, 3).SelectMany(rank => Enumerable.Range(0, (int)Math.Pow(3, rank)).Select(
            code => Enumerable.Range(0, rank).Select(axis => (nint)(1 + code / (int)Math.Pow(3, axis) % 3)).ToArray()))];
        return shapes.SelectMany(a => shapes.Select(b => (a, b)));
    }

    private static void ForShapes(Action<Random, int, int, int> check)
    {
        for (int seed = 0; seed < Shapes; seed++)
        {
            var random = new Random(seed);
            check(random, seed == 0 ? 1 : random.Next(1, 6), random.Next(1, 8), random.Next(1, 4));
        }
    }

    private static Tensor<double> New(Random random, params nint[] lengths) => LayerCases.Tensor(random, lengths);

    private static Tensor<double> Positive(Random random, params nint[] lengths)
    {
        Tensor<double> tensor = New(random, lengths);
        foreach (ref double value in tensor.Values())
            value = 0.5 + Math.Abs(value);
        return tensor;
    }

    private static void Verify(string name, params object[] arguments) => new TensorFunction(typeof(LayerFunctions), name, arguments).Verify();
}
