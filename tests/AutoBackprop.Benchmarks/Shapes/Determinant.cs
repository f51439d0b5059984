using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A determinant, of 8 rows, by expansion along the first, recursively (GradBench's det).</summary>
[BenchmarkCategory(nameof(Determinant))]
public class Determinant(int size) : CallShape(Draw(1, size * size, 0, 1))
{
    private readonly long columns = Det.Columns(size);

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
    public static double ByHand(ReadOnlySpan<double> a, int ell, int row, long columns, double dOut, Span<double> dA)
    {
        if (row == ell - 1)
        {
            dA[row * ell + (int)columns] += dOut;
            return a[row * ell + (int)columns];
        }

        double minor = 0;
        double sign = 1;
        for (int shift = 0; shift < 4 * (ell - row); shift += 4)
        {
            int column = (int)(columns >> shift) & 15;
            long others = (columns & ((1L << shift) - 1)) | (columns >> (shift + 4) << shift);
            double factor = sign * a[row * ell + column];
            double rest = ByHand(a, ell, row + 1, others, dOut * factor, dA);
            dA[row * ell + column] += dOut * sign * rest;
            minor += factor * rest;
            sign = -sign;
        }

        return minor;
    }
}
