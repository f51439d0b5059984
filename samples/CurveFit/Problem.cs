using MathNet.Numerics.LinearAlgebra;

namespace CurveFit;

/// <summary>A nonlinear regression: NIST's figures, and the model with its generated gradient.</summary>
/// <param name="Name">NIST's name of the data set.</param>
/// <param name="XLabel">What is varied.</param>
/// <param name="YLabel">What is measured.</param>
/// <param name="Model">The model at one observation, of the parameters and x.</param>
/// <param name="Gradient">Its derivatives by the parameters there: one row of the Jacobian.</param>
internal sealed record Problem(
    string Name, string XLabel, string YLabel, Func<Vector<double>, double, double> Model, Func<Vector<double>, double, double[]> Gradient)
{
    public Dataset Data { get; } = Dataset.Load(Name);
}
