using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

/// <summary>What a backward pass asks of its spans, what it keeps, and what it leaves behind.</summary>
public class StorageTests
{
    private static readonly double[] X = [0.6, -0.9, 1.2];
    private static readonly double[] Y = [1.5, 0.5, -2.0];

    [Fact]
    public void A_gradient_of_another_length_is_refused_before_anything_is_written()
    {
        double[] dX = [7, 7, 7];

        Assert.Equal("dY", Assert.ThrowsAny<ArgumentException>(() => Storage.WeightedBackward(X, Y, 2, 1, dX, new double[2])).ParamName);
        Assert.Equal("dY", Assert.ThrowsAny<ArgumentException>(() => Storage.WeightedBackward(X, Y, 2, 1, dX, new double[4])).ParamName);
        Assert.Equal("dY", Assert.ThrowsAny<ArgumentException>(() => Storage.WeightedBackward(X, Y, 2, 1, dX, [])).ParamName);
        Assert.Equal([7.0, 7.0, 7.0], dX);
        Assert.Equal("dX", Assert.ThrowsAny<ArgumentException>(() => Storage.WeightedBackward(X, Y, 2, 1, default, new double[3])).ParamName);
    }

    [Fact]
    public void A_gradient_that_is_an_input_is_refused_before_anything_is_written()
    {
        double[] x = [.. X];
        double[] y = [.. Y];
        double[] dX = [7, 7, 7];

        Assert.Equal("dY", Assert.ThrowsAny<ArgumentException>(() => Storage.WeightedBackward(x, y, 2, 1, dX, y)).ParamName);
        Assert.Equal("dY", Assert.ThrowsAny<ArgumentException>(() => Storage.WeightedBackward(x, y, 2, 1, dX, x)).ParamName);
        Assert.Equal("dX", Assert.ThrowsAny<ArgumentException>(() => Storage.WeightedBackward(x, y, 2, 1, y, new double[3])).ParamName);
        double[] memory = [.. X, 0];
        Assert.Equal("dX", Assert.ThrowsAny<ArgumentException>(
            () => Storage.SquaresBackward(memory.AsSpan(0, 3), new double[3], memory.AsSpan(1, 3), new double[3])).ParamName);
        Assert.Equal([7.0, 7.0, 7.0], dX);
        Assert.Equal(X, x);
        Assert.Equal(Y, y);
        Assert.Equal([.. X, 0], memory);
    }

    [Fact]
    public void A_written_buffers_gradient_is_held_to_the_same()
    {
        double[] y = [7, 7, 7];

        Assert.Equal("dY", Assert.ThrowsAny<ArgumentException>(() => Storage.SquaresBackward(X, y, new double[3], new double[2])).ParamName);
        Assert.Equal("dY", Assert.ThrowsAny<ArgumentException>(() => Storage.SquaresBackward(X, y, new double[3], y)).ParamName);
        Assert.Equal([7.0, 7.0, 7.0], y);
    }

