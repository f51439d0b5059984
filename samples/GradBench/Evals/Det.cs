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
            int[] next = input.Checked().Columns();
            return () => Minor(input.A, input.Ell, 0, next);
        }),
        ["gradient"] = Function.Of(Json.Default.DetInput, Json.Default.DoubleArray, input =>
        {
            int[] next = input.Checked().Columns();
            var dA = new double[input.A.Length];
            return () =>
            {
                Array.Clear(dA);
                MinorBackward(input.A, input.Ell, 0, next, 1, dA);
                return dA;
            };
        }),
    };

    /// <summary>
    /// The minor of the rows from <paramref name="row"/> on and of the columns in a linked list: <c>next[c]</c> follows column
    /// <c>c</c>, and <c>next[ell]</c> is the first.
    /// </summary>
    [Differentiable]
    public static double Minor(ReadOnlySpan<double> a, int ell, int row, int[] next)
    {
        if (row == ell - 1)
            return a[row * ell + next[ell]];
        double minor = 0;
        double sign = 1;
        int before = ell;
        for (int j = row; j < ell; j++)
        {
            int column = next[before];
            next[before] = next[column];
            minor += sign * a[row * ell + column] * Minor(a, ell, row + 1, next);
            next[before] = column;
            before = column;
            sign = -sign;
        }

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

    /// <summary>Each column's successor; the first column follows the end.</summary>
    public int[] Columns() => [.. Enumerable.Range(1, Ell), 0];
}
