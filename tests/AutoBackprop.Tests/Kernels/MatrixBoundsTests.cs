using Xunit;

namespace AutoBackprop.Tests.Kernels;

/// <summary>The one check behind which memory is read without others: exactly what lies within passes.</summary>
public sealed class MatrixBoundsTests
{
    [Theory]
    [InlineData(6, 2, 3, 3, 1)]
    [InlineData(6, 2, 3, 1, 2)]
    [InlineData(7, 2, 3, 4, 1)]
    [InlineData(3, 5, 3, 0, 1)]
    [InlineData(5, 5, 3, 1, 0)]
    [InlineData(1, 5, 3, 0, 0)]
    [InlineData(0, 0, 3, 3, 1)]
    [InlineData(0, 3, 0, 3, 1)]
    public void What_lies_within_passes(int length, int rows, int columns, int rowStride, int columnStride) =>
        MatrixBounds.Check(length, rows, columns, rowStride, columnStride);

    [Theory]
    [InlineData(5, 2, 3, 3, 1)]
    [InlineData(6, 2, 3, 4, 1)]
    [InlineData(2, 5, 3, 0, 1)]
    [InlineData(0, 1, 1, 0, 0)]
    [InlineData(9, -1, 3, 3, 1)]
    [InlineData(9, 2, -1, 3, 1)]
    [InlineData(9, 2, 3, -1, 1)]
    [InlineData(9, 2, 3, 3, -1)]
    [InlineData(int.MaxValue, int.MaxValue, 2, int.MaxValue, int.MaxValue)]
    public void What_does_not_is_refused(int length, int rows, int columns, int rowStride, int columnStride) =>
        Assert.Throws<ArgumentException>(() => MatrixBounds.Check(length, rows, columns, rowStride, columnStride));
}
