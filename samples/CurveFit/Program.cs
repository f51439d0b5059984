using CurveFit;
using CurveFit.Models;

Problem[] problems = [Misra1a.Problem, Rat43.Problem, Hahn1.Problem, Thurber.Problem, MGH09.Problem, Eckerle4.Problem];
string path = args.Length > 0 ? args[0] : Path.Combine("artifacts", "curve-fit.png");

Console.WriteLine("Nonlinear regressions of the NIST Statistical Reference Datasets: Levenberg-Marquardt of MathNet.Numerics,");
Console.WriteLine("the Jacobian row by row from the generated gradient of the model. Eleven digits are certified.");
Console.WriteLine();
var drawn = new List<(Problem, Fit)>();
foreach (Problem problem in problems)
{
    Fit[] fits = [.. problem.Data.Starts.Select(start => Fit.Of(problem, start))];
    Report.Print(problem, fits);
    drawn.Add((problem, fits[^1]));
}

Picture.Save(path, drawn);
Console.WriteLine($"Data and fits from start 2: {path}");
