using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace CurveFit;

/// <summary>What Levenberg and Marquardt's method makes of a problem from one starting point.</summary>
/// <param name="Parameters">Where it ended.</param>
/// <param name="Iterations">After how many iterations.</param>
/// <param name="Exit">Why it ended.</param>
internal sealed record Fit(Vector<double> Parameters, int Iterations, ExitCondition Exit)
{
    public static Fit Of(Problem problem, Vector<double> start)
    {
        IObjectiveModel objective = ObjectiveFunction.NonlinearModel(
            problem.Model,
            (b, x) => Vector<double>.Build.Dense(problem.Gradient(b, x)),
            problem.Data.X,
            problem.Data.Y);

        // MathNet damps all parameters alike, and they differ by up to ten powers of ten: each is taken in units of its start.
        Vector<double> scales = start.PointwiseAbs();
        NonlinearMinimizationResult result = new LevenbergMarquardtMinimizer().FindMinimum(objective, start, scales: scales);
        return new Fit(result.MinimizingPoint, result.Iterations, result.ReasonForExit);
    }

    /// <summary>The number of digits in which the worst of the parameters agrees with its certified value; 11 are certified.</summary>
    public double AgreeingDigits(Vector<double> certified) => Enumerable.Range(0, certified.Count).Min(i => AgreeingDigits(Parameters[i], certified[i]));

    public static double AgreeingDigits(double fitted, double certified)
    {
        double error = Math.Abs((fitted - certified) / certified);
        return double.IsNaN(error) ? 0 : Math.Clamp(-Math.Log10(error), 0, 11);
    }
}
