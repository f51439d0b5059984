using System.Text.Json.Serialization;
using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>
/// A determinant by expansion along the first row, again and again, which is meant to be a deep recursion: nothing is computed
/// once and kept.
/// </summary>
internal static partial class Det
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["primal"] = Function.Of(Json.Default.DetInput, Json.Default.Double, input =>
        {
            long columns = input.Checked().Columns();
            return () => Minor(input.A, input.Ell, 0, columns);
        }),
        ["gradient"] = Function.Of(Json.Default.DetInput, Json.Default.DoubleArray, input =>
        {
            long columns = input.Checked().Columns();
            var dA = new double[input.A.Length];
            return () =>
            {
                Array.Clear(dA);
                MinorBackward(input.A, input.Ell, 0, columns, 1, dA);
                return dA;
            };
        }),
    };

    /// <summary>The minor of the rows from <paramref name="row"/> on and of a list of columns, as many as there are rows: four bits each.</summary>
    [Differentiable]
    public static double Minor(ReadOnlySpan<double> a, int ell, int row, long columns)
    {
        if (row == ell - 1)
            return a[row * ell + (int)columns];
        double minor = 0;
        double sign = 1;
        for (int shift = 0; shift < 4 * (ell - row); shift += 4)
        {
            int column = (int)(columns >> shift) & 15;
            long before = columns & ((1L << shift) - 1);
            long others = before | (columns >> (shift + 4) << shift);
            minor += sign * a[row * ell + column] * Minor(a, ell, row + 1, others);
            sign = -sign;
        }

        return minor;
    }

    /// <summary>The list of all columns.</summary>
    public static long Columns(int ell)
    {
        long columns = 0;
        for (int column = ell - 1; column >= 0; column--)
            columns = (columns << 4) | (uint)column;
        return columns;
    }
}

internal sealed record DetInput([property: JsonPropertyName("A")] double[] A, int Ell)
{
    public DetInput Checked()
    {
        // 13 rows take minutes, and each further row as many times as long as there are rows: a session that never answers.
        WrongInputException.Unless(Ell is >= 1 and <= 13, "'ell' is not between 1 and 13: an expansion takes more than ell! steps.");
        WrongInputException.UnlessShaped(A, Ell * Ell, "A");
        return this;
    }

    public long Columns() => Det.Columns(Ell);
}
