using System.Numerics.Tensors;
using AutoBackprop.Tests.LayerKernels;
using Xunit;

namespace AutoBackprop.Tests.Tensors;

/// <summary>Gradients of networks, as the build generated them.</summary>
public sealed class NetworkTests
{
    public static TheoryData<int, int, int, int> Shapes => new() { { 1, 1, 1, 1 }, { 1, 3, 2, 4 }, { 5, 7, 3, 2 }, { 4, 2, 9, 3 } };

    private static Tensor<double> Random(Random random, params nint[] lengths) => LayerCases.Tensor(random, lengths);

    private static int[] Labels(Random random, int count, int classes) => [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Two_layers_and_a_loss(int n, int inputs, int hidden, int classes)
    {
        var random = new Random(n);
        Verify(nameof(Networks.Nested), Random(random, n, inputs), Random(random, inputs, hidden), Random(random, hidden), Random(random, hidden, classes), Random(random, classes), Labels(random, n, classes));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_that_are_used_more_than_once(int n, int inputs, int hidden, int classes)
    {
        var random = new Random(n + classes);
        Verify(nameof(Networks.Shared), Random(random, n, inputs), Random(random, inputs, hidden));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void A_state_that_goes_round_a_loop(int steps)
    {
        var random = new Random(steps);
        Tensor<double>[] inputs = [.. Enumerable.Range(0, steps).Select(_ => Random(random, 2, 3))];
        Verify(nameof(Networks.Recurrent), inputs, Random(random, 3, 3), Random(random, 3, 3), Random(random, 3), Random(random, 2, 3), 0.7);
        Verify(nameof(Networks.Summed), inputs, Random(random, 3, 3), Random(random, 3, 3), Random(random, 3), Random(random, 2, 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void As_many_layers_as_there_are_weights(int depth)
    {
        var random = new Random(depth);
        int[] widths = [.. Enumerable.Range(0, depth + 1).Select(_ => random.Next(1, 5))];
        Tensor<double>[] weights = [.. Enumerable.Range(0, depth).Select(i => Random(random, widths[i], widths[i + 1]))];
        Tensor<double>[] biases = [.. Enumerable.Range(0, depth).Select(i => Random(random, widths[i + 1]))];
        Verify(nameof(Networks.Deep), Random(random, 3, widths[0]), weights, biases, Random(random, 3, widths[^1]), 0.1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_loop_that_adds_up_batches(int count)
    {
        var random = new Random(count);
        Verify(nameof(Networks.Batches), Enumerable.Range(0, count).Select(i => Random(random, i + 1, 3)).ToArray(), Random(random, 3, 2), Random(random, 2));
    }

    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(true, -0.5)]
    [InlineData(false, 0.5)]
    [InlineData(false, -0.5)]
    public void Branches(bool deep, double first)
    {
        var random = new Random(3);
        Tensor<double> x = Random(random, 2, 3);
        x[0, 0] = first;
        Verify(nameof(Networks.Branching), x, Random(random, 3, 4), Random(random, 4, 4), deep);
    }

    [Fact]
    public void Calls_of_functions_of_tensors()
    {
        var random = new Random(5);
        Verify(nameof(Networks.Calling), Random(random, 3, 2), Random(random, 2, 4), Random(random, 4), Labels(random, 3, 4));
        Verify(nameof(Networks.Penalty), Random(random, 3, 2), 0.3);
        foreach (int steps in new[] { 0, 1, 3 })
            Verify(nameof(Networks.OfResidual), Random(random, 2, 3), Random(random, 3, 3), steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_in_a_branch_and_elements_in_loops(bool isDeep)
    {
        var random = new Random(13);
        Verify(nameof(Networks.PenaltyInBranch), Random(random, 3, 3), Random(random, 3, 3), Random(random, 4), isDeep);
    }

    [Fact]
    public void Spans_of_tensors()
    {
        var random = new Random(12);
        Tensor<double> x = Random(random, 3, 2), w = Random(random, 2, 4);
        Verify(nameof(Networks.OfTensors), x, w);
        (double value, Tensor<double> dX, Tensor<double> dW) expected = Networks.OfTensorsGradient(x, w), actual = Networks.OfSpansGradient(x, w);
        Assert.Equal(expected.value, actual.value);
        Assert.Equal(expected.dX.ToArray(), actual.dX.ToArray());
        Assert.Equal(expected.dW.ToArray(), actual.dW.ToArray());
    }

    [Fact]
    public void A_training_step_allocates_nothing()
    {
        var random = new Random(1);
        Tensor<float> x = Single(Random(random, 10, 8)), w1 = Single(Random(random, 8, 5)), b1 = Single(Random(random, 5)), w2 = Single(Random(random, 5, 3)), b2 = Single(Random(random, 3));
        Tensor<float>[] gradients = [.. new[] { w1, b1, w2, b2 }.Select(w => Tensor.CreateFromShape<float>(w.Lengths))];
        int[] labels = Labels(random, 10, 3);
        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step() => Networks.TrainingBackward(x, w1, b1, w2, b2, labels, 1, gradients[0], gradients[1], gradients[2], gradients[3]);
    }

    [Fact]
    public void Loops_and_calls_allocate_nothing()
    {
        var random = new Random(4);
        Tensor<double> x = Random(random, 3, 2), w = Random(random, 2, 4), b = Random(random, 4), dX = Zeros(x), dW = Zeros(w), dB = Zeros(b);
        Tensor<double>[] inputs = [Random(random, 2, 3), Random(random, 2, 3)], dInputs = Array.ConvertAll(inputs, Zeros);
        Tensor<double> u = Random(random, 3, 3), v = Random(random, 3, 3), c = Random(random, 3), state = Random(random, 2, 3), dU = Zeros(u), dV = Zeros(v), dC = Zeros(c), dState = Zeros(state);
        int[] labels = Labels(random, 3, 4);
        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            Networks.CallingBackward(x, w, b, labels, 1, dX, dW, dB);
            Networks.RecurrentBackward(inputs, u, v, c, state, 0.7, 1, dInputs, dU, dV, dC, dState);
            Networks.SummedBackward(inputs, u, v, c, state, 1, dInputs, dU, dV, dC, dState);
        }

        static Tensor<double> Zeros(Tensor<double> tensor) => Tensor.CreateFromShape<double>(tensor.Lengths);
    }

    [Fact]
    public void A_gradient_of_another_shape_or_in_an_inputs_memory_is_refused_before_anything_is_written()
    {
        var random = new Random(6);
        Tensor<double> w = Random(random, 3, 2), other = Tensor.CreateFromShape<double>([2, 3]);
        ArgumentException shape = Assert.Throws<ArgumentException>(() => Networks.PenaltyBackward(w, 0.5, 1, other));
        Assert.Equal("'dW' takes the gradient of 'w' and must have its shape [3, 2], but has [2, 3]. (Parameter 'dW')", shape.Message);
        ArgumentException memory = Assert.Throws<ArgumentException>(() => Networks.PenaltyBackward(w, 0.5, 1, w));
        Assert.Equal("'dW' overlaps 'w'; gradients need memory of their own. (Parameter 'dW')", memory.Message);
    }

    [Fact]
    public void A_wrong_shape_is_named_by_the_backward_pass_as_by_the_function()
    {
        var random = new Random(7);
        Tensor<double> x = Random(random, 2, 3), w = Random(random, 4, 2);
        string function = Assert.Throws<ArgumentException>(() => Networks.Shared(x, w)).Message;
        Assert.Equal(function, Assert.Throws<ArgumentException>(() => Networks.SharedGradient(x, w)).Message);
        Assert.StartsWith("MatMul: a is [2, 3], so b must be [3, n], but is [4, 2]", function, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_are_checked_like_other_functions()
    {
        var random = new Random(8);
        GradientCheck.Verify(Networks.Penalty, Networks.PenaltyGradient, Random(random, 3, 2), 0.5);
        GradientCheck.Verify(Networks.Deep, Networks.DeepGradient, Random(random, 2, 3), new[] { Random(random, 3, 2) }, new[] { Random(random, 2) }, Random(random, 2, 2), 0.1);
    }

    [Fact]
    public void Many_threads_get_the_same_gradient()
    {
        var random = new Random(9);
        object[] arguments = [Random(random, 6, 5), Random(random, 5, 4), Random(random, 4), Random(random, 4, 3), Random(random, 3), Labels(random, 6, 3)];
        var function = new TensorFunction(typeof(Networks), nameof(Networks.Nested), arguments);
        double[][] expected = function.Gradient();
        Parallel.For(0, 32, _ => Assert.Equal(expected, function.Gradient()));
    }

    [Fact]
    public void Float_agrees_with_double()
    {
        var random = new Random(2);
        object[] doubles = [Random(random, 6, 5), Random(random, 5, 4), Random(random, 4), Random(random, 4, 3), Random(random, 3), Labels(random, 6, 3)];
        object[] floats = [.. doubles.Select(argument => argument is Tensor<double> tensor ? Single(tensor) : argument)];
        double[][] expected = new TensorFunction(typeof(Networks), nameof(Networks.Nested), doubles).Gradient();
        double[][] actual = new TensorFunction(typeof(Networks), nameof(Networks.Nested), floats).Gradient();
        Assert.All(expected.SelectMany(static row => row).Zip(actual.SelectMany(static row => row)), static pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }

    internal static Tensor<float> Single(Tensor<double> tensor) => Tensor.Create(Array.ConvertAll(tensor.ToArray(), static value => (float)value), tensor.Lengths);

    private static void Verify(string name, params object[] arguments) => new TensorFunction(typeof(Networks), name, arguments).Verify();
}
