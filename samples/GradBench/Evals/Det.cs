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
            int[] columns = input.Checked().Columns();
            return () => Minor(input.A, input.Ell, 0, columns);
        }),
        ["gradient"] = Function.Of(Json.Default.DetInput, Json.Default.DoubleArray, input =>
        {
            int[] columns = input.Checked().Columns();
            var dA = new double[input.A.Length];
            return () =>
            {
                Array.Clear(dA);
                MinorBackward(input.A, input.Ell, 0, columns, 1, dA);
                return dA;
            };
        }),
    };

    /// <summary>The minor of the rows from <paramref name="row"/> on, and of the columns that are listed from there on.</summary>
    [Differentiable]
    public static double Minor(ReadOnlySpan<double> a, int ell, int row, int[] columns)
    {
        if (row == ell - 1)
            return a[row * ell + columns[row]];
        double minor = 0;
        double sign = 1;
        for (int k = row; k < ell; k++)
        {
            // One after the other comes to the front, and the others stay in their order.
            (columns[row], columns[k]) = (columns[k], columns[row]);
            minor += sign * a[row * ell + columns[row]] * Minor(a, ell, row + 1, columns);
            sign = -sign;
        }

        int last = columns[row];
        for (int k = row; k < ell - 1; k++)
            columns[k] = columns[k + 1];
        columns[ell - 1] = last;
        return minor;
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

    public int[] Columns() => [.. Enumerable.Range(0, Ell)];
}
