namespace AutoBackprop.Tests.Rules;

/// <summary>Derivatives from function values alone.</summary>
internal static class NumericalDerivative
{
    private const int Steps = 12;
    private const double Shrink = 1.4;

    /// <summary>Central differences at shrinking steps, extrapolated to step zero (Ridders), at the order with the least error.</summary>
    public static double At(Func<double, double> function, double x, double step)
    {
        double[,] table = new double[Steps, Steps];
        double best = double.NaN;
        double error = double.PositiveInfinity;
        for (int i = 0; i < Steps; i++, step /= Shrink)
        {
            // The step that is taken, not the one that was asked for.
            double above = x + step;
            double below = x - step;
            table[i, 0] = (function(above) - function(below)) / (above - below);
            double factor = 1;
            for (int j = 1; j <= i; j++)
            {
                factor *= Shrink * Shrink;
                table[i, j] = (table[i, j - 1] * factor - table[i - 1, j - 1]) / (factor - 1);
                double estimate = Math.Max(Math.Abs(table[i, j] - table[i, j - 1]), Math.Abs(table[i, j] - table[i - 1, j - 1]));
                if (estimate < error)
                    (best, error) = (table[i, j], estimate);
            }
        }

        return best;
    }
}
