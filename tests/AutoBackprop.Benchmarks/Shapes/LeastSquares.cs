using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using GradBench.Evals;

namespace AutoBackprop.Benchmarks.Shapes;

/// <summary>A polynomial of 128 coefficients against the sign function at points, 1024 of them (GradBench's llsq).</summary>
[BenchmarkCategory(nameof(LeastSquares))]
public class LeastSquares(int points) : CallShape(Draw(1, 128, 0, 1))
{
    public LeastSquares()
        : this(1024)
    {
    }

    public override double? Target => 1.4;

    protected override double RunPrimal() => Llsq.SquaredError(Inputs[0], points);

    protected override double RunGenerated(double[][] gradients) => Llsq.SquaredErrorBackward(Inputs[0], points, 1, gradients[0]);

    protected override double RunByHand(double[][] gradients) => LeastSquaresGradient.ByHand(Inputs[0], points, 1, gradients[0]);
}

/// <summary>Its gradient by hand.</summary>
internal static class LeastSquaresGradient
{
    /// <summary>A point's residual is final before its gradient is wanted, so the points need one pass.</summary>
    public static double ByHand(ReadOnlySpan<double> x, int n, double dOut, Span<double> dX)
    {
        using Workspace workspace = Workspace.Rent();
        return ByHand(x, n, dOut, dX, workspace.Take<double>(x.Length));
    }

    private static double ByHand(ReadOnlySpan<double> x, int n, double dOut, Span<double> dX, Span<double> powers)
    {
        powers = powers[..x.Length];
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            double t = -1 + 2.0 * i / (n - 1);
            double residual = Math.Sign(t);
            double power = 1;
            for (int j = 0; j < x.Length; j++)
            {
                powers[j] = power;
                residual -= x[j] * power;
                power *= t;
            }

            sum += residual * residual;
            TensorPrimitives.MultiplyAdd(powers, -dOut * residual, dX, dX);
        }

        return sum / 2;
    }
}
