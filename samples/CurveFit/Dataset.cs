using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace CurveFit;

/// <summary>
/// One file of the NIST Statistical Reference Datasets, nonlinear regression (public domain),
/// https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml.
/// </summary>
/// <param name="Starts">The two starting points.</param>
/// <param name="Certified">The least-squares parameters, certified to eleven digits.</param>
/// <param name="X">What is varied, one for each observation.</param>
/// <param name="Y">What is measured.</param>
internal sealed record Dataset(Vector<double>[] Starts, Vector<double> Certified, Vector<double> X, Vector<double> Y)
{
    // In every file, as its header says too: "b1 = start 1, start 2, certified, deviation" from line 41, "y x" from line 61.
    private const int LinesBeforeParameters = 40;
    private const int LinesBeforeData = 60;

    public static Dataset Load(string name)
    {
        using Stream stream = typeof(Dataset).Assembly.GetManifestResourceStream(name + ".dat")!;
        string[] lines = new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries);
        double[][] parameters = [.. lines.Skip(LinesBeforeParameters).TakeWhile(line => line.StartsWith('b')).Select(line => Numbers(line.Split('=')[1]))];
        double[][] data = [.. lines.Skip(LinesBeforeData).TakeWhile(line => line.Length > 0).Select(Numbers)];
        return new Dataset([Column(parameters, 0), Column(parameters, 1)], Column(parameters, 2), X: Column(data, 1), Y: Column(data, 0));
    }

    private static double[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

    private static Vector<double> Column(double[][] rows, int column) => Vector<double>.Build.DenseOfEnumerable(rows.Select(row => row[column]));
}
