using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.Allocation;

/// <summary>The helpers that the build generated for classes that hold parameters, and backward passes into them.</summary>
public sealed class TrainedTests
{
    private static readonly double[] X = [0.4, -0.9];
    private static double sink;

    [Fact]
    public void Buffers_are_numbered_and_named_in_the_order_of_declaration()
    {
        Trained net = Trained.Make();
        Assert.Equal(
            ["Mix", "Scale", "First.Weights", "First.Bias", "First.Gain", "More[0].Weights", "More[0].Bias", "More[0].Gain", "More[1].Weights", "More[1].Bias", "More[1].Gain", "Rows[0]", "Rows[1]"],
            Enumerable.Range(0, net.BufferCount).Select(net.ParameterName));
        Assert.Equal(3 + 1 + 6 + 3 + 1 + 9 + 3 + 1 + 3 + 1 + 1 + 2 + 1, net.ParameterCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => net.Parameters(net.BufferCount).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => net.Parameters(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => net.First.ParameterName(3));
        Assert.Equal(2, net.First.ParameterShape(0, stackalloc nint[8]));
        Assert.Equal(0, net.First.ParameterShape(2, stackalloc nint[8]));
    }

    [Fact]
    public void A_buffer_is_the_member_itself()
    {
        Trained net = Trained.Make();
        net.Parameters(1)[0] = 7;
        net.Parameters(2)[5] = 8;
        net.Parameters(4)[0] = 9;
        net.Parameters(12)[0] = 10;
        Assert.Equal([7, 8, 9, 10], [net.Scale, net.First.Weights[2, 1], net.First.Gain, net.Rows[1][0]]);
    }

    [Fact]
    public void Zeros_have_the_shapes_and_share_what_is_no_parameter()
    {
        Trained net = Trained.Make();
        Trained zeros = net.ZerosLike();
        Assert.Equal(net.ParameterCount, zeros.ParameterCount);
        for (int i = 0; i < zeros.BufferCount; i++)
        {
            Assert.Equal(new double[net.Parameters(i).Length], zeros.Parameters(i).ToArray());
            Assert.False(zeros.Parameters(i).Overlaps(net.Parameters(i)));
        }
        Assert.Same(net.Fixed, zeros.Fixed);
        Assert.NotSame(net.More, zeros.More);
        Assert.Null(zeros.Extra);
        Assert.Equal("dense", zeros.First.Name);
    }

    [Fact]
    public void All_parameters_are_copied_to_and_from_one_vector()
    {
        Trained net = Trained.Make(), other = net.ZerosLike();
        var vector = new double[net.ParameterCount];
        net.CopyTo(vector);
        other.CopyFrom(vector);
        for (int i = 0; i < net.BufferCount; i++)
            Assert.Equal(net.Parameters(i).ToArray(), other.Parameters(i).ToArray());
        other.Clear();
        Assert.Equal(0, other.First.Weights[1, 1] + other.Scale + other.Rows[0][1]);
        var error = Assert.Throws<ArgumentException>(() => net.CopyTo(new double[2]));
        Assert.StartsWith("There are 35 parameters, so the vector must be as long, but its length is 2.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_is_added_into_another_object()
    {
        GradientCheck.Verify((Trained net, double[] x) => net.Loss(x), (Trained net, double[] x) => net.LossGradient(x), Trained.Make(), X);
        GradientCheck.Verify(Trained.Both, Trained.BothGradient, Trained.Make(), Trained.Make(), X);
    }

    [Fact]
    public void A_wrong_gradient_is_told_by_member()
    {
        (double, Trained, double[]) Wrong(Trained net, double[] x)
        {
            (double value, Trained dThis, double[] dX) = net.LossGradient(x);
            dThis.First.Weights[1, 0] += 1;
            return (value, dThis, dX);
        }
        var error = Assert.Throws<GradientCheckException>(() => GradientCheck.Verify((Trained net, double[] x) => net.Loss(x), Wrong, Trained.Make(), X));
        Assert.Contains("net.First.Weights[2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_object_given_twice_gets_both_gradients_apart_or_together()
    {
        Trained net = Trained.Make();
        Trained dOne = net.ZerosLike(), dOther = net.ZerosLike(), together = net.ZerosLike();
        Trained.BothBackward(net, net, X, 1, dOne, dOther, new double[2]);
        Trained.BothBackward(net, net, X, 1, together, together, new double[2]);
        for (int i = 0; i < net.BufferCount; i++)
        {
            for (int j = 0; j < net.Parameters(i).Length; j++)
                Assert.Equal(dOne.Parameters(i)[j] + dOther.Parameters(i)[j], together.Parameters(i)[j], 1e-12);
        }
    }

    [Fact]
    public void Gradients_are_added_to_what_is_there()
    {
        Trained net = Trained.Make(), once = net.ZerosLike(), twice = net.ZerosLike();
        net.LossBackward(X, 1, once, new double[2]);
        net.LossBackward(X, 0.5, twice, new double[2]);
        net.LossBackward(X, 0.5, twice, new double[2]);
        for (int i = 0; i < net.BufferCount; i++)
        {
            for (int j = 0; j < net.Parameters(i).Length; j++)
                Assert.Equal(once.Parameters(i)[j], twice.Parameters(i)[j], 1e-12);
        }
    }

    [Fact]
    public void A_backward_pass_into_an_object_allocates_nothing()
    {
        Trained net = Trained.Make(), dNet = net.ZerosLike();
        var dX = new double[2];
        var adam = new Adam<double>(0.01);
        for (int i = 0; i < 100; i++)
            Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            dNet.Clear();
            sink += Trained.BothBackward(net, net, X, 1, dNet, dNet, dX);
            adam.Update(net, dNet);
        }
    }

    [Fact]
    public void Optimizers_and_clipping_go_through_all_members()
    {
        Trained net = Trained.Make(), before = net.ZerosLike(), dNet = Trained.Make();
        var vector = new double[net.ParameterCount];
        net.CopyTo(vector);
        before.CopyFrom(vector);
        double norm = Math.Sqrt(vector.Sum(static value => value * value));
        Assert.Equal(norm, GradientClipping.ClipByGlobalNorm(1, dNet), 1e-12);
        new Sgd<double>(0.5).Update(net, dNet);
        for (int i = 0; i < net.BufferCount; i++)
        {
            for (int j = 0; j < net.Parameters(i).Length; j++)
                Assert.Equal(before.Parameters(i)[j] * (1 - 0.5 / norm), net.Parameters(i)[j], 1e-12);
        }
        Trained[] fewer = [net.ZerosLike()];
        fewer[0].More = [];
        Assert.Throws<ArgumentException>(() => new Momentum<double>(0.5, 0.9).Update(net, fewer[0]));
        Assert.Throws<ArgumentException>(() => new Adam<double>(0.5).Update(net, net));
    }

    [Fact]
    public void A_training_step_of_tensors_allocates_nothing()
    {
        var net = new TrainedTensors(Initializer.He<float>(4, 3, 1), Tensor.CreateFromShape<float>([3]));
        TrainedTensors dNet = net.ZerosLike();
        Tensor<float> x = Initializer.He<float>(5, 4, 2);
        int[] labels = [0, 1, 2, 1, 0];
        GradientCheck.Verify(TrainedTensors.Loss, TrainedTensors.LossGradient, net, x, labels);
        var momentum = new Momentum<float>(0.1f, 0.9f);
        float first = TrainedTensors.Loss(net, x, labels);
        for (int i = 0; i < 100; i++)
            Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(TrainedTensors.Loss(net, x, labels) < first);

        void Step()
        {
            dNet.Clear();
            sink += TrainedTensors.LossBackward(net, x, labels, 1, dNet);
            momentum.Update(net, dNet);
        }
    }

    [Theory]
    [InlineData("itself", "'dThis' is 'this' itself; gradients need memory of their own.")]
    [InlineData("shorter", "'dThis.Mix' takes the gradient of 'this.Mix', which has length 3, but has length 2.")]
    [InlineData("transposed", "'dThis.First.Weights' takes the gradient of 'this.First.Weights', which has shape [3, 2], but has shape [2, 3].")]
    [InlineData("no row", "'dThis.Rows[1]' takes the gradient of 'this.Rows[1]', which has length 1, but is null.")]
    [InlineData("fewer parts", "'dThis' takes the gradient of 'this' and must have all its members, but 'dThis.More[1].Weights' is missing.")]
    [InlineData("a part more", "'dThis' takes the gradient of 'this' and must have its members alone, but 'this.Extra.Weights' is missing.")]
    [InlineData("shared", "'dThis.Mix' overlaps 'this.First.Bias'; gradients need memory of their own.")]
    [InlineData("dX", "'dX' overlaps 'this.Rows[0]'; gradients need memory of their own.")]
    [InlineData("x", "'dThis.Rows[0]' overlaps 'x'; gradients need memory of their own.")]
    public void A_gradient_that_does_not_fit_is_refused_before_anything_is_written(string what, string message)
    {
        Trained net = Trained.Make();
        Trained dThis = net.ZerosLike();
        double[] x = X, dX = new double[2];
        switch (what)
        {
            case "itself": dThis = net; break;
            case "shorter": dThis = new Trained(new double[2]); break;
            case "transposed": dThis.First = new Dense(3, 2); break;
            case "no row": dThis.Rows[1] = null!; break;
            case "fewer parts": dThis.More = [dThis.More[0]]; break;
            case "a part more": dThis = dThis with { Extra = new Dense(1, 1) }; break;
            case "shared": dThis = new Trained(net.First.Bias); break;
            case "dX": dX = net.Rows[0]; break;
            case "x": x = dThis.Rows[0]; break;
        }
        if (!ReferenceEquals(dThis, net))
            dThis.Clear();
        var error = Assert.Throws<ArgumentException>(() => net.LossBackward(x, 1, dThis, dX));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(what == "dX" ? "dX" : "dThis", error.ParamName);
        if (what is not ("itself" or "no row" or "shared"))
            Assert.Equal(0, dThis.Scale + dThis.First.Gain + dThis.Rows[1][0]);
    }
}
