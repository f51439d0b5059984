using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoBackprop;

/// <summary>
/// Rows of A by a few columns of B as dot products, where k lies in memory without gaps in both: the vectors are filled with steps of k
/// instead of being filled in part with columns.
/// </summary>
/// <remarks>An element's sum is the same whichever rows and columns are computed together.</remarks>
internal static class GemmDots<T, TVector, TLanes, TNarrowVector, TNarrowLanes>
    where T : struct, IAdditionOperators<T, T, T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
    where TNarrowVector : struct
    where TNarrowLanes : ILanes<T, TNarrowVector>
{
    private const int TileRows = 4;
    private const int TileColumns = 2;

    /// <summary>With fewer steps of k, adding up what is in a vector costs more than columns that are missing.</summary>
    public static int FewestSteps => 4 * TLanes.Count;

    /// <summary>The elements of memory that the sums of a tile are put into.</summary>
    public static int ScratchLength => TileRows * TileColumns * TLanes.Count;

    /// <summary>Copies columns of B one behind the other.</summary>
    public static void Pack(ReadOnlySpan<T> source, int rowStride, int columnStride, int steps, int width, Span<T> target)
    {
        for (int column = 0; column < width; column++)
        {
            Span<T> to = target.Slice(column * steps, steps);
            ReadOnlySpan<T> from = source[(column * columnStride)..];
            for (int k = 0; k < to.Length; k++)
                to[k] = from[k * rowStride];
        }
    }

    /// <summary>C = A · B or C += A · B for rows of A and packed columns of B.</summary>
    public static void Multiply(ReadOnlyMatrixSpan<T> a, MatrixSpan<T> c, int i, int rows, int p, int steps, int j, int width, ReadOnlySpan<T> packed, Span<T> scratch, bool accumulate)
    {
        ref T sums = ref MemoryMarshal.GetReference(scratch[..ScratchLength]);
        for (int row = 0; row < rows; row += TileRows)
        {
            int height = Math.Min(TileRows, rows - row);
            for (int column = 0; column < width; column += TileColumns)
            {
                int across = Math.Min(TileColumns, width - column);
                ReadOnlySpan<T> from = a.Span[(((i + row) * a.RowStride) + p)..];
                // Rows and columns that are missing are the last one again, and are not looked at.
                Tile(
                    steps, in from[0], in from[Math.Min(1, height - 1) * a.RowStride], in from[Math.Min(2, height - 1) * a.RowStride], in from[(height - 1) * a.RowStride],
                    in packed[column * steps], in packed[(column + across - 1) * steps], ref sums);
                for (int r = 0; r < height; r++)
                {
                    for (int q = 0; q < across; q++)
                    {
                        T sum = Sum(ref Unsafe.Add(ref sums, ((r * TileColumns) + q) * TLanes.Count));
                        ref T target = ref c.Span[((i + row + r) * c.RowStride) + ((j + column + q) * c.ColumnStride)];
                        target = accumulate ? target + sum : sum;
                    }
                }
            }
        }
    }

    /// <summary>The products of four rows and two columns, in a vector for each pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(
        int steps, ref readonly T a0, ref readonly T a1, ref readonly T a2, ref readonly T a3, ref readonly T b0, ref readonly T b1, ref T sums)
    {
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        nuint whole = (nuint)(steps - (steps % TLanes.Count));
        for (nuint k = 0; k < whole; k += (nuint)TLanes.Count)
        {
            TVector column0 = TLanes.Load(in b0, k), column1 = TLanes.Load(in b1, k);
            TVector row = TLanes.Load(in a0, k);
            c00 = TLanes.MultiplyAdd(row, column0, c00);
            c01 = TLanes.MultiplyAdd(row, column1, c01);
            row = TLanes.Load(in a1, k);
            c10 = TLanes.MultiplyAdd(row, column0, c10);
            c11 = TLanes.MultiplyAdd(row, column1, c11);
            row = TLanes.Load(in a2, k);
            c20 = TLanes.MultiplyAdd(row, column0, c20);
            c21 = TLanes.MultiplyAdd(row, column1, c21);
            row = TLanes.Load(in a3, k);
            c30 = TLanes.MultiplyAdd(row, column0, c30);
            c31 = TLanes.MultiplyAdd(row, column1, c31);
        }

        if (whole < (nuint)steps)
        {
            TVector column0 = Rest(in b0, whole, steps, ref sums), column1 = Rest(in b1, whole, steps, ref sums);
            TVector row = Rest(in a0, whole, steps, ref sums);
            c00 = TLanes.MultiplyAdd(row, column0, c00);
            c01 = TLanes.MultiplyAdd(row, column1, c01);
            row = Rest(in a1, whole, steps, ref sums);
            c10 = TLanes.MultiplyAdd(row, column0, c10);
            c11 = TLanes.MultiplyAdd(row, column1, c11);
            row = Rest(in a2, whole, steps, ref sums);
            c20 = TLanes.MultiplyAdd(row, column0, c20);
            c21 = TLanes.MultiplyAdd(row, column1, c21);
            row = Rest(in a3, whole, steps, ref sums);
            c30 = TLanes.MultiplyAdd(row, column0, c30);
            c31 = TLanes.MultiplyAdd(row, column1, c31);
        }

        nuint next = (nuint)TLanes.Count;
        TLanes.Store(c00, ref sums, 0);
        TLanes.Store(c01, ref sums, next);
        TLanes.Store(c10, ref sums, 2 * next);
        TLanes.Store(c11, ref sums, 3 * next);
        TLanes.Store(c20, ref sums, 4 * next);
        TLanes.Store(c21, ref sums, 5 * next);
        TLanes.Store(c30, ref sums, 6 * next);
        TLanes.Store(c31, ref sums, 7 * next);
    }

    /// <summary>The last elements, which fill no vector, and zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Rest(ref readonly T source, nuint from, int steps, ref T scratch)
    {
        TLanes.Store(default, ref scratch, 0);
        for (nuint k = from; k < (nuint)steps; k++)
            Unsafe.Add(ref scratch, k - from) = Unsafe.Add(ref Unsafe.AsRef(in source), k);
        return TLanes.Load(ref scratch, 0);
    }

    /// <summary>The elements of a vector, added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum(ref T vector)
    {
        TNarrowVector sum = TNarrowLanes.Load(ref vector, 0);
        for (int at = TNarrowLanes.Count; at < TLanes.Count; at += TNarrowLanes.Count)
            sum = TNarrowLanes.Add(sum, TNarrowLanes.Load(ref vector, (nuint)at));
        TNarrowLanes.Store(sum, ref vector, 0);
        T all = vector;
        for (int at = 1; at < TNarrowLanes.Count; at++)
            all += Unsafe.Add(ref vector, at);
        return all;
    }
}
