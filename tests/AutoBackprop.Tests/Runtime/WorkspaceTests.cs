using Xunit;

namespace AutoBackprop.Tests.Runtime;

/// <summary>The memory that a backward pass works in.</summary>
public sealed class WorkspaceTests
{
    [Fact]
    public void Ten_million_values_take_no_more_than_themselves()
    {
        const int Count = 10_000_000;
        long taken = OnAnotherThread(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using Workspace workspace = Workspace.Rent();
            for (int i = 0; i < Count; i++)
                workspace.Push(1.5 * i);
            for (int i = Count - 1; i >= 0; i--)
            {
                if (workspace.Pop<double>() != 1.5 * i)
                    return -1;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        // What is left of the last block, and what is known of the blocks.
        Assert.InRange(taken, 8L * Count, 8L * Count + (1 << 20));
    }

    [Fact]
    public void Arrays_are_used_again_and_come_as_zeros()
    {
        bool isSame = OnAnotherThread(() =>
        {
            double[] first;
            double[,] second;
            using (Workspace workspace = Workspace.Rent())
            {
                first = workspace.ZerosArray<double>(3);
                second = workspace.ZerosArray<double>(2, 3);
                (first[1], second[1, 2]) = (7, 8);
                Assert.NotSame(first, workspace.ZerosArray<double>(3));
            }

            using Workspace next = Workspace.Rent();
            return ReferenceEquals(first, next.ZerosArray<double>(3)) && ReferenceEquals(second, next.ZerosArray<double>(2, 3)) && first[1] == 0 && second[1, 2] == 0;
        });

        Assert.True(isSame);
    }

    [Fact]
    public void A_mark_gives_arrays_back()
    {
        using Workspace workspace = Workspace.Rent();
        WorkspaceMark mark = workspace.Mark();
        int[] first = workspace.ZerosArray<int>(5);
        workspace.Release(mark);

        Assert.Same(first, workspace.ZerosArray<int>(5));
    }

    [Fact]
    public void What_is_kept_comes_back_in_reverse()
    {
        double[,] rectangle = { { 1, 2, 3 }, { 4, 5, 6 } };
        double[][] rows = [[1], [], [2, 3]];
        using Workspace workspace = Workspace.Rent();
        workspace.KeepCopy(rectangle);
        workspace.KeepCopy(rows);
        workspace.KeepCopy<double>([9.0, 8.0]);

        Assert.Equal([9.0, 8.0], workspace.RecallArray<double>(2));
        Assert.Equal(rows, workspace.RecallRows<double>(3));
        Assert.Equal(rectangle, workspace.RecallArray<double>(2, 3));
    }

    [Fact]
    public void Arrays_of_more_dimensions_come_back_in_memory_that_is_used_again()
    {
        double[,,] first = { { { 1, 2 }, { 3, 4 } } }, second = { { { 5 }, { 6 } } }, none = new double[2, 0, 3];
        float[,,,] third = { { { { 7, 8, 9 } } } };
        using Workspace workspace = Workspace.Rent();
        WorkspaceMark mark = workspace.Mark();
        workspace.KeepArray<double>(first);
        workspace.KeepArray<float>(third);
        workspace.KeepArray<double>(none);
        workspace.KeepArray<double>(second);

        Assert.Equal(second, workspace.RecallArray<double, double[,,]>());
        Assert.Equal(none, workspace.RecallArray<double, double[,,]>());
        Assert.Equal(third, workspace.RecallArray<float, float[,,,]>());
        double[,,] recalled = workspace.RecallArray<double, double[,,]>();
        Assert.Equal(first, recalled);
        workspace.Release(mark);
        workspace.KeepArray<double>(second);
        Assert.Equal(second, workspace.RecallArray<double, double[,,]>());
        workspace.KeepArray<double>(first);
        Assert.Same(recalled, workspace.RecallArray<double, double[,,]>());
    }

    [Fact]
    public void What_holds_references_comes_back_in_reverse()
    {
        var pair = ("a", 1.5);
        using Workspace workspace = Workspace.Rent();
        workspace.Push(2.5);
        workspace.Push("text");
        workspace.Push<string?>((string?)null);
        workspace.Push(pair);
        workspace.KeepCopy<string>(["b", "c"]);
        workspace.KeepCopy<string>(["d"]);
        using (Workspace inner = Workspace.Rent())
            inner.Push("left behind");

        Assert.Equal(["d"], workspace.Recall<string>(1));
        Assert.Equal(["b", "c"], workspace.RecallArray<string>(2));
        Assert.Equal(pair, workspace.Pop<(string, double)>());
        Assert.Null(workspace.Pop<string?>());
        Assert.Equal("text", workspace.Pop<string>());
        Assert.Equal(2.5, workspace.Pop<double>());
    }

    [Fact]
    public void An_object_is_not_kept_alive_by_what_kept_it()
    {
        WeakReference popped = Kept(static workspace => workspace.Pop<object>()), dropped = Kept(static _ => { }), boxed = Kept(static workspace => workspace.Push((workspace.Pop<object>(), 1))), copied = Kept(static workspace =>
        {
            workspace.KeepCopy<object>([workspace.Pop<object>()]);
            workspace.RecallArray<object>(1);
        });
        GC.Collect();

        Assert.False(popped.IsAlive || dropped.IsAlive || boxed.IsAlive || copied.IsAlive);
    }

    private delegate void Use(Workspace workspace);

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Kept(Use use)
    {
        object kept = new();
        using Workspace workspace = Workspace.Rent();
        workspace.Push(kept);
        use(workspace);
        return new WeakReference(kept);
    }

    [Fact]
    public void What_comes_back_as_a_copy_stays_when_something_else_is_kept()
    {
        using Workspace workspace = Workspace.Rent();
        workspace.KeepCopy<double>([1.0, 2.0]);
        Span<double> copy = workspace.RecallCopy<double>(2);
        workspace.KeepCopy<double>([8.0, 9.0]);

        Assert.Equal([1.0, 2.0], copy);
        Assert.Equal([8.0, 9.0], workspace.Recall<double>(2));
    }

    [Fact]
    public void A_negative_length_is_no_array()
    {
        using Workspace workspace = Workspace.Rent();
        OverflowException? thrown = null;
        try
        {
            workspace.Zeros<double>(-1);
        }
        catch (OverflowException exception)
        {
            thrown = exception;
        }

        Assert.NotNull(thrown);
    }

    [Fact]
    public void More_than_was_kept_cannot_be_taken_back()
    {
        bool isRefused = OnAnotherThread(() =>
        {
            using Workspace workspace = Workspace.Rent();
            workspace.Push(1.5);
            try
            {
                workspace.Pop<(double, double)>();
                return false;
            }
            catch (InvalidOperationException)
            {
                return workspace.Pop<double>() == 1.5;
            }
        });

        Assert.True(isRefused);
    }

    private static T OnAnotherThread<T>(Func<T> run)
    {
        T? result = default;
        var thread = new Thread(() => result = run());
        thread.Start();
        thread.Join();
        return result!;
    }
}
