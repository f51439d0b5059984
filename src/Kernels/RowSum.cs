using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>The sum of a matrix's rows, as a bias' gradient is: columns side by side in registers, without a call for each row.</summary>
internal static class RowSum
{
    /// <summary>sum[j] += Σ x[i, j] over the rows; x lies in memory row by row without gaps.</summary>
    public static void Add<T>(ReadOnlySpan<T> x, Span<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count, columns = sum.Length, column = 0;
        for (; column + (4 * width) <= columns; column += 4 * width)
        {
            Vector<T> s0 = new(sum[column..]), s1 = new(sum[(column + width)..]);
            Vector<T> s2 = new(sum[(column + (2 * width))..]), s3 = new(sum[(column + (3 * width))..]);
            for (int at = column; at < x.Length; at += columns)
            {
                ReadOnlySpan<Vector<T>> row = MemoryMarshal.Cast<T, Vector<T>>(x.Slice(at, 4 * width));
                s0 += row[0];
                s1 += row[1];
                s2 += row[2];
                s3 += row[3];
            }

            s0.CopyTo(sum[column..]);
            s1.CopyTo(sum[(column + width)..]);
            s2.CopyTo(sum[(column + (2 * width))..]);
            s3.CopyTo(sum[(column + (3 * width))..]);
        }

        for (; column + width <= columns; column += width)
        {
            Vector<T> s = new(sum[column..]);
            for (int at = column; at < x.Length; at += columns)
            {
                s += new Vector<T>(x.Slice(at, width));
            }

            s.CopyTo(sum[column..]);
        }

        for (; column < columns; column++)
        {
            T s = sum[column];
            for (int at = column; at < x.Length; at += columns)
            {
                s += x[at];
            }

            sum[column] = s;
        }
    }
}
