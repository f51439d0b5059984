using Xunit;

namespace AutoBackprop.Tests.Runtime;

/// <summary>The parts and rows of buffers that loops go along: those that are there, none for a loop that does not run, and the exception of an index that is outside.</summary>
public sealed class ElementsTests
{
    private static readonly double[] Buffer = [1, 2, 3, 4];

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    public void A_part_is_the_memory_of_its_buffer(int start, int count)
    {
        Span<double> part = Elements.Of(Buffer, start, count);

        Assert.Equal(Buffer[start..(start + count)], part.ToArray());
        Assert.True(part == Buffer.AsSpan(start, count));
        Assert.True(Elements.Of((ReadOnlySpan<double>)Buffer, start, count) == Buffer.AsSpan(start, count));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(-3, 0)]
    [InlineData(9, 0)]
    [InlineData(9, -1)]
    [InlineData(-9, int.MinValue)]
    public void A_loop_that_does_not_run_touches_nothing(int start, int count)
    {
        Assert.True(Elements.Of(Buffer, start, count).IsEmpty);
        Assert.True(Elements.Of((ReadOnlySpan<double>)Buffer, start, count).IsEmpty);
        Assert.True(Elements.Of((double[])null!, start, count).IsEmpty);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(-1, 5)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(int.MinValue, 1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void An_index_outside_is_none(int start, int count)
    {
        Assert.Throws<IndexOutOfRangeException>(() => Elements.Of(Buffer, start, count).Length);
        Assert.Throws<IndexOutOfRangeException>(() => Elements.Of((ReadOnlySpan<double>)Buffer, start, count).Length);
    }

    [Fact]
    public void An_array_that_is_not_there_has_no_elements() =>
        Assert.Throws<NullReferenceException>(() => Elements.Of((double[])null!, 0, 1).Length);
}
