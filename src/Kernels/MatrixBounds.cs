namespace AutoBackprop;

/// <summary>The one check that makes the kernels memory-safe: a matrix lies within its span.</summary>
internal static class MatrixBounds
{
    public static void Check(int length, int rows, int columns, int rowStride, int columnStride)
    {
        if (rows < 0 || columns < 0 || rowStride < 0 || columnStride < 0)
        {
            throw new ArgumentException(
                $"A matrix cannot be [{rows}, {columns}] with strides [{rowStride}, {columnStride}]: all must be 0 or more.");
        }

        if (rows == 0 || columns == 0)
        {
            return;
        }

        long needed = ((long)(rows - 1) * rowStride) + ((long)(columns - 1) * columnStride) + 1;
        if (needed > length)
        {
            throw new ArgumentException(
                $"A matrix [{rows}, {columns}] with strides [{rowStride}, {columnStride}] needs {needed} elements, but has {length}.");
        }
    }
}
