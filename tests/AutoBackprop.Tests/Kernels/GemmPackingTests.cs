using System.Runtime.Intrinsics;
using Xunit;

namespace AutoBackprop.Tests.Kernels;

/// <summary>A packed panel has each element in its place, and nothing is written behind it.</summary>
public sealed class GemmPackingTests
{
    [Fact]
    public void A_panel_of_floats_is_packed() => CheckAll<float, Vector256<float>, Lanes256Single>(Lanes256Single.Count, static number => number);

    [Fact]
    public void A_panel_of_doubles_is_packed() => CheckAll<double, Vector128<double>, Lanes128Double>(Lanes128Double.Count, static number => number);

    /// <summary>Rows that lie in the source, columns that do, neither, one row for all steps.</summary>
    private static void CheckAll<T, TVector, TLanes>(int lanes, Func<int, T> number)
        where T : struct
        where TVector : struct
        where TLanes : ILanes<T, TVector>
    {
        foreach (int steps in (int[])[1, 3, 4, 5, 8, 11])
        {
            foreach (int width in (int[])[1, 2, 4, 7, 8, 9, 16])
            {
                foreach ((int row, int column) in ((int, int)[])[(width, 1), (width + 5, 1), (1, steps), (1, steps + 3), (2, (2 * steps) + 1), (0, 1)])
                    Check<T, TVector, TLanes>(steps, width, row, column, lanes, number);
            }
        }
    }

    private static void Check<T, TVector, TLanes>(int steps, int width, int rowStride, int columnStride, int lanes, Func<int, T> number)
        where T : struct
        where TVector : struct
        where TLanes : ILanes<T, TVector>
    {
        int padded = (width + lanes - 1) / lanes * lanes, behind = 2 * padded;
        T[] source = [.. Enumerable.Range(1, ((steps - 1) * rowStride) + ((width - 1) * columnStride) + 1).Select(number)];
        T[] target = [.. Enumerable.Repeat(number(-1), (steps * padded) + behind)];

        GemmPacking<T, TVector, TLanes>.Pack(source, rowStride, columnStride, steps, width, padded, target);

        for (int k = 0; k < steps; k++)
        {
            for (int column = 0; column < width; column++)
                Assert.Equal(source[(k * rowStride) + (column * columnStride)], target[(k * padded) + column]);
        }
        Assert.All(target[^behind..], element => Assert.Equal(number(-1), element));
    }
}
