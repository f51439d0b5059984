using AutoBackprop;
using GradBench.Protocol;

namespace GradBench.Evals;

/// <summary>Clusters: the squared distances of points to the nearest of some centroids.</summary>
internal static partial class Kmeans
{
    public static IReadOnlyDictionary<string, Function> Functions { get; } = new Dictionary<string, Function>
    {
        ["cost"] = Function.Of(Json.Default.KmeansInput, Json.Default.Double, input =>
        {
            KmeansInput at = input.Checked();
            return () => Cost(at.Points, at.Centroids);
        }),
        ["dir"] = Function.NotSupported("Not supported: a Hessian's diagonal needs derivatives of derivatives."),
    };

    [Differentiable]
    public static double Cost([NoGradient] double[][] points, double[][] centroids)
    {
        double cost = 0;
        for (int i = 0; i < points.Length; i++)
        {
            double least = double.PositiveInfinity;
            for (int j = 0; j < centroids.Length; j++)
            {
                double distance = 0;
                for (int k = 0; k < points[i].Length; k++)
                {
                    double difference = points[i][k] - centroids[j][k];
                    distance += difference * difference;
                }

                if (distance < least)
                    least = distance;
            }

            cost += least;
        }

        return cost;
    }
}

internal sealed record KmeansInput(double[][] Points, double[][] Centroids)
{
    public KmeansInput Checked()
    {
        WrongInputException.Unless(Points.Length > 0 && Centroids.Length > 0, "There are no points, or no centroids.");
        int dimension = Points[0]?.Length ?? 0;
        WrongInputException.UnlessShaped(Points, Points.Length, "points", dimension);
        WrongInputException.UnlessShaped(Centroids, Centroids.Length, "centroids", dimension);
        return this;
    }
}
