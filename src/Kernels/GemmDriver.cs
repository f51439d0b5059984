using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AutoBackprop;

/// <summary>
/// The loops around <see cref="GemmTile{T, TVector, TLanes, TRows, TVectors}"/>: blocks that fit the caches, B packed
/// so that the innermost loop reads it in order. The scheme is that of K. Goto and R. van de Geijn,
/// "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008, without the packing of A: read through its
/// strides, A was measured to be 5–20 % faster at every shape up to 1024³.
/// </summary>
/// <remarks>
/// An element of C is summed in the same order whichever rows are computed together, so that splitting the rows
/// over threads changes no bit. A last panel of few columns is taken by the narrow lanes, or along k.
/// </remarks>
internal static class GemmDriver<T, TVector, TLanes, TNarrowVector, TNarrowLanes>
    where T : struct, IAdditionOperators<T, T, T>
    where TVector : struct
    where TLanes : ILanes<T, TVector>
    where TNarrowVector : struct
    where TNarrowLanes : ILanes<T, TNarrowVector>
{
    /// <summary>Rows in one block: a block of A stays in the second-level cache.</summary>
    private const int RowBlock = 192;

    /// <summary>Columns in one block, rounded up to whole tiles: a block of B stays in the third-level cache.</summary>
    private const int ColumnBlock = 960;

    /// <summary>k in one block: a panel of B stays in the second-level cache, a tile's rows of A in the first.</summary>
    private static int DepthBlock => 2048 / Unsafe.SizeOf<T>();

    private static int TileColumns => TLanes.TileVectors * TLanes.Count;

    /// <summary>C = A · B or C += A · B; the shapes fit together, and none is empty.</summary>
    public static void Multiply(ReadOnlyMatrixSpan<T> a, ReadOnlyMatrixSpan<T> b, MatrixSpan<T> c, bool accumulate)
    {
        int m = c.Rows, n = c.Columns, depth = a.Columns;
        int depthBlocks = (depth + DepthBlock - 1) / DepthBlock;
        int depthBlock = (depth + depthBlocks - 1) / depthBlocks;

        // Panels are read in place where packing them would not be repaid by enough rows.
        bool inPlace = b.ColumnStride == 1 && m <= 2 * TLanes.TileRows;

        int columnBlock = (Math.Min(n, ColumnBlock) + TileColumns - 1) / TileColumns * TileColumns;
        Span<T> buffer = KernelBuffer<T>.Get(((inPlace ? TileColumns : columnBlock) * depthBlock) + (TLanes.TileRows * TileColumns));

        for (int j = 0; j < n; j += columnBlock)
        {
            int columns = Math.Min(columnBlock, n - j);
            for (int p = 0; p < depth; p += depthBlock)
            {
                int steps = Math.Min(depthBlock, depth - p);
                bool add = accumulate || p > 0;
                for (int i = 0; i < m; i += RowBlock)
                {
                    int rows = Math.Min(RowBlock, m - i);
                    for (int panel = 0; panel < columns; panel += TileColumns)
                    {
                        int width = Math.Min(TileColumns, columns - panel);
                        bool narrow = TNarrowLanes.Count < TLanes.Count && width <= TNarrowLanes.Count;
                        int padded = narrow ? TNarrowLanes.Count : (width + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
                        ReadOnlySpan<T> source = b.Span[((p * b.RowStride) + ((j + panel) * b.ColumnStride))..];
                        if (narrow && a.ColumnStride == 1 && a.RowStride != 1 && steps >= GemmDots<T, TVector, TLanes, TNarrowVector, TNarrowLanes>.FewestSteps)
                        {
                            Span<T> columnsOfB = buffer[(TLanes.TileRows * TileColumns)..].Slice(inPlace ? 0 : panel * steps, width * steps);
                            if (i == 0)
                                GemmDots<T, TVector, TLanes, TNarrowVector, TNarrowLanes>.Pack(source, b.RowStride, b.ColumnStride, steps, width, columnsOfB);
                            GemmDots<T, TVector, TLanes, TNarrowVector, TNarrowLanes>.Multiply(a, c, i, rows, p, steps, j + panel, width, columnsOfB, buffer, add);
                            continue;
                        }

                        if (inPlace && width == padded)
                        {
                            MultiplyPanel(a, c, i, rows, p, steps, j + panel, width, narrow, in source[0], b.RowStride, buffer, add);
                            continue;
                        }

                        Span<T> packed = buffer[(TLanes.TileRows * TileColumns)..].Slice(inPlace ? 0 : panel * steps, padded * steps);
                        if (i == 0)
                        {
                            if (narrow)
                            {
                                GemmPacking<T, TNarrowVector, TNarrowLanes>.Pack(
                                    source, b.RowStride, b.ColumnStride, steps, width, padded, packed);
                            }
                            else
                            {
                                GemmPacking<T, TVector, TLanes>.Pack(
                                    source, b.RowStride, b.ColumnStride, steps, width, padded, packed);
                            }
                        }

                        MultiplyPanel(a, c, i, rows, p, steps, j + panel, width, narrow, in packed[0], padded, buffer, add);
                    }
                }
            }
        }
    }

    /// <summary>Rows of A by one panel of B.</summary>
    private static void MultiplyPanel(
        ReadOnlyMatrixSpan<T> a, MatrixSpan<T> c, int i, int rows, int p, int steps, int j, int width, bool narrow,
        ref readonly T panel, nint panelRow, Span<T> buffer, bool accumulate)
    {
        if (narrow && a.RowStride == 1)
        {
            int done = MultiplyNarrowPanelAlongRows(a, c, i, rows, p, steps, j, width, in panel, panelRow, buffer, accumulate);
            i += done;
            rows -= done;
        }

        int vectors = (width + TLanes.Count - 1) / TLanes.Count;
        bool whole = width == (narrow ? TNarrowLanes.Count : vectors * TLanes.Count);
        bool direct = whole && c.ColumnStride == 1;
        bool far = Sse.IsSupported && direct && c.RowStride > 2 * TileColumns;
        ref T scratch = ref MemoryMarshal.GetReference(buffer[..(TLanes.TileRows * TileColumns)]);

        for (int row = i; row < i + rows;)
        {
            int left = i + rows - row;
            int height = left >= TLanes.TileRows ? TLanes.TileRows : left >= 4 ? 4 : left >= 2 ? 2 : 1;
            ref readonly T corner = ref a.Span[(row * a.RowStride) + (p * a.ColumnStride)];
            ref T target = ref c.Span[(row * c.RowStride) + (j * c.ColumnStride)];
            ref T to = ref direct ? ref target : ref scratch;
            nint toRow = direct ? c.RowStride : TileColumns;
            bool add = direct && accumulate;
            if (far)
            {
                Prefetch(ref target, height, width, c.RowStride);
            }

            if (narrow)
            {
                Tile<TNarrowVector, TNarrowLanes, SizeOne>(
                    height, steps, in corner, a.RowStride, a.ColumnStride, in panel, panelRow, ref to, toRow, add);
            }
            else if (vectors == 3)
            {
                Tile<TVector, TLanes, SizeThree>(
                    height, steps, in corner, a.RowStride, a.ColumnStride, in panel, panelRow, ref to, toRow, add);
            }
            else if (vectors == 2)
            {
                Tile<TVector, TLanes, SizeTwo>(
                    height, steps, in corner, a.RowStride, a.ColumnStride, in panel, panelRow, ref to, toRow, add);
            }
            else
            {
                Tile<TVector, TLanes, SizeOne>(
                    height, steps, in corner, a.RowStride, a.ColumnStride, in panel, panelRow, ref to, toRow, add);
            }

            if (!direct)
            {
                CopyTile(ref scratch, height, width, ref target, c.RowStride, c.ColumnStride, accumulate);
            }

            row += height;
        }
    }

    /// <summary>
    /// Rows of A by a panel of few columns, where A's columns lie in memory without gaps: the tiles are those of Cᵀ, so that vectors
    /// are filled with rows instead of being filled in part with columns. Every element's sum is the same.
    /// </summary>
    /// <returns>The rows that were multiplied; those that fill no vector are left.</returns>
    private static int MultiplyNarrowPanelAlongRows(
        ReadOnlyMatrixSpan<T> a, MatrixSpan<T> c, int i, int rows, int p, int steps, int j, int width,
        ref readonly T panel, nint panelRow, Span<T> buffer, bool accumulate)
    {
        ref T scratch = ref MemoryMarshal.GetReference(buffer[..(TLanes.TileRows * TileColumns)]);
        int done = 0;
        while (rows - done >= TLanes.Count)
        {
            int vectors = Math.Min((rows - done) / TLanes.Count, TLanes.TileVectors);
            int across = vectors * TLanes.Count;
            ref readonly T corner = ref a.Span[i + done + (p * a.ColumnStride)];
            for (int column = 0; column < width;)
            {
                int left = width - column;
                int height = left >= 4 ? 4 : left >= 2 ? 2 : 1;
                ref readonly T first = ref Unsafe.Add(ref Unsafe.AsRef(in panel), column);
                if (vectors == 3)
                {
                    Tile<TVector, TLanes, SizeThree>(
                        height, steps, in first, 1, panelRow, in corner, a.ColumnStride, ref scratch, TileColumns, false);
                }
                else if (vectors == 2)
                {
                    Tile<TVector, TLanes, SizeTwo>(
                        height, steps, in first, 1, panelRow, in corner, a.ColumnStride, ref scratch, TileColumns, false);
                }
                else
                {
                    Tile<TVector, TLanes, SizeOne>(
                        height, steps, in first, 1, panelRow, in corner, a.ColumnStride, ref scratch, TileColumns, false);
                }

                ref T target = ref c.Span[((i + done) * c.RowStride) + ((j + column) * c.ColumnStride)];
                CopyTile(ref scratch, height, across, ref target, c.ColumnStride, c.RowStride, accumulate);
                column += height;
            }

            done += across;
        }

        return done;
    }

    /// <summary>From the scratch tile into C, where C's rows end before the tile's or have gaps.</summary>
    private static void CopyTile(ref T tile, int height, int width, ref T c, nint cRow, nint cColumn, bool accumulate)
    {
        for (nint row = 0; row < height; row++)
        {
            ref T from = ref Unsafe.Add(ref tile, row * TileColumns);
            ref T to = ref Unsafe.Add(ref c, row * cRow);
            if (accumulate)
            {
                for (nint column = 0; column < width; column++, to = ref Unsafe.Add(ref to, cColumn))
                {
                    to += Unsafe.Add(ref from, column);
                }
            }
            else
            {
                for (nint column = 0; column < width; column++, to = ref Unsafe.Add(ref to, cColumn))
                {
                    to = Unsafe.Add(ref from, column);
                }
            }
        }
    }

    /// <summary>
    /// C's rows are asked for before a tile is computed, and have come when it is: where they lie far apart, the processor does not
    /// guess which comes next, and waits for the second-level cache with nothing else to do.
    /// </summary>
    private static unsafe void Prefetch(ref T c, int height, int width, nint cRow)
    {
        int line = 64 / Unsafe.SizeOf<T>();
        for (nint row = 0; row < height; row++)
        {
            ref T start = ref Unsafe.Add(ref c, row * cRow);
            for (nint column = 0; column < width; column += line)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref start, column)));
            }

            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref start, width - 1)));
        }
    }

    private static void Tile<TTileVector, TTileLanes, TVectors>(
        int rows, nint depth, ref readonly T a, nint aRow, nint aColumn, ref readonly T b, nint bRow, ref T c, nint cRow, bool accumulate)
        where TTileVector : struct
        where TTileLanes : ILanes<T, TTileVector>
        where TVectors : ISize
    {
        switch (rows)
        {
            case 8:
                GemmTile<T, TTileVector, TTileLanes, SizeEight, TVectors>.Multiply(
                    depth, in a, aRow, aColumn, in b, bRow, ref c, cRow, accumulate);
                break;
            case 6:
                GemmTile<T, TTileVector, TTileLanes, SizeSix, TVectors>.Multiply(
                    depth, in a, aRow, aColumn, in b, bRow, ref c, cRow, accumulate);
                break;
            case 4:
                GemmTile<T, TTileVector, TTileLanes, SizeFour, TVectors>.Multiply(
                    depth, in a, aRow, aColumn, in b, bRow, ref c, cRow, accumulate);
                break;
            case 2:
                GemmTile<T, TTileVector, TTileLanes, SizeTwo, TVectors>.Multiply(
                    depth, in a, aRow, aColumn, in b, bRow, ref c, cRow, accumulate);
                break;
            default:
                GemmTile<T, TTileVector, TTileLanes, SizeOne, TVectors>.Multiply(
                    depth, in a, aRow, aColumn, in b, bRow, ref c, cRow, accumulate);
                break;
        }
    }
}
