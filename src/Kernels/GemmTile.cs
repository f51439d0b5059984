using System.Runtime.CompilerServices;

namespace AutoBackprop;

/// <summary>
/// The innermost kernel: a tile of <typeparamref name="TRows"/> rows by <typeparamref name="TVectors"/> vectors of
/// C, held in registers while k runs. One text; every size and width is compiled from it, with the branches on sizes gone.
/// It calls nothing, because a call in the loop would spill every vector register.
/// </summary>
/// <remarks>
/// References and offsets instead of spans are measured to matter here: eight bounds checks for each step of k would
/// cost as much as the arithmetic. The driver hands in only ranges that <see cref="MatrixBounds"/> or a packed buffer covers.
/// </remarks>
internal static class GemmTile<T, TVector, TLanes, TRows, TVectors>
    where T : struct
    where TVector : struct
    where TLanes : ILanes<T, TVector>
    where TRows : ISize
    where TVectors : ISize
{
    /// <summary>C = A · B, or C += A · B, over <paramref name="depth"/> steps of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        nint depth, ref readonly T a, nint aRow, nint aColumn, ref readonly T b, nint bRow, ref T c, nint cRow, bool accumulate)
    {
        nuint second = (nuint)TLanes.Count;
        nuint third = second * 2;
        ref T a0 = ref Unsafe.AsRef(in a);
        ref T a1 = ref TRows.Value > 1 ? ref Unsafe.Add(ref a0, aRow) : ref a0;
        ref T a2 = ref TRows.Value > 2 ? ref Unsafe.Add(ref a1, aRow) : ref a0;
        ref T a3 = ref TRows.Value > 3 ? ref Unsafe.Add(ref a2, aRow) : ref a0;
        ref T a4 = ref TRows.Value > 4 ? ref Unsafe.Add(ref a3, aRow) : ref a0;
        ref T a5 = ref TRows.Value > 5 ? ref Unsafe.Add(ref a4, aRow) : ref a0;
        ref T a6 = ref TRows.Value > 6 ? ref Unsafe.Add(ref a5, aRow) : ref a0;
        ref T a7 = ref TRows.Value > 7 ? ref Unsafe.Add(ref a6, aRow) : ref a0;
        ref T bk = ref Unsafe.AsRef(in b);

        TVector c00 = default, c01 = default, c02 = default;
        TVector c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default;
        TVector c30 = default, c31 = default, c32 = default;
        TVector c40 = default, c41 = default, c42 = default;
        TVector c50 = default, c51 = default, c52 = default;
        TVector c60 = default, c61 = default, c62 = default;
        TVector c70 = default, c71 = default, c72 = default;

        nint ak = 0;
        for (nint k = 0; k < depth; k++)
        {
            TVector b0 = TLanes.Load(ref bk, 0);
            TVector b1 = TVectors.Value > 1 ? TLanes.Load(ref bk, second) : default;
            TVector b2 = TVectors.Value > 2 ? TLanes.Load(ref bk, third) : default;

            TVector row0 = TLanes.Broadcast(Unsafe.Add(ref a0, ak));
            c00 = TLanes.MultiplyAdd(row0, b0, c00);
            c01 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row0, b1, c01) : default;
            c02 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row0, b2, c02) : default;

            if (TRows.Value > 1)
            {
                TVector row = TLanes.Broadcast(Unsafe.Add(ref a1, ak));
                c10 = TLanes.MultiplyAdd(row, b0, c10);
                c11 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row, b1, c11) : default;
                c12 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row, b2, c12) : default;
            }

            if (TRows.Value > 2)
            {
                TVector row = TLanes.Broadcast(Unsafe.Add(ref a2, ak));
                c20 = TLanes.MultiplyAdd(row, b0, c20);
                c21 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row, b1, c21) : default;
                c22 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row, b2, c22) : default;
            }

            if (TRows.Value > 3)
            {
                TVector row = TLanes.Broadcast(Unsafe.Add(ref a3, ak));
                c30 = TLanes.MultiplyAdd(row, b0, c30);
                c31 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row, b1, c31) : default;
                c32 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row, b2, c32) : default;
            }

            if (TRows.Value > 4)
            {
                TVector row = TLanes.Broadcast(Unsafe.Add(ref a4, ak));
                c40 = TLanes.MultiplyAdd(row, b0, c40);
                c41 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row, b1, c41) : default;
                c42 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row, b2, c42) : default;
            }

            if (TRows.Value > 5)
            {
                TVector row = TLanes.Broadcast(Unsafe.Add(ref a5, ak));
                c50 = TLanes.MultiplyAdd(row, b0, c50);
                c51 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row, b1, c51) : default;
                c52 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row, b2, c52) : default;
            }

            if (TRows.Value > 6)
            {
                TVector row = TLanes.Broadcast(Unsafe.Add(ref a6, ak));
                c60 = TLanes.MultiplyAdd(row, b0, c60);
                c61 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row, b1, c61) : default;
                c62 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row, b2, c62) : default;
            }

            if (TRows.Value > 7)
            {
                TVector row = TLanes.Broadcast(Unsafe.Add(ref a7, ak));
                c70 = TLanes.MultiplyAdd(row, b0, c70);
                c71 = TVectors.Value > 1 ? TLanes.MultiplyAdd(row, b1, c71) : default;
                c72 = TVectors.Value > 2 ? TLanes.MultiplyAdd(row, b2, c72) : default;
            }

            ak += aColumn;
            bk = ref Unsafe.Add(ref bk, bRow);
        }

        Store(ref c, c00, c01, c02, accumulate);

        if (TRows.Value > 1)
        {
            Store(ref Unsafe.Add(ref c, cRow), c10, c11, c12, accumulate);
        }

        if (TRows.Value > 2)
        {
            Store(ref Unsafe.Add(ref c, 2 * cRow), c20, c21, c22, accumulate);
        }

        if (TRows.Value > 3)
        {
            Store(ref Unsafe.Add(ref c, 3 * cRow), c30, c31, c32, accumulate);
        }

        if (TRows.Value > 4)
        {
            Store(ref Unsafe.Add(ref c, 4 * cRow), c40, c41, c42, accumulate);
        }

        if (TRows.Value > 5)
        {
            Store(ref Unsafe.Add(ref c, 5 * cRow), c50, c51, c52, accumulate);
        }

        if (TRows.Value > 6)
        {
            Store(ref Unsafe.Add(ref c, 6 * cRow), c60, c61, c62, accumulate);
        }

        if (TRows.Value > 7)
        {
            Store(ref Unsafe.Add(ref c, 7 * cRow), c70, c71, c72, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref T c, TVector c0, TVector c1, TVector c2, bool accumulate)
    {
        nuint second = (nuint)TLanes.Count;
        nuint third = second * 2;
        TLanes.Store(accumulate ? TLanes.Add(TLanes.Load(ref c, 0), c0) : c0, ref c, 0);
        if (TVectors.Value > 1)
        {
            TLanes.Store(accumulate ? TLanes.Add(TLanes.Load(ref c, second), c1) : c1, ref c, second);
        }

        if (TVectors.Value > 2)
        {
            TLanes.Store(accumulate ? TLanes.Add(TLanes.Load(ref c, third), c2) : c2, ref c, third);
        }
    }
}
