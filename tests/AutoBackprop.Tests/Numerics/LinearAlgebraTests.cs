using AutoBackprop.Tests.Numerics.Programs;
using Xunit;

namespace AutoBackprop.Tests.Numerics;

public class LinearAlgebraTests
{
    private static readonly double[,] Matrix =
    {
        { 0.1, 2.0, -1.3, 0.4 },
        { 1.9, -0.7, 0.2, 1.1 },
        { -2.6, 0.5, 0.8, -0.9 },
        { 0.3, 1.4, 2.2, 0.6 },
    };

    private static readonly double[,] Covariance = { { 2.0, 0.3, -0.5 }, { 0.3, 1.5, 0.2 }, { -0.5, 0.2, 1.1 } };

    [Fact]
    public void A_determinant_by_LU_with_pivoting()
    {
        Check.Gradient(LinearAlgebra.Determinant, Matrix);

        // ∂ det / ∂ a_ij is the cofactor; of the last element it is the determinant of the 3 × 3 corner.
        var corner = new double[3, 3];
        for (int i = 0; i < 9; i++)
            corner[i / 3, i % 3] = Matrix[i / 3, i % 3];
        Assert.Equal(LinearAlgebra.Determinant(corner), LinearAlgebra.DeterminantGradient(Matrix).dMatrix[3, 3], 1e-12);
    }

    [Fact]
    public void A_determinant_that_overwrites_its_matrix() =>
        Check.Gradient(LinearAlgebra.DeterminantInPlace, Matrix.Cast<double>().ToArray(), 4);

    [Fact]
    public void The_Thomas_algorithm_over_spans() => Check.Pullback(
        LinearAlgebra.Thomas,
        new[] { 0.0, 0.5, -0.7, 0.3, 1.1 }, new[] { 3.0, 2.5, 4.0, 3.3, 2.9 }, new[] { 1.0, -0.4, 0.8, 0.6, 0.0 }, new[] { 1.0, 2.0, -1.0, 0.5, 3.0 });

    [Fact]
    public void A_tridiagonal_system_in_rows() => GradientCheck.Verify(
        LinearAlgebra.TridiagonalNorm, LinearAlgebra.TridiagonalNormGradient,
        (double[][])[[3, 1, 0, 0], [0.5, 2.5, -0.4, 0], [0, -0.7, 4, 0.8], [0, 0, 0.3, 3.3]], new[] { 1.0, 2.0, -1.0, 0.5 });

    [Fact]
    public void A_Gaussian_density_by_Cholesky() =>
        Check.Gradient(LinearAlgebra.GaussianLogDensity, Covariance, new[] { 0.4, -1.2, 0.9 });

    [Fact]
    public void Gauss_and_Seidel_until_nothing_moves() => Check.PullbackWithin(
        1e-9, LinearAlgebra.GaussSeidel, new double[,] { { 4, 1, 0.5 }, { 1, 5, -1 }, { 0.3, -0.8, 3 } }, new[] { 1.0, -2.0, 0.7 });
}
