namespace CurveFit;

/// <summary>Prints the fits of a problem beside the certified parameters.</summary>
internal static class Report
{
    // Of the eleven that are certified.
    private const double EnoughDigits = 6;

    public static void Print(Problem problem, Fit[] fits)
    {
        Console.WriteLine($"{problem.Name}: {problem.YLabel} against {problem.XLabel}, {problem.Data.X.Count} observations");
        Console.WriteLine($"      {"certified",17}" + string.Concat(fits.Select((_, start) => $"   {$"from start {start + 1}",17}  digits")));
        for (int i = 0; i < problem.Data.Certified.Count; i++)
        {
            double certified = problem.Data.Certified[i];
            Console.Write($"  b{i + 1}  {Number(certified),17}");
            foreach (Fit fit in fits)
                Console.Write($"   {Number(fit.Parameters[i]),17}  {Fit.AgreeingDigits(fit.Parameters[i], certified),6:F1}");
            Console.WriteLine();
        }

        for (int start = 0; start < fits.Length; start++)
            Console.WriteLine($"  Start {start + 1}: {Verdict(problem, fits[start])}");
        Console.WriteLine();
    }

    private static string Verdict(Problem problem, Fit fit)
    {
        double digits = fit.AgreeingDigits(problem.Data.Certified);
        string how = $"{fit.Iterations} iterations, ended by {fit.Exit}";
        return digits >= EnoughDigits
            ? $"{digits:F1} digits agree in the worst parameter; {how}."
            : $"NOT the certified parameters, {digits:F1} digits agree in the worst one; {how}.";
    }

    private static string Number(double value) => value.ToString("0.0000000000E+00");
}
