using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A determinant, of 8 rows, by expansion along the first, recursively (GradBench's det).</summary>
[BenchmarkCategory(nameof(Determinant))]
public class Determinant(int size) : CallShape(Draw(1, size * size, 0, 1))
{
    private readonly int[] columns = [.. Enumerable.Range(0, size)];

    public Determinant()
        : this(8)
    {
    }

    public override double? Target => 2.3;

    protected override double RunPrimal() => Det.Minor(Inputs[0], size, 0, columns);

    protected override double RunGenerated(double[][] gradients) => Det.MinorBackward(Inputs[0], size, 0, columns, 1, gradients[0]);

    protected override double RunByHand(double[][] gradients) => DeterminantGradient.ByHand(Inputs[0], size, 0, columns, 1, gradients[0]);
}

/// <summary>Its gradient by hand.</summary>
internal static class DeterminantGradient
{
    /// <summary>A minor's own gradient is known before it is computed, so that value and gradient come in one recursion.</summary>
    public static double ByHand(ReadOnlySpan<double> a, int ell, int row, int[] columns, double dOut, Span<double> dA)
    {
        if (row == ell - 1)
        {
            dA[row * ell + columns[row]] += dOut;
            return a[row * ell + columns[row]];
        }

        double minor = 0;
        double sign = 1;
        for (int k = row; k < ell; k++)
        {
            (columns[row], columns[k]) = (columns[k], columns[row]);
            int element = row * ell + columns[row];
            double factor = sign * a[element];
            double rest = ByHand(a, ell, row + 1, columns, dOut * factor, dA);
            dA[element] += dOut * sign * rest;
            minor += factor * rest;
            sign = -sign;
        }

        int last = columns[row];
        for (int k = row; k < ell - 1; k++)
            columns[k] = columns[k + 1];
        columns[ell - 1] = last;
        return minor;
    }
}
