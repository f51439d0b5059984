using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A determinant, of 8 rows, by expansion along the first, recursively (GradBench's det).</summary>
[BenchmarkCategory(nameof(Determinant))]
public class Determinant(int size) : CallShape(Draw(1, size * size, 0, 1))
{
    /// <summary>Each column's successor; the first column follows the end.</summary>
    private readonly int[] next = [.. Enumerable.Range(1, size), 0];

    public Determinant()
        : this(8)
    {
    }

    public override double? Target => 2.3;

    protected override double RunPrimal() => Det.Minor(Inputs[0], size, 0, next);

    protected override double RunGenerated(double[][] gradients) => Det.MinorBackward(Inputs[0], size, 0, next, 1, gradients[0]);

    protected override double RunByHand(double[][] gradients) => DeterminantGradient.ByHand(Inputs[0], size, 0, next, 1, gradients[0]);
}

/// <summary>Its gradient by hand.</summary>
internal static class DeterminantGradient
{
    /// <summary>A minor's own gradient is known before it is computed, so that value and gradient come in one recursion.</summary>
    public static double ByHand(ReadOnlySpan<double> a, int ell, int row, int[] next, double dOut, Span<double> dA)
    {
        if (row == ell - 1)
        {
            dA[row * ell + next[ell]] += dOut;
            return a[row * ell + next[ell]];
        }

        double minor = 0;
        double sign = 1;
        int before = ell;
        for (int j = row; j < ell; j++)
        {
            int column = next[before];
            next[before] = next[column];
            double factor = sign * a[row * ell + column];
            double rest = ByHand(a, ell, row + 1, next, dOut * factor, dA);
            dA[row * ell + column] += dOut * sign * rest;
            minor += factor * rest;
            next[before] = column;
            before = column;
            sign = -sign;
        }

        return minor;
    }
}
