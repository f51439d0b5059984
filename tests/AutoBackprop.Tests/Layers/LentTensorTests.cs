using System.Numerics.Tensors;
using Xunit;

namespace AutoBackprop.Tests.LayerKernels;

public sealed class LentTensorTests
{
    [Fact]
    public void The_same_shapes_in_the_same_order_get_the_same_tensors()
    {
        Tensor<float>[] first = Round();
        Assert.All(first.Zip(Round()), pair => Assert.Same(pair.First, pair.Second));
        Assert.Equal(4, first.Distinct().Count());

        static Tensor<float>[] Round()
        {
            using Workspace workspace = Workspace.Rent();
            return [workspace.Take<float>([2, 3]), workspace.Take<float>([3, 2]), workspace.Take<float>([2, 3]), workspace.Take<float>([7])];
        }
    }

    [Fact]
    public void Two_callers_with_other_shapes_take_turns_without_allocating()
    {
        Turn();
        Turn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
        {
            Turn();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Turn()
        {
            using (Workspace workspace = Workspace.Rent())
            {
                workspace.Take<double>([5]);
                workspace.ZerosLike(workspace.Take<double>([6]));
            }

            using (Workspace workspace = Workspace.Rent())
            {
                workspace.Zeros<double>([7]);
                workspace.Take<float>([5]);
                workspace.Take<double>([6]);
            }
        }
    }

    [Fact]
    public void Nested_workspaces_share_nothing()
    {
        using Workspace outer = Workspace.Rent();
        Tensor<double> kept = outer.Zeros<double>([4]);
        using (Workspace inner = Workspace.Rent())
        {
            Tensor<double> other = inner.Take<double>([4]);
            Assert.NotSame(kept, other);
            other.Values().Fill(1);
        }

        Assert.Equal([0, 0, 0, 0], kept.ToArray());
    }

    [Fact]
    public void Zeros_are_zero_however_the_tensor_was_used_before()
    {
        for (int i = 0; i < 2; i++)
        {
            using Workspace workspace = Workspace.Rent();
            Tensor<double> zeros = workspace.Zeros<double>([11, 3]);
            Assert.All(zeros.ToArray(), value => Assert.Equal(0, value));
            zeros.Values().Fill(5);
        }
    }

    [Fact]
    public void Shapes_that_come_no_more_are_let_go()
    {
        WeakReference old = Take(1013);
        for (int i = 0; i < 100; i++)
        {
            Take(1014);
        }

        GC.Collect();
        Assert.False(old.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Take(int length)
        {
            using Workspace workspace = Workspace.Rent();
            return new WeakReference(workspace.Take<double>([length]));
        }
    }

    [Fact]
    public void What_was_pushed_comes_back_in_reverse_and_is_forgotten_with_its_call()
    {
        using Workspace outer = Workspace.Rent();
        Tensor<float> kept = outer.Take<float>([3]);
        outer.Push(kept);
        using (Workspace inner = Workspace.Rent())
        {
            Tensor<double> first = inner.Take<double>([2]), second = inner.Take<double>([2]);
            inner.Push(first);
            inner.Push(second);
            Assert.Same(second, inner.PopTensor<double>());
        }

        Assert.Same(kept, outer.PopTensor<float>());
    }

    [Fact]
    public void Without_a_workspace_a_layer_makes_a_new_tensor()
    {
        Tensor<float> x = Tensor.CreateFromShape<float>([2, 2]);
        Assert.NotSame(Layers.Relu(x), Layers.Relu(x, default));
    }

    [Fact]
    public void A_network_step_allocates_nothing_and_agrees_on_many_threads()
    {
        Random random = new(1);
        Tensor<double> x = LayerCases.Tensor(random, 10, 8), w1 = LayerCases.Tensor(random, 8, 5), b1 = LayerCases.Tensor(random, 5);
        Tensor<double> w2 = LayerCases.Tensor(random, 5, 3), b2 = LayerCases.Tensor(random, 3);
        int[] labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
        Tensor<double> dW1 = Tensor.CreateFromShape<double>([8, 5]), dB1 = Tensor.CreateFromShape<double>([5]);
        double loss = Step(dW1, dB1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step(dW1, dB1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        dW1.Values().Clear();
        Step(dW1, dB1);
        double[] expected = dW1.ToArray();
        Parallel.For(0, 16, _ =>
        {
            Tensor<double> gradient = Tensor.CreateFromShape<double>([8, 5]);
            Assert.Equal(loss, Step(gradient, default));
            Assert.Equal(expected, gradient.ToArray());
        });

        double Step(in TensorSpan<double> dW1, in TensorSpan<double> dB1)
        {
            using Workspace workspace = Workspace.Rent();
            Tensor<double> hidden = Layers.Affine(x, w1, b1, workspace);
            Tensor<double> active = Layers.Relu(hidden, workspace);
            Tensor<double> scores = Layers.Affine(active, w2, b2, workspace);
            double value = Layers.SoftmaxCrossEntropy(scores, labels);
            Tensor<double> dScores = workspace.ZerosLike(scores);
            Layers.SoftmaxCrossEntropyBackward(scores, labels, 1, dScores);
            Tensor<double> dActive = workspace.ZerosLike(active);
            Layers.AffineBackward(active, w2, dScores, dActive, default, default);
            Tensor<double> dHidden = workspace.ZerosLike(hidden);
            Layers.ReluBackward(active, dActive, dHidden);
            Layers.AffineBackward(x, w1, dHidden, default, dW1, dB1);
            return value;
        }
    }
}