    [Fact]
    public void A_gradient_of_another_shape_is_refused()
    {
        double[,] a = { { 1, 2 }, { 3, 4 } };

        Assert.Equal("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.TraceBackward(a, 1, new double[2, 3])).ParamName);
        Assert.Equal("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.TraceBackward(a, 1, new double[4, 1])).ParamName);
        Assert.Equal("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.TraceBackward(a, 1, a)).ParamName);
        Assert.Equal("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.TraceBackward(a, 1, null!)).ParamName);
        double[][] rows = [[1, 2], [3]];
        Assert.StartsWith("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.RowSumsBackward(rows, 1, [new double[2], new double[2]])).ParamName, StringComparison.Ordinal);
        Assert.StartsWith("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.RowSumsBackward(rows, 1, [new double[2]])).ParamName, StringComparison.Ordinal);
        Assert.StartsWith("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.RowSumsBackward(rows, 1, [new double[2], rows[1]])).ParamName, StringComparison.Ordinal);
        Assert.StartsWith("dA", Assert.ThrowsAny<ArgumentException>(() => Storage.RowSumsBackward(rows, 1, [new double[2], rows[0]])).ParamName, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_function_throws_its_backward_throws_and_the_next_call_is_right()
    {
        double[] table = [0.5, 1.5, 2.5];
        var before = Storage.LookUpGradient(table, [0, 2, 1, 1], 0.7);
        for (int i = 0; i < 100; i++)
        {
            Assert.Throws<IndexOutOfRangeException>(() => Storage.LookUp(table, [0, 2, 1, 3], 0.7));
            double[] dTable = [7, 7, 7];
            Assert.Throws<IndexOutOfRangeException>(() => Storage.LookUpBackward(table, [0, 2, 1, 3], 0.7, 1, dTable));
            Assert.Equal([7.0, 7.0, 7.0], dTable);
            Assert.Throws<DivideByZeroException>(() => Storage.DividedGradient(0.7, [3, 4, 0]));
            Assert.Throws<NullReferenceException>(() => Storage.LookUpGradient(table, null!, 0.7));
        }

        var after = Storage.LookUpGradient(table, [0, 2, 1, 1], 0.7);
        Assert.Equal(before.value, after.value);
        Assert.Equal(before.dTable, after.dTable);
        Assert.Equal(before.dX, after.dX);
        Check.Gradient(Storage.LookUp, table, new[] { 0, 2, 1, 1 }, 0.7);
        Check.Gradient(Storage.Divided, 0.7, new[] { 3, 4, 5 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ten_million_steps_keep_eight_bytes_each(bool counted)
    {
        const int Steps = 10_000_000;
        long allocated = 0;
        (double value, double dX, double dRate) result = default;
        var thread = new Thread(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            result = counted ? Storage.RecurrenceGradient(0.3, 3.0, Steps) : Storage.RecurrenceWhileGradient(0.3, 3.0, Steps);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Workspace.Trim();
        });
        thread.Start();
        thread.Join();

        Assert.Equal(Storage.Recurrence(0.3, 3.0, Steps), result.value);
        Assert.True(double.IsFinite(result.dRate));
        // Where the steps cannot be counted before, memory comes in blocks, and the last one need not be full.
        long block = counted ? 1 << 20 : 1 << 25;
        Assert.InRange(allocated, 0, 8L * Steps + block);
    }

    [Fact]
    public void A_sum_keeps_nothing()
    {
        Storage.HarmonicSumGradient(0.5, 10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var result = Storage.HarmonicSumGradient(0.5, 10_000_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(result.value / 0.5, result.dX, 1e-10);
    }

    [Fact]
    public void A_backward_pass_allocates_nothing_once_it_has_run()
    {
        double[] weights = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i))];
        double[] dWeights = new double[12];
        double[] dX = new double[3];
        double[] dY = new double[3];
        double[,] matrix = { { 1, 2 }, { 3, 4 } };
        double[,] dMatrix = new double[2, 2];
        int[] indices = [0, 2, 1, 1];

        AllocatesNothing(() => Storage.WeightedBackward(X, Y, 2, 1, dX, dY));
        AllocatesNothing(() => Storage.NetworkBackward(weights, X, 1, dWeights, dX));
        AllocatesNothing(() => Storage.SoftmaxBackward(X, 1, 1, dX));
        AllocatesNothing(() => Storage.SquaresBackward(X, Y, dX, dY));
        AllocatesNothing(() => Storage.TraceBackward(matrix, 1, dMatrix));
        AllocatesNothing(() => Storage.LookUpBackward(X, indices, 0.7, 1, dX));
        AllocatesNothing(() => Storage.RecurrenceBackward(0.3, 3.0, 100_000, 1));
        AllocatesNothing(() => Storage.RecurrenceWhileBackward(0.3, 3.0, 100_000, 1));
        AllocatesNothing(() => Learning.LogSumExpBackward(X, 1, dX));
        AllocatesNothing(() => Calculus.PowerBackward(1.1, 100, 1));
        AllocatesNothing(() => Mechanics.EccentricAnomalyBackward(0.7, 0.3, 1));
        AllocatesNothing(() => Loops.SieveBackward(X, 50, 1, dX));
    }

    [Fact]
    public void Two_threads_do_not_disturb_each_other()
    {
        double expected = Storage.RecurrenceGradient(0.3, 3.7, 1000).dX;
        Parallel.For(0, 200, i => Assert.Equal(expected, Storage.RecurrenceGradient(0.3, 3.7, 1000).dX));
    }

    private static void AllocatesNothing(Action backward)
    {
        for (int i = 0; i < 3; i++)
            backward();
        long before = GC.GetAllocatedBytesForCurrentThread();
        backward();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
