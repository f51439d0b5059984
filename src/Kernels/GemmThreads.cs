using System.Buffers;
using System.Numerics;

namespace AutoBackprop;

/// <summary>
/// Splits the rows of a product over threads. The operands are copied into pooled arrays, because spans cannot cross
/// threads; the copies are a small part of any product worth splitting.
/// </summary>
internal static class GemmThreads<T>
    where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>Threads take rows in units of this many, so that they seldom share a tile.</summary>
    private const int RowUnit = 8;

    public static void Multiply(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c, bool accumulate, int threads)
    {
        int m = c.Rows, n = c.Columns, depth = a.Columns;

        // A's rows lie without gaps in the copy if and only if they do so in A: what is added up in which order depends on it.
        bool byRows = a.ColumnStride == 1 && a.RowStride != 1;
        T[] left = ArrayPool<T>.Shared.Rent(checked(m * depth));
        T[] right = ArrayPool<T>.Shared.Rent(checked(depth * n));
        T[] product = ArrayPool<T>.Shared.Rent(checked(m * n));
        try
        {
            if (byRows)
            {
                Copy(a, new MatrixSpan<T>(left, m, depth));
            }
            else
            {
                Copy(a.Transposed, new MatrixSpan<T>(left, depth, m));
            }

            Copy(b, new MatrixSpan<T>(right, depth, n));
            if (accumulate)
            {
                Copy(c, new MatrixSpan<T>(product, m, n));
            }

            int units = (m + RowUnit - 1) / RowUnit;
            int parts = Math.Min(threads, units);
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
            {
                int first = (int)((long)units * part / parts) * RowUnit;
                int last = Math.Min(m, (int)((long)units * (part + 1) / parts) * RowUnit);
                int rows = last - first;
                Gemm.MultiplyOnThisThread(
                    byRows
                        ? new ReadOnlyMatrixSpan<T>(left.AsSpan(first * depth, rows * depth), rows, depth)
                        : new ReadOnlyMatrixSpan<T>(left.AsSpan(first), rows, depth, 1, m),
                    new ReadOnlyMatrixSpan<T>(right, depth, n),
                    new MatrixSpan<T>(product.AsSpan(first * n, rows * n), rows, n),
                    accumulate);
            });

            Copy(new MatrixSpan<T>(product, m, n), c);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(left);
            ArrayPool<T>.Shared.Return(right);
            ArrayPool<T>.Shared.Return(product);
        }
    }

    private static void Copy(ReadOnlyMatrixSpan<T> from, MatrixSpan<T> to)
    {
        for (int i = 0; i < from.Rows; i++)
        {
            if (from.ColumnStride == 1 && to.ColumnStride == 1)
            {
                from.Span.Slice(i * from.RowStride, from.Columns).CopyTo(to.Span[(i * to.RowStride)..]);
                continue;
            }

            for (int j = 0; j < from.Columns; j++)
            {
                to.Span[(i * to.RowStride) + (j * to.ColumnStride)] = from.Span[(i * from.RowStride) + (j * from.ColumnStride)];
            }
        }
    }
}
