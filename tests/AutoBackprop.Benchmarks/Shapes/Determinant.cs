using BenchmarkDotNet.Attributes;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A determinant, of 8 rows, by expansion along the first, recursively (GradBench's det).</summary>
[BenchmarkCategory(nameof(Determinant))]
public class Determinant(int size) : CallShape(Draw(1, size * size, 0, 1))
{
    public Determinant()
        : this(8)
    {
    }

    public override double? Target => 2.3;

    protected override double RunPrimal() => Laplace.Minor(Inputs[0], size, 0, 0);

    protected override double RunGenerated(double[][] gradients) => Laplace.MinorBackward(Inputs[0], size, 0, 0, 1, gradients[0]);

    protected override double RunByHand(double[][] gradients) => Laplace.ByHand(Inputs[0], size, 0, 0, 1, gradients[0]);
}

/// <summary>Laplace's expansion.</summary>
internal static partial class Laplace
{
    /// <summary>The minor of the rows from one on, without the columns whose bits are set.</summary>
    [Differentiable]
    public static double Minor(ReadOnlySpan<double> a, int size, int row, int removed)
    {
        if (row == size)
            return 1;
        double sum = 0;
        double sign = 1;
        for (int column = 0; column < size; column++)
        {
            if ((removed & (1 << column)) != 0)
                continue;
            sum += sign * a[row * size + column] * Minor(a, size, row + 1, removed | (1 << column));
            sign = -sign;
        }

        return sum;
    }

    /// <summary>A minor's own gradient is known before it is computed, so that value and gradient come in one recursion.</summary>
    public static double ByHand(ReadOnlySpan<double> a, int size, int row, int removed, double dOut, Span<double> dA)
    {
        if (row == size)
            return 1;
        double sum = 0;
        double sign = 1;
        for (int column = 0; column < size; column++)
        {
            if ((removed & (1 << column)) != 0)
                continue;
            double factor = sign * a[row * size + column];
            double minor = ByHand(a, size, row + 1, removed | (1 << column), dOut * factor, dA);
            dA[row * size + column] += dOut * sign * minor;
            sum += factor * minor;
            sign = -sign;
        }

        return sum;
    }
}
